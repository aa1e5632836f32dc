#include "tile/maker.h"

#include "geo/clip.h"
#include "geo/topology.h"
#include "tile/mvt.h"

#include <assert.h>
#include <math.h>

/* A feature in the tile. */
struct made {
    struct made *next;
    uint64_t id;
    const struct value *values;
    struct geometry geometry; /* grid units, y down; of a shared area not yet on the grid */
};

struct layer {
    struct layer *next;
    const char *name;
    enum tile_layer_kind kind;
    const struct field *fields;
    size_t field_count;
    struct made *first, **end;
};

struct tile_maker {
    struct arena *arena;
    struct box ground;  /* the tile and its buffer, in the set's CRS */
    double left, top;   /* the tile's corner */
    double unit;        /* metres of a grid step */
    size_t point_count; /* so far, cut */
    struct layer *first, **end, *current;
};

struct tile_maker *tile_maker_new(const struct tile_matrix_set *set, struct tile tile, struct arena *arena)
{
    struct tile_maker *maker = arena_alloc(arena, sizeof *maker);
    struct box extent = tile_extent(set, tile, 0.0);
    *maker = (struct tile_maker){.arena = arena,
                                 .ground = tile_extent(set, tile, TILE_BUFFER),
                                 .left = extent.xmin,
                                 .top = extent.ymax,
                                 .unit = tile_unit(set, tile.zoom)};
    maker->end = &maker->first;
    return maker;
}

void tile_maker_layer(struct tile_maker *maker, const char *name, enum tile_layer_kind kind, const struct field *fields,
                      size_t field_count)
{
    struct layer *layer = arena_alloc(maker->arena, sizeof *layer);
    *layer = (struct layer){.name = name, .kind = kind, .fields = fields, .field_count = field_count};
    layer->end = &layer->first;
    *maker->end = maker->current = layer;
    maker->end = &layer->next;
}

/* ---- to the grid ---- */

/* Ground to grid units, y down. */
static void geometry_to_units(const struct tile_maker *maker, struct geometry *geometry)
{
    for (uint32_t i = 0; i < geometry->point_count; i++) {
        geometry->points[i].x = (geometry->points[i].x - maker->left) / maker->unit;
        geometry->points[i].y = (maker->top - geometry->points[i].y) / maker->unit;
    }
}

static bool is_in_tile(struct point point)
{
    return point.x >= 0.0 && point.x < TILE_UNITS && point.y >= 0.0 && point.y < TILE_UNITS;
}

/* The nearest point of the grid that lies in the tile. */
static double number_in_tile(double number)
{
    return fmin(floor(number + 0.5), TILE_UNITS - 1);
}

/* Points in the tile stay. In place. */
static struct geometry points_on_grid(struct geometry geometry)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < geometry.point_count; i++) {
        struct point at = geometry.points[i];
        if (!is_in_tile(at))
            continue;
        geometry.points[kept] = (struct point){number_in_tile(at.x), number_in_tile(at.y)};
        geometry.ring_end[kept] = geometry.part_end[kept] = kept + 1;
        kept++;
    }
    geometry.point_count = geometry.ring_count = geometry.part_count = kept;
    geometry.type = kept > 1 ? GEOMETRY_MULTIPOINT : GEOMETRY_POINT;
    return kept > 0 ? geometry : GEOMETRY_EMPTY;
}

/* Each point to the nearest of the grid; one that repeats the one before goes, and so does a line of one point. In
 * place. */
static struct geometry lines_on_grid(struct geometry geometry)
{
    uint32_t points = 0, lines = 0;
    for (uint32_t ring = 0, i = 0; ring < geometry.ring_count; ring++) {
        uint32_t begin = points;
        for (; i < geometry.ring_end[ring]; i++) {
            struct point at = {floor(geometry.points[i].x + 0.5), floor(geometry.points[i].y + 0.5)};
            if (points == begin || at.x != geometry.points[points - 1].x || at.y != geometry.points[points - 1].y)
                geometry.points[points++] = at;
        }
        if (points - begin < 2) {
            points = begin;
            continue;
        }
        geometry.part_end[lines] = lines + 1;
        geometry.ring_end[lines++] = points;
    }
    geometry.point_count = points;
    geometry.ring_count = geometry.part_count = lines;
    geometry.type = lines > 1 ? GEOMETRY_MULTILINE : GEOMETRY_LINE;
    return lines > 0 ? geometry : GEOMETRY_EMPTY;
}

