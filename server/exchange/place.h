/* exchange/place.h: from the file's coordinates to Lambert-93, and whether they lie where the territory is. */
#ifndef TERRIL_EXCHANGE_PLACE_H
#define TERRIL_EXCHANGE_PLACE_H

#include <ogr_srs_api.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "exchange/note.h"
#include "geo/box.h"
#include "geo/crs.h"
#include "geo/geometry.h"

struct place {
    struct crs_transform *own;          /* for the systems that geo/crs.h knows */
    OGRCoordinateTransformationH other; /* for the rest, through GDAL and PROJ's database */
    char crs[64];                       /* "EPSG:4326", or the system's own name */
    bool is_swapped;                    /* the file's axes are turned before anything else */
    bool is_wide;                       /* a national file: what lies outside is passed over, not refused */
    struct box extent;                  /* where features can lie, in Lambert-93; empty: anywhere */
};

/* `system` is the file's, NULL when it names none: `assumed` ("EPSG:4326") is taken then, with a note. WGS 84,
 * ETRS89 and RGF93 are taken as equal. `extent` is CRS84, may be empty. */
bool place_open(struct place *place, OGRSpatialReferenceH system, const char *assumed, struct box extent,
                const char *file_name, struct note_list *notes, struct error *err);
void place_close(struct place *place);

/* Looks at each feature's box, as the file has it, and turns the axes, with a note, when more of them meet the extent
 * turned than as they are and these are at least half. Where some meet it, but fewer than half, the file is a wide one, which
 * is noted. False when none meets it either way. */
bool place_orient(struct place *place, const struct box *boxes, size_t count, const char *file_name,
                  struct note_list *notes, struct error *err);

/* In place, into Lambert-93. False with a reason when a coordinate is not finite before or after. */
bool place_geometry(struct place *place, struct geometry *geometry, struct error *err);
/* Of a geometry in Lambert-93: does its box meet the extent? */
bool place_is_inside(const struct place *place, const struct geometry *geometry);

#endif
