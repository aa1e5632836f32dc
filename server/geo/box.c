#include "geo/box.h"

static double lesser(double left, double right)
{
    return right < left ? right : left;
}

static double greater(double left, double right)
{
    return right > left ? right : left;
}

bool box_is_empty(struct box box)
{
    return box.xmin > box.xmax || box.ymin > box.ymax;
}

struct box box_of_point(double x, double y)
{
    return (struct box){x, y, x, y};
}

struct box box_join(struct box left, struct box right)
{
    if (box_is_empty(left))
        return right;
    if (box_is_empty(right))
        return left;
    return (struct box){lesser(left.xmin, right.xmin), lesser(left.ymin, right.ymin), greater(left.xmax, right.xmax),
                        greater(left.ymax, right.ymax)};
}

struct box box_add(struct box box, double x, double y)
{
    if (box_is_empty(box))
        return box_of_point(x, y);
    return (struct box){lesser(box.xmin, x), lesser(box.ymin, y), greater(box.xmax, x), greater(box.ymax, y)};
}

bool box_meets(struct box left, struct box right)
{
    if (box_is_empty(left) || box_is_empty(right))
        return false;
    return left.xmin <= right.xmax && right.xmin <= left.xmax && left.ymin <= right.ymax && right.ymin <= left.ymax;
}

bool box_contains(struct box outer, struct box inner)
{
    if (box_is_empty(inner))
        return true;
    return outer.xmin <= inner.xmin && inner.xmax <= outer.xmax && outer.ymin <= inner.ymin && inner.ymax <= outer.ymax;
}

struct box box_grow(struct box box, double margin)
{
    if (box_is_empty(box))
        return box;
    return (struct box){box.xmin - margin, box.ymin - margin, box.xmax + margin, box.ymax + margin};
}

double box_width(struct box box)
{
    return box_is_empty(box) ? 0.0 : box.xmax - box.xmin;
}

double box_height(struct box box)
{
    return box_is_empty(box) ? 0.0 : box.ymax - box.ymin;
}
