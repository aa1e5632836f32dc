#include "geo/partition.h"

#include "geo/partition_inside.h"

#include <math.h>
#include <stdlib.h>

/* Metres, tried in turn: exactly, and only where rounding leaves crossings for ever, to the millimetre, to the centimetre. */
static const double snaps[] = {0.0, 0.001, 0.01};

/* ---- what there is ---- */

struct ranked {
    struct box box;
    uint32_t points, area;
};

static int number_compare(double left, double right)
{
    return (left > right) - (left < right);
}

static int ranked_compare(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    const double differences[][2] = {{a->box.xmin, b->box.xmin}, {a->box.ymin, b->box.ymin}, {a->box.xmax, b->box.xmax},
                                     {a->box.ymax, b->box.ymax}, {a->points, b->points},     {a->area, b->area}};
    int order = 0;
    for (size_t i = 0; i < sizeof differences / sizeof *differences && order == 0; i++)
        order = number_compare(differences[i][0], differences[i][1]);
    return order;
}

/* Decides between borders of equal length, so that the order in which areas come does not. */
static void rank_areas(struct cleaning *cleaning)
{
    struct ranked *ranked = arena_array(cleaning->arena, cleaning->area_count, sizeof *ranked);
    cleaning->rank = arena_array(cleaning->arena, cleaning->area_count, sizeof *cleaning->rank);
    for (uint32_t i = 0; i < cleaning->area_count; i++)
        ranked[i] = (struct ranked){geometry_box(&cleaning->areas[i]), cleaning->areas[i].point_count, i};
    qsort(ranked, cleaning->area_count, sizeof *ranked, ranked_compare);
    for (uint32_t i = 0; i < cleaning->area_count; i++)
        cleaning->rank[ranked[i].area] = i;
}

static double arc_length(const struct topology *topology, const struct arc *arc)
{
    double length = 0.0;
    for (uint32_t i = arc->begin + 1; i < arc->end; i++) {
        struct point a = topology->points[topology->vertices[i - 1]], b = topology->points[topology->vertices[i]];
        length += hypot(b.x - a.x, b.y - a.y);
    }
    return length;
}

bool partition_is_defect(const struct cleaning *cleaning, uint32_t face)
{
    return face != FACES_OUTSIDE && cleaning->faces.faces[face].cover_count != 1;
}

static void list_arcs(struct cleaning *cleaning)
{
    const struct face_sides *sides = cleaning->faces.sides;
    uint32_t arc_count = cleaning->topology->arc_count;
    uint32_t *begin = arena_array(cleaning->arena, (size_t)cleaning->faces.count + 2, sizeof *begin);
    cleaning->lengths = arena_array(cleaning->arena, arc_count, sizeof *cleaning->lengths);
    for (uint32_t i = 0; i < arc_count; i++) {
        cleaning->lengths[i] = arc_length(cleaning->topology, &cleaning->topology->arcs[i]);
        begin[sides[i].left + 2] += partition_is_defect(cleaning, sides[i].left);
        begin[sides[i].right + 2] += partition_is_defect(cleaning, sides[i].right);
    }
    for (uint32_t i = 2; i < cleaning->faces.count + 2; i++)
        begin[i] += begin[i - 1];
    cleaning->arcs_at = arena_array(cleaning->arena, begin[cleaning->faces.count + 1], sizeof *cleaning->arcs_at);
    for (uint32_t i = 0; i < arc_count; i++) {
        if (partition_is_defect(cleaning, sides[i].left))
            cleaning->arcs_at[begin[sides[i].left + 1]++] = i;
        if (partition_is_defect(cleaning, sides[i].right))
            cleaning->arcs_at[begin[sides[i].right + 1]++] = i;
    }
    cleaning->arcs_end = begin + 1;
}

