#include "ogc/map_wish.h"

#include "base/number.h"
#include "ogc/resource.h"
#include "style/colour_name.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Metres in a pixel of a map 1 : 1 (OGC 20-058, 3.3: 0.28 mm). */
#define PIXEL_METRES 0.00028

/* Axes of EPSG:4326 run the other way: the map is drawn with longitude to the east, as in CRS84. */
static enum crs crs_drawn(enum crs crs)
{
    return crs == CRS_EPSG4326 ? CRS_CRS84 : crs;
}

static bool crs_wish(const struct request *request, const char *name, enum crs otherwise, enum crs *crs,
                     struct error *err)
{
    const char *text = request_parameter(request, name);
    *crs = otherwise;
    if (text == NULL || crs_read(text, crs))
        return true;
    return error_set(err, ERROR_INPUT,
                     "%s=%.80s: there are OGC:CRS84, EPSG:4326, EPSG:3857, EPSG:2154 and EPSG:3950, written so or as "
                     "URI",
                     name, text);
}

/* The box in one system around the same ground in another. */
static bool box_between(enum crs from, enum crs to, struct box box, struct box *image, struct error *err)
{
    *image = box;
    if (from == to)
        return true;
    struct crs_transform *transform = crs_transform_open(from, to, err);
    bool is_done = transform != NULL && crs_transform_box(transform, box, image, err);
    crs_transform_close(transform);
    return is_done;
}

static bool bbox_read(const char *text, enum crs crs, struct box *box, struct error *err)
{
    double n[6];
    int count = resource_numbers(text, n, 6);
    if (count != 4 && count != 6)
        return error_set(err, ERROR_INPUT,
                         "bbox=%.80s: four numbers are wanted, lower left and upper right corner in the system of "
                         "bbox-crs, such as 2.2,50.2,3.7,50.7",
                         text);
    struct box read = count == 4 ? (struct box){n[0], n[1], n[2], n[3]} : (struct box){n[0], n[1], n[3], n[4]};
    if (crs == CRS_EPSG4326)
        read = (struct box){read.ymin, read.xmin, read.ymax, read.xmax};
    if (!(read.xmin < read.xmax) || !(read.ymin < read.ymax))
        return error_set(err, ERROR_INPUT, "bbox=%.80s: the first corner lies left of and below the second%s", text,
                         crs == CRS_EPSG4326 ? "; EPSG:4326 has latitude first" : "");
    bool is_degrees = crs_drawn(crs) == CRS_CRS84;
    double most_x = is_degrees ? 180 : 1e8, most_y = is_degrees ? 90 : 1e8;
    if (read.xmin < -most_x || read.xmax > most_x || read.ymin < -most_y || read.ymax > most_y)
        return error_set(err, ERROR_INPUT, "bbox=%.80s: at most %.0f in x and %.0f in y, on either side of 0", text,
                         most_x, most_y);
    *box = read;
    return true;
}

static bool ground_read(const struct request *request, struct box whole, struct map_wish *wish, struct error *err)
{
    const char *text = request_parameter(request, "bbox");
    enum crs crs;
    if (!crs_wish(request, "bbox-crs", CRS_CRS84, &crs, err))
        return false;
    if (text == NULL)
        return box_between(CRS_LAMBERT93, wish->drawn_in, whole, &wish->ground, err);
    struct box box = BOX_EMPTY;
    return bbox_read(text, crs, &box, err) && box_between(crs_drawn(crs), wish->drawn_in, box, &wish->ground, err);
}

/* ---- pixels ---- */

/* 0 when it is not given. */
static bool side_read(const struct request *request, const char *name, int *side, struct error *err)
{
    const char *text = request_parameter(request, name);
    int64_t value = 0;
    if (text != NULL && !number_read_integer(text, strlen(text), 1, MAP_SIDE_MAX, &value))
        return error_set(err, ERROR_INPUT, "%s=%.40s: a whole number of pixels from 1 to %d is wanted", name, text,
                         MAP_SIDE_MAX);
    *side = (int)value;
    return true;
}

/* Metres on the ground along its two middle lines. */
static bool ground_measure(const struct map_wish *wish, double *width, double *height, struct error *err)
{
    struct box ground = wish->ground;
    double x = (ground.xmin + ground.xmax) / 2, y = (ground.ymin + ground.ymax) / 2;
    struct point ends[] = {{ground.xmin, y}, {ground.xmax, y}, {x, ground.ymin}, {x, ground.ymax}};
    if (wish->back != NULL && !crs_transform_points(wish->back, ends, 4, err))
        return false;
    *width = hypot(ends[1].x - ends[0].x, ends[1].y - ends[0].y);
    *height = hypot(ends[3].x - ends[2].x, ends[3].y - ends[2].y);
    return true;
}

