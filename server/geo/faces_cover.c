#include "geo/faces_inside.h"
#include "geo/topology_inside.h"

struct covering {
    const struct topology *topology;
    const struct face_sides *sides;
    struct face *faces;
    uint32_t count;
    struct arena *arena; /* the caller's */
    struct arena *work;
};

/* CSR: of thing i at[end[i - 1] .. end[i]). */
struct lists {
    uint32_t *end, *at;
};

static struct lists lists_of_faces(const struct covering *covering)
{
    uint32_t *begin = arena_array(covering->work, (size_t)covering->count + 2, sizeof *begin);
    uint32_t arc_count = covering->topology->arc_count;
    struct lists lists = {begin + 1, arena_array(covering->work, (size_t)arc_count * 2, sizeof *lists.at)};
    for (uint32_t i = 0; i < arc_count; i++) {
        begin[covering->sides[i].left + 2]++;
        begin[covering->sides[i].right + 2]++;
    }
    for (uint32_t i = 2; i < covering->count + 2; i++)
        begin[i] += begin[i - 1];
    for (uint32_t i = 0; i < arc_count; i++) {
        lists.at[begin[covering->sides[i].left + 1]++] = i;
        lists.at[begin[covering->sides[i].right + 1]++] = i;
    }
    return lists;
}

/* By arc: what the face on its left has more than the one on its right, by number of area. */
struct changes {
    uint32_t *end;
    struct cover *at;
};

static struct changes changes_of_arcs(const struct covering *covering)
{
    const struct topology *topology = covering->topology;
    uint32_t use_count = topology->area_count == 0 ? 0 : topology->use_end[topology->area_count - 1];
    uint32_t *begin = arena_array(covering->work, (size_t)topology->arc_count + 2, sizeof *begin);
    struct changes changes = {begin + 1, arena_array(covering->work, use_count, sizeof *changes.at)};
    for (uint32_t i = 0; i < use_count; i++)
        begin[topology->uses[i].arc + 2]++;
    for (uint32_t i = 2; i < topology->arc_count + 2; i++)
        begin[i] += begin[i - 1];
    for (uint32_t area = 0, i = 0; area < topology->area_count; area++)
        for (; i < topology->use_end[area]; i++)
            changes.at[begin[topology->uses[i].arc + 1]++] =
                (struct cover){area, topology->uses[i].is_backward ? -1 : 1};
    return changes;
}

/* The covers across an arc: both lists are sorted by area. */
static void face_cover(struct covering *covering, struct face *face, const struct face *from,
                       const struct cover *changes, uint32_t change_count, int32_t sign)
{
    uint32_t i = 0, j = 0;
    struct cover *covers = arena_array(covering->arena, (size_t)from->cover_count + change_count, sizeof *covers);
    face->covers = covers;
    while (i < from->cover_count || j < change_count) {
        bool is_both = i < from->cover_count && j < change_count && from->covers[i].area == changes[j].area;
        bool is_old = j == change_count || (i < from->cover_count && from->covers[i].area <= changes[j].area);
        struct cover cover = is_old ? from->covers[i] : (struct cover){changes[j].area, sign * changes[j].winding};
        if (is_both)
            cover.winding += sign * changes[j].winding;
        i += is_old;
        j += is_both || !is_old;
        if (cover.winding != 0)
            covers[face->cover_count++] = cover;
    }
}

/* From the outside, which nothing covers, inward over every arc. */
static void cover_all(struct covering *covering)
{
    struct lists lists = lists_of_faces(covering);
    struct changes changes = changes_of_arcs(covering);
    uint32_t *queue = arena_array(covering->work, covering->count, sizeof *queue), queued = 1;
    bool *is_known = arena_array(covering->work, covering->count, sizeof *is_known);
    queue[0] = FACES_OUTSIDE;
    is_known[FACES_OUTSIDE] = true;
    for (uint32_t done = 0; done < queued; done++) {
        uint32_t from = queue[done];
        for (uint32_t i = from == 0 ? 0 : lists.end[from - 1]; i < lists.end[from]; i++) {
            uint32_t arc = lists.at[i], begin = arc == 0 ? 0 : changes.end[arc - 1];
            bool is_leftward = covering->sides[arc].right == from;
            uint32_t to = is_leftward ? covering->sides[arc].left : covering->sides[arc].right;
            if (is_known[to])
                continue;
            face_cover(covering, &covering->faces[to], &covering->faces[from], changes.at + begin,
                       changes.end[arc] - begin, is_leftward ? 1 : -1);
            is_known[to] = true;
            queue[queued++] = to;
        }
    }
}

void faces_cover(const struct topology *topology, const struct face_sides *sides, struct face *faces, uint32_t count,
                 struct arena *arena)
{
    struct covering covering = {topology, sides, faces, count, arena, arena_new()};
    cover_all(&covering);
    arena_free(covering.work);
}
