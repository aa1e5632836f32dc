#include "geo/clip.h"

#include "base/buffer.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* What was kept so far; ends are uint32_t, as in struct geometry. */
struct clip {
    struct box box;
    struct buffer points, ring_ends, part_ends;
    struct buffer even, odd; /* a ring before and after a cut along one side of the box */
};

static uint32_t clip_point_count(const struct clip *clip)
{
    return (uint32_t)(clip->points.length / sizeof(struct point));
}

static uint32_t clip_ring_count(const struct clip *clip)
{
    return (uint32_t)(clip->ring_ends.length / sizeof(uint32_t));
}

static void clip_end_ring(struct clip *clip)
{
    uint32_t end = clip_point_count(clip);
    buffer_append(&clip->ring_ends, &end, sizeof end);
}

static void clip_end_part(struct clip *clip)
{
    uint32_t end = clip_ring_count(clip);
    buffer_append(&clip->part_ends, &end, sizeof end);
}

static double clamp(double number, double least, double most)
{
    double above = number > least ? number : least; /* this way round NaN (of infinite differences) becomes `least` */
    return above < most ? above : most;
}

static bool box_has_point(struct box box, struct point point)
{
    return point.x >= box.xmin && point.x <= box.xmax && point.y >= box.ymin && point.y <= box.ymax;
}

static void clip_points(struct clip *clip, const struct geometry *geometry)
{
    for (uint32_t i = 0; i < geometry->point_count; i++) {
        if (!box_has_point(clip->box, geometry->points[i]))
            continue;
        buffer_append(&clip->points, &geometry->points[i], sizeof geometry->points[i]);
        clip_end_ring(clip);
        clip_end_part(clip);
    }
}

/* ---- lines: Liang and Barsky ---- */

/* Narrows [enter, leave], the part of a segment that is kept, to one side of the box: step * t <= room. */
static bool range_narrow(double step, double room, double *enter, double *leave)
{
    if (step == 0.0)
        return room >= 0.0;
    double t = room / step;
    if (step < 0.0)
        *enter = fmax(*enter, t);
    else
        *leave = fmin(*leave, t);
    return *enter <= *leave;
}

/* False when nothing of the segment lies in the box. */
static bool segment_range(struct box box, struct point from, struct point to, double *enter, double *leave)
{
    double dx = to.x - from.x, dy = to.y - from.y;
    *enter = 0.0;
    *leave = 1.0;
    return range_narrow(-dx, from.x - box.xmin, enter, leave) && range_narrow(dx, box.xmax - from.x, enter, leave) &&
           range_narrow(-dy, from.y - box.ymin, enter, leave) && range_narrow(dy, box.ymax - from.y, enter, leave);
}

static struct point segment_at(struct box box, struct point from, struct point to, double t)
{
    return (struct point){clamp(from.x + (to.x - from.x) * t, box.xmin, box.xmax),
                          clamp(from.y + (to.y - from.y) * t, box.ymin, box.ymax)};
}

/* Ends the piece of line that began at `begin`; one that only touches the box is taken back. */
static void clip_end_piece(struct clip *clip, uint32_t begin)
{
    const struct point *points = (const struct point *)(const void *)clip->points.bytes;
    uint32_t end = clip_point_count(clip);
    uint32_t i = begin;
    while (i < end && points[i].x == points[begin].x && points[i].y == points[begin].y)
        i++;
    if (i == end) {
        clip->points.length = begin * sizeof(struct point);
        return;
    }
    clip_end_ring(clip);
    clip_end_part(clip);
}

static void clip_line(struct clip *clip, const struct point *points, uint32_t count)
{
    uint32_t begin = clip_point_count(clip);
    bool is_inside = false; /* the piece's last point is points[i - 1] */
    for (uint32_t i = 1; i < count; i++) {
        double enter, leave;
        bool is_met = segment_range(clip->box, points[i - 1], points[i], &enter, &leave);
        if (!is_met || enter > 0.0 || !is_inside) {
            clip_end_piece(clip, begin);
            begin = clip_point_count(clip);
            is_inside = false;
        }
        if (!is_met)
            continue;
        if (!is_inside) {
            bool has_first = box_has_point(clip->box, points[i - 1]);
            struct point first = has_first ? points[i - 1] : segment_at(clip->box, points[i - 1], points[i], enter);
            buffer_append(&clip->points, &first, sizeof first);
        } else if (leave <= 0.0) { /* the border point at which the line goes out is already there */
            is_inside = false;
            continue;
        }
        is_inside = leave >= 1.0 && box_has_point(clip->box, points[i]);
        struct point last = is_inside ? points[i] : segment_at(clip->box, points[i - 1], points[i], leave);
        buffer_append(&clip->points, &last, sizeof last);
    }
    clip_end_piece(clip, begin);
}