/* An overlap that is all there is of an area is no sliver. */
static void find_slivers(struct cleaning *cleaning, struct sliver sliver)
{
    const struct face *faces = cleaning->faces.faces;
    uint32_t count = cleaning->faces.count;
    bool *has_ground = arena_array(cleaning->arena, cleaning->area_count, sizeof *has_ground);
    cleaning->is_sliver = arena_array(cleaning->arena, count, sizeof *cleaning->is_sliver);
    cleaning->owner = arena_array(cleaning->arena, count, sizeof *cleaning->owner);
    for (uint32_t i = 0; i < count; i++) {
        cleaning->owner[i] = NOBODY;
        cleaning->is_sliver[i] = partition_is_defect(cleaning, i) && faces[i].size <= sliver.size &&
                                 faces[i].size <= sliver.width * faces[i].perimeter / 2.0;
        for (uint32_t j = 0; j < faces[i].cover_count && !cleaning->is_sliver[i]; j++)
            has_ground[faces[i].covers[j].area] = true;
    }
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < faces[i].cover_count && cleaning->is_sliver[i]; j++)
            cleaning->is_sliver[i] = has_ground[faces[i].covers[j].area];
}

/* ---- who gets what ---- */

static bool face_is_covered_by(const struct face *face, uint32_t area)
{
    for (uint32_t i = 0; i < face->cover_count; i++)
        if (face->covers[i].area == area)
            return true;
    return false;
}

/* Who has the face, as things stand: nobody has a sliver that waits. */
static uint32_t holder_count(const struct cleaning *cleaning, uint32_t face)
{
    return cleaning->is_sliver[face] ? cleaning->owner[face] != NOBODY : cleaning->faces.faces[face].cover_count;
}

static uint32_t holder_of(const struct cleaning *cleaning, uint32_t face, uint32_t index)
{
    return cleaning->is_sliver[face] ? (uint32_t)cleaning->owner[face] : cleaning->faces.faces[face].covers[index].area;
}

static bool is_holder(const struct cleaning *cleaning, uint32_t face, uint32_t area)
{
    return cleaning->is_sliver[face] ? cleaning->owner[face] == (int32_t)area
                                     : face_is_covered_by(&cleaning->faces.faces[face], area);
}

static void share_add(struct buffer *shares, uint32_t area, double length)
{
    struct share *all = (struct share *)(void *)shares->bytes, share = {area, length};
    for (size_t i = 0; i < shares->length / sizeof *all; i++)
        if (all[i].area == area) {
            all[i].length += length;
            return;
        }
    buffer_append(shares, &share, sizeof share);
}

void partition_shares(struct cleaning *cleaning, uint32_t face)
{
    const struct face *about = &cleaning->faces.faces[face];
    buffer_clear(&cleaning->shares);
    for (uint32_t i = face == 0 ? 0 : cleaning->arcs_end[face - 1]; i < cleaning->arcs_end[face]; i++) {
        uint32_t arc = cleaning->arcs_at[i];
        struct face_sides sides = cleaning->faces.sides[arc];
        uint32_t other = sides.left == face ? sides.right : sides.left;
        for (uint32_t j = 0; j < holder_count(cleaning, other); j++) {
            uint32_t area = holder_of(cleaning, other, j);
            if (about->cover_count == 0 || face_is_covered_by(about, area))
                share_add(&cleaning->shares, area, cleaning->lengths[arc]);
        }
    }
}

int32_t partition_longest(const struct cleaning *cleaning, int32_t but)
{
    const struct share *shares = (const struct share *)(const void *)cleaning->shares.bytes, *best = NULL;
    for (size_t i = 0; i < cleaning->shares.length / sizeof *shares; i++) {
        const struct share *share = &shares[i];
        if ((int32_t)share->area != but &&
            (best == NULL || share->length > best->length ||
             (share->length == best->length && cleaning->rank[share->area] < cleaning->rank[best->area])))
            best = share;
    }
    return best == NULL ? NOBODY : (int32_t)best->area;
}

