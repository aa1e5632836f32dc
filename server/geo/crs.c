#include "geo/crs.h"
#include "geo/lambert_mercator.h"
#include "geo/projection.h"

#include "base/buffer.h"
#include "base/number.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pipelines are spelled out rather than asked from PROJ's database: no search among candidate operations (of which some
 * go through grids), no file to open, and the null transformation between RGF93 and WGS 84 is plain to see.
 * Each system says how its coordinates become longitude and latitude in radians, and how it is made of them.
 * Parameters: EPSG dataset, codes 2154, 3950 and 3857. */
#define LAMBERT93 "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80"
#define CC50      "+proj=lcc +lat_0=50 +lon_0=3 +lat_1=49.25 +lat_2=50.75 +x_0=1700000 +y_0=9200000 +ellps=GRS80"
#define MERCATOR  "+proj=webmerc +lat_0=0 +lon_0=0 +x_0=0 +y_0=0 +ellps=WGS84"
#define SWAP      "+step +proj=axisswap +order=2,1"
#define RADIANS   "+step +proj=unitconvert +xy_in=deg +xy_out=rad"
#define DEGREES   "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
#define EPSG_URI  "http://www.opengis.net/def/crs/EPSG/0/"

struct crs_system {
    enum crs crs;
    bool is_geographic;
    const char *name;
    const char *uri;
    const char *to_radians;
    const char *from_radians;
};

static const struct crs_system systems[] = {
    {CRS_LAMBERT93, false, "EPSG:2154", EPSG_URI "2154", "+step +inv " LAMBERT93, "+step " LAMBERT93},
    {CRS_CRS84, true, "OGC:CRS84", "http://www.opengis.net/def/crs/OGC/1.3/CRS84", RADIANS, DEGREES},
    {CRS_EPSG4326, true, "EPSG:4326", EPSG_URI "4326", SWAP " " RADIANS, DEGREES " " SWAP},
    {CRS_WEBMERCATOR, false, "EPSG:3857", EPSG_URI "3857", "+step +inv " MERCATOR, "+step " MERCATOR},
    {CRS_CC50, false, "EPSG:3950", EPSG_URI "3950", "+step +inv " CC50, "+step " CC50},
};

#define SYSTEM_COUNT (sizeof systems / sizeof systems[0])

/* Steps along a side of a box, as the densify_pts that PROJ's manual gives for proj_trans_bounds. */
#define BOX_STEPS 21

/* Room kept between calls; a larger one is given back. */
#define ROOM_MAX ((size_t)4 * 1024 * 1024)

struct crs_transform {
    const struct projection *proj;
    PJ_CONTEXT *context;
    PJ *pipeline;
    const char *from, *to; /* names, for error lines */
    bool is_to_mercator;   /* from Lambert-93: tiles, which have a shorter way */
    struct buffer room;    /* images, until all of them are known to be good */
};

static const struct crs_system *crs_system(enum crs crs)
{
    for (size_t i = 0; i < SYSTEM_COUNT; i++)
        if (systems[i].crs == crs)
            return &systems[i];
    return NULL;
}

static void crs_pipeline(const struct crs_system *from, const struct crs_system *to, char *text, size_t size)
{
    if (from == to)
        snprintf(text, size, "+proj=noop");
    else if (from->is_geographic && to->is_geographic) /* degrees stay as they are, to the last bit */
        snprintf(text, size, "+proj=pipeline " SWAP);
    else
        snprintf(text, size, "+proj=pipeline %s %s", from->to_radians, to->from_radians);
}

static void log_nothing(void *data, int level, const char *message)
{
    (void)data;
    (void)level;
    (void)message;
}

/* Without its database: pipelines need none, and to open it takes 6 ms of a server's start. Libraries do not log, and
 * PROJ_LOG_NONE would not keep PROJ 9.1 from saying that there is no proj.db. */
static void context_settle(const struct projection *proj, PJ_CONTEXT *context)
{
    static const char *const no_folder[] = {"/dev/null"};
    proj->proj_log_func(context, NULL, log_nothing);
    proj->proj_context_set_search_paths(context, 1, no_folder);
    proj->proj_context_set_enable_network(context, 0);
}

