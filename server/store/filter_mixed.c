/* Questions of geometry that has points, lines and areas at once (GEOMETRYCOLLECTION), which GEOS before 3.13 does not answer.
 *
 * A collection is what its members cover together. Its interior is that of its areas, then that of its lines outside the
 * areas, then the points outside both; its boundary is that of the areas, and the ends of lines outside them: what GEOS
 * 3.13 says too (RelateNG). Each question then comes down to three that can be
 * asked of one dimension at a time: does X lie in Y, does Y lie in X, do their interiors meet. */
#include "store/filter_writer.h"
#include "store/connection.h"

#include <stdlib.h>
#include <string.h>

enum { POINTS, LINES, AREAS, DIMENSIONS };

struct part {
    bool is_there, is_column;
    struct bound blob;
    size_t place;  /* among the parts of both sides, from 1 */
    size_t number; /* its ?n in the text; 0 until it stands there */
};

struct mixed {
    struct part whole[DIMENSIONS]; /* what it has of each dimension */
    struct part rest[DIMENSIONS];  /* the same without what higher dimensions cover */
    int dimension;                 /* the highest */
    bool reaches_out;              /* it is more than its parts: no feature covers it */
};

/* ---- made of a side ---- */

/* What `sql` makes of two geometries; not there when that is nothing. */
static bool part_make(struct writer *writer, const char *sql, const struct bound *left, const struct bound *right,
                      struct part *part)
{
    struct statement *statement = store_statement(writer->store, sql, writer->err);
    if (statement == NULL)
        return false;
    statement_bind_blob(statement, 1, left->bytes, left->length);
    statement_bind_blob(statement, 2, right->bytes, right->length);
    int step = statement_step(statement, writer->err);
    size_t length = 0;
    const void *bytes = step == 1 ? statement_blob(statement, 0, &length) : NULL;
    *part = (struct part){.is_there = bytes != NULL};
    if (bytes != NULL)
        part->blob = (struct bound){
            .kind = BOUND_BLOB, .bytes = memcpy(arena_alloc(writer->arena, length), bytes, length), .length = length};
    statement_reset(statement);
    return step >= 0;
}

/* All pieces from `first` on that are of the dimension, united in halves, so that few points are met often. */
static bool pieces_unite(struct writer *writer, const struct placed_piece *pieces, size_t count, int dimension,
                         struct part *part)
{
    *part = (struct part){0};
    if (count == 1 && pieces->dimension == dimension)
        *part = (struct part){.is_there = true, .blob = pieces->blob};
    if (count <= 1)
        return true;
    struct part left, right;
    if (!pieces_unite(writer, pieces, count / 2, dimension, &left) ||
        !pieces_unite(writer, pieces + count / 2, count - count / 2, dimension, &right))
        return false;
    *part = left.is_there ? left : right;
    return !left.is_there || !right.is_there ||
           part_make(writer, "SELECT ST_Union(?1, ?2)", &left.blob, &right.blob, part);
}

/* Takes from a part what another covers. */
static bool part_lessen(struct writer *writer, struct part *part, const struct part *cover)
{
    struct part less;
    if (!part->is_there || !cover->is_there)
        return true;
    if (!part_make(writer, "SELECT ST_Difference(?1, ?2)", &part->blob, &cover->blob, &less))
        return false;
    *part = less;
    return true;
}

static bool mixed_make(struct writer *writer, const struct side *side, struct mixed *mixed)
{
    *mixed = (struct mixed){.reaches_out = side->placed.reaches_out};
    if (side->is_column) {
        mixed->dimension = geometry_dimension(writer->collection->geometry);
        if (mixed->dimension >= 0)
            mixed->whole[mixed->dimension] = (struct part){.is_there = true, .is_column = true};
        memcpy(mixed->rest, mixed->whole, sizeof mixed->rest);
        return true;
    }
    for (int i = 0; i < DIMENSIONS; i++) {
        if (!pieces_unite(writer, side->placed.pieces, side->placed.count, i, &mixed->whole[i]))
            return false;
        if (mixed->whole[i].is_there)
            mixed->dimension = i;
    }
    memcpy(mixed->rest, mixed->whole, sizeof mixed->rest);
    return part_lessen(writer, &mixed->rest[LINES], &mixed->whole[AREAS]) &&
           part_lessen(writer, &mixed->rest[POINTS], &mixed->whole[AREAS]) &&
           part_lessen(writer, &mixed->rest[POINTS], &mixed->whole[LINES]);
}

