#include "exchange/place.h"

#include "base/number.h"
#include "base/text.h"
#include "exchange/driver.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Within a metre of one another in France, and mapped onto each other by the null transformation (EPSG:1671 and
 * its like): RGF93 v1, v2, v2b and ETRS89 beside WGS 84; the Lambert-93 of each. */
static const struct {
    int code;
    enum crs crs;
} known[] = {{4326, CRS_CRS84},       {4171, CRS_CRS84},     {4258, CRS_CRS84},     {9777, CRS_CRS84},
             {9782, CRS_CRS84},       {2154, CRS_LAMBERT93}, {9793, CRS_LAMBERT93}, {9794, CRS_LAMBERT93},
             {3857, CRS_WEBMERCATOR}, {3950, CRS_CC50}};

static bool place_known(int code, enum crs *crs)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].code == code) {
            *crs = known[i].crs;
            return true;
        }
    return false;
}

static int code_read(const char *digits)
{
    int64_t code;
    return number_read_integer(digits, strlen(digits), 1, INT_MAX, &code) ? (int)code : 0;
}

/* The code of "EPSG:n" and of the ways to write CRS84; 0 for other text. Foreign text never meets OSRSetFromUserInput,
 * which follows addresses. */
static int place_code(const char *text)
{
    enum crs crs;
    if (text_starts_with(text, "EPSG:"))
        return code_read(text + strlen("EPSG:"));
    if (crs_read(text, &crs))
        return crs == CRS_CRS84 ? 4326 : (int)crs;
    return 0;
}

static int place_code_of(OGRSpatialReferenceH system)
{
    const char *authority = OSRGetAuthorityName(system, NULL), *code = OSRGetAuthorityCode(system, NULL);
    if (authority == NULL || code == NULL)
        return 0;
    if (strcmp(authority, "OGC") == 0 && strcmp(code, "CRS84") == 0)
        return 4326;
    return strcmp(authority, "EPSG") == 0 ? code_read(code) : 0;
}

static bool place_open_other(struct place *place, OGRSpatialReferenceH system, int code, const char *file_name,
                             struct error *err)
{
    OGRSpatialReferenceH from = system != NULL ? OSRClone(system) : OSRNewSpatialReference(NULL);
    OGRSpatialReferenceH to = OSRNewSpatialReference(NULL);
    if ((system != NULL || OSRImportFromEPSG(from, code) == OGRERR_NONE) &&
        OSRImportFromEPSG(to, CRS_LAMBERT93) == OGRERR_NONE) {
        OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
        OSRSetAxisMappingStrategy(to, OAMS_TRADITIONAL_GIS_ORDER);
        place->other = OCTNewCoordinateTransformation(from, to);
    }
    OSRDestroySpatialReference(from);
    OSRDestroySpatialReference(to);
    driver_complaint_take();
    if (place->other == NULL)
        return error_set(err, ERROR_INPUT, "%s: the coordinate system %s is not one that PROJ brings to Lambert-93",
                         file_name, place->crs);
    return true;
}

bool place_open(struct place *place, OGRSpatialReferenceH system, const char *assumed, struct box extent,
                const char *file_name, struct note_list *notes, struct error *err)
{
    memset(place, 0, sizeof *place);
    place->extent = BOX_EMPTY;
    int code = system != NULL ? place_code_of(system) : place_code(assumed);
    if (system == NULL && code == 0)
        return error_set(err, ERROR_INPUT, "%s: neither the file nor the catalogue names a coordinate system",
                         file_name);
    if (code != 0)
        snprintf(place->crs, sizeof place->crs, "EPSG:%d", code);
    else
        snprintf(place->crs, sizeof place->crs, "%s", OSRGetName(system) != NULL ? OSRGetName(system) : "unnamed");
    if (system == NULL)
        note_add(notes, "the file names no coordinate system; %s is taken, as the catalogue says", place->crs);
    enum crs crs;
    if (place_known(code, &crs))
        place->own = crs_transform_open(crs, CRS_LAMBERT93, err);
    else
        place_open_other(place, system, code, file_name, err);
    bool is_open = place->own != NULL || place->other != NULL;
    if (is_open && !box_is_empty(extent)) {
        struct crs_transform *degrees = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, err);
        is_open = degrees != NULL && crs_transform_box(degrees, extent, &place->extent, err);
        crs_transform_close(degrees);
    }
    if (!is_open)
        place_close(place);
    return is_open;
}

