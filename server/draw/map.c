#include "draw/map.h"

#include "draw/map_layer.h"

#include <math.h>
#include <string.h>

/* Metres in a pixel of a 512-pixel tile at zoom 0 on the equator (WebMercatorQuad, OGC 17-083r4, D.1, halved), and the
 * latitude of the basin's middle, where Mercator's metres are shorter. */
#define MERCATOR_METRES 78271.516964020485
#define BASIN_LATITUDE  50.4
/* Strokes and symbols of this many units reach into the frame from outside. */
#define REACH_UNITS 24.0
/* Side of a cell of the occupancy grid, on a 1000-wide map. */
#define OCCUPANCY_CELL 1.5
/* Labels keep this far from the frame. */
#define FRAME_MARGIN 3.0

/* The ground in the frame's shape, around the same middle, or the frame's units in the ground's. */
static void ground_fit(struct map *map)
{
    struct box ground = map->request->ground, frame = map->request->frame;
    map->unit_x = box_width(ground) / box_width(frame);
    map->unit_y = box_height(ground) / box_height(frame);
    if (!map->request->is_stretched)
        map->unit_x = map->unit_y = fmax(map->unit_x, map->unit_y);
    double x = (ground.xmin + ground.xmax) / 2, y = (ground.ymin + ground.ymax) / 2;
    double half_width = map->unit_x * box_width(frame) / 2, half_height = map->unit_y * box_height(frame) / 2;
    map->ground = map->request->is_stretched
                      ? ground
                      : (struct box){x - half_width, y - half_height, x + half_width, y + half_height};
}

static struct box box_common(struct box left, struct box right)
{
    return box_meets(left, right) ? (struct box){fmax(left.xmin, right.xmin), fmax(left.ymin, right.ymin),
                                                 fmin(left.xmax, right.xmax), fmin(left.ymax, right.ymax)}
                                  : BOX_EMPTY;
}

/* What is asked of the source, and the metres in a unit: as many as give the same surface. */
static bool map_locate(struct map *map, struct error *err)
{
    const struct map_projection *projection = map->request->projection;
    map->asked = map->reach;
    map->metres = sqrt(map->unit_x * map->unit_y);
    if (projection == NULL)
        return true;
    struct box reach = box_common(map->reach, projection->valid), middle = box_common(map->ground, projection->valid);
    if (box_is_empty(reach) || box_is_empty(middle))
        middle = projection->valid;
    /* around one point, so that what bends far away does not count */
    double x = (middle.xmin + middle.xmax) / 2, y = (middle.ymin + middle.ymax) / 2;
    struct point points[] = {{x, y}, {x + map->unit_x, y}, {x, y + map->unit_y}};
    if (!crs_transform_points(projection->back, points, 3, err) ||
        !crs_transform_box(projection->back, reach, &map->asked, err))
        return false;
    map->metres = sqrt(hypot(points[1].x - points[0].x, points[1].y - points[0].y) *
                       hypot(points[2].x - points[0].x, points[2].y - points[0].y));
    return map->metres > 0 || error_set(err, ERROR_INPUT, "a map wants ground that is not a point");
}

static bool map_init(struct map *map, struct error *err)
{
    const struct map_request *request = map->request;
    double scale = request->scale > 0 ? request->scale : 1;
    ground_fit(map);
    double reach_x = REACH_UNITS * scale * map->unit_x, reach_y = REACH_UNITS * scale * map->unit_y;
    map->reach = (struct box){map->ground.xmin - reach_x, map->ground.ymin - reach_y, map->ground.xmax + reach_x,
                              map->ground.ymax + reach_y};
    if (!map_locate(map, err))
        return false;
    map->grid = request->grid > 0 ? request->grid : 0.5;
    map->tolerance = request->tolerance > 0 ? request->tolerance : 0.75 * map->grid;
    double zoom = log2(MERCATOR_METRES * cos(BASIN_LATITUDE * M_PI / 180) / (map->metres * scale));
    map->scale = (struct paint_scale){request->style, zoom, scale};
    map->occupancy = occupancy_new(request->frame, OCCUPANCY_CELL * scale, map->arena);
    for (size_t i = 0; i < request->furniture_count; i++)
        occupancy_forbid(map->occupancy, request->furniture[i]);
    map->drawn = arena_array(map->display->arena, request->style->layer_count + 1, sizeof *map->drawn);
    return true;
}

/* The ring as a hole of the veil or, inside a hole, as veil again. */
static void fade_ring(const struct map *map, const struct point *points, uint32_t count, bool is_shell,
                      struct path_builder *builder)
{
    double area = 0;
    for (uint32_t i = 0; i + 1 < count; i++)
        area += points[i].x * points[i + 1].y - points[i + 1].x * points[i].y;
    bool is_reversed = (area < 0) == is_shell;
    for (uint32_t i = 0; i + 1 < count; i++) {
        struct point point = points[is_reversed ? count - 1 - i : i];
        double x = round(point.x / map->grid) * map->grid, y = round(point.y / map->grid) * map->grid;
        if (i == 0)
            path_move(builder, x, y);
        else
            path_line(builder, x, y);
    }
    path_close(builder);
}