static void settled_tell(struct cleaning *cleaning, uint32_t face, int32_t owner)
{
    const struct face *about = &cleaning->faces.faces[face];
    if (about->cover_count == 0)
        partition_find(cleaning, PARTITION_GAP_CLOSED, owner, partition_longest(cleaning, owner), about->size);
    for (uint32_t i = 0; i < about->cover_count; i++)
        if ((int32_t)about->covers[i].area != owner)
            partition_find(cleaning, PARTITION_OVERLAP_SETTLED, owner, (int32_t)about->covers[i].area, about->size);
}

/* Whom the face goes to, as things stand. `is_last`: an overlap that none of its areas borders on goes to the first of
 * them. */
static int32_t owner_choose(struct cleaning *cleaning, uint32_t face, bool is_last)
{
    const struct face *about = &cleaning->faces.faces[face];
    partition_shares(cleaning, face);
    int32_t owner = partition_longest(cleaning, NOBODY);
    for (uint32_t i = 0; i < about->cover_count && is_last; i++)
        if (owner == NOBODY || cleaning->rank[about->covers[i].area] < cleaning->rank[owner])
            owner = (int32_t)about->covers[i].area;
    return owner;
}

/* In rounds, each decided by what stood before it: which sliver comes first does not matter. Those that lie between slivers
 * alone wait for a later round. */
static void settle(struct cleaning *cleaning)
{
    uint32_t *waiting = arena_array(cleaning->arena, cleaning->faces.count, sizeof *waiting), count = 0;
    int32_t *chosen = arena_array(cleaning->arena, cleaning->faces.count, sizeof *chosen);
    for (uint32_t i = 0; i < cleaning->faces.count; i++)
        if (cleaning->is_sliver[i])
            waiting[count++] = i;
    for (bool is_last = false; count > 0;) {
        uint32_t left = 0;
        for (uint32_t i = 0; i < count; i++) {
            chosen[i] = owner_choose(cleaning, waiting[i], is_last);
            if (chosen[i] != NOBODY)
                settled_tell(cleaning, waiting[i], chosen[i]);
        }
        for (uint32_t i = 0; i < count; i++) {
            cleaning->owner[waiting[i]] = chosen[i];
            if (chosen[i] == NOBODY)
                waiting[left++] = waiting[i];
        }
        is_last = left == count;
        count = left;
    }
}

/* ---- the areas anew ---- */

static uint32_t *use_begin_of(struct cleaning *cleaning)
{
    uint32_t *begin = arena_array(cleaning->arena, (size_t)cleaning->area_count + 2, sizeof *begin);
    cleaning->use_end = begin + 1;
    return begin;
}

/* The arc is border of those who have one side of it and not the other. Counts them, or writes them down. */
static void arc_use(struct cleaning *cleaning, uint32_t arc, uint32_t *begin, bool is_counted)
{
    struct face_sides sides = cleaning->faces.sides[arc];
    for (int is_backward = 0; is_backward < 2; is_backward++) {
        uint32_t face = is_backward ? sides.right : sides.left, other = is_backward ? sides.left : sides.right;
        for (uint32_t i = 0; i < holder_count(cleaning, face); i++) {
            uint32_t area = holder_of(cleaning, face, i);
            if (is_holder(cleaning, other, area))
                continue;
            if (is_counted)
                cleaning->uses[begin[area + 1]++] = (struct use){arc, is_backward};
            else
                begin[area + 2]++;
        }
    }
}

static void list_uses(struct cleaning *cleaning)
{
    uint32_t *begin = use_begin_of(cleaning), arc_count = cleaning->topology->arc_count;
    for (uint32_t i = 0; i < arc_count; i++)
        arc_use(cleaning, i, begin, false);
    for (uint32_t i = 2; i < cleaning->area_count + 2; i++)
        begin[i] += begin[i - 1];
    cleaning->uses = arena_array(cleaning->arena, begin[cleaning->area_count + 1], sizeof *cleaning->uses);
    for (uint32_t i = 0; i < arc_count; i++)
        arc_use(cleaning, i, begin, true);
}