/* ---- rings: Sutherland and Hodgman ---- */

enum side { SIDE_WEST, SIDE_EAST, SIDE_SOUTH, SIDE_NORTH };

static bool side_keeps(enum side side, struct box box, struct point point)
{
    switch (side) {
    case SIDE_WEST:
        return point.x >= box.xmin;
    case SIDE_EAST:
        return point.x <= box.xmax;
    case SIDE_SOUTH:
        return point.y >= box.ymin;
    case SIDE_NORTH:
        break;
    }
    return point.y <= box.ymax;
}

static double between(double from, double to, double share)
{
    return clamp(from + (to - from) * share, fmin(from, to), fmax(from, to));
}

/* Where the segment meets the side. Neighbours walk a common border in opposite directions; the ends are put in one
 * order, so that both find the same point to the last bit. */
static struct point side_cut(enum side side, struct box box, struct point from, struct point to)
{
    if (from.x > to.x || (from.x == to.x && from.y > to.y)) {
        struct point swap = from;
        from = to;
        to = swap;
    }
    if (side == SIDE_WEST || side == SIDE_EAST) {
        double x = side == SIDE_WEST ? box.xmin : box.xmax;
        return (struct point){x, between(from.y, to.y, (x - from.x) / (to.x - from.x))};
    }
    double y = side == SIDE_SOUTH ? box.ymin : box.ymax;
    return (struct point){between(from.x, to.x, (y - from.y) / (to.y - from.y)), y};
}

/* The ring without its closing point, cut along one side. */
static void ring_cut(enum side side, struct box box, const struct buffer *ring, struct buffer *kept)
{
    const struct point *points = (const struct point *)(const void *)ring->bytes;
    size_t count = ring->length / sizeof *points;
    buffer_clear(kept);
    buffer_reserve(kept, ring->length + 8 * sizeof *points);
    for (size_t i = 0; i < count; i++) {
        struct point from = points[i == 0 ? count - 1 : i - 1], to = points[i];
        bool has_from = side_keeps(side, box, from), has_to = side_keeps(side, box, to);
        if (has_from != has_to) {
            struct point cut = side_cut(side, box, from, to);
            buffer_append(kept, &cut, sizeof cut);
        }
        if (has_to)
            buffer_append(kept, &to, sizeof to);
    }
}

/* Along those sides that the ring's extent crosses; what is left, in one of the clip's own buffers. */
static const struct buffer *ring_cut_along(struct clip *clip, const struct point *points, uint32_t count,
                                           struct box extent)
{
    const bool crosses[] = {[SIDE_WEST] = extent.xmin<clip->box.xmin, [SIDE_EAST] = extent.xmax> clip->box.xmax,
                            [SIDE_SOUTH] = extent.ymin<clip->box.ymin, [SIDE_NORTH] = extent.ymax> clip->box.ymax};
    struct buffer *ring = &clip->even, *cut = &clip->odd;
    buffer_clear(ring);
    buffer_append(ring, points, (count - 1) * sizeof *points);
    for (enum side side = SIDE_WEST; side <= SIDE_NORTH; side++) {
        if (!crosses[side])
            continue;
        ring_cut(side, clip->box, ring, cut);
        struct buffer *swap = ring;
        ring = cut;
        cut = swap;
    }
    return ring;
}

/* Points equal to the one before are left out. */
static void clip_append_ring(struct clip *clip, const struct point *points, size_t count)
{
    uint32_t begin = clip_point_count(clip);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || points[i].x != points[i - 1].x || points[i].y != points[i - 1].y)
            buffer_append(&clip->points, &points[i], sizeof points[i]);
    struct point first = points[0];
    const struct point *kept = (const struct point *)(const void *)clip->points.bytes;
    uint32_t end = clip_point_count(clip);
    if (kept[end - 1].x != first.x || kept[end - 1].y != first.y || end - begin == 1)
        buffer_append(&clip->points, &first, sizeof first);
}

