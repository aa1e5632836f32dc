#include "print/figure_map_inside.h"

#include "base/memory.h"
#include "print/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct field figure_fields[FIELD_COUNT] = {
    {"figure", VALUE_TEXT},   {"by", VALUE_TEXT},     {"territory", VALUE_TEXT},
    {"nom", VALUE_TEXT},      {"text", VALUE_TEXT},   {"value", VALUE_REAL},
    {"class", VALUE_INTEGER}, {"colour", VALUE_TEXT}, {"radius", VALUE_REAL},
};

const char *figure_of_area(const struct figure_map *map, const struct figure_territory *territory)
{
    if (!isfinite(territory->value))
        return "unknown";
    return map->form == MAP_SYMBOLS ? "ground" : "class";
}

void figure_values(const struct figure_map *map, const struct figure_territory *territory, const char *figure,
                   struct value values[FIELD_COUNT], struct arena *arena)
{
    bool is_circle = strcmp(figure, "circle") == 0, is_class = strcmp(figure, "class") == 0;
    size_t index = is_class ? class_of(&map->classes, territory->value) : CLASS_UNKNOWN;
    char colour[8];
    colour_write_hex(figure_map_colour(map, index), colour);
    values[FIELD_FIGURE] = value_text(figure);
    values[FIELD_BY] = value_text(map->is_by_epci ? "epci" : "commune");
    values[FIELD_TERRITORY] = value_text(territory->id);
    values[FIELD_NOM] = value_text(territory->name);
    values[FIELD_TEXT] = value_text(arena_printf(arena, map->is_english ? "%s: %s" : "%s\u00a0: %s", territory->name,
                                                 figure_map_text(map, territory->value, arena)));
    values[FIELD_VALUE] = isfinite(territory->value) ? value_real(territory->value) : VALUE_UNKNOWN;
    values[FIELD_CLASS] = is_class ? value_integer((int64_t)index) : VALUE_UNKNOWN;
    values[FIELD_COLOUR] = is_class || is_circle ? value_text(arena_string(arena, colour)) : VALUE_UNKNOWN;
    values[FIELD_RADIUS] = is_circle ? value_real(figure_map_radius(map, territory->value)) : VALUE_UNKNOWN;
}

/* ---- the stream: the communes of the territories, then the circles, the greatest first ---- */

struct figure_source {
    const struct figure_map *map;
    struct map_features below; /* of the snapshot */
    const struct figure_territory **circles;
    size_t circle_count;
};

struct figure_walk {
    const struct figure_source *source;
    struct feature_stream communes;
    bool is_at_circles;
    size_t next_circle;
    struct arena *arena; /* of one feature */
    struct value values[FIELD_COUNT];
};

static int territory_compare(const void *key, const void *member)
{
    return strcmp(key, ((const struct figure_territory *)member)->id);
}

/* The commune's territory; NULL when the map does not count it. */
static const struct figure_territory *territory_of(const struct figure_map *map, const struct feature *commune)
{
    const struct value *inside = feature_value(commune, "bassin");
    const struct value *id = feature_value(commune, map->is_by_epci ? "epci_siren" : "insee");
    if (id == NULL || id->type != VALUE_TEXT)
        return NULL;
    if (map->is_by_epci && !map->is_of_epci && (inside == NULL || inside->integer != 1))
        return NULL;
    return bsearch(id->text, map->territories, map->count, sizeof map->territories[0], territory_compare);
}

static void walk_give(struct figure_walk *walk, const struct figure_territory *territory, const char *figure,
                      int64_t id, struct geometry geometry, struct feature *feature)
{
    figure_values(walk->source->map, territory, figure, walk->values, walk->arena);
    *feature = (struct feature){id, figure_fields, walk->values, FIELD_COUNT, geometry};
}

static int walk_next(struct feature_stream *stream, struct feature *feature, struct error *err)
{
    struct figure_walk *walk = stream->payload;
    const struct figure_source *source = walk->source;
    struct feature commune;
    int more = 0;
    arena_reset(walk->arena);
    while (!walk->is_at_circles && (more = walk->communes.next(&walk->communes, &commune, err)) == 1) {
        const struct figure_territory *territory = territory_of(source->map, &commune);
        if (territory == NULL)
            continue;
        walk_give(walk, territory, figure_of_area(source->map, territory), commune.id, commune.geometry, feature);
        return 1;
    }
    if (more < 0)
        return -1;
    walk->is_at_circles = true;
    if (walk->next_circle == source->circle_count)
        return 0;
    const struct figure_territory *circle = source->circles[walk->next_circle++];
    struct geometry at = geometry_point(circle->at.x, circle->at.y, walk->arena);
    walk_give(walk, circle, "circle", (int64_t)walk->next_circle, at, feature);
    return 1;
}

static void walk_close(struct feature_stream *stream)
{
    struct figure_walk *walk = stream->payload;
    walk->communes.close(&walk->communes);
    arena_free(walk->arena);
    free(walk);
}

static bool figure_features_open(void *payload, const char *collection, struct box box, double tolerance,
                                 struct feature_stream *stream, struct error *err)
{
    const struct figure_source *source = payload;
    if (strcmp(collection, FIGURE_MAP_SOURCE) != 0)
        return source->below.open(source->below.payload, collection, box, tolerance, stream, err);
    struct figure_walk *walk = memory_alloc(sizeof *walk);
    *walk = (struct figure_walk){.source = source};
    if (!source->below.open(source->below.payload, "communes", box, tolerance, &walk->communes, err)) {
        free(walk);
        return false;
    }
    walk->arena = arena_new();
    *stream = (struct feature_stream){walk, figure_fields, FIELD_COUNT, walk_next, walk_close};
    return true;
}

static int circle_compare(const void *left, const void *right)
{
    const struct figure_territory *a = *(const struct figure_territory *const *)left,
                                  *b = *(const struct figure_territory *const *)right;
    if (a->value != b->value)
        return a->value > b->value ? -1 : 1;
    return strcmp(a->id, b->id);
}

struct map_features figure_map_features(const struct figure_map *map, struct store *store,
                                        const struct snapshot *snapshot, struct arena *arena)
{
    struct map_features below = sheet_features(store, snapshot, arena);
    if (map == NULL)
        return below;
    struct figure_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct figure_source){.map = map, .below = below};
    source->circles = arena_array(arena, map->count, sizeof *source->circles);
    for (size_t i = 0; map->form == MAP_SYMBOLS && i < map->count; i++) {
        if (map->territories[i].value > 0)
            source->circles[source->circle_count++] = &map->territories[i];
    }
    qsort(source->circles, source->circle_count, sizeof *source->circles, circle_compare);
    return (struct map_features){source, figure_features_open};
}
