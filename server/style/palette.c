#include "style/palette.h"

#include "style/sight.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const struct palette all[] = {
    {"brick", PALETTE_SEQUENTIAL, "brique", "brick"},
    {"water", PALETTE_SEQUENTIAL, "eau d’ardoise", "slate water"},
    {"ochre", PALETTE_SEQUENTIAL, "ocre", "ochre"},
    {"meadow", PALETTE_SEQUENTIAL, "pré", "meadow"},
    {"plum", PALETTE_SEQUENTIAL, "prune", "plum"},
    {"slate", PALETTE_SEQUENTIAL, "ardoise", "slate"},
    {"water-brick", PALETTE_DIVERGING, "eau et brique", "water and brick"},
    {"plum-meadow", PALETTE_DIVERGING, "prune et pré", "plum and meadow"},
    {"kinds", PALETTE_QUALITATIVE, "catégories", "kinds"},
};
#define ALL_COUNT (sizeof all / sizeof all[0])

/* The hues of the house: brick for estates, slate water for routes, ochre for heritage, and what stands well beside them. A
 * diverging palette has two. The chroma is the most that the palette reaches, at middling lightness. */
static const struct {
    double hue, chroma, other_hue, other_chroma;
} recipes[ALL_COUNT] = {
    {38, 0.145, 0, 0},  {214, 0.095, 0, 0},    {76, 0.125, 0, 0},       {142, 0.105, 0, 0}, {335, 0.12, 0, 0},
    {257, 0.045, 0, 0}, {220, 0.1, 40, 0.145}, {335, 0.115, 142, 0.11}, {0, 0, 0, 0},
};

/* Steps of lightness, so that every two differ in grey and in any sight, in an order that does not look like one. Found by a search
 * around hues of the house for the greatest least distance, first of six, then of nine. */
static const struct oklch kinds[CLASSES_MAX] = {
    {0.475, 0.170, 38},  /* brick */
    {0.655, 0.080, 208}, /* water */
    {0.840, 0.100, 88},  /* ochre */
    {0.320, 0.105, 270}, /* navy */
    {0.555, 0.080, 154}, /* meadow */
    {0.765, 0.115, 299}, /* lilac */
    {0.410, 0.115, 356}, /* plum */
    {0.900, 0.055, 184}, /* mist */
    {0.210, 0.010, 88},  /* coal */
};

const struct palette *palettes(size_t *count)
{
    *count = ALL_COUNT;
    return all;
}

const struct palette *palette_find(const char *id)
{
    for (size_t i = 0; i < ALL_COUNT; i++) {
        if (strcmp(all[i].id, id) == 0)
            return &all[i];
    }
    return NULL;
}

/* Lightness of step `index` of `count`, from light to dark. Few classes need not go to the ends. */
static double lightness_of(size_t index, size_t count)
{
    double fullness = count < CLASSES_MIN ? 0 : (double)(count - CLASSES_MIN) / (CLASSES_MAX - CLASSES_MIN);
    double light = 0.88 + 0.05 * fullness, dark = 0.54 - 0.22 * fullness;
    return count == 1 ? 0.66 : light + (dark - light) * (double)index / (double)(count - 1);
}

/* Colour is strongest at middling lightness, where screens and inks have the most of it, and calm at the pale end. */
static struct colour shade(double hue, double chroma, double lightness)
{
    double away = (lightness - 0.52) / 0.48;
    return colour_from_oklch((struct oklch){lightness, chroma * pow(1 - away * away, 1.25), hue});
}

static void diverging_colours(size_t at, size_t count, struct colour *colours)
{
    size_t arm = count / 2, step = 0;
    if (count % 2 == 1)
        colours[arm] = colour_from_oklch((struct oklch){lightness_of(step++, count), 0.008, 90});
    for (size_t i = 0; i < arm; i++) {
        colours[arm - 1 - i] = shade(recipes[at].hue, recipes[at].chroma, lightness_of(step++, count));
        colours[count - arm + i] = shade(recipes[at].other_hue, recipes[at].other_chroma, lightness_of(step++, count));
    }
}

void palette_colours(const struct palette *palette, size_t count, struct colour *colours)
{
    assert(count >= 1 && count <= CLASSES_MAX && palette >= all && palette < all + ALL_COUNT);
    size_t at = (size_t)(palette - all);
    if (palette->kind == PALETTE_DIVERGING) {
        diverging_colours(at, count, colours);
        return;
    }
    for (size_t i = 0; i < count; i++)
        colours[i] = palette->kind == PALETTE_QUALITATIVE
                         ? colour_from_oklch(kinds[i])
                         : shade(recipes[at].hue, recipes[at].chroma, lightness_of(i, count));
}

static struct colour colour_of_hex(unsigned hex)
{
    return (struct colour){(hex >> 16) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0, 1};
}

struct colour palette_unknown_ground(void)
{
    return colour_of_hex(0xfdfcf8);
}

struct colour palette_unknown_stroke(void)
{
    return colour_of_hex(0xd9d6cc);
}

struct colour palette_ink(struct colour fill)
{
    const struct colour inks[] = {colour_of_hex(0x23211c), colour_of_hex(0xfdfcf8), colour_of_hex(0x000000)};
    for (size_t i = 0; i < sizeof inks / sizeof inks[0]; i++) {
        if (colour_contrast(inks[i], fill) >= 4.5)
            return inks[i];
    }
    return colour_of_hex(0xffffff);
}
