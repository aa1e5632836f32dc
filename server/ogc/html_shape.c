/* The outline of a feature, drawn small: enough to recognise it by. */
#include "ogc/html_page.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

#define SIDE_MAX   640.0 /* units of the drawing */
#define HEIGHT_MAX 420.0
#define MARGIN     8.0
#define STEP_MIN   0.7      /* nearer points are one on a screen */
#define DEGREE     111320.0 /* metres of a degree of latitude, about */
#define DEPTH_MAX  6

struct shape {
    const struct html_page *page;
    double box[4]; /* west, south, east, north */
    double scale_x, scale_y, height;
    double last_x, last_y;
    bool is_area;
};

static bool is_position(const struct json_value *value)
{
    return json_type(value) == JSON_ARRAY && json_type(json_at(value, 0)) == JSON_NUMBER;
}

static void box_widen(const struct json_value *coordinates, double box[4], int depth)
{
    if (is_position(coordinates)) {
        double x = json_double(json_at(coordinates, 0), NAN), y = json_double(json_at(coordinates, 1), NAN);
        box[0] = fmin(box[0], x);
        box[1] = fmin(box[1], y);
        box[2] = fmax(box[2], x);
        box[3] = fmax(box[3], y);
        return;
    }
    for (size_t i = 0; i < json_length(coordinates) && depth < DEPTH_MAX; i++)
        box_widen(json_at(coordinates, i), box, depth + 1);
}

bool html_shape_box(const struct json_value *geometry, double box[4])
{
    double found[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    box_widen(json_get(geometry, "coordinates"), found, 0);
    if (!(found[0] <= found[2] && found[1] <= found[3]))
        return false;
    memcpy(box, found, sizeof found);
    return true;
}

static void point_write(struct shape *shape, const struct json_value *position, bool is_first, bool is_last)
{
    double x = MARGIN + (json_double(json_at(position, 0), 0) - shape->box[0]) * shape->scale_x;
    double y = MARGIN + (shape->box[3] - json_double(json_at(position, 1), 0)) * shape->scale_y;
    bool is_near = hypot(x - shape->last_x, y - shape->last_y) < STEP_MIN;
    struct buffer *out = shape->page->out;
    if (is_near && !is_first && !is_last)
        return;
    buffer_putc(out, is_first ? 'M' : 'L');
    number_write(out, x, 1);
    buffer_putc(out, ' ');
    number_write(out, y, 1);
    shape->last_x = x;
    shape->last_y = y;
}

static void paths_write(struct shape *shape, const struct json_value *coordinates, int depth)
{
    size_t count = json_length(coordinates);
    if (!is_position(json_at(coordinates, 0))) {
        for (size_t i = 0; i < count && depth < DEPTH_MAX; i++)
            paths_write(shape, json_at(coordinates, i), depth + 1);
        return;
    }
    size_t ends = shape->is_area && count > 1 ? count - 1 : count; /* the last of a ring is its first */
    for (size_t i = 0; i < ends; i++)
        point_write(shape, json_at(coordinates, i), i == 0, i + 1 == ends);
    if (shape->is_area)
        buffer_putc(shape->page->out, 'Z');
}

/* Degrees get narrower to the north; metres do not. */
static void shape_scale(struct shape *shape)
{
    const double *box = shape->box;
    bool is_degrees = fabs(box[0]) <= 180 && fabs(box[2]) <= 180 && fabs(box[1]) <= 90 && fabs(box[3]) <= 90;
    double narrow = is_degrees ? cos((box[1] + box[3]) / 2 * M_PI / 180) : 1;
    double width = (box[2] - box[0]) * narrow, height = box[3] - box[1];
    double room_x = SIDE_MAX - 2 * MARGIN, room_y = HEIGHT_MAX - 2 * MARGIN;
    double scale = fmin(width > 0 ? room_x / width : INFINITY, height > 0 ? room_y / height : INFINITY);
    shape->scale_x = scale * narrow;
    shape->scale_y = scale;
    shape->height = height * scale + 2 * MARGIN;
}

static void caption_write(const struct shape *shape)
{
    const struct html_page *page = shape->page;
    bool is_degrees = fabs(shape->box[0]) <= 180 && fabs(shape->box[3]) <= 90;
    double metres = (shape->box[2] - shape->box[0]) * (shape->scale_x / shape->scale_y) * (is_degrees ? DEGREE : 1);
    buffer_puts(page->out, "<figcaption>");
    html_say(page, "across");
    html_number(page, metres >= 1000 ? round(metres / 100) / 10 : round(metres), true);
    buffer_printf(page->out, "\u00a0%s.</figcaption>\n", metres >= 1000 ? "km" : "m");
}

bool html_write_shape(const struct html_page *page, const struct json_value *geometry)
{
    struct shape shape = {.page = page};
    const char *type = json_text(json_get(geometry, "type"), "");
    struct buffer *out = page->out;
    if (strstr(type, "Point") != NULL || !html_shape_box(geometry, shape.box) ||
        (shape.box[0] == shape.box[2] && shape.box[1] == shape.box[3]))
        return false;
    shape.is_area = strstr(type, "Polygon") != NULL;
    shape_scale(&shape);
    double width = (shape.box[2] - shape.box[0]) * shape.scale_x + 2 * MARGIN;
    buffer_puts(out, "<figure class=\"shape\">\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"");
    html_say(page, "outline_of");
    html_prose(page, page->title);
    buffer_puts(out, "\" viewBox=\"0 0 ");
    number_write(out, ceil(width), 0);
    buffer_putc(out, ' ');
    number_write(out, ceil(shape.height), 0);
    buffer_printf(out, "\"><path class=\"%s\" d=\"", shape.is_area ? "area" : "line");
    paths_write(&shape, json_get(geometry, "coordinates"), 0);
    buffer_puts(out, "\"/></svg>\n");
    caption_write(&shape);
    buffer_puts(out, "</figure>\n");
    return true;
}

void html_map(const struct html_page *page, const char *map, const char *alt, bool is_place)
{
    struct buffer *out = page->out;
    buffer_printf(out, "<figure class=\"map%s\"><picture><source media=\"(max-width: 640px)\" srcset=\"",
                  is_place ? " here" : "");
    buffer_xml(out, map);
    buffer_puts(out, "&amp;width=480&amp;height=300\" width=\"480\" height=\"300\"><img src=\"");
    buffer_xml(out, map);
    buffer_puts(out, "&amp;width=960&amp;height=600\" width=\"960\" height=\"600\" alt=\"");
    html_say(page, alt);
    html_prose(page, page->title);
    buffer_puts(out, "\"></picture></figure>\n");
}
