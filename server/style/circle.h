/* style/circle.h: proportional symbols: circles whose area is as large as the value, and their legend. */
#ifndef TERRIL_STYLE_CIRCLE_H
#define TERRIL_STYLE_CIRCLE_H

#include <stddef.h>

#define CIRCLE_LEGEND_MAX 3

/* Radius of the circle of `value` when that of `max` (above 0) has `max_radius`, in the latter's unit: the area grows with the value
 * (Bertin; no correction for how areas are judged). 0 for values of 0 or less and for one that is not known (NaN). */
double circle_radius(double value, double max, double max_radius);
/* Round values (1, 2 or 5 times a power of ten) for the legend's circles, the greatest first: the greatest one that is at most `max`
 * (above 0, finite), and about a quarter and a twentieth of it, whose radii are a half and a quarter. None has more than
 * `decimals` decimals: of whole numbers up to 2 there are two. Returns how many, 0 to CIRCLE_LEGEND_MAX. */
size_t circle_legend(double max, int decimals, double values[CIRCLE_LEGEND_MAX]);

#endif
