#include "geo/noding.h"

#include "base/memory.h"
#include "geo/box_tree.h"
#include "geo/orient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Clean sources need two, the second to see that nothing is left. A cut moves a border a little, which may ask for
 * another round. Cuts at points end by themselves: points lie more than `snap` from each other, and a piece cut at one
 * within half of that leaves two pieces shorter than itself. */
#define ROUNDS_MAX 16

/* Where a piece of border is to be cut. */
struct cut {
    uint32_t low, high; /* the piece */
    double along;       /* 0 at low, 1 at high */
    uint32_t point;
};

/* One round. */
struct noding {
    const struct point *points; /* as the round began */
    struct border *pieces;      /* without the areas: each low and high once */
    uint32_t piece_count;
    double reach; /* a point this near to a piece cuts it */
    struct point_set *set;
    struct box_tree *tree; /* of points, then of pieces: those of a country fill 100 MB each */
    struct buffer cuts;
    uint32_t current; /* the piece being looked at */
    struct noding_report report;
};

void noding_add(struct buffer *borders, uint32_t from, uint32_t to, uint32_t area)
{
    if (from == to)
        return;
    struct border border = from < to ? (struct border){from, to, area, 1} : (struct border){to, from, area, -1};
    buffer_append(borders, &border, sizeof border);
}

static int compare_numbers(uint32_t left, uint32_t right)
{
    return (left > right) - (left < right);
}

static int border_compare(const void *left, const void *right)
{
    const struct border *a = left, *b = right;
    int order = compare_numbers(a->low, b->low);
    if (order == 0)
        order = compare_numbers(a->high, b->high);
    return order != 0 ? order : compare_numbers(a->area, b->area);
}

/* More borders with one low end than this are sorted by comparing. */
#define FEW 24

static void few_sort(struct border *borders, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct border one = borders[i];
        size_t at = i;
        for (; at > 0 && border_compare(&borders[at - 1], &one) > 0; at--)
            borders[at] = borders[at - 1];
        borders[at] = one;
    }
}

/* Points have small numbers, and few borders each: a place for each point, then those of one among themselves. */
static void borders_sort(struct border *borders, size_t count)
{
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = borders[i].low > most ? borders[i].low : most;
    if (most / 8 > count) {
        qsort(borders, count, sizeof *borders, border_compare);
        return;
    }
    struct border *sorted = memory_alloc(memory_product(count, sizeof *sorted));
    uint32_t *end = memory_alloc(memory_product((size_t)most + 2, sizeof *end));
    memset(end, 0, ((size_t)most + 2) * sizeof *end);
    for (size_t i = 0; i < count; i++)
        end[borders[i].low + 1]++;
    for (size_t i = 1; i <= most; i++)
        end[i] += end[i - 1];
    for (size_t i = 0; i < count; i++) /* moves end[j] from j's begin to its end */
        sorted[end[borders[i].low]++] = borders[i];
    for (size_t i = 0; i <= most; i++) {
        size_t begin = i == 0 ? 0 : end[i - 1], here = end[i] - begin;
        if (here > FEW)
            qsort(sorted + begin, here, sizeof *sorted, border_compare);
        else
            few_sort(sorted + begin, here);
    }
    memcpy(borders, sorted, count * sizeof *sorted);
    free(end);
    free(sorted);
}

void noding_merge(struct buffer *buffer)
{
    struct border *borders = (struct border *)(void *)buffer->bytes;
    size_t count = buffer->length / sizeof *borders, kept = 0;
    if (count == 0)
        return;
    borders_sort(borders, count);
    for (size_t i = 0; i < count;) {
        struct border sum = borders[i];
        for (i++; i < count && border_compare(&borders[i], &sum) == 0; i++)
            sum.net += borders[i].net;
        if (sum.net != 0)
            borders[kept++] = sum;
    }
    buffer->length = kept * sizeof *borders;
}

/* ---- finding where to cut ---- */

static void cut_at(struct noding *noding, const struct border *piece, double along, uint32_t point)
{
    struct cut cut = {piece->low, piece->high, along, point};
    if (point != piece->low && point != piece->high)
        buffer_append(&noding->cuts, &cut, sizeof cut);
}

