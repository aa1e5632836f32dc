/* Questions of geometry as SQL: the R*Tree first, then SpatiaLite. */
#include "store/filter_writer.h"

static const char *const spatial_functions[] = {
    [FILTER_S_INTERSECTS - FILTER_S_INTERSECTS] = "ST_Intersects",
    [FILTER_S_EQUALS - FILTER_S_INTERSECTS] = "ST_Equals",
    [FILTER_S_DISJOINT - FILTER_S_INTERSECTS] = "ST_Disjoint",
    [FILTER_S_TOUCHES - FILTER_S_INTERSECTS] = "ST_Touches",
    [FILTER_S_WITHIN - FILTER_S_INTERSECTS] = "ST_Within",
    [FILTER_S_OVERLAPS - FILTER_S_INTERSECTS] = "ST_Overlaps",
    [FILTER_S_CROSSES - FILTER_S_INTERSECTS] = "ST_Crosses",
    [FILTER_S_CONTAINS - FILTER_S_INTERSECTS] = "ST_Contains",
};

static bool side_make(struct writer *writer, const struct filter *node, struct side *side)
{
    side->is_column = node->op == FILTER_PROPERTY;
    if (side->is_column)
        return true;
    return filter_shape_place(writer->store, writer->collection, node, writer->arena, &side->placed, writer->err);
}

static void side_bind(struct writer *writer, struct side *side)
{
    for (size_t i = 0; i < side->placed.count; i++) {
        size_t number = filter_bind(writer, side->placed.pieces[i].blob);
        if (i == 0)
            side->first = number;
    }
}

/* Does the R*Tree find the column's box at the literal's? */
void filter_index_write(struct writer *writer, struct box box, const char *in)
{
    const double sides[] = {box.xmax, box.xmin, box.ymax, box.ymin};
    static const char *const tests[] = {"xmin <= ", " AND xmax >= ", " AND ymin <= ", " AND ymax >= "};
    buffer_printf(&writer->text, "fid %s (SELECT pkid FROM ", in);
    filter_name_write(writer, arena_printf(writer->arena, "idx_%s_geometry", writer->collection->table));
    buffer_puts(&writer->text, " WHERE ");
    for (size_t i = 0; i < 4; i++) {
        buffer_puts(&writer->text, tests[i]);
        filter_value_write(writer, (struct bound){.kind = BOUND_REAL, .real = sides[i]});
    }
    buffer_putc(&writer->text, ')');
}

static void side_write(struct writer *writer, const struct side *side, size_t piece)
{
    if (side->is_column)
        buffer_puts(&writer->text, "\"geometry\"");
    else
        buffer_printf(&writer->text, "?%zu", side->first + piece);
}

/* SpatiaLite says -1 where it cannot tell: unknown. */
static void question_write(struct writer *writer, enum filter_op op, const struct side sides[2], size_t piece)
{
    buffer_printf(&writer->text, "nullif(%s(", spatial_functions[op - FILTER_S_INTERSECTS]);
    side_write(writer, &sides[0], sides[0].placed.count > 1 ? piece : 0);
    buffer_puts(&writer->text, ", ");
    side_write(writer, &sides[1], sides[1].placed.count > 1 ? piece : 0);
    buffer_puts(&writer->text, "), -1)");
}

/* What meets one of the pieces from `first` on meets the whole. */
static void pieces_write(struct writer *writer, const struct side sides[2], size_t first, size_t count)
{
    if (count == 1) {
        question_write(writer, FILTER_S_INTERSECTS, sides, first);
        return;
    }
    size_t half = count / 2;
    buffer_putc(&writer->text, '(');
    pieces_write(writer, sides, first, half);
    buffer_puts(&writer->text, " OR ");
    pieces_write(writer, sides, first + half, count - half);
    buffer_putc(&writer->text, ')');
}

/* Can SpatiaLite be asked once for each piece? It cannot of a collection that is not met but, say, lain within, nor of
 * what partly lies too far away to be among the pieces. */
static bool is_plain(enum filter_op op, const struct side sides[2])
{
    bool asks_meeting = op == FILTER_S_INTERSECTS || op == FILTER_S_DISJOINT;
    bool has_pieces = sides[0].placed.count > 1 || sides[1].placed.count > 1;
    bool both_have = sides[0].placed.count > 1 && sides[1].placed.count > 1;
    bool reaches_out = sides[0].placed.reaches_out || sides[1].placed.reaches_out;
    return asks_meeting ? !both_have : !has_pieces && !reaches_out;
}

static bool relation_write(struct writer *writer, enum filter_op op, struct side sides[2])
{
    if (!is_plain(op, sides))
        return filter_mixed_write(writer, op, sides);
    side_bind(writer, &sides[0]);
    side_bind(writer, &sides[1]);
    size_t count = sides[0].placed.count > 1 ? sides[0].placed.count : sides[1].placed.count;
    if (count <= 1) {
        question_write(writer, op, sides, 0);
        return true;
    }
    buffer_puts(&writer->text, op == FILTER_S_DISJOINT ? "NOT " : "");
    pieces_write(writer, sides, 0, count);
    return true;
}

bool filter_spatial_write(struct writer *writer, const struct filter *node)
{
    struct side sides[2] = {{0}, {0}};
    if (!side_make(writer, node->args[0], &sides[0]) || !side_make(writer, node->args[1], &sides[1]))
        return false;
    bool is_nowhere =
        (!sides[0].is_column && sides[0].placed.count == 0) || (!sides[1].is_column && sides[1].placed.count == 0);
    bool has_column = sides[0].is_column || sides[1].is_column;
    int apart = node->op == FILTER_S_DISJOINT;
    writer->is_spatial = true;
    buffer_puts(&writer->text, has_column ? "CASE WHEN \"geometry\" IS NULL THEN NULL " : "CASE ");
    if (is_nowhere) {
        buffer_printf(&writer->text, "%s %d END", has_column ? "ELSE" : "WHEN 1 THEN", apart);
        return true;
    }
    if (sides[0].is_column != sides[1].is_column) {
        buffer_puts(&writer->text, "WHEN ");
        filter_index_write(writer, sides[sides[0].is_column].placed.box, "NOT IN");
        buffer_printf(&writer->text, " THEN %d ELSE ", apart);
    } else {
        buffer_puts(&writer->text, has_column ? "ELSE " : "WHEN 1 THEN ");
    }
    bool done = relation_write(writer, node->op, sides);
    buffer_puts(&writer->text, " END");
    return done;
}