/* Has the area the border that it came with? */
static bool ground_is_same(const struct cleaning *cleaning, uint32_t area)
{
    const struct topology *topology = cleaning->topology;
    uint32_t begin = area == 0 ? 0 : cleaning->use_end[area - 1], old = area == 0 ? 0 : topology->use_end[area - 1];
    uint32_t count = cleaning->use_end[area] - begin;
    if (topology->use_end[area] - old != count)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        struct use one = cleaning->uses[begin + i], other = topology->uses[old + i];
        if (one.arc != other.arc || one.is_backward != other.is_backward)
            return false;
    }
    return true;
}

/* Has noding put no point on the area's border, and taken none away? */
static bool points_are_same(const struct cleaning *cleaning, uint32_t index)
{
    const struct topology *topology = cleaning->topology;
    const struct geometry *area = &cleaning->areas[index];
    uint32_t segments = 0, pieces = 0;
    for (uint32_t ring = 0; ring < area->ring_count; ring++)
        for (uint32_t i = geometry_ring_begin(area, ring) + 1; i < area->ring_end[ring]; i++)
            segments += area->points[i].x != area->points[i - 1].x || area->points[i].y != area->points[i - 1].y;
    for (uint32_t i = index == 0 ? 0 : topology->use_end[index - 1]; i < topology->use_end[index]; i++)
        pieces += topology->arcs[topology->uses[i].arc].end - topology->arcs[topology->uses[i].arc].begin - 1;
    return segments == pieces;
}

/* Where one area changed, its neighbours need the points at which it was cut. */
static void rebuild(struct cleaning *cleaning, double snap, struct arena *arena, struct geometry *cleaned,
                    struct partition_report *report)
{
    for (uint32_t i = 0; i < cleaning->area_count; i++)
        report->reshaped += !ground_is_same(cleaning, i);
    for (uint32_t i = 0; i < cleaning->area_count && report->reshaped > 0; i++) {
        if (snap == 0.0 && ground_is_same(cleaning, i) && points_are_same(cleaning, i))
            continue;
        uint32_t begin = i == 0 ? 0 : cleaning->use_end[i - 1];
        cleaned[i] =
            topology_polygons(cleaning->topology, cleaning->uses + begin, cleaning->use_end[i] - begin, 0.0, arena);
    }
}

/* ---- the whole ---- */

static struct topology *build(const struct geometry *areas, size_t count, double *snap, bool *is_settled,
                              struct error *err)
{
    struct topology_report report = {.unsettled = 1};
    struct topology *topology = NULL;
    for (size_t i = 0; i < sizeof snaps / sizeof *snaps && report.unsettled > 0; i++) {
        topology_free(topology);
        *snap = snaps[i];
        topology = topology_build_whole(areas, count, *snap, &report, err);
        if (topology == NULL)
            return NULL;
    }
    *is_settled = report.unsettled == 0;
    return topology;
}

bool partition_clean(const struct geometry *areas, size_t count, struct sliver sliver, struct arena *arena,
                     struct geometry *cleaned, struct partition_report *report, struct error *err)
{
    double snap;
    bool is_settled;
    struct topology *topology = build(areas, count, &snap, &is_settled, err);
    if (topology == NULL)
        return false;
    struct cleaning cleaning = {
        .areas = areas, .area_count = (uint32_t)count, .topology = topology, .arena = arena_new()};
    *report = (struct partition_report){.is_settled = is_settled};
    for (size_t i = 0; i < count; i++)
        cleaned[i] = areas[i];
    if (is_settled) {
        cleaning.faces = faces_build(topology, cleaning.arena);
        rank_areas(&cleaning);
        list_arcs(&cleaning);
        find_slivers(&cleaning, sliver);
        settle(&cleaning);
        partition_tell(&cleaning, arena, report);
        list_uses(&cleaning);
        rebuild(&cleaning, snap, arena, cleaned, report);
    }
    buffer_free(&cleaning.shares);
    buffer_free(&cleaning.findings);
    arena_free(cleaning.arena);
    topology_free(topology);
    return true;
}