/* Is the ring that begins at `begin` flat: what is left of a polygon that only touches the box? */
static bool clip_ring_is_flat(const struct clip *clip, uint32_t begin)
{
    const struct point *points = (const struct point *)(const void *)clip->points.bytes;
    double area = 0.0;
    for (uint32_t i = begin + 1; i < clip_point_count(clip); i++)
        area += (points[i - 1].x - points[begin].x) * (points[i].y - points[begin].y) -
                (points[i].x - points[begin].x) * (points[i - 1].y - points[begin].y);
    return clip_point_count(clip) - begin < 4 || area == 0.0;
}

/* False when nothing of the ring is left. */
static bool clip_ring(struct clip *clip, const struct point *points, uint32_t count)
{
    assert(count >= 4);
    struct box extent = BOX_EMPTY;
    for (uint32_t i = 0; i < count; i++)
        extent = box_add(extent, points[i].x, points[i].y);
    if (!box_meets(clip->box, extent))
        return false;
    if (box_contains(clip->box, extent)) { /* most rings of most tiles */
        buffer_append(&clip->points, points, count * sizeof *points);
        clip_end_ring(clip);
        return true;
    }
    const struct buffer *kept = ring_cut_along(clip, points, count, extent);
    if (kept->length == 0)
        return false;
    uint32_t begin = clip_point_count(clip);
    clip_append_ring(clip, (const struct point *)(const void *)kept->bytes, kept->length / sizeof *points);
    if (clip_ring_is_flat(clip, begin)) {
        clip->points.length = begin * sizeof *points;
        return false;
    }
    clip_end_ring(clip);
    return true;
}

static void clip_polygon(struct clip *clip, const struct geometry *geometry, uint32_t part)
{
    uint32_t shell = geometry_part_begin(geometry, part);
    for (uint32_t ring = shell; ring < geometry->part_end[part]; ring++) {
        uint32_t begin = geometry_ring_begin(geometry, ring);
        bool is_kept = clip_ring(clip, geometry->points + begin, geometry->ring_end[ring] - begin);
        if (ring == shell && !is_kept)
            return;
    }
    clip_end_part(clip);
}

/* The result, out of the buffers into the arena. */
static struct geometry clip_take(struct clip *clip, enum geometry_type type, struct arena *arena)
{
    struct geometry kept = {
        .type = type,
        .point_count = clip_point_count(clip),
        .ring_count = clip_ring_count(clip),
        .part_count = (uint32_t)(clip->part_ends.length / sizeof(uint32_t)),
        .points = (struct point *)(void *)clip->points.bytes,
        .ring_end = (uint32_t *)(void *)clip->ring_ends.bytes,
        .part_end = (uint32_t *)(void *)clip->part_ends.bytes,
    };
    if (kept.part_count > 1)
        kept.type = geometry_multi(type);
    return kept.point_count > 0 ? geometry_copy(&kept, arena) : GEOMETRY_EMPTY;
}

struct geometry clip_to_box(const struct geometry *geometry, struct box box, struct arena *arena)
{
    struct box extent = geometry_box(geometry);
    if (!box_meets(box, extent))
        return GEOMETRY_EMPTY;
    if (box_contains(box, extent))
        return geometry_copy(geometry, arena);
    struct clip clip = {.box = box};
    buffer_reserve(&clip.points, geometry->point_count * sizeof *geometry->points);
    int dimension = geometry_dimension(geometry->type);
    if (dimension == 0)
        clip_points(&clip, geometry);
    for (uint32_t part = 0; part < geometry->part_count && dimension > 0; part++) {
        if (dimension == 2) {
            clip_polygon(&clip, geometry, part);
            continue;
        }
        uint32_t begin = geometry_ring_begin(geometry, part);
        clip_line(&clip, geometry->points + begin, geometry->ring_end[part] - begin);
    }
    struct geometry kept = clip_take(&clip, geometry->type, arena);
    buffer_free(&clip.points);
    buffer_free(&clip.ring_ends);
    buffer_free(&clip.part_ends);
    buffer_free(&clip.even);
    buffer_free(&clip.odd);
    return kept;
}
