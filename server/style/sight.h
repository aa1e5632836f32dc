/* style/sight.h: how colours are seen: a space in which distances mean something, colour-blind sight, grey, contrast. */
#ifndef TERRIL_STYLE_SIGHT_H
#define TERRIL_STYLE_SIGHT_H

#include <stdbool.h>

#include "style/colour.h"

/* OKLab in its polar form: Björn Ottosson, A perceptual color space for image processing, 2020. */
struct oklch {
    double lightness; /* 0 black to 1 white */
    double chroma;    /* 0 grey; about 0.3 is the most that a screen shows */
    double hue;       /* degrees: 30 red, 90 yellow, 150 green, 230 blue, 330 magenta */
};

struct oklch colour_to_oklch(struct colour colour);
/* The colour, opaque, in the 256 steps a channel that #rrggbb has; where sRGB does not reach it the chroma is lowered and
 * lightness and hue stay. */
struct colour colour_from_oklch(struct oklch oklch);
/* Euclidean distance in OKLab; alpha is not looked at. White and black are 1 apart; 0.02 is about what is just seen when two
 * patches touch. */
double colour_distance(struct colour left, struct colour right);
/* WCAG 2.2, contrast ratio: 1 to 21. Alpha is not looked at. */
double colour_contrast(struct colour left, struct colour right);

enum sight {
    SIGHT_FULL,
    SIGHT_NO_RED,   /* protanopia */
    SIGHT_NO_GREEN, /* deuteranopia */
    SIGHT_NO_BLUE,  /* tritanopia */
    SIGHT_GREY      /* a grey print: the same luminance (WCAG's) without colour */
};
#define SIGHT_COUNT 5

/* The colour as that sight has it. Colour blindness by Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation
 * of Color Vision Deficiency, IEEE TVCG 15/6, 2009: their matrices of severity 1.0, applied to linear light. */
struct colour colour_seen(struct colour colour, enum sight sight);

#endif
