/* Outlines of lines and areas for several tolerances, and where the names of areas stand. */
#include "load/scaling.h"

#include "geo/generalise.h"
#include "geo/topology.h"

#include <math.h>
#include <pthread.h>

/* A name stands well inside when it is this part of its area's smaller side near to the best place. */
#define LABEL_PRECISION 0.01

/* The outline of a level, or the one before where nothing was left out: tables and tiles need not hold it twice. */
static void outline_set(struct scaled_feature *feature, unsigned level, struct geometry outline)
{
    const struct geometry *before = &feature->outlines[level - 1];
    outline.type = geometry_multi(outline.type);
    bool is_same = outline.point_count == before->point_count || outline.point_count == 0;
    feature->outlines[level] = is_same ? *before : outline;
}

static void area_outline(struct scaled_feature *feature, const struct topology *topology, size_t index,
                         struct arena *arena)
{
    for (unsigned level = 1; level <= OUTLINE_LEVELS; level++)
        outline_set(feature, level, topology_area(topology, index, outline_tolerance(level), arena));
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
    for (size_t i = outlining->begin; i < outlining->end && !atomic_load(&outlining->scales->is_cancelled); i++)
        area_outline(outlining->features[i], outlining->topology, i, outlining->arena);
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
            areas[count++] = collection->features[k].outlines[0];
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

static bool free_outline(struct scaled_feature *feature, struct arena *arena, struct error *err)
{
    if (geometry_dimension(feature->outlines[0].type) == 2) {
        struct topology *topology = topology_build(&feature->outlines[0], 1, 0, NULL, err);
        if (topology == NULL)
            return false;
        area_outline(feature, topology, 0, arena);
        topology_free(topology);
        return true;
    }
    for (unsigned level = 1; level <= OUTLINE_LEVELS; level++)
        outline_set(feature, level, generalise_line(&feature->outlines[0], outline_tolerance(level), arena));
    return true;
}

static bool collection_outline(struct scales *scales, struct scaled_collection *collection, struct error *err)
{
    for (size_t i = 0; i < collection->count && !atomic_load(&scales->is_cancelled); i++) {
        struct scaled_feature *feature = &collection->features[i];
        if (geometry_dimension(collection->about->geometry) == 0) {
            for (unsigned level = 1; level <= OUTLINE_LEVELS; level++)
                feature->outlines[level] = feature->outlines[0];
        } else if (!collection->about->shares_borders && !free_outline(feature, scales->arena, err)) {
            return false;
        }
    }
    return true;
}

static void label_find(struct scaled_feature *feature)
{
    struct box box = geometry_box(&feature->outlines[0]);
    double precision = LABEL_PRECISION * fmin(box_width(box), box_height(box));
    feature->has_label = precision > 0 && geometry_label_point(&feature->outlines[0], precision, &feature->label);
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