/* One grid unit wide, around the middle of what is smaller than that, within the buffer. */
static struct geometry smallest_area(struct box box, struct arena *arena)
{
    const double most = TILE_UNITS + TILE_BUFFER - 1;
    double x = fmin(fmax(floor((box.xmin + box.xmax) / 2.0), -TILE_BUFFER), most);
    double y = fmin(fmax(floor((box.ymin + box.ymax) / 2.0), -TILE_BUFFER), most);
    struct geometry square = {GEOMETRY_POLYGON,
                              5,
                              1,
                              1,
                              arena_array(arena, 5, sizeof(struct point)),
                              arena_array(arena, 1, sizeof(uint32_t)),
                              arena_array(arena, 1, sizeof(uint32_t))};
    const struct point corners[] = {{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}, {x, y}};
    for (int i = 0; i < 5; i++)
        square.points[i] = corners[i];
    square.ring_end[0] = 5;
    square.part_end[0] = 1;
    return square;
}

static bool free_area_on_grid(struct geometry *geometry, struct arena *arena, struct error *err)
{
    struct topology *topology = topology_build_on_grid(geometry, 1, NULL, err);
    if (topology == NULL)
        return false;
    struct geometry area = topology_area(topology, 0, 0.0, arena);
    *geometry = area.point_count > 0 ? area : smallest_area(geometry_box(geometry), arena);
    topology_free(topology);
    return true;
}

bool tile_maker_add(struct tile_maker *maker, uint64_t id, const struct value *values, const struct geometry *geometry,
                    struct error *err)
{
    struct layer *layer = maker->current;
    struct geometry cut = clip_to_box(geometry, maker->ground, maker->arena);
    int dimension = geometry_dimension(cut.type);
    assert(layer != NULL && (layer->kind == TILE_FREE || dimension == 2 || dimension == -1));
    if (cut.point_count > TILE_POINTS_MAX - maker->point_count)
        return error_set(err, ERROR_LIMIT, "layer %s: more than %u points in one tile", layer->name, TILE_POINTS_MAX);
    geometry_to_units(maker, &cut);
    maker->point_count += cut.point_count;
    if (dimension == 0)
        cut = points_on_grid(cut);
    else if (dimension == 1)
        cut = lines_on_grid(cut);
    else if (dimension == 2 && layer->kind == TILE_FREE && !free_area_on_grid(&cut, maker->arena, err))
        return false;
    if (cut.point_count == 0)
        return true;
    struct made *made = arena_alloc(maker->arena, sizeof *made);
    *made = (struct made){NULL, id, values, cut};
    *layer->end = made;
    layer->end = &made->next;
    return true;
}

/* ---- the tile ---- */

/* Brings the areas of all shared layers to the grid together. */
static bool shared_on_grid(struct tile_maker *maker, struct error *err)
{
    struct buffer areas = BUFFER_INIT;
    for (const struct layer *layer = maker->first; layer != NULL; layer = layer->next)
        for (const struct made *made = layer->first; made != NULL && layer->kind == TILE_SHARED; made = made->next)
            buffer_append(&areas, &made->geometry, sizeof made->geometry);
    size_t count = areas.length / sizeof(struct geometry), area = 0;
    struct topology *topology =
        count > 0 ? topology_build_on_grid((const struct geometry *)(const void *)areas.bytes, count, NULL, err) : NULL;
    buffer_free(&areas);
    if (topology == NULL)
        return count == 0;
    for (struct layer *layer = maker->first; layer != NULL; layer = layer->next)
        for (struct made *made = layer->first; made != NULL && layer->kind == TILE_SHARED; made = made->next)
            made->geometry = topology_area(topology, area++, 0.0, maker->arena);
    topology_free(topology);
    return true;
}

bool tile_maker_write(struct tile_maker *maker, struct buffer *out, struct error *err)
{
    if (!shared_on_grid(maker, err))
        return false;
    for (const struct layer *layer = maker->first; layer != NULL; layer = layer->next) {
        struct mvt_layer *written = mvt_layer_new(layer->name, layer->fields, layer->field_count, maker->arena);
        for (const struct made *made = layer->first; made != NULL; made = made->next)
            mvt_layer_add(written, made->id, made->values, &made->geometry);
        mvt_layer_write(written, out);
    }
    return true;
}
