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
    struct box box;   /* CRS84 or another system */
    struct box outer; /* EPSG:2154: holds the image of `box` */
    struct box inner; /* EPSG:2154: held by the image of `box`; may be empty */
};

enum window_answer { WINDOW_NO, WINDOW_MAYBE, WINDOW_YES };

/* `box` is not empty; `to_plane` goes from its system to EPSG:2154, NULL when that is its system. A box without an image has a
 * window on everything. What is said of longitude and latitude holds for EPSG:3857 and 3950 too: over France their straight lines
 * bend less in Lambert-93 (conformal maps: by no more than the gradient of the logarithm of one's scale over the other's, 1 / 5,000 km
 * for Mercator's at 51 degrees). */
struct window window_of(struct box box, struct crs_transform *to_plane);
/* What the box in EPSG:2154 of some geometry already tells. */
enum window_answer window_meets_box(const struct window *window, struct box box);
/* `geometry` in EPSG:2154, transformed by the call when that is needed; `to_degrees` goes to the box's system, NULL as above. */
bool window_meets(const struct window *window, struct geometry *geometry, struct crs_transform *to_degrees, bool *meets,
                  struct error *err);
/* Metres by which a line between two points `length` metres apart, straight in longitude and latitude, may stand off from the
 * one that is straight in the plane. */
double window_bend(double length);
/* The same for the longest line that fits into a box in CRS84. */
double window_bend_within(struct box box);

#endif
