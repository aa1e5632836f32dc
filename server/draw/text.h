/* draw/text.h: how wide a text is, measured with the font that writers use (Inter, through pango). */
#ifndef TERRIL_DRAW_TEXT_H
#define TERRIL_DRAW_TEXT_H

#include <stddef.h>

#include "base/arena.h"
#include "draw/display.h"

#define TEXT_FAMILY "Inter"

/* Width of one line in the display's units. Safe from any thread. */
double text_width(const char *text, double size, enum text_weight weight);
/* Lines no wider than `width`, broken at spaces (not at U+00A0 and U+202F); memory from the arena. */
size_t text_wrap(const char *text, double size, enum text_weight weight, double width, struct arena *arena,
                 const char ***lines);

/* Straight apostrophes as ’; memory from the arena. NULL gives NULL. */
const char *text_typographic(const char *text, struct arena *arena);
/* The text, cut with … when it is wider than `width`; memory from the arena. */
const char *text_cut(const char *text, double size, enum text_weight weight, double width, struct arena *arena);

#endif
