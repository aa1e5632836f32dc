/* style/palette.h: our palettes for maps, reckoned in OKLCH from a few numbers each, so that what they promise can be tested. */
#ifndef TERRIL_STYLE_PALETTE_H
#define TERRIL_STYLE_PALETTE_H

#include <stdbool.h>
#include <stddef.h>

#include "style/breaks.h"
#include "style/colour.h"

/* What the colours can say (Bertin, Sémiologie graphique, 1967). */
enum palette_kind {
    PALETTE_SEQUENTIAL, /* order: light for little, dark for much */
    PALETTE_DIVERGING,  /* two ways from a centre that means something */
    PALETTE_QUALITATIVE /* kinds without order */
};

/* Any two colours of a palette are that far apart in OKLab (style/sight.h), in every count and under every sight: full, without
 * red, green or blue, and grey. 0.02 is about what is just seen. */
#define PALETTE_DISTANCE_MIN 0.05
/* The same for up to six classes, which is what a map for the public has. */
#define PALETTE_DISTANCE_SIX 0.07
/* Each colour against the ground of « non renseigné », whose hatch tells it apart besides. */
#define PALETTE_UNKNOWN_DISTANCE_MIN 0.05

struct palette {
    const char *id; /* "brick" */
    enum palette_kind kind;
    const char *name_fr, *name_en;
};

/* All of them, sequential first; static. */
const struct palette *palettes(size_t *count);
/* NULL when there is none of that name; static. */
const struct palette *palette_find(const char *id);
/* `count` opaque colours, 1 to CLASSES_MAX, for classes from low to high. Lightness falls with each class of a sequential palette,
 * in every sight. A diverging palette has a pale grey in the middle when `count` is odd; its upper arm is half a step darker than
 * its lower one, so that a grey print does not confuse them. Qualitative colours are the first `count` of nine;
 * more than six kinds want shapes or letters too. */
void palette_colours(const struct palette *palette, size_t count, struct colour *colours);

/* « Non renseigné »: strokes of a hatch on a ground (LOOK's paper), never a class's flat colour. */
struct colour palette_unknown_ground(void);
struct colour palette_unknown_stroke(void);
/* For outlines and letters on `fill`: ink or paper, where one of them has a contrast of 4.5:1 (WCAG 2.2, 1.4.3), else black or white,
 * one of which always has. */
struct colour palette_ink(struct colour fill);

#endif
