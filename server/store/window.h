/* store/window.h: does geometry in Lambert-93 meet a box in longitude and latitude? Private to store/.
 *
 * The answer is the exact one, on coordinates transformed to CRS84, but most geometry is told apart without transforming
 * it: the box's image in the plane lies between an inner and an outer rectangle. */
#ifndef TERRIL_STORE_WINDOW_H
#define TERRIL_STORE_WINDOW_H

#include <stdbool.h>

#include "base/error.h"
#include "geo/box.h"
#include "geo/crs.h"
#include "geo/geometry.h"

struct window {
    struct box box;   /* CRS84 */
    struct box outer; /* EPSG:2154: holds the image of `box` */
    struct box inner; /* EPSG:2154: held by the image of `box`; may be empty */
};

enum window_answer { WINDOW_NO, WINDOW_MAYBE, WINDOW_YES };

/* `box` is not empty; `to_plane` goes from CRS84 to EPSG:2154. A box without an image has a window on everything. */
struct window window_of(struct box box, struct crs_transform *to_plane);
/* What the box in EPSG:2154 of some geometry already tells. */
enum window_answer window_meets_box(const struct window *window, struct box box);
/* `geometry` in EPSG:2154, transformed by the call when that is needed. */
bool window_meets(const struct window *window, struct geometry *geometry, struct crs_transform *to_degrees, bool *meets,
                  struct error *err);
/* Metres by which a line between two points `length` metres apart, straight in longitude and latitude, may stand off from the
 * one that is straight in the plane. */
double window_bend(double length);
/* The same for the longest line that fits into a box in CRS84. */
double window_bend_within(struct box box);

#endif
