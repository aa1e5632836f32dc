/* Outlines of lines and areas for several tolerances, and where the names of areas stand. */
#include "load/scaling.h"

#include "geo/generalise.h"
#include "geo/topology.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

/* A name stands well inside when it is this part of its area's smaller side near to the best place. */
#define LABEL_PRECISION 0.01

/* Outlines of one feature as they are found, from fine to coarse. */
struct finding {
    struct geometry found[OUTLINE_LEVELS];
    struct arena *arena;   /* of those that are kept */
    struct arena *scratch; /* of each one until it is known to differ; emptied often */
};

/* The outline of the next level, or the one before where nothing was left out: tables and tiles need not hold it twice. */
static void outline_add(struct finding *finding, struct scaled_feature *feature, unsigned level,
                        struct geometry outline)
{
    uint8_t count = feature->outline_count;
    const struct geometry *before = count > 0 ? &finding->found[count - 1] : &feature->whole;
    bool is_same = outline.point_count == before->point_count || outline.point_count == 0;
    if (!is_same || count == 0) {
        outline.type = geometry_multi(outline.type);
        finding->found[count] = is_same ? *before : geometry_copy(&outline, finding->arena);
        feature->outline_count++;
    }
    feature->outline_of[level] = (uint8_t)(feature->outline_count - 1);
    arena_reset(finding->scratch);
}

static void outlines_keep(const struct finding *finding, struct scaled_feature *feature)
{
    struct geometry *outlines = arena_array(finding->arena, feature->outline_count, sizeof *outlines);
    memcpy(outlines, finding->found, feature->outline_count * sizeof *outlines);
    feature->outlines = outlines;
}

static void area_outline(struct finding *finding, struct scaled_feature *feature, const struct topology *topology,
                         size_t index)
{
    for (unsigned level = 1; level <= OUTLINE_LEVELS; level++)
        outline_add(finding, feature, level,
                    topology_area(topology, index, outline_tolerance(level), finding->scratch));
    outlines_keep(finding, feature);
}

/* Runs both at once, where there is a thread to be had. */
static void beside(void *(*one)(void *), void *of_one, void *(*other)(void *), void *of_other)
{
    pthread_t thread;
    bool has_thread = pthread_create(&thread, NULL, one, of_one) == 0;
    if (!has_thread)
        one(of_one);
    other(of_other);
    if (has_thread)
        pthread_join(thread, NULL);
}

/* ---- areas that share borders, of all such collections together ---- */

static size_t shared_count(const struct scales *scales)
{
    size_t count = 0;
    for (size_t i = 0; i < scales->collection_count; i++)
        count += scales->collections[i].about->shares_borders ? scales->collections[i].count : 0;
    return count;
}

/* Areas of a topology, which any number of threads may read. */
struct outlining {
    const struct scales *scales;
    const struct topology *topology;
    struct scaled_feature **features; /* one an area */
    size_t begin, end;
    struct arena *arena;
};

static void *outlining_run(void *argument)
{
    const struct outlining *outlining = argument;
    struct finding finding = {.arena = outlining->arena, .scratch = arena_new()};
    for (size_t i = outlining->begin; i < outlining->end && !atomic_load(&outlining->scales->is_cancelled); i++)
        area_outline(&finding, outlining->features[i], outlining->topology, i);
    arena_free(finding.scratch);
    return NULL;
}

static bool shared_outline(struct scales *scales, struct error *err)
{
    size_t count = 0;
    struct scaled_feature **features =
        arena_array(scales->arena, shared_count(scales), sizeof(struct scaled_feature *));
    struct geometry *areas = arena_array(scales->arena, shared_count(scales), sizeof *areas);
    for (size_t i = 0; i < scales->collection_count; i++) {
        struct scaled_collection *collection = &scales->collections[i];
        for (size_t k = 0; collection->about->shares_borders && k < collection->count; k++) {
            features[count] = &collection->features[k];
            areas[count++] = collection->features[k].whole;
        }
    }
    struct topology *topology = topology_build(areas, count, 0, NULL, err);
    if (topology == NULL)
        return false;
    struct outlining halves[] = {{scales, topology, features, 0, count / 2, scales->arena},
                                 {scales, topology, features, count / 2, count, scales->arena_beside}};
    beside(outlining_run, &halves[1], outlining_run, &halves[0]);
    topology_free(topology);
    return true;
}

/* ---- the others, one by one ---- */

static bool free_outline(struct finding *finding, struct scaled_feature *feature, struct error *err)
{
    int dimension = geometry_dimension(feature->whole.type);
    if (dimension == 2) {
        struct topology *topology = topology_build(&feature->whole, 1, 0, NULL, err);
        if (topology == NULL)
            return false;
        area_outline(finding, feature, topology, 0);
        topology_free(topology);
        return true;
    }
    for (unsigned level = 1; level <= OUTLINE_LEVELS; level++)
        outline_add(finding, feature, level,
                    dimension == 0 ? feature->whole
                                   : generalise_line(&feature->whole, outline_tolerance(level), finding->scratch));
    outlines_keep(finding, feature);
    return true;
}

static bool collection_outline(struct scales *scales, struct scaled_collection *collection, struct error *err)
{
    struct finding finding = {.arena = scales->arena, .scratch = arena_new()};
    bool done = true;
    for (size_t i = 0;
         done && !collection->about->shares_borders && i < collection->count && !atomic_load(&scales->is_cancelled);
         i++)
        done = free_outline(&finding, &collection->features[i], err);
    arena_free(finding.scratch);
    return done;
}

static void label_find(struct scaled_feature *feature)
{
    struct box box = geometry_box(&feature->whole);
    double precision = LABEL_PRECISION * fmin(box_width(box), box_height(box));
    feature->has_label = precision > 0 && geometry_label_point(&feature->whole, precision, &feature->label);
}

static void *labels_find(void *argument)
{
    struct scales *scales = argument;
    for (size_t i = 0; i < scales->collection_count; i++) {
        struct scaled_collection *collection = &scales->collections[i];
        for (size_t k = 0; geometry_dimension(collection->about->geometry) == 2 && k < collection->count &&
                           !atomic_load(&scales->is_cancelled);
             k++)
            label_find(&collection->features[k]);
    }
    return NULL;
}

struct outlines {
    struct scales *scales;
    struct error *err;
    bool is_done;
};

static void *outlines_make(void *argument)
{
    struct outlines *outlines = argument;
    struct scales *scales = outlines->scales;
    outlines->is_done = shared_outline(scales, outlines->err);
    for (size_t i = 0; i < scales->collection_count && outlines->is_done; i++)
        outlines->is_done = collection_outline(scales, &scales->collections[i], outlines->err);
    return NULL;
}

bool scales_outline(struct scales *scales, struct error *err)
{
    struct outlines outlines = {scales, err, false};
    beside(labels_find, scales, outlines_make, &outlines); /* both read the whole outlines alone */
    return outlines.is_done;
}
