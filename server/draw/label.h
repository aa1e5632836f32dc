/* draw/label.h: where names stand on a map. */
#ifndef TERRIL_DRAW_LABEL_H
#define TERRIL_DRAW_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "draw/display.h"
#include "draw/occupancy.h"
#include "geo/box.h"

struct label {
    const char *text;
    struct point anchor; /* the place that it names, in the display's units */
    struct point offset; /* where it would rather stand: middle of the text from the anchor */
    double size, halo;
    enum text_weight weight;
    struct colour colour, halo_colour;
    int rank;        /* 1 is placed first and looks farthest for room */
    double sort_key; /* the smaller first, within a rank */
    size_t layer;    /* of the style: the later one first, last of all the text, so that the order is whole */
    double width;    /* out: of the text with its halo */
    double cost;     /* out: how far from ideal its place is; infinite without one */
    bool is_placed;  /* out */
    double x, y;     /* out: middle of the baseline */
    struct box box;  /* out: what the text and its halo cover */
};

/* Gives each label a place: inside the frame, on no other label and nothing forbidden, on as little as possible of what is
 * taken, near its anchor. Sorts the labels by importance. Deterministic. */
void labels_place(struct label *labels, size_t count, const struct occupancy *occupancy, struct box frame);

#endif