void place_close(struct place *place)
{
    crs_transform_close(place->own);
    OCTDestroyCoordinateTransformation(place->other);
    place->own = NULL;
    place->other = NULL;
}

/* Points one by one where an unknown system asks for it; those systems are rare. */
static bool place_points(struct place *place, struct point *points, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(points[i].x) || !isfinite(points[i].y))
            return error_set(err, ERROR_INPUT, "a coordinate is not a finite number");
    if (place->own != NULL)
        return crs_transform_points(place->own, points, count, err);
    for (size_t i = 0; i < count; i++) {
        double x = points[i].x, y = points[i].y;
        if (!OCTTransform(place->other, 1, &x, &y, NULL) || !isfinite(x) || !isfinite(y))
            return error_set(err, ERROR_INPUT, "coordinate %.8g %.8g has no place in Lambert-93", points[i].x,
                             points[i].y);
        points[i] = (struct point){x, y};
    }
    return true;
}

static void place_turn(struct point *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        points[i] = (struct point){points[i].y, points[i].x};
}

/* Does the box, whose corners are brought over, meet the extent? */
static bool place_box_is_inside(struct place *place, struct box box, bool is_turned)
{
    struct point corners[] = {{box.xmin, box.ymin}, {box.xmin, box.ymax}, {box.xmax, box.ymin}, {box.xmax, box.ymax}};
    size_t count = sizeof corners / sizeof corners[0];
    struct box image = BOX_EMPTY;
    if (is_turned)
        place_turn(corners, count);
    if (!place_points(place, corners, count, NULL))
        return false;
    for (size_t i = 0; i < count; i++)
        image = box_add(image, corners[i].x, corners[i].y);
    return box_meets(place->extent, image);
}

static size_t place_count_inside(struct place *place, const struct box *boxes, size_t count, bool is_turned)
{
    size_t inside = 0;
    for (size_t i = 0; i < count; i++)
        inside += place_box_is_inside(place, boxes[i], is_turned) ? 1 : 0;
    driver_complaint_take();
    return inside;
}

bool place_orient(struct place *place, const struct box *boxes, size_t count, const char *file_name,
                  struct note_list *notes, struct error *err)
{
    if (count == 0 || box_is_empty(place->extent))
        return true;
    size_t straight = place_count_inside(place, boxes, count, false);
    if (straight * 2 >= count)
        return true;
    size_t turned = place_count_inside(place, boxes, count, true);
    if (turned > straight && turned * 2 >= count) {
        place->is_swapped = true;
        note_add(notes,
                 "the axes are swapped: %zu of %zu features lie in the territory only with x and y exchanged, which "
                 "was done",
                 turned, count);
        return true;
    }
    if (straight == 0)
        return error_set(
            err, ERROR_INPUT,
            "%s: every feature lies outside the territory (the first at %.8g %.8g in %s): wrong coordinate system?",
            file_name, boxes[0].xmin, boxes[0].ymin, place->crs);
    place->is_wide = true;
    note_add(notes, "%zu of %zu features lie outside the territory and were passed over", count - straight, count);
    return true;
}

bool place_geometry(struct place *place, struct geometry *geometry, struct error *err)
{
    if (place->is_swapped)
        place_turn(geometry->points, geometry->point_count);
    if (!place_points(place, geometry->points, geometry->point_count, err))
        return false;
    return true;
}

bool place_is_inside(const struct place *place, const struct geometry *geometry)
{
    return box_is_empty(place->extent) || box_meets(place->extent, geometry_box(geometry));
}