static bool visit_point(void *payload, uint32_t number)
{
    struct noding *noding = payload;
    const struct border *piece = &noding->pieces[noding->current];
    if (number == piece->low || number == piece->high)
        return true;
    struct point a = noding->points[piece->low], b = noding->points[piece->high], at = noding->points[number];
    double dx = b.x - a.x, dy = b.y - a.y;
    double along = ((at.x - a.x) * dx + (at.y - a.y) * dy) / (dx * dx + dy * dy);
    bool is_near = noding->reach > 0.0 && along > 0.0 && along < 1.0 &&
                   fabs((at.x - a.x) * dy - (at.y - a.y) * dx) <= noding->reach * hypot(dx, dy);
    /* the search box is the piece's own, so that a point on its line is on it */
    struct box box = box_add(box_of_point(a.x, a.y), b.x, b.y);
    if (is_near || (box_contains(box, box_of_point(at.x, at.y)) && orient_sign(a, b, at) == 0)) {
        cut_at(noding, piece, along, number);
        noding->report.junctions++;
    }
    return true;
}

/* Where two segments that cross do so; rounded. */
static double crossing_along(struct point a, struct point b, struct point c, struct point d)
{
    double across = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
    double along = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / across;
    return along >= 0.0 && along <= 1.0 ? along : 0.5; /* NaN of nearly parallel ones too */
}

static bool visit_piece(void *payload, uint32_t number)
{
    struct noding *noding = payload;
    const struct border *one = &noding->pieces[noding->current], *other = &noding->pieces[number];
    if (number <= noding->current || one->low == other->low || one->high == other->high || one->low == other->high ||
        one->high == other->low)
        return true;
    struct point a = noding->points[one->low], b = noding->points[one->high];
    struct point c = noding->points[other->low], d = noding->points[other->high];
    if (orient_sign(a, b, c) * orient_sign(a, b, d) >= 0 || orient_sign(c, d, a) * orient_sign(c, d, b) >= 0)
        return true;
    double along = crossing_along(a, b, c, d);
    struct point at = {a.x + (b.x - a.x) * along, a.y + (b.y - a.y) * along};
    uint32_t point = point_set_add(noding->set, at);
    cut_at(noding, one, along, point);
    cut_at(noding, other, crossing_along(c, d, a, b), point);
    noding->report.crossings++;
    return true;
}

static struct box piece_box(const struct noding *noding, const struct border *piece)
{
    struct point a = noding->points[piece->low], b = noding->points[piece->high];
    return box_add(box_of_point(a.x, a.y), b.x, b.y);
}

/* Of the points that are on some border; the others cut nothing. */
static void points_plant(struct noding *noding, struct arena *arena)
{
    uint32_t count = point_set_count(noding->set);
    struct box *boxes = memory_alloc(memory_product(count, sizeof *boxes));
    bool *is_used = arena_array(arena, count, sizeof *is_used);
    for (uint32_t i = 0; i < count; i++)
        boxes[i] = box_of_point(noding->points[i].x, noding->points[i].y);
    noding->tree = box_tree_new(boxes, count, arena);
    free(boxes);
    for (uint32_t i = 0; i < noding->piece_count; i++)
        is_used[noding->pieces[i].low] = is_used[noding->pieces[i].high] = true;
    for (uint32_t i = 0; i < count; i++)
        if (!is_used[i])
            box_tree_remove(noding->tree, i);
}

static void pieces_plant(struct noding *noding, struct arena *arena)
{
    struct box *boxes = memory_alloc(memory_product(noding->piece_count, sizeof *boxes));
    for (uint32_t i = 0; i < noding->piece_count; i++)
        boxes[i] = piece_box(noding, &noding->pieces[i]);
    noding->tree = box_tree_new(boxes, noding->piece_count, arena);
    free(boxes);
}