/* ---- SQL of terms; strings of the writer's arena ---- */

#define SQL(...) arena_printf(writer->arena, __VA_ARGS__)

/* A part's place among `parts` stands in terms for its ?n, since not every term that is made comes into the answer. */
static const char *part_sql(struct writer *writer, const struct part *part)
{
    return part->is_column ? "\"geometry\"" : SQL("?%zu", part->place);
}

/* SpatiaLite says NULL for what is empty, and of that one does too. */
static const char *less(struct writer *writer, const char *term, struct part *cover)
{
    return cover->is_there ? SQL("ST_Difference(%s, %s)", term, part_sql(writer, cover)) : term;
}

/* 1, 0 or, where GEOS cannot tell, NULL. */
static const char *relate(struct writer *writer, const char *x, const char *y, const char *pattern)
{
    return SQL("nullif(ST_Relate(%s, %s, '%s'), -1)", x, y, pattern);
}

/* The same where x or y may be empty. */
static const char *relate_if_any(struct writer *writer, const char *x, const char *y, const char *pattern)
{
    return SQL("coalesce(%s, 0)", relate(writer, x, y, pattern));
}

static const char *either(struct writer *writer, const char *left, const char *right)
{
    return left == NULL ? right : SQL("(%s OR %s)", left, right);
}

static const char *both(struct writer *writer, const char *left, const char *right)
{
    return left == NULL ? right : SQL("(%s AND %s)", left, right);
}

static const char *or_false(const char *term)
{
    return term != NULL ? term : "0";
}

/* ---- does X lie in Y? ---- */

/* A line lies in Y when what its lines leave of it lies in its areas. What lines leave of a line is told better by
 * subtracting than by relating, which GEOS gets wrong where lines of Y cross each other at places that no double holds. */
static const char *line_covered(struct writer *writer, const char *x, struct mixed *y)
{
    const char *areas = part_sql(writer, &y->whole[AREAS]), *rest = less(writer, x, &y->whole[LINES]);
    if (!y->whole[AREAS].is_there)
        return y->whole[LINES].is_there ? SQL("(%s IS NULL)", rest) : "0";
    if (!y->whole[LINES].is_there)
        return SQL("nullif(ST_CoveredBy(%s, %s), -1)", x, areas);
    return SQL("CASE WHEN ST_CoveredBy(%s, %s) = 1 THEN 1 ELSE coalesce(nullif(ST_CoveredBy(%s, %s), -1), 1) END", x,
               areas, rest, areas);
}

static const char *points_covered(struct writer *writer, const char *x, struct mixed *y)
{
    const char *rest = less(writer, less(writer, x, &y->whole[AREAS]), &y->whole[LINES]);
    if (!y->whole[POINTS].is_there)
        return SQL("(%s IS NULL)", rest);
    return SQL("coalesce(nullif(ST_CoveredBy(%s, %s), -1), 1)", rest, part_sql(writer, &y->whole[POINTS]));
}

/* Lines and points cover nothing of an area. */
static const char *area_covered(struct writer *writer, const char *x, struct mixed *y)
{
    return y->whole[AREAS].is_there ? SQL("nullif(ST_CoveredBy(%s, %s), -1)", x, part_sql(writer, &y->whole[AREAS]))
                                    : "0";
}

static const char *covered(struct writer *writer, struct mixed *x, struct mixed *y)
{
    static const char *(*const by_dimension[])(struct writer *, const char *,
                                               struct mixed *) = {points_covered, line_covered, area_covered};
    const char *all = NULL;
    if (x->reaches_out)
        return "0";
    for (int i = DIMENSIONS - 1; i >= 0; i--)
        if (x->whole[i].is_there)
            all = both(writer, all, by_dimension[i](writer, part_sql(writer, &x->whole[i]), y));
    return or_false(all);
}

