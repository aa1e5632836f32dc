#include "geo/topology_inside.h"

#include "base/buffer.h"

#include <assert.h>
#include <stdlib.h>

size_t topology_area_count(const struct topology *topology)
{
    return topology->area_count;
}

static uint32_t use_begin(const struct topology *topology, size_t area)
{
    return area == 0 ? 0 : topology->use_end[area - 1];
}

struct geometry topology_area(const struct topology *topology, size_t index, double tolerance, struct arena *arena)
{
    assert(index < topology->area_count);
    uint32_t begin = use_begin(topology, index);
    return topology_polygons(topology, topology->uses + begin, topology->use_end[index] - begin, tolerance, arena);
}

static int use_compare(const void *left, const void *right)
{
    const struct use *a = left, *b = right;
    if (a->arc != b->arc)
        return a->arc < b->arc ? -1 : 1;
    return (int)a->is_backward - (int)b->is_backward;
}

/* Sorts; an arc with the group on both sides is inside it and goes. */
static uint32_t uses_dissolve(struct use *uses, uint32_t count)
{
    uint32_t kept = 0;
    qsort(uses, count, sizeof *uses, use_compare);
    for (uint32_t i = 0; i < count;) {
        uint32_t arc = uses[i].arc;
        int net = 0;
        for (; i < count && uses[i].arc == arc; i++)
            net += uses[i].is_backward ? -1 : 1;
        if (net != 0)
            uses[kept++] = (struct use){arc, net < 0};
    }
    return kept;
}

struct geometry topology_group(const struct topology *topology, const int32_t *groups, int32_t group, double tolerance,
                               struct arena *arena)
{
    struct buffer buffer = BUFFER_INIT;
    for (uint32_t i = 0; i < topology->area_count; i++) {
        uint32_t begin = use_begin(topology, i);
        if (groups[i] == group && begin < topology->use_end[i])
            buffer_append(&buffer, topology->uses + begin, (topology->use_end[i] - begin) * sizeof(struct use));
    }
    struct geometry geometry = GEOMETRY_EMPTY;
    if (buffer.length > 0) {
        struct use *uses = (struct use *)(void *)buffer.bytes;
        uint32_t count = uses_dissolve(uses, (uint32_t)(buffer.length / sizeof *uses));
        geometry = topology_polygons(topology, uses, count, tolerance, arena);
    }
    buffer_free(&buffer);
    return geometry;
}

size_t topology_arc_count(const struct topology *topology)
{
    return topology->arc_count;
}

struct topology_arc topology_arc(const struct topology *topology, size_t index)
{
    assert(index < topology->arc_count);
    return (struct topology_arc){topology->arcs[index].left, topology->arcs[index].right};
}

static void append_arc(const struct topology *topology, const struct arc *arc, double tolerance, struct buffer *points)
{
    const uint32_t *vertices = topology->vertices;
    uint32_t first = arc->end; /* the place of the first one kept */
    for (uint32_t i = arc->begin; i < arc->end; i++) {
        if (!topology_keeps(topology, vertices[i], tolerance))
            continue;
        first = first == arc->end ? i : first;
        buffer_append(points, &topology->points[vertices[i]], sizeof(struct point));
    }
    if (first > arc->begin && first < arc->end) /* a ring that has lost the vertex it began with begins with another */
        buffer_append(points, &topology->points[vertices[first]], sizeof(struct point));
}

/* Each arc in `ends` a line of its own. */
static struct geometry lines_of(const struct buffer *points, const struct buffer *ends, struct arena *arena)
{
    uint32_t count = (uint32_t)(ends->length / sizeof(uint32_t));
    if (count == 0)
        return GEOMETRY_EMPTY;
    struct geometry lines = {
        .type = count > 1 ? GEOMETRY_MULTILINE : GEOMETRY_LINE,
        .point_count = (uint32_t)(points->length / sizeof(struct point)),
        .ring_count = count,
        .part_count = count,
        .points = (struct point *)(void *)points->bytes,
        .ring_end = (uint32_t *)(void *)ends->bytes,
    };
    uint32_t *parts = arena_array(arena, count, sizeof *parts);
    for (uint32_t i = 0; i < count; i++)
        parts[i] = i + 1;
    lines.part_end = parts;
    return geometry_copy(&lines, arena);
}

static void append_line(const struct topology *topology, size_t index, double tolerance, struct buffer *points,
                        struct buffer *ends)
{
    append_arc(topology, &topology->arcs[index], tolerance, points);
    uint32_t end = (uint32_t)(points->length / sizeof(struct point));
    buffer_append(ends, &end, sizeof end);
}

struct geometry topology_arc_line(const struct topology *topology, size_t index, double tolerance, struct arena *arena)
{
    assert(index < topology->arc_count);
    struct buffer points = BUFFER_INIT, ends = BUFFER_INIT;
    append_line(topology, index, tolerance, &points, &ends);
    struct geometry line = lines_of(&points, &ends, arena);
    buffer_free(&points);
    buffer_free(&ends);
    return line;
}

static int32_t group_of(const int32_t *groups, int32_t area)
{
    return area == TOPOLOGY_OUTSIDE || groups == NULL ? area : groups[area];
}

struct geometry topology_borders(const struct topology *topology, const int32_t *groups, bool inner_only,
                                 double tolerance, struct arena *arena)
{
    struct buffer points = BUFFER_INIT, ends = BUFFER_INIT;
    for (uint32_t i = 0; i < topology->arc_count; i++) {
        int32_t left = group_of(groups, topology->arcs[i].left), right = group_of(groups, topology->arcs[i].right);
        if (left == right || (inner_only && (left == TOPOLOGY_OUTSIDE || right == TOPOLOGY_OUTSIDE)))
            continue;
        append_line(topology, i, tolerance, &points, &ends);
    }
    struct geometry lines = lines_of(&points, &ends, arena);
    buffer_free(&points);
    buffer_free(&ends);
    return lines;
}
