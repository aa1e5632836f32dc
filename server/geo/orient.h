/* geo/orient.h: on which side of a line a point lies, without rounding. */
#ifndef TERRIL_GEO_ORIENT_H
#define TERRIL_GEO_ORIENT_H

#include "geo/geometry.h"

/* 1 when `c` lies left of the line from `a` to `b`, -1 right of it, 0 exactly on it. Exact for coordinates whose
 * products neither overflow nor underflow (magnitudes between 1e-140 and 1e150, and 0). Source: the error bound and
 * the expansions of Shewchuk (1997), Adaptive Precision Floating-Point Arithmetic, 2.3 and 4.3. */
int orient_sign(struct point a, struct point b, struct point c);

#endif
