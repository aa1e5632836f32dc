/* Outlines of lines and areas for several tolerances, and where the names of areas stand. */
#include "load/scaling.h"

#include "geo/generalise.h"
#include "geo/topology.h"

#include <math.h>

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

/* ---- areas that share borders, of all such collections together ---- */

static size_t shared_count(const struct scales *scales)
{
    size_t count = 0;
    for (size_t i = 0; i < scales->collection_count; i++)
        count += scales->collections[i].about->shares_borders ? scales->collections[i].count : 0;
    return count;
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
    for (size_t i = 0; i < count; i++)
        area_outline(features[i], topology, i, scales->arena);
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

bool scales_outline(struct scales *scales, struct error *err)
{
    if (!shared_outline(scales, err))
        return false;
    for (size_t i = 0; i < scales->collection_count; i++) {
        struct scaled_collection *collection = &scales->collections[i];
        if (!collection_outline(scales, collection, err))
            return false;
        for (size_t k = 0; geometry_dimension(collection->about->geometry) == 2 && k < collection->count; k++)
            label_find(&collection->features[k]);
    }
    return true;
}