/* ---- do their interiors meet? ---- */

#define MEET    "T********"
#define NOWHERE "MakePoint(1e9, 1e9)" /* stands for the ends of what has none */

/* Where an area is open, it meets the inside of whatever it meets. */
static const char *area_meets(struct writer *writer, const char *x, struct mixed *y)
{
    const char *any = NULL;
    for (int i = DIMENSIONS - 1; i >= 0; i--)
        if (y->whole[i].is_there)
            any = either(writer, any, relate(writer, x, part_sql(writer, &y->whole[i]), MEET));
    return any;
}

/* Have lines a piece in common? Told by what they share, for the reason that line_covered gives. */
static const char *run_along(struct writer *writer, const char *x, const char *y)
{
    return SQL("(coalesce(ST_Dimension(ST_Intersection(%s, %s)), -1) = 1)", x, y);
}

/* Where both have lines at most. */
static const char *lines_run_along(struct writer *writer, struct mixed *x, struct mixed *y)
{
    return run_along(writer, part_sql(writer, &x->whole[LINES]), part_sql(writer, &y->whole[LINES]));
}

/* Do lines meet outside the areas of both, but not at their ends? Along a line, or else at points, which are looked at. */
static const char *lines_meet(struct writer *writer, struct mixed *x, struct mixed *y)
{
    const char *line = part_sql(writer, &x->rest[LINES]), *other = part_sql(writer, &y->rest[LINES]);
    if (!x->whole[AREAS].is_there && !y->whole[AREAS].is_there)
        return relate(writer, line, other, MEET);
    line = less(writer, line, &y->whole[AREAS]);
    const char *at = less(writer, SQL("ST_Intersection(%s, %s)", line, other), &y->whole[AREAS]);
    at = less(writer, at, &x->whole[AREAS]);
    at = SQL("ST_Difference(ST_Difference(%s, coalesce(ST_Boundary(%s), " NOWHERE
             ")), coalesce(ST_Boundary(%s), " NOWHERE "))",
             at, part_sql(writer, &x->whole[LINES]), part_sql(writer, &y->whole[LINES]));
    return SQL("(%s OR %s IS NOT NULL)", run_along(writer, line, other), at);
}

static const char *line_meets(struct writer *writer, struct mixed *x, struct mixed *y)
{
    const char *line = part_sql(writer, &x->rest[LINES]), *any = NULL;
    if (y->whole[AREAS].is_there)
        any = relate(writer, line, part_sql(writer, &y->whole[AREAS]), MEET);
    if (y->rest[LINES].is_there)
        any = either(writer, any, lines_meet(writer, x, y));
    if (y->rest[POINTS].is_there)
        any = either(
            writer, any,
            relate_if_any(writer, line, less(writer, part_sql(writer, &y->rest[POINTS]), &x->whole[AREAS]), MEET));
    return any;
}

static const char *points_meet(struct writer *writer, const char *x, struct mixed *y)
{
    const char *any = NULL;
    if (y->whole[AREAS].is_there)
        any = relate(writer, x, part_sql(writer, &y->whole[AREAS]), MEET);
    if (y->whole[LINES].is_there)
        any =
            either(writer, any,
                   relate_if_any(writer, less(writer, x, &y->whole[AREAS]), part_sql(writer, &y->whole[LINES]), MEET));
    if (y->rest[POINTS].is_there)
        any = either(writer, any, relate(writer, x, part_sql(writer, &y->rest[POINTS]), MEET));
    return any;
}

static const char *interiors_meet(struct writer *writer, struct mixed *x, struct mixed *y)
{
    const char *any = NULL, *more;
    if (x->whole[AREAS].is_there)
        any = area_meets(writer, part_sql(writer, &x->whole[AREAS]), y);
    if (x->rest[LINES].is_there && (more = line_meets(writer, x, y)) != NULL)
        any = either(writer, any, more);
    if (x->rest[POINTS].is_there && (more = points_meet(writer, part_sql(writer, &x->rest[POINTS]), y)) != NULL)
        any = either(writer, any, more);
    return or_false(any);
}

