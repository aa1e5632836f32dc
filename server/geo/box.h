/* geo/box.h: rectangles with sides along the axes. In the header, since every point of every outline goes through them. */
#ifndef TERRIL_GEO_BOX_H
#define TERRIL_GEO_BOX_H

#include <stdbool.h>

/* In whatever unit its owner says. Empty when xmin > xmax. */
struct box {
    double xmin, ymin, xmax, ymax;
};

#define BOX_EMPTY ((struct box){1.0, 1.0, -1.0, -1.0})

static inline bool box_is_empty(struct box box)
{
    return box.xmin > box.xmax || box.ymin > box.ymax;
}

static inline struct box box_of_point(double x, double y)
{
    return (struct box){x, y, x, y};
}

/* An empty box is neutral. */
static inline struct box box_join(struct box left, struct box right)
{
    if (box_is_empty(left))
        return right;
    if (box_is_empty(right))
        return left;
    return (struct box){
        right.xmin < left.xmin ? right.xmin : left.xmin, right.ymin < left.ymin ? right.ymin : left.ymin,
        right.xmax > left.xmax ? right.xmax : left.xmax, right.ymax > left.ymax ? right.ymax : left.ymax};
}

static inline struct box box_add(struct box box, double x, double y)
{
    return box_join(box, box_of_point(x, y));
}

/* Borders count. */
static inline bool box_meets(struct box left, struct box right)
{
    if (box_is_empty(left) || box_is_empty(right))
        return false;
    return left.xmin <= right.xmax && right.xmin <= left.xmax && left.ymin <= right.ymax && right.ymin <= left.ymax;
}

/* Borders count; an empty inner is contained. */
static inline bool box_contains(struct box outer, struct box inner)
{
    if (box_is_empty(inner))
        return true;
    return outer.xmin <= inner.xmin && inner.xmax <= outer.xmax && outer.ymin <= inner.ymin && inner.ymax <= outer.ymax;
}

struct box box_grow(struct box box, double margin);
double box_width(struct box box);
double box_height(struct box box);

#endif
