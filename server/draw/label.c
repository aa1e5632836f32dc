#include "draw/label.h"

#include "base/text.h"
#include "draw/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of Inter, in sizes: letters with accents rise 0.80 over the baseline, descenders hang 0.22 under it. */
#define LABEL_ASCENT  0.80
#define LABEL_DESCENT 0.22

/* What a place costs, in sizes of the text: covering a square of one size of each level of occupancy, covering anything of it at
 * all, the text being one size away from its anchor, and its middle being shifted, which weighs more the farther it goes: a name
 * that stands in its neighbour's commune is worse than one on a hatch. */
static const double cost_cover[OCCUPANCY_FORBIDDEN] = {0, 2.5, 5.0, 6.5},
                    cost_touch[OCCUPANCY_FORBIDDEN] = {0, 0.3, 1.6, 3.0};
#define COST_AWAY  3.0
#define COST_SHIFT 0.3
#define COST_FAR   0.5
/* Farther than this from its place, in sizes, a name of the second rank is left out: it would be read as another place's. */
#define TOWN_AWAY_MAX 1.5
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
    enum occupancy_level limit; /* what must not be covered, nor anything above it */
};

/* ---- what a label covers ---- */

/* Half of the height with its halo. */
static double label_half(const struct label *label)
{
    double more = label->line_count > 1 ? (double)(label->line_count - 1) * label->leading : 0;
    return (LABEL_ASCENT + LABEL_DESCENT) / 2 * label->size + more / 2 + label->halo;
}

static struct box box_around(double x, double y, double half_width, double half_height)
{
    return (struct box){x - half_width, y - half_height, x + half_width, y + half_height};
}

/* A turned text is covered by squares along it: how many. */
static size_t label_part_count(const struct label *label)
{
    return label->angle == 0 ? 1 : (size_t)fmax(ceil(label->width / (2 * label_half(label))), 1);
}

/* Part `index` of the text with its middle at x, y. */
static struct box label_part(const struct label *label, double x, double y, size_t index)
{
    double half = label_half(label);
    if (label->angle == 0)
        return box_around(x, y, label->width / 2, half);
    size_t count = label_part_count(label);
    double step = count > 1 ? (label->width - 2 * half) / (double)(count - 1) : 0;
    double along = step * ((double)index - (double)(count - 1) / 2);
    return box_around(x + along * cos(label->angle), y + along * sin(label->angle), half, half);
}

static struct box label_box(const struct label *label, double x, double y)
{
    if (label->angle == 0)
        return label_part(label, x, y, 0);
    return box_join(label_part(label, x, y, 0), label_part(label, x, y, label_part_count(label) - 1));
}

/* From the middle to the middle of the first baseline. */
static struct point label_baseline(const struct label *label, double x, double y)
{
    double more = label->line_count > 1 ? (double)(label->line_count - 1) * label->leading : 0;
    double down = (LABEL_ASCENT - LABEL_DESCENT) / 2 * label->size - more / 2;
    return (struct point){x - down * sin(label->angle), y + down * cos(label->angle)};
}

static struct point label_middle(const struct label *label)
{
    struct point baseline = label_baseline(label, 0, 0);
    return (struct point){label->x - baseline.x, label->y - baseline.y};
}

/* Does the label, at x, y, stand on one that has its place? */
static bool labels_meet(const struct label *label, double x, double y, struct box box, const struct label *placed)
{
    if (!placed->is_placed || placed->is_transparent || !box_meets(placed->box, box))
        return false;
    if (label->angle == 0 && placed->angle == 0)
        return true;
    struct point middle = label_middle(placed);
    for (size_t i = 0; i < label_part_count(label); i++) {
        for (size_t j = 0; j < label_part_count(placed); j++) {
            if (box_meets(label_part(label, x, y, i), label_part(placed, middle.x, middle.y, j)))
                return true;
        }
    }
    return false;
}

/* The same name, along the same line or its neighbour, and near. */
static bool labels_are_twins(const struct label *label, double x, double y, const struct label *placed)
{
    if (!label->is_along || !placed->is_placed || placed->layer != label->layer ||
        strcmp(placed->text, label->text) != 0)
        return false;
    struct point middle = label_middle(placed);
    return hypot(middle.x - x, middle.y - y) < label->apart;
}

