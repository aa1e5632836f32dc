#include "store/window.h"

#include <math.h>
#include <stddef.h>

/* Of a side whose image is looked for; what happens between two steps is in the margin. */
#define SIDE_STEPS 8
/* Of metres, around a rectangle: float boxes of the R*Tree are rounded outwards by up to 0.5 m at y = 7,000,000. */
#define WINDOW_MARGIN 10.0
/* Straight lines of longitude and latitude, drawn in Lambert-93 over France, bend with a radius of 4,900 km or more (200,000
 * lines of up to a degree, measured); half of it is counted with. A chord stands off from an arc by its length squared over
 * 8 radii. */
#define BEND_RADIUS 2500000.0
#define DEGREE      111700.0 /* metres, no less than a degree of the meridian or the equator has on the ellipsoid */
#define RADIAN      0.017453292519943295
#define EVERYTHING  ((struct box){-1e12, -1e12, 1e12, 1e12})

double window_bend(double length)
{
    return length * length / (8.0 * BEND_RADIUS);
}

double window_bend_within(struct box box)
{
    double flattest = fmin(fabs(box.ymin), fabs(box.ymax));
    if (box.ymin < 0 && box.ymax > 0)
        flattest = 0;
    return window_bend(DEGREE * hypot(box_width(box) * cos(flattest * RADIAN), box_height(box)));
}

static double box_diagonal(struct box box)
{
    return hypot(box_width(box), box_height(box));
}

/* Corner to corner, `sides` runs left, right, bottom, top. */
static void sides_of(struct box box, struct point sides[4][SIDE_STEPS + 1])
{
    for (int i = 0; i <= SIDE_STEPS; i++) {
        double share = (double)i / SIDE_STEPS;
        double x = box.xmin + share * (box.xmax - box.xmin), y = box.ymin + share * (box.ymax - box.ymin);
        sides[0][i] = (struct point){box.xmin, y};
        sides[1][i] = (struct point){box.xmax, y};
        sides[2][i] = (struct point){x, box.ymin};
        sides[3][i] = (struct point){x, box.ymax};
    }
}

struct window window_of(struct box box, struct crs_transform *to_plane)
{
    struct point sides[4][SIDE_STEPS + 1];
    sides_of(box, sides);
    if (to_plane == NULL)
        return (struct window){box, box_grow(box, WINDOW_MARGIN), BOX_EMPTY};
    if (!crs_transform_points(to_plane, sides[0], (size_t)4 * (SIDE_STEPS + 1), NULL))
        return (struct window){box, EVERYTHING, BOX_EMPTY};
    struct box outer = BOX_EMPTY, inner = EVERYTHING;
    for (int i = 0; i <= SIDE_STEPS; i++) {
        for (int side = 0; side < 4; side++)
            outer = box_add(outer, sides[side][i].x, sides[side][i].y);
        inner.xmin = fmax(inner.xmin, sides[0][i].x);
        inner.xmax = fmin(inner.xmax, sides[1][i].x);
        inner.ymin = fmax(inner.ymin, sides[2][i].y);
        inner.ymax = fmin(inner.ymax, sides[3][i].y);
    }
    double margin = WINDOW_MARGIN + window_bend(box_diagonal(outer) / SIDE_STEPS);
    inner = (struct box){inner.xmin + margin, inner.ymin + margin, inner.xmax - margin, inner.ymax - margin};
    if (inner.xmin > inner.xmax || inner.ymin > inner.ymax)
        inner = BOX_EMPTY;
    return (struct window){box, box_grow(outer, margin), inner};
}

static struct box inner_for(const struct window *window, double bend)
{
    struct box inner = window->inner;
    if (box_is_empty(inner))
        return BOX_EMPTY;
    inner = (struct box){inner.xmin + bend, inner.ymin + bend, inner.xmax - bend, inner.ymax - bend};
    return inner.xmin > inner.xmax || inner.ymin > inner.ymax ? BOX_EMPTY : inner;
}

enum window_answer window_meets_box(const struct window *window, struct box box)
{
    double bend = window_bend(box_diagonal(box));
    if (!box_meets(box_grow(box, bend), window->outer))
        return WINDOW_NO;
    struct box inner = inner_for(window, bend);
    return !box_is_empty(inner) && box_contains(inner, box) ? WINDOW_YES : WINDOW_MAYBE;
}

bool window_meets(const struct window *window, struct geometry *geometry, struct crs_transform *to_degrees, bool *meets,
                  struct error *err)
{
    struct box box = geometry_box(geometry);
    if (box_is_empty(box)) {
        *meets = false;
        return true;
    }
    double bend = window_bend(box_diagonal(box));
    struct box inner = inner_for(window, bend);
    if (!box_is_empty(inner) && geometry_meets_box(geometry, inner)) {
        *meets = true;
        return true;
    }
    if (!geometry_meets_box(geometry, box_grow(window->outer, bend))) {
        *meets = false;
        return true;
    }
    if (to_degrees != NULL && !crs_transform_geometry(to_degrees, geometry, err))
        return false;
    *meets = geometry_meets_box(geometry, window->box);
    return true;
}
