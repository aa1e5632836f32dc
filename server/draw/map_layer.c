#include "draw/map_layer.h"

#include "base/clock.h"
#include "draw/mesh.h"
#include "draw/offset.h"
#include "draw/text.h"
#include "geo/clip.h"
#include "style/property.h"

#include <math.h>
#include <string.h>

/* Features that look the same and say the same are one shape. */
struct shape {
    struct paint paint;
    const char *title, *key;
    double sort_key;
    struct mesh *mesh;            /* of areas and lines */
    struct path_builder *builder; /* of symbols, and of areas too small to be seen */
    struct shape *next;
};

struct shapes {
    struct shape *first; /* from the least sort key on, those of one key as they came */
    double grid;
};

/* The geometry in the map's system, cut to its reach: a copy of its own. What has no image there is empty. */
static struct geometry map_reproject(const struct map *map, const struct geometry *geometry, struct arena *arena)
{
    const struct map_projection *projection = map->request->projection;
    struct geometry image = *geometry;
    if (projection != NULL) {
        image = geometry_copy(geometry, arena);
        if (!crs_transform_geometry(projection->forth, &image, NULL))
            return GEOMETRY_EMPTY;
    }
    if (!box_contains(map->reach, geometry_box(&image)))
        return clip_to_box(&image, map->reach, arena);
    return projection != NULL ? image : geometry_copy(geometry, arena);
}

struct geometry map_project(const struct map *map, const struct geometry *geometry, struct arena *arena)
{
    struct geometry projected = map_reproject(map, geometry, arena);
    const struct box *frame = &map->request->frame;
    for (uint32_t i = 0; i < projected.point_count; i++) {
        struct point *point = &projected.points[i];
        point->x = frame->xmin + (point->x - map->ground.xmin) / map->unit_x;
        point->y = frame->ymin + (map->ground.ymax - point->y) / map->unit_y;
    }
    return projected;
}