/* ---- one place ---- */

static double distance_outside(double value, double low, double high)
{
    return value < low ? low - value : value > high ? value - high : 0;
}

static void label_put(struct label *label, double x, double y, struct box box, double cost)
{
    struct point baseline = label_baseline(label, x, y);
    label->cost = cost;
    label->is_placed = true;
    label->box = box;
    label->x = baseline.x;
    label->y = baseline.y;
}

/* Tries the text with its middle at x, y, which costs `cost` by itself. */
static void label_try(struct placing *placing, struct label *label, double x, double y, double cost)
{
    struct box box = label_box(label, x, y);
    if (cost >= label->cost || !box_contains(placing->frame, box))
        return;
    double covered[OCCUPANCY_FORBIDDEN] = {0};
    for (size_t i = 0; i < label_part_count(label); i++) {
        struct occupancy_cover cover = occupancy_cover(placing->occupancy, label_part(label, x, y, i));
        if (cover.worst >= placing->limit)
            return;
        for (int level = OCCUPANCY_LIGHT; level < OCCUPANCY_FORBIDDEN; level++)
            covered[level] += cover.area[level];
    }
    for (int level = OCCUPANCY_LIGHT; level < OCCUPANCY_FORBIDDEN; level++) {
        if (covered[level] > 0)
            cost += cost_cover[level] * covered[level] / (label->size * label->size) + cost_touch[level];
    }
    if (cost >= label->cost)
        return;
    for (size_t i = 0; i < placing->count; i++) {
        if (labels_meet(label, x, y, box, &placing->placed[i]) || labels_are_twins(label, x, y, &placing->placed[i]))
            return;
    }
    label_put(label, x, y, box, cost);
}

/* The same, by how far the place is from where it would rather stand. */
static void label_try_near(struct placing *placing, struct label *label, double x, double y)
{
    struct box box = label_box(label, x, y);
    double away = hypot(distance_outside(label->anchor.x, box.xmin, box.xmax),
                        distance_outside(label->anchor.y, box.ymin, box.ymax));
    double shift = hypot(x - label->anchor.x - label->offset.x, y - label->anchor.y - label->offset.y);
    away /= label->size;
    shift /= label->size;
    if (label->rank == 2 && away > TOWN_AWAY_MAX)
        return;
    label_try(placing, label, x, y, COST_AWAY * away + (COST_SHIFT + COST_FAR * shift) * shift);
}

/* ---- all places ---- */

/* A close grid around the anchor, for the names that must be there. */
static void label_place_closely(struct placing *placing, struct label *label)
{
    const int columns = 12, rows = 9; /* on each side: a whole width, three heights and a half */
    double height = (LABEL_ASCENT + LABEL_DESCENT) * label->size;
    for (int row = -rows; row <= rows; row++) {
        for (int column = -columns; column <= columns; column++)
            label_try_near(placing, label, label->anchor.x + label->width * column / columns,
                           label->anchor.y + 3.5 * height * row / rows);
    }
}

/* On the anchor, slid along it, then beside it in twelve directions, farther and farther. */
static void label_place_freely(struct placing *placing, struct label *label)
{
    static const double slides[] = {0, -0.15, 0.15, -0.3, 0.3, -0.45, 0.45}, lifts[] = {0, -0.5, 0.5, -0.9, 0.9};
    static const double gaps[] = {0.25, 0.6, 1.0};
    double x = label->anchor.x, y = label->anchor.y, height = (LABEL_ASCENT + LABEL_DESCENT) * label->size;
    label_try_near(placing, label, x + label->offset.x, y + label->offset.y);
    for (size_t lift = 0; lift < sizeof lifts / sizeof *lifts; lift++) {
        for (size_t slide = 0; slide < sizeof slides / sizeof *slides; slide++)
            label_try_near(placing, label, x + slides[slide] * label->width, y + lifts[lift] * height);
    }
    for (size_t gap = 0; gap < sizeof gaps / sizeof *gaps; gap++) {
        for (int direction = 0; direction < 12; direction++) {
            double cosine = cos(M_PI * direction / 6), sine = -sin(M_PI * direction / 6);
            double right = fmax(fmin(1.4 * cosine, 1), -1), down = fmax(fmin(1.4 * sine, 1), -1);
            label_try_near(placing, label, x + gaps[gap] * label->size * cosine + right * label->width / 2,
                           y + gaps[gap] * label->size * sine + down * height / 2);
        }
    }
}