/* The frame with the EPCI cut out: its rings run against the frame's, so that the nonzero rule leaves them open. */
static struct path fade_path(struct map *map, const struct geometry *epci)
{
    struct geometry projected = map_project(map, epci, map->arena);
    struct box around = box_grow(map->request->frame, 1);
    struct path_builder *builder = path_builder_new(map->display->arena);
    path_move(builder, around.xmin, around.ymin);
    path_line(builder, around.xmin, around.ymax);
    path_line(builder, around.xmax, around.ymax);
    path_line(builder, around.xmax, around.ymin);
    path_close(builder);
    for (uint32_t part = 0; part < projected.part_count; part++) {
        uint32_t first = geometry_part_begin(&projected, part);
        for (uint32_t ring = first; ring < projected.part_end[part]; ring++) {
            uint32_t begin = geometry_ring_begin(&projected, ring);
            if (projected.ring_end[ring] - begin > 3)
                fade_ring(map, projected.points + begin, projected.ring_end[ring] - begin, ring == first, builder);
        }
    }
    return path_take(builder);
}

bool map_fade(struct map *map, struct error *err)
{
    struct feature_stream stream;
    bool is_commune = map->request->fades_commune;
    if (!map->features->open(map->features->payload, is_commune ? "communes" : "epci", map->asked,
                             map->tolerance * map->metres, &stream, err))
        return false;
    struct feature feature;
    int more;
    while ((more = stream.next(&stream, &feature, err)) == 1) {
        const struct value *key = feature_value(&feature, is_commune ? "insee" : "siren");
        if (key == NULL || key->type != VALUE_TEXT || strcmp(key->text, map->request->fade_but) != 0)
            continue;
        static const struct colour veil = {0xee / 255.0, 0xf0 / 255.0, 0xee / 255.0, 0.68};
        display_group_open(map->display, ROLE_NONE, "layer-veil", "Alentours");
        struct mark *mark = display_add(map->display, MARK_PATH);
        mark->paint.fill = veil;
        mark->path = fade_path(map, &feature.geometry);
        display_group_close(map->display);
    }
    stream.close(&stream);
    return more == 0;
}

void map_labels_draw(struct map *map, struct map_report *report)
{
    struct box frame = box_grow(map->request->frame, -FRAME_MARGIN * map->scale.scale);
    labels_place(map->labels, map->label_count, map->occupancy, frame);
    report->left_out = arena_array(map->display->arena, map->label_count + 1, sizeof *report->left_out);
    size_t left_out = 0;
    for (size_t i = 0; i < map->label_count; i++) {
        if (map->labels[i].is_placed)
            report->label_count++;
        else if (!map_label_is_repeated(map, &map->labels[i]))
            report->left_out[left_out++] = arena_string(map->display->arena, map->labels[i].text);
    }
    bool is_english = strcmp(map->request->lang, "en") == 0;
    for (size_t layer = 0; layer < map->request->style->layer_count; layer++) {
        const struct style_layer *style = &map->request->style->layers[layer];
        bool has_any = false;
        for (size_t i = 0; i < map->label_count; i++) {
            if (map->labels[i].layer != layer || !map->labels[i].is_placed)
                continue;
            if (!has_any)
                display_group_open(map->display, ROLE_LAYER, arena_printf(map->arena, "layer-%s", style->id),
                                   is_english ? style->title_en : style->title_fr);
            has_any = true;
            map_label_draw(map, &map->labels[i]);
        }
        if (has_any)
            display_group_close(map->display);
    }
}

static bool map_layers_draw(struct map *map, struct error *err)
{
    for (size_t i = 0; i < map->request->style->layer_count; i++) {
        if (!map_layer_draw(map, i, err))
            return false;
    }
    return map->request->fade_but == NULL || map_fade(map, err);
}

bool map_draw(struct display *display, const struct map_request *request, const struct map_features *features,
              struct map_report *report, struct error *err)
{
    if (box_is_empty(request->ground) || box_is_empty(request->frame) || !(box_width(request->frame) > 0) ||
        !(box_height(request->frame) > 0) || !(box_width(request->ground) + box_height(request->ground) > 0))
        return error_set(err, ERROR_INPUT, "a map wants ground and a frame that are not empty");
    struct map map = {.display = display, .request = request, .features = features, .arena = arena_new()};
    struct map_report drawn = {0};
    if (!map_init(&map, err)) {
        arena_free(map.arena);
        return false;
    }
    struct box whole = {0, 0, display->width, display->height};
    bool is_clipped = !box_contains(request->frame, whole);
    if (is_clipped)
        display_clip_open(display, request->frame);
    bool is_drawn = map_layers_draw(&map, err);
    if (is_drawn)
        map_labels_draw(&map, &drawn);
    if (is_clipped)
        display_clip_close(display);
    drawn.ground = map.ground;
    drawn.metres_per_unit = map.metres;
    drawn.drawn = map.drawn;
    if (is_drawn && report != NULL)
        *report = drawn;
    arena_free(map.arena);
    return is_drawn;
}

bool map_has_drawn(const struct map_report *report, const char *collection)
{
    for (const char **drawn = report->drawn; *drawn != NULL; drawn++) {
        if (strcmp(*drawn, collection) == 0)
            return true;
    }
    return false;
}