static void pieces_list(struct noding *noding, const struct buffer *borders)
{
    const struct border *all = (const struct border *)(const void *)borders->bytes;
    size_t count = borders->length / sizeof *all;
    noding->pieces = memory_alloc(memory_product(count, sizeof *all));
    noding->piece_count = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || all[i].low != all[i - 1].low || all[i].high != all[i - 1].high)
            noding->pieces[noding->piece_count++] = all[i];
    noding->pieces = memory_resize(noding->pieces, noding->piece_count * sizeof *all);
}

static void noding_find(struct noding *noding, const struct buffer *borders)
{
    pieces_list(noding, borders);
    /* the set's own array moves when a crossing adds a point */
    size_t bytes = memory_product(point_set_count(noding->set), sizeof(struct point));
    struct point *copy = memory_alloc(bytes);
    memcpy(copy, point_set_points(noding->set), bytes);
    noding->points = copy;
    struct arena *arena = arena_new();
    points_plant(noding, arena);
    for (noding->current = 0; noding->current < noding->piece_count; noding->current++) {
        struct box box = piece_box(noding, &noding->pieces[noding->current]);
        box_tree_search(noding->tree, box_grow(box, noding->reach), visit_point, noding);
    }
    arena_reset(arena);
    if (noding->cuts.length == 0) { /* else many a crossing of borders that are nearly one goes with the junctions */
        pieces_plant(noding, arena);
        for (noding->current = 0; noding->current < noding->piece_count; noding->current++)
            box_tree_search(noding->tree, piece_box(noding, &noding->pieces[noding->current]), visit_piece, noding);
    }
    arena_free(arena);
    free(copy);
    free(noding->pieces);
}

/* ---- cutting ---- */

static int cut_compare(const void *left, const void *right)
{
    const struct cut *a = left, *b = right;
    int order = compare_numbers(a->low, b->low);
    if (order == 0)
        order = compare_numbers(a->high, b->high);
    if (order == 0)
        order = (a->along > b->along) - (a->along < b->along);
    return order != 0 ? order : compare_numbers(a->point, b->point);
}

static void border_cut(struct buffer *borders, const struct border *border, const struct cut *cuts, size_t count)
{
    uint32_t from = border->low;
    for (size_t i = 0; i <= count; i++) {
        uint32_t to = i < count ? cuts[i].point : border->high;
        struct border piece = from < to ? (struct border){from, to, border->area, border->net}
                                        : (struct border){to, from, border->area, -border->net};
        if (from != to)
            buffer_append(borders, &piece, sizeof piece);
        from = to;
    }
}

static void noding_cut(struct noding *noding, struct buffer *borders)
{
    struct cut *cuts = (struct cut *)(void *)noding->cuts.bytes;
    size_t cut_count = noding->cuts.length / sizeof *cuts, cut = 0;
    qsort(cuts, cut_count, sizeof *cuts, cut_compare);
    struct buffer whole = *borders;
    *borders = (struct buffer)BUFFER_INIT;
    const struct border *all = (const struct border *)(const void *)whole.bytes;
    for (size_t i = 0; i < whole.length / sizeof *all; i++) {
        while (cut < cut_count &&
               (cuts[cut].low < all[i].low || (cuts[cut].low == all[i].low && cuts[cut].high < all[i].high)))
            cut++;
        size_t end = cut; /* an area that shares the piece has the same cuts */
        while (end < cut_count && cuts[end].low == all[i].low && cuts[end].high == all[i].high)
            end++;
        border_cut(borders, &all[i], cuts + cut, end - cut);
    }
    buffer_free(&whole);
}

struct noding_report noding_run(struct buffer *borders, struct point_set *set, double snap)
{
    struct noding_report report = {0, 0, 0};
    noding_merge(borders);
    for (int round = 0; round < ROUNDS_MAX && borders->length > 0; round++) {
        struct noding noding = {.set = set, .reach = snap / 2.0};
        noding_find(&noding, borders);
        bool is_settled = noding.cuts.length == 0;
        if (!is_settled) {
            noding_cut(&noding, borders);
            noding_merge(borders);
        }
        buffer_free(&noding.cuts);
        report.junctions += noding.report.junctions;
        report.crossings += noding.report.crossings;
        report.unsettled = is_settled ? 0 : noding.report.junctions + noding.report.crossings;
        if (is_settled)
            break;
    }
    return report;
}
