/* draw/label.h: where names stand on a map. */
#ifndef TERRIL_DRAW_LABEL_H
#define TERRIL_DRAW_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "draw/display.h"
#include "draw/occupancy.h"
#include "geo/box.h"

/* Where the place stands on the text's box: text-anchor's words. */
enum label_anchor {
    LABEL_CENTER,
    LABEL_LEFT,
    LABEL_RIGHT,
    LABEL_TOP,
    LABEL_BOTTOM,
    LABEL_TOP_LEFT,
    LABEL_TOP_RIGHT,
    LABEL_BOTTOM_LEFT,
    LABEL_BOTTOM_RIGHT
};
#define LABEL_ANCHORS_MAX 9

struct label {
    const char *text;         /* in one line */
    const char *const *lines; /* as it is set; NULL: in one line */
    size_t line_count;
    double leading;       /* from one baseline to the next */
    double spacing;       /* between letters, more than the font's */
    struct point anchor;  /* the place that it names, in the display's units */
    struct point offset;  /* where it would rather stand: from where its anchors put it */
    double radial_offset; /* away from the place, in the direction of the anchor */
    /* Anchors that are tried in turn, and no other place, but for the first two ranks, which look everywhere. None: on the place, slid
     * along it, or around it. */
    enum label_anchor anchors[LABEL_ANCHORS_MAX];
    size_t anchor_count;
    bool is_along;       /* a line: its anchor is the middle of a straight piece */
    double angle;        /* of that piece, radians clockwise, within a quarter turn */
    double stretch;      /* its length */
    double apart;        /* from the same text of the same layer, when along a line */
    bool may_overlap;    /* stands where it would, whatever stands there */
    bool is_transparent; /* others may stand on it */
    double size, halo;
    enum text_weight weight;
    enum text_anchor justify; /* of several lines */
    struct colour colour, halo_colour;
    int rank;        /* 1 is placed first and looks farthest for room */
    double sort_key; /* the smaller first, within a rank */
    size_t layer;    /* of the style: the later one first, last of all the text, so that the order is whole */
    double width;    /* out: of the text with its halo */
    double cost;     /* out: how far from ideal its place is; infinite without one */
    bool is_placed;  /* out */
    double x, y;     /* out: middle of the first baseline */
    struct box box;  /* out: what the text and its halo cover */
};

/* Gives each label a place: inside the frame, on no other label and nothing forbidden, on as little as possible of what is
 * taken, near its anchor. Sorts the labels by importance. Deterministic. */
void labels_place(struct label *labels, size_t count, const struct occupancy *occupancy, struct box frame);

#endif
