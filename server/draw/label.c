#include "draw/label.h"

#include "draw/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of Inter, in sizes: letters with accents rise 0.80 over the baseline, descenders hang 0.22 under it. */
#define LABEL_ASCENT  0.80
#define LABEL_DESCENT 0.22

/* What a place costs, in sizes of the text: covering a square of one size, covering anything at all, the text being one size
 * away from its anchor, and its middle being shifted, which weighs more the farther it goes. */
#define COST_COVER 5.0
#define COST_TOUCH 1.6
#define COST_AWAY  1.0
#define COST_SHIFT 0.3
#define COST_FAR   0.2
/* A name without a place costs more than any place. */
#define COST_MISSING 1000.0
/* More names of the first rank than this are placed once, in their order. */
#define FIRST_RANK_MAX 24

static int label_compare(const void *left, const void *right)
{
    const struct label *a = left, *b = right;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->sort_key != b->sort_key)
        return a->sort_key < b->sort_key ? -1 : 1;
    if (a->layer != b->layer)
        return a->layer > b->layer ? -1 : 1;
    int order = strcmp(a->text, b->text);
    if (order != 0)
        return order;
    if (a->anchor.x != b->anchor.x)
        return a->anchor.x < b->anchor.x ? -1 : 1;
    return (a->anchor.y > b->anchor.y) - (a->anchor.y < b->anchor.y);
}

struct placing {
    const struct occupancy *occupancy;
    struct box frame;
    const struct label *placed; /* those before the one being placed */
    size_t count;
};

static struct box label_box(const struct label *label, double width, double x, double y)
{
    double half = (LABEL_ASCENT + LABEL_DESCENT) / 2 * label->size + label->halo;
    return (struct box){x - width / 2, y - half, x + width / 2, y + half};
}

static double distance_outside(double value, double low, double high)
{
    return value < low ? low - value : value > high ? value - high : 0;
}

/* Tries the text with its middle at x, y. */
static void label_try(struct placing *placing, struct label *label, double x, double y)
{
    struct box box = label_box(label, label->width, x, y);
    if (!box_contains(placing->frame, box))
        return;
    double away = hypot(distance_outside(label->anchor.x, box.xmin, box.xmax),
                        distance_outside(label->anchor.y, box.ymin, box.ymax));
    double shift = hypot(x - label->anchor.x - label->offset.x, y - label->anchor.y - label->offset.y);
    away /= label->size;
    shift /= label->size;
    double cost = COST_AWAY * away + (COST_SHIFT + COST_FAR * shift) * shift;
    if (cost >= label->cost)
        return;
    bool is_forbidden;
    double covered = occupancy_area(placing->occupancy, box, &is_forbidden);
    cost += COST_COVER * covered / (label->size * label->size) + (covered > 0 ? COST_TOUCH : 0);
    if (is_forbidden || cost >= label->cost)
        return;
    for (size_t i = 0; i < placing->count; i++) {
        if (placing->placed[i].is_placed && box_meets(placing->placed[i].box, box))
            return;
    }
    label->cost = cost;
    label->is_placed = true;
    label->box = box;
    label->x = x;
    label->y = y + (LABEL_ASCENT - LABEL_DESCENT) / 2 * label->size;
}

/* A close grid around the anchor, for the names that must be there. */
static void label_place_closely(struct placing *placing, struct label *label)
{
    const int columns = 12, rows = 9; /* on each side: a whole width, three heights and a half */
    double height = (LABEL_ASCENT + LABEL_DESCENT) * label->size;
    for (int row = -rows; row <= rows; row++) {
        for (int column = -columns; column <= columns; column++)
            label_try(placing, label, label->anchor.x + label->width * column / columns,
                      label->anchor.y + 3.5 * height * row / rows);
    }
}

/* Around the anchor: slid along it, then beside it in twelve directions, farther and farther. */
static void label_place(struct placing *placing, struct label *label)
{
    static const double slides[] = {0, -0.15, 0.15, -0.3, 0.3, -0.45, 0.45}, lifts[] = {0, -0.5, 0.5, -0.9, 0.9};
    static const double gaps[] = {0.25, 0.6, 1.0};
    double x = label->anchor.x, y = label->anchor.y, height = (LABEL_ASCENT + LABEL_DESCENT) * label->size;
    label_try(placing, label, x + label->offset.x, y + label->offset.y);
    for (size_t lift = 0; lift < sizeof lifts / sizeof *lifts; lift++) {
        for (size_t slide = 0; slide < sizeof slides / sizeof *slides; slide++)
            label_try(placing, label, x + slides[slide] * label->width, y + lifts[lift] * height);
    }
    for (size_t gap = 0; gap < sizeof gaps / sizeof *gaps; gap++) {
        for (int direction = 0; direction < 12; direction++) {
            double cosine = cos(M_PI * direction / 6), sine = -sin(M_PI * direction / 6);
            double right = fmax(fmin(1.4 * cosine, 1), -1), down = fmax(fmin(1.4 * sine, 1), -1);
            label_try(placing, label, x + gaps[gap] * label->size * cosine + right * label->width / 2,
                      y + gaps[gap] * label->size * sine + down * height / 2);
        }
    }
    if (label->rank < 3)
        label_place_closely(placing, label);
}

/* Places labels[first .. end) one after the other, each among those before it. The sum of their costs. */
static double labels_place_in_order(struct label *labels, size_t first, size_t end, const struct occupancy *occupancy,
                                    struct box frame)
{
    double total = 0;
    for (size_t i = first; i < end; i++) {
        struct label *label = &labels[i];
        struct placing placing = {occupancy, frame, labels, i};
        label->is_placed = false;
        label->cost = INFINITY;
        label_place(&placing, label);
        total += label->is_placed ? label->cost : COST_MISSING;
    }
    return total;
}

static void label_bring_forward(struct label *labels, size_t at)
{
    struct label moved = labels[at];
    memmove(labels + 1, labels, at * sizeof *labels);
    labels[0] = moved;
}

static void label_put_back(struct label *labels, size_t at)
{
    struct label moved = labels[0];
    memmove(labels, labels + 1, at * sizeof *labels);
    labels[at] = moved;
}

/* A name that comes first may take the only room of its neighbour: each of the first rank is tried at the head, and stays
 * there when all of them together stand better. */
static void labels_place_first_rank(struct label *labels, size_t count, const struct occupancy *occupancy,
                                    struct box frame)
{
    double best = labels_place_in_order(labels, 0, count, occupancy, frame);
    for (size_t at = 1; at < count && count <= FIRST_RANK_MAX; at++) {
        label_bring_forward(labels, at);
        double total = labels_place_in_order(labels, 0, count, occupancy, frame);
        if (total < best - 1e-9) {
            best = total;
        } else {
            label_put_back(labels, at);
        }
    }
    labels_place_in_order(labels, 0, count, occupancy, frame);
}

void labels_place(struct label *labels, size_t count, const struct occupancy *occupancy, struct box frame)
{
    if (count > 0)
        qsort(labels, count, sizeof *labels, label_compare);
    size_t first_rank = 0;
    for (size_t i = 0; i < count; i++) {
        labels[i].width = text_width(labels[i].text, labels[i].size, labels[i].weight) + 2 * labels[i].halo;
        first_rank += labels[i].rank == 1;
    }
    labels_place_first_rank(labels, first_rank, occupancy, frame);
    labels_place_in_order(labels, first_rank, count, occupancy, frame);
}