static bool text_equals(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

/* The shape for features that look and are named so, with that key for their order. New ones stand behind all whose key is not greater. */
static struct shape *shapes_find(struct map *map, struct shapes *shapes, const struct shape *like)
{
    struct shape **place = &shapes->first;
    for (; *place != NULL && (*place)->sort_key <= like->sort_key; place = &(*place)->next) {
        struct shape *shape = *place;
        if (shape->sort_key == like->sort_key && paint_equals(&shape->paint, &like->paint) &&
            text_equals(shape->title, like->title) && text_equals(shape->key, like->key))
            return shape;
    }
    struct shape *shape = arena_alloc(map->arena, sizeof *shape);
    *shape = *like;
    shape->mesh = mesh_new(shapes->grid, map->arena);
    shape->builder = path_builder_new(map->arena);
    shape->next = *place;
    *place = shape;
    return shape;
}

static void shape_dot(struct shape *shape, struct point at, double half)
{
    path_move(shape->builder, at.x, at.y - half);
    path_line(shape->builder, at.x + half, at.y);
    path_line(shape->builder, at.x, at.y + half);
    path_line(shape->builder, at.x - half, at.y);
    path_close(shape->builder);
}

/* An area with a title is drawn at least this large, on a 1000-wide map. */
#define AREA_SEEN 2.4

static void shape_add_area(struct map *map, const struct style_layer *layer, struct shape *shape,
                           const struct geometry *geometry)
{
    struct box box = geometry_box(geometry);
    double seen = AREA_SEEN * map->scale.scale;
    if (layer->feature_title != NULL && box_width(box) < seen && box_height(box) < seen)
        shape_dot(shape, (struct point){(box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2}, 0.7 * seen);
    else
        mesh_add(shape->mesh, geometry);
}

static void shape_add_symbols(struct map *map, const struct style_layer *layer, const struct feature *feature,
                              struct shape *shape, const struct geometry *geometry)
{
    double radius = paint_radius(layer, feature, map->scale);
    if (!(radius > 0))
        return;
    double reach = radius + shape->paint.width / 2 + map->scale.scale;
    bool may_cover = layer->type == LAYER_SYMBOL && !layer->is_kept_clear &&
                     property_bool(layer, PROPERTY_ICON_IGNORE_PLACEMENT, feature, map->scale.zoom);
    enum occupancy_level level = may_cover ? OCCUPANCY_LIGHT : OCCUPANCY_SYMBOL;
    struct point middle;
    bool is_point = geometry_dimension(geometry->type) == 0;
    uint32_t count = is_point ? geometry->point_count : 1;
    for (uint32_t i = 0; i < count; i++) {
        if (is_point)
            middle = geometry->points[i];
        else if (!geometry_label_point(geometry, map->grid, &middle))
            continue;
        paint_outline(layer, feature, map->scale, middle, shape->builder);
        occupancy_mark(map->occupancy, box_grow(box_of_point(middle.x, middle.y), reach), level);
    }
}

/* On the map of one EPCI only its own communes are named; on a commune's its neighbours too. */
static bool map_names(const struct map *map, const struct feature *feature)
{
    const struct value *siren = feature_value(feature, "epci_siren");
    return map->request->fade_but == NULL || map->request->fades_commune || siren == NULL ||
           siren->type != VALUE_TEXT || strcmp(siren->text, map->request->fade_but) == 0;
}

/* How far beside its line a line is drawn, to the right: once, or on both sides of a gap. Returns how often, 0 for the line itself. */
static size_t line_offsets(const struct map *map, const struct style_layer *layer, const struct feature *feature,
                           const struct paint *paint, double offsets[2])
{
    double zoom = map->scale.zoom, scale = map->scale.scale;
    double offset = property_number(layer, PROPERTY_LINE_OFFSET, feature, zoom) * scale;
    double gap = property_number(layer, PROPERTY_LINE_GAP_WIDTH, feature, zoom) * scale;
    double aside = gap > 0 ? (gap + paint->width) / 2 : 0;
    offsets[0] = offset + aside;
    offsets[1] = offset - aside;
    return gap > 0 ? 2 : offset != 0 ? 1 : 0;
}

static void shape_add_line(struct map *map, const struct style_layer *layer, const struct feature *feature,
                           struct shape *shape, const struct geometry *geometry)
{
    double offsets[2];
    size_t count = line_offsets(map, layer, feature, &shape->paint, offsets);
    if (count == 0)
        mesh_add(shape->mesh, geometry);
    for (size_t i = 0; i < count; i++)
        offset_add(geometry, offsets[i], map->arena, shape->builder);
}

static void map_feature_draw(struct map *map, size_t index, const struct feature *feature, struct shapes *shapes,
                             struct arena *arena)
{
    const struct style_layer *layer = &map->request->style->layers[index];
    struct geometry geometry = map_project(map, &feature->geometry, arena);
    if (geometry.point_count == 0)
        return;
    if (layer->type == LAYER_SYMBOL && map_names(map, feature))
        map_label_add(map, index, feature, &geometry);
    struct paint paint = paint_of_layer(layer, feature, map->scale);
    if (!paint_is_visible(&paint))
        return;
    struct shape like = {.paint = paint, .sort_key = paint_sort_key(layer, feature, map->scale)};
    bool is_english = strcmp(map->request->lang, "en") == 0;
    const struct expression *title = is_english ? layer->feature_title_en : layer->feature_title;
    if (map->request->has_titles && title != NULL) {
        like.title = expression_text(title, feature, map->scale.zoom, map->arena);
        if (!is_english || title == layer->feature_title)
            like.title = text_typographic(like.title, map->arena);
    }
    if (map->request->has_titles && layer->feature_key != NULL)
        like.key = expression_text(layer->feature_key, feature, map->scale.zoom, map->arena);
    struct shape *shape = shapes_find(map, shapes, &like);
    if (layer->type == LAYER_CIRCLE || layer->type == LAYER_SYMBOL)
        shape_add_symbols(map, layer, feature, shape, &geometry);
    else if (layer->type == LAYER_FILL && geometry_dimension(geometry.type) == 2)
        shape_add_area(map, layer, shape, &geometry);
    else if (layer->type == LAYER_LINE && geometry_dimension(geometry.type) > 0)
        shape_add_line(map, layer, feature, shape, &geometry);
    if (layer->is_kept_clear && geometry_dimension(geometry.type) > 0)
        occupancy_add(map->occupancy, &geometry);
}

/* Both, in memory of the arena, from which `first` comes. */
static struct path path_join(struct path first, struct path second, struct arena *arena)
{
    if (second.verb_count == 0)
        return first;
    uint8_t *verbs = arena_array(arena, first.verb_count + second.verb_count, sizeof *verbs);
    float *points = arena_array(arena, first.point_count + second.point_count, 2 * sizeof *points);
    if (first.verb_count > 0) {
        memcpy(verbs, first.verbs, first.verb_count * sizeof *verbs);
        memcpy(points, first.points, 2 * sizeof *points * first.point_count);
    }
    memcpy(verbs + first.verb_count, second.verbs, second.verb_count * sizeof *verbs);
    memcpy(points + 2 * (size_t)first.point_count, second.points, 2 * sizeof *points * second.point_count);
    return (struct path){verbs, points, first.verb_count + second.verb_count, first.point_count + second.point_count};
}

static bool map_shapes_draw(struct map *map, const struct style_layer *layer, const struct shapes *shapes)
{
    bool is_english = strcmp(map->request->lang, "en") == 0;
    bool has_any = false;
    for (const struct shape *shape = shapes->first; shape != NULL; shape = shape->next) {
        struct path_builder *builder = path_builder_new(map->display->arena);
        struct path path =
            layer->type == LAYER_LINE ? mesh_stroke(shape->mesh, builder) : mesh_fill(shape->mesh, builder);
        path = path_join(path, path_take(shape->builder), map->display->arena);
        if (path.verb_count == 0)
            continue;
        if (!has_any)
            display_group_open(map->display, ROLE_LAYER, arena_printf(map->arena, "layer-%s", layer->id),
                               is_english ? layer->title_en : layer->title_fr);
        has_any = true;
        struct mark *mark = display_add(map->display, MARK_PATH);
        mark->paint = shape->paint;
        mark->path = path;
        mark->title = arena_string(map->display->arena, shape->title);
        mark->id = arena_string(map->display->arena, shape->key);
    }
    if (has_any)
        display_group_close(map->display);
    return has_any;
}

static void map_drawn(struct map *map, const char *collection)
{
    for (size_t i = 0; i < map->drawn_count; i++) {
        if (strcmp(map->drawn[i], collection) == 0)
            return;
    }
    map->drawn[map->drawn_count++] = arena_string(map->display->arena, collection);
}

static bool map_features_draw(struct map *map, size_t index, struct shapes *shapes, struct error *err)
{
    if (box_is_empty(map->asked))
        return true;
    const struct style_layer *layer = &map->request->style->layers[index];
    struct feature_stream stream;
    if (!map->features->open(map->features->payload, layer->source, map->asked,
                             map->tolerance / map->grid * shapes->grid * map->metres, &stream, err))
        return false;
    struct arena *arena = arena_new();
    struct feature feature;
    int more;
    while ((more = stream.next(&stream, &feature, err)) == 1) {
        if (feature.geometry.type != GEOMETRY_NONE &&
            (layer->filter == NULL || expression_bool(layer->filter, &feature, map->scale.zoom, false)))
            map_feature_draw(map, index, &feature, shapes, arena);
        arena_reset(arena);
        if (map->request->deadline > 0 && clock_seconds() > map->request->deadline) {
            more = -1;
            error_set(err, ERROR_BUSY, "the drawing took too long and was given up; ask for less ground");
            break;
        }
    }
    arena_free(arena);
    stream.close(&stream);
    return more == 0;
}

bool map_layer_draw(struct map *map, size_t index, struct error *err)
{
    const struct style_layer *layer = &map->request->style->layers[index];
    bool is_in_zoom = map->scale.zoom >= layer->zoom_min && map->scale.zoom < layer->zoom_max;
    if (!is_in_zoom && !(layer->is_for_epci && map->request->fade_but != NULL))
        return true;
    if (layer->type == LAYER_BACKGROUND && map->request->has_no_background)
        return true;
    if (layer->type == LAYER_BACKGROUND) {
        const struct box *frame = &map->request->frame;
        struct paint paint = paint_of_layer(layer, NULL, map->scale);
        display_rectangle(map->display, frame->xmin, frame->ymin, box_width(*frame), box_height(*frame), &paint);
        return true;
    }
    /* Single features are read closely; grounds and borders from afar. */
    double close = map->request->close_grid > 0 ? map->request->close_grid : map->grid / 5;
    struct shapes shapes = {NULL, layer->feature_title != NULL && !layer->shares_borders ? close : map->grid};
    size_t labels = map->label_count;
    if (!map_features_draw(map, index, &shapes, err))
        return false;
    if (map_shapes_draw(map, layer, &shapes) || map->label_count > labels)
        map_drawn(map, layer->source);
    return true;
}
