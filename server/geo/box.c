#include "geo/box.h"

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
