/* Deep trees: SQLite's parser has a stack of 100, so each PIECE_DEPTH levels become columns of a SELECT of their own. */
#include "store/filter_writer.h"

/* An IN takes five places a level, AND and OR up to eight where one has 256 members. */
#define PIECE_DEPTH 6

/* As deep as a piece. */
bool filter_node_write(struct writer *writer, const struct filter *node)
{
    if (node->depth % PIECE_DEPTH != 0 || node == writer->piece)
        return filter_operator_write(writer, node);
    size_t i = 0;
    while (writer->hoisted[i] != node)
        i++;
    buffer_printf(&writer->text, "\"cql %zu\"", i); /* no field has such a name */
    return true;
}

static void hoist(struct writer *writer, const struct filter *node, unsigned depth)
{
    if (node->depth == depth && node != writer->piece)
        writer->hoisted[writer->hoisted_count++] = node;
    for (uint32_t i = 0; i < node->count; i++)
        hoist(writer, node->args[i], depth);
}

/* WITH "cql step 6" AS (SELECT *, .. AS "cql 0", .. FROM table), ..; the name of the last is what is selected from. */
bool filter_steps_write(struct writer *writer, const struct filter *filter, const char **from)
{
    writer->hoisted = arena_array(writer->arena, FILTER_NODES_MAX, sizeof *writer->hoisted);
    *from = writer->collection->table;
    for (unsigned depth = PIECE_DEPTH; depth < filter->depth; depth += PIECE_DEPTH) {
        size_t first = writer->hoisted_count;
        const char *name = arena_printf(writer->arena, "cql step %u", depth);
        writer->piece = filter;
        hoist(writer, filter, depth);
        buffer_puts(&writer->text, first == 0 ? "WITH " : ", ");
        filter_name_write(writer, name);
        buffer_puts(&writer->text, " AS (SELECT *");
        for (size_t i = first; i < writer->hoisted_count; i++) {
            buffer_puts(&writer->text, ", ");
            writer->piece = writer->hoisted[i];
            if (!filter_node_write(writer, writer->hoisted[i]))
                return false;
            buffer_printf(&writer->text, " AS \"cql %zu\"", i);
        }
        buffer_puts(&writer->text, " FROM ");
        filter_name_write(writer, *from);
        buffer_puts(&writer->text, ") ");
        *from = name;
    }
    writer->piece = filter;
    return true;
}