static bool scale_read(const struct request *request, struct map_wish *wish, struct error *err)
{
    const char *text = request_parameter(request, "scale-denominator");
    double scale, width, height;
    if (text == NULL)
        return true;
    if (wish->width > 0 || wish->height > 0)
        return error_set(err, ERROR_INPUT, "scale-denominator gives the size: not together with width or height");
    if (!number_read(text, strlen(text), &scale) || !(scale > 0))
        return error_set(err, ERROR_INPUT, "scale-denominator=%.40s: a number greater than 0 is wanted, such as 100000",
                         text);
    if (!ground_measure(wish, &width, &height, err))
        return false;
    wish->width = (int)fmin(fmax(1, round(width / (PIXEL_METRES * scale))), MAP_SIDE_MAX + 1.0);
    wish->height = (int)fmin(fmax(1, round(height / (PIXEL_METRES * scale))), MAP_SIDE_MAX + 1.0);
    return true;
}

/* The side that was not given follows from the other, so that a pixel is as wide as it is high. */
static bool size_read(const struct request *request, struct map_wish *wish, struct error *err)
{
    if (!side_read(request, "width", &wish->width, err) || !side_read(request, "height", &wish->height, err))
        return false;
    return (double)wish->width * wish->height <= MAP_PIXELS_MAX ||
           error_set(err, ERROR_LIMIT, "width x height: at most %.0f pixels", MAP_PIXELS_MAX);
}

static bool size_complete(const struct request *request, struct map_wish *wish, struct error *err)
{
    if (!scale_read(request, wish, err))
        return false;
    double shape = box_height(wish->ground) / box_width(wish->ground);
    double width = wish->width, height = wish->height;
    if (width == 0 && height == 0)
        width = shape > 1 ? MAP_SIDE_NORMAL / shape : MAP_SIDE_NORMAL;
    if (width == 0)
        width = height / shape;
    if (height == 0)
        height = width * shape;
    width = fmax(1, round(width));
    height = fmax(1, round(height));
    if (!(width <= MAP_SIDE_MAX) || !(height <= MAP_SIDE_MAX) || !(width * height <= MAP_PIXELS_MAX))
        return error_set(err, ERROR_LIMIT, "a map of %.0f x %.0f pixels: at most %d on a side and %.0f in all", width,
                         height, MAP_SIDE_MAX, MAP_PIXELS_MAX);
    wish->width = (int)width;
    wish->height = (int)height;
    return true;
}

/* ---- background (20-058, 11) ---- */

/* "0xffffff", "FFFFFF" or a name. */
static bool colour_wish(const char *text, struct colour *colour)
{
    const char *digits = strncasecmp(text, "0x", 2) == 0 ? text + 2 : *text == '#' ? text + 1 : text;
    char hex[8];
    if (strlen(digits) == 6 && strspn(digits, "0123456789abcdefABCDEF") == 6) {
        snprintf(hex, sizeof hex, "#%s", digits);
        return colour_read(hex, colour);
    }
    return colour_of_name(text, colour);
}

static bool background_read(const struct request *request, struct map_wish *wish, struct error *err)
{
    const char *colour = request_parameter(request, "bgcolor"), *clear = request_parameter(request, "transparent");
    wish->has_colour = colour != NULL;
    if (colour != NULL && !colour_wish(colour, &wish->colour))
        return error_set(err, ERROR_INPUT,
                         "bgcolor=%.40s: six hexadecimal digits are wanted, such as 0xfdfcf8, or a "
                         "name such as white",
                         colour);
    wish->is_transparent = colour == NULL;
    if (clear == NULL)
        return true;
    wish->is_transparent = strcmp(clear, "true") == 0;
    return wish->is_transparent || strcmp(clear, "false") == 0 ||
           error_set(err, ERROR_INPUT, "transparent=%.20s: true or false is wanted", clear);
}

bool map_wish_read(const struct request *request, struct box whole, struct map_wish *wish, struct error *err)
{
    static const struct form forms[] = {{"png", "image/png"}, {"svg", "image/svg+xml"}, {"pdf", "application/pdf"}};
    *wish = (struct map_wish){.crs = CRS_LAMBERT93};
    /* what costs nothing comes first */
    wish->form = negotiate_form(request, forms, sizeof forms / sizeof forms[0], err);
    if (wish->form == NULL || !size_read(request, wish, err) || !background_read(request, wish, err) ||
        !crs_wish(request, "crs", CRS_LAMBERT93, &wish->crs, err))
        return false;
    wish->drawn_in = crs_drawn(wish->crs);
    if (wish->drawn_in != CRS_LAMBERT93) {
        wish->forth = crs_transform_open(CRS_LAMBERT93, wish->drawn_in, err);
        wish->back = wish->forth != NULL ? crs_transform_open(wish->drawn_in, CRS_LAMBERT93, err) : NULL;
        if (wish->back == NULL)
            return false;
    }
    return ground_read(request, whole, wish, err) && size_complete(request, wish, err);
}

void map_wish_close(struct map_wish *wish)
{
    crs_transform_close(wish->forth);
    crs_transform_close(wish->back);
}