/* The middle of the text where one of its anchors puts it. */
static struct point label_at_anchor(const struct label *label, enum label_anchor anchor)
{
    static const struct point sides[] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}};
    struct point side = sides[anchor];
    double away = side.x != 0 && side.y != 0 ? label->radial_offset * M_SQRT1_2 : label->radial_offset;
    return (struct point){label->anchor.x + side.x * (label->width / 2 + away) + label->offset.x,
                          label->anchor.y + side.y * (label_half(label) + away) + label->offset.y};
}

static void label_place_by_anchors(struct placing *placing, struct label *label)
{
    for (size_t i = 0; i < label->anchor_count; i++) {
        struct point middle = label_at_anchor(label, label->anchors[i]);
        label_try(placing, label, middle.x, middle.y, COST_SHIFT * (double)i);
    }
}

/* Slid along its straight piece, which must be as long as the text. */
static void label_place_along(struct placing *placing, struct label *label)
{
    const int steps = 8;
    double room = (label->stretch - label->width) / 2;
    for (int step = 0; room >= 0 && step <= 2 * steps; step++) {
        int from_middle = (step + 1) / 2 * (step % 2 == 0 ? 1 : -1);
        double along = room * from_middle / steps;
        label_try(placing, label, label->anchor.x + along * cos(label->angle),
                  label->anchor.y + along * sin(label->angle), COST_SHIFT * fabs(along) / label->size);
    }
}

static void label_place(struct placing *placing, struct label *label)
{
    if (label->may_overlap) {
        struct point middle = label_at_anchor(label, label->anchor_count > 0 ? label->anchors[0] : LABEL_CENTER);
        struct box box = label_box(label, middle.x, middle.y);
        if (box_contains(placing->frame, box))
            label_put(label, middle.x, middle.y, box, 0);
        return;
    }
    if (label->is_along)
        label_place_along(placing, label);
    else if (label->anchor_count > 0)
        label_place_by_anchors(placing, label);
    else
        label_place_freely(placing, label);
    bool must_be_there = label->rank < 3 && !label->is_along;
    if (must_be_there && (label->anchor_count == 0 || !label->is_placed)) {
        placing->limit = OCCUPANCY_FORBIDDEN; /* on a symbol rather than far away or nowhere */
        label_place_freely(placing, label);
        label_place_closely(placing, label);
    }
}

/* Places labels[first .. end) one after the other, each among those before it. The sum of their costs. */
static double labels_place_in_order(struct label *labels, size_t first, size_t end, const struct occupancy *occupancy,
                                    struct box frame)
{
    double total = 0;
    for (size_t i = first; i < end; i++) {
        struct label *label = &labels[i];
        struct placing placing = {occupancy, frame, labels, i, OCCUPANCY_SYMBOL};
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

static double label_width(const struct label *label)
{
    double widest = 0;
    for (size_t i = 0; i < (label->lines != NULL ? label->line_count : 1); i++) {
        const char *line = label->lines != NULL ? label->lines[i] : label->text;
        double spread = label->spacing != 0 ? label->spacing * (double)text_characters(line, strlen(line)) : 0;
        widest = fmax(widest, text_width(line, label->size, label->weight) + spread);
    }
    return widest + 2 * label->halo;
}

void labels_place(struct label *labels, size_t count, const struct occupancy *occupancy, struct box frame)
{
    if (count > 0)
        qsort(labels, count, sizeof *labels, label_compare);
    size_t first_rank = 0;
    for (size_t i = 0; i < count; i++) {
        labels[i].width = label_width(&labels[i]);
        first_rank += labels[i].rank == 1;
    }
    labels_place_first_rank(labels, first_rank, occupancy, frame);
    labels_place_in_order(labels, first_rank, count, occupancy, frame);
}
