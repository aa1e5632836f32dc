/* geo/box.h: rectangles with sides along the axes. */
#ifndef TERRIL_GEO_BOX_H
#define TERRIL_GEO_BOX_H

#include <stdbool.h>

/* In whatever unit its owner says. Empty when xmin > xmax. */
struct box {
    double xmin, ymin, xmax, ymax;
};

#define BOX_EMPTY ((struct box){1.0, 1.0, -1.0, -1.0})

bool box_is_empty(struct box box);
struct box box_of_point(double x, double y);
struct box box_join(struct box left, struct box right); /* an empty box is neutral */
struct box box_add(struct box box, double x, double y);
bool box_meets(struct box left, struct box right);     /* borders count */
bool box_contains(struct box outer, struct box inner); /* borders count; an empty inner is contained */
struct box box_grow(struct box box, double margin);
double box_width(struct box box);
double box_height(struct box box);

#endif