struct crs_transform *crs_transform_open(enum crs from, enum crs to, struct error *err)
{
    const struct crs_system *source = crs_system(from), *target = crs_system(to);
    assert(source != NULL && target != NULL);
    const struct projection *proj = projection_load(err);
    if (proj == NULL)
        return NULL;
    struct crs_transform *transform = calloc(1, sizeof *transform);
    if (transform == NULL) {
        error_set(err, ERROR_INTERNAL, "no memory for a transformation");
        return NULL;
    }
    transform->proj = proj;
    transform->from = source->name;
    transform->to = target->name;
    transform->is_to_mercator = from == CRS_LAMBERT93 && to == CRS_WEBMERCATOR;
    transform->context = proj->proj_context_create();
    context_settle(proj, transform->context);
    char pipeline[512];
    crs_pipeline(source, target, pipeline, sizeof pipeline);
    transform->pipeline = proj->proj_create(transform->context, pipeline);
    if (transform->pipeline == NULL) {
        int number = proj->proj_context_errno(transform->context);
        error_set(err, ERROR_INTERNAL, "%s to %s: %s", source->name, target->name,
                  proj->proj_context_errno_string(transform->context, number));
        crs_transform_close(transform);
        return NULL;
    }
    return transform;
}

void crs_transform_close(struct crs_transform *transform)
{
    if (transform == NULL)
        return;
    transform->proj->proj_destroy(transform->pipeline);
    transform->proj->proj_context_destroy(transform->context);
    buffer_free(&transform->room);
    free(transform);
}

static bool crs_no_image(const struct crs_transform *transform, size_t index, struct point point, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    number_write_exact(&text, point.x);
    buffer_putc(&text, ' ');
    number_write_exact(&text, point.y);
    error_set(err, ERROR_INPUT, "coordinate %zu (%s in %s) has no image in %s", index + 1, text.bytes, transform->from,
              transform->to);
    buffer_free(&text);
    return false;
}

static bool point_is_finite(struct point point)
{
    return isfinite(point.x) && isfinite(point.y);
}

bool crs_transform_points(struct crs_transform *transform, struct point *points, size_t count, struct error *err)
{
    if (count == 0 || (transform->is_to_mercator && lambert_mercator_points(points, count)))
        return true;
    buffer_clear(&transform->room);
    buffer_append(&transform->room, points, count * sizeof *points);
    struct point *images = (struct point *)(void *)transform->room.bytes;
    transform->proj->proj_trans_generic(transform->pipeline, PJ_FWD, &images->x, sizeof *images, count, &images->y,
                                        sizeof *images, count, NULL, 0, 0, NULL, 0, 0);
    bool is_good = true;
    for (size_t i = 0; i < count && is_good; i++)
        if (!point_is_finite(images[i]) || !point_is_finite(points[i])) /* infinity may be taken for a pole */
            is_good = crs_no_image(transform, i, points[i], err);
    if (is_good)
        memcpy(points, images, count * sizeof *points);
    if (transform->room.capacity > ROOM_MAX)
        buffer_free(&transform->room);
    return is_good;
}

bool crs_transform_geometry(struct crs_transform *transform, struct geometry *geometry, struct error *err)
{
    return crs_transform_points(transform, geometry->points, geometry->point_count, err);
}

bool crs_transform_box(struct crs_transform *transform, struct box box, struct box *image, struct error *err)
{
    if (box_is_empty(box)) {
        *image = BOX_EMPTY;
        return true;
    }
    struct point sides[4 * (BOX_STEPS + 1)];
    for (int i = 0; i <= BOX_STEPS; i++) {
        double x = i == BOX_STEPS ? box.xmax : box.xmin + box_width(box) * i / BOX_STEPS;
        double y = i == BOX_STEPS ? box.ymax : box.ymin + box_height(box) * i / BOX_STEPS;
        struct point *step = &sides[(size_t)4 * (size_t)i];
        step[0] = (struct point){x, box.ymin};
        step[1] = (struct point){x, box.ymax};
        step[2] = (struct point){box.xmin, y};
        step[3] = (struct point){box.xmax, y};
    }
    size_t count = sizeof sides / sizeof sides[0];
    if (!crs_transform_points(transform, sides, count, err))
        return false;
    struct box bounds = BOX_EMPTY;
    for (size_t i = 0; i < count; i++)
        bounds = box_add(bounds, sides[i].x, sides[i].y);
    *image = bounds;
    return true;
}

const char *crs_uri(enum crs crs)
{
    const struct crs_system *system = crs_system(crs);
    assert(system != NULL);
    return system->uri;
}

static bool crs_has_name(const struct crs_system *system, const char *text)
{
    if (strcmp(text, system->uri) == 0 || strcmp(text, system->name) == 0)
        return true;
    size_t length = strlen(system->name);
    return text[0] == '[' && strncmp(text + 1, system->name, length) == 0 && strcmp(text + 1 + length, "]") == 0;
}

bool crs_read(const char *text, enum crs *crs)
{
    if (strcmp(text, "CRS84") == 0) {
        *crs = CRS_CRS84;
        return true;
    }
    for (size_t i = 0; i < SYSTEM_COUNT; i++) {
        if (crs_has_name(&systems[i], text)) {
            *crs = systems[i].crs;
            return true;
        }
    }
    return false;
}