/* ---- the questions (OGC 06-103r4, 6.1.15.3) ---- */

static const char *meet(struct writer *writer, struct mixed *x, struct mixed *y)
{
    const char *any = NULL;
    for (int i = 0; i < DIMENSIONS; i++)
        for (int j = 0; j < DIMENSIONS; j++)
            if (x->whole[i].is_there && y->whole[j].is_there)
                any = either(writer, any,
                             SQL("nullif(ST_Intersects(%s, %s), -1)", part_sql(writer, &x->whole[i]),
                                 part_sql(writer, &y->whole[j])));
    return or_false(any);
}

static const char *overlap(struct writer *writer, struct mixed *x, struct mixed *y)
{
    if (x->dimension != y->dimension)
        return "0";
    const char *inside = x->dimension == LINES ? lines_run_along(writer, x, y) : interiors_meet(writer, x, y);
    return SQL("(%s AND NOT %s AND NOT %s)", inside, covered(writer, x, y), covered(writer, y, x));
}

static const char *cross(struct writer *writer, struct mixed *x, struct mixed *y)
{
    if (x->dimension == y->dimension && x->dimension != LINES)
        return "0";
    const char *inside = interiors_meet(writer, x, y);
    if (x->dimension == y->dimension)
        return SQL("(%s AND NOT %s)", inside, lines_run_along(writer, x, y));
    return SQL("(%s AND NOT %s)", inside, x->dimension < y->dimension ? covered(writer, x, y) : covered(writer, y, x));
}

static const char *answer(struct writer *writer, enum filter_op op, struct mixed *x, struct mixed *y)
{
    switch (op) {
    case FILTER_S_INTERSECTS:
        return meet(writer, x, y);
    case FILTER_S_DISJOINT:
        return SQL("(NOT %s)", meet(writer, x, y));
    case FILTER_S_EQUALS:
        return both(writer, covered(writer, x, y), covered(writer, y, x));
    case FILTER_S_WITHIN:
        return both(writer, covered(writer, x, y), interiors_meet(writer, x, y));
    case FILTER_S_CONTAINS:
        return both(writer, covered(writer, y, x), interiors_meet(writer, x, y));
    case FILTER_S_TOUCHES:
        return SQL("(%s AND NOT %s)", meet(writer, x, y), interiors_meet(writer, x, y));
    case FILTER_S_OVERLAPS:
        return overlap(writer, x, y);
    default:
        return cross(writer, x, y);
    }
}

/* The answer into the text; what stands in it is bound. */
static void answer_write(struct writer *writer, const char *text, struct mixed sides[2])
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "?");
        buffer_append(&writer->text, text, plain);
        text += plain;
        if (*text == '\0')
            return;
        char *end;
        size_t place = strtoul(text + 1, &end, 10) - 1, of = place % (2 * DIMENSIONS);
        struct mixed *side = &sides[place / (2 * DIMENSIONS)];
        struct part *part = of < DIMENSIONS ? &side->whole[of] : &side->rest[of - DIMENSIONS];
        if (part->number == 0)
            part->number = filter_bind(writer, part->blob);
        buffer_printf(&writer->text, "?%zu", part->number);
        text = end;
    }
}

bool filter_mixed_write(struct writer *writer, enum filter_op op, const struct side sides[2])
{
    struct mixed mixed[2];
    if (!store_spatialite(writer->store, writer->err) || !mixed_make(writer, &sides[0], &mixed[0]) ||
        !mixed_make(writer, &sides[1], &mixed[1]))
        return false;
    for (size_t i = 0; i < 2 * DIMENSIONS; i++) {
        mixed[i / DIMENSIONS].whole[i % DIMENSIONS].place = i / DIMENSIONS * 2 * DIMENSIONS + i % DIMENSIONS + 1;
        mixed[i / DIMENSIONS].rest[i % DIMENSIONS].place =
            i / DIMENSIONS * 2 * DIMENSIONS + DIMENSIONS + i % DIMENSIONS + 1;
    }
    answer_write(writer, answer(writer, op, &mixed[0], &mixed[1]), mixed);
    return true;
}
