/* page/figures.h: what the page of a theme of any indicator has beside the others: a form to choose with, what is to be said of the
 * choice, every value. */
#ifndef TERRIL_PAGE_FIGURES_H
#define TERRIL_PAGE_FIGURES_H

#include "base/buffer.h"
#include "page/view.h"

/* A form that works without a script: every choice is an address. */
void figures_form_write(const struct view *view, struct buffer *out);
/* The warnings, or the refusal. */
void figures_notices_write(const struct view *view, struct buffer *out);
/* Every territory of the map with its value, from the highest to the lowest. */
void figures_values_write(const struct view *view, struct buffer *out);

#endif
