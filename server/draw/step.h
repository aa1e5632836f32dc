/* draw/step.h: short numbers for the paths of SVG and PDF. */
#ifndef TERRIL_DRAW_STEP_H
#define TERRIL_DRAW_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

/* `value` in units of 1/`steps` (a power of ten): 1250 of 100 is 12.5; without a leading zero. After another number a
 * space goes before it where the sign does not keep the two apart. */
void step_write(struct buffer *out, int64_t value, int64_t steps, bool after_number);
/* The nearest step. */
int64_t step_round(double value, int64_t steps);

#endif
