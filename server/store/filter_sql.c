/* The tree as SQL. Three-valued logic, comparison and arithmetic are SQLite's own, where they are CQL2's. */
#include "store/filter_writer.h"
#include "store/connection.h"
#include "store/selection.h"

#include <string.h>

/* ---- values and names ---- */

size_t filter_bind(struct writer *writer, struct bound bound)
{
    buffer_append(&writer->bounds, &bound, sizeof bound);
    return writer->bounds.length / sizeof bound;
}

void filter_value_write(struct writer *writer, struct bound bound)
{
    buffer_printf(&writer->text, "?%zu", filter_bind(writer, bound));
}

static struct bound bound_text(const char *text)
{
    return (struct bound){.kind = BOUND_TEXT, .bytes = text, .length = strlen(text)};
}

void filter_name_write(struct writer *writer, const char *name)
{
    buffer_putc(&writer->text, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            buffer_putc(&writer->text, '"');
        buffer_putc(&writer->text, *name);
    }
    buffer_putc(&writer->text, '"');
}

bool filter_is_geometry(const struct writer *writer, const struct filter *node)
{
    return node->op == FILTER_PROPERTY && node->property == writer->collection->field_count;
}

/* By its index, never by the name that came with the question. */
static void column_write(struct writer *writer, const struct filter *node)
{
    filter_name_write(writer,
                      filter_is_geometry(writer, node) ? "geometry" : writer->collection->fields[node->property].name);
}

static bool pair_write(struct writer *writer, const char *before, const struct filter *left, const char *between,
                       const struct filter *right, const char *behind)
{
    buffer_puts(&writer->text, before);
    if (!filter_node_write(writer, left))
        return false;
    buffer_puts(&writer->text, between);
    if (!filter_node_write(writer, right))
        return false;
    buffer_puts(&writer->text, behind);
    return true;
}

/* ---- logic: balanced, so that SQLite's own depth stays small ---- */

static bool chain_write(struct writer *writer, const struct filter *const *args, size_t count, const char *word)
{
    if (count == 1)
        return filter_node_write(writer, args[0]);
    size_t half = count / 2;
    buffer_putc(&writer->text, '(');
    if (!chain_write(writer, args, half, word))
        return false;
    buffer_puts(&writer->text, word);
    if (!chain_write(writer, args + half, count - half, word))
        return false;
    buffer_putc(&writer->text, ')');
    return true;
}

static bool asks_geometry(const struct filter *node)
{
    if (node->op >= FILTER_S_INTERSECTS && node->op <= FILTER_S_CONTAINS)
        return true;
    for (uint32_t i = 0; i < node->count; i++)
        if (asks_geometry(node->args[i]))
            return true;
    return false;
}

/* What is deep first, where it takes least of the parser's stack; among the rest, what costs least first. */
static int order_of(const struct filter *node)
{
    return node->depth > 4 ? -node->depth : asks_geometry(node);
}

static bool logic_write(struct writer *writer, const struct filter *node)
{
    const struct filter **args = arena_array(writer->arena, node->count, sizeof *args);
    for (uint32_t i = 0; i < node->count; i++) {
        uint32_t at = i;
        for (; at > 0 && order_of(args[at - 1]) > order_of(node->args[i]); at--)
            args[at] = args[at - 1];
        args[at] = node->args[i];
    }
    return chain_write(writer, args, node->count, node->op == FILTER_AND ? " AND " : " OR ");
}

/* ---- comparison ---- */

static bool in_write(struct writer *writer, const struct filter *node)
{
    if (!pair_write(writer, "(", node->args[0], " IN (", node->args[1], ""))
        return false;
    for (uint32_t i = 2; i < node->count; i++) {
        buffer_puts(&writer->text, ", ");
        if (!filter_node_write(writer, node->args[i]))
            return false;
    }
    buffer_puts(&writer->text, "))");
    return true;
}

static bool between_write(struct writer *writer, const struct filter *node)
{
    if (!pair_write(writer, "(", node->args[0], " BETWEEN ", node->args[1], " AND "))
        return false;
    bool done = filter_node_write(writer, node->args[2]);
    buffer_putc(&writer->text, ')');
    return done;
}

static bool is_null_write(struct writer *writer, const struct filter *node)
{
    const struct filter *operand = node->args[0];
    if (operand->op == FILTER_SHAPE || operand->op == FILTER_SPAN) { /* a literal, which is never unknown */
        buffer_puts(&writer->text, "0");
        return true;
    }
    buffer_putc(&writer->text, '(');
    bool done = filter_node_write(writer, operand);
    buffer_puts(&writer->text, " IS NULL)");
    return done;
}

/* ---- time: texts whose order is that of time ---- */

static const char *instant_sql(struct writer *writer, const struct filter *node)
{
    size_t before = writer->text.length;
    filter_node_write(writer, node);
    const char *sql = arena_copy(writer->arena, writer->text.bytes + before, writer->text.length - before);
    store_undo(&writer->text, before);
    return sql;
}

/* The SQL of an operand's ends; bound when a relation first asks for them, since every ?n must stand in the text. */
struct ends {
    const struct filter *node;
    const char *sql[2];
};

static const char *end_sql(struct writer *writer, struct ends *ends, size_t which)
{
    const struct filter *end = ends->node->op == FILTER_SPAN ? ends->node->args[which] : ends->node;
    if (end->op == FILTER_OPEN) /* what is open lies before or behind every text that begins with a digit */
        return which == 0 ? "''" : "':'";
    if (end == ends->node && ends->sql[1 - which] != NULL)
        return ends->sql[1 - which];
    if (ends->sql[which] == NULL)
        ends->sql[which] = instant_sql(writer, end);
    return ends->sql[which];
}

/* 21-065r2, 7.8, and the Time Ontology in OWL (https://www.w3.org/TR/owl-time/, 4.1); a1 and a2 are the ends of the first
 * operand, b1 and b2 of the second. */
static const char *const temporal_relations[] = {
    [FILTER_T_AFTER - FILTER_T_AFTER] = "a1>b2",
    [FILTER_T_BEFORE - FILTER_T_AFTER] = "a2<b1",
    [FILTER_T_CONTAINS - FILTER_T_AFTER] = "a1<b1&a2>b2",
    [FILTER_T_DISJOINT - FILTER_T_AFTER] = "a2<b1|a1>b2",
    [FILTER_T_DURING - FILTER_T_AFTER] = "a1>b1&a2<b2",
    [FILTER_T_EQUALS - FILTER_T_AFTER] = "a1=b1&a2=b2",
    [FILTER_T_FINISHEDBY - FILTER_T_AFTER] = "a1<b1&a2=b2",
    [FILTER_T_FINISHES - FILTER_T_AFTER] = "a1>b1&a2=b2",
    [FILTER_T_INTERSECTS - FILTER_T_AFTER] = "a2}b1&a1{b2",
    [FILTER_T_MEETS - FILTER_T_AFTER] = "a2=b1",
    [FILTER_T_METBY - FILTER_T_AFTER] = "a1=b2",
    [FILTER_T_OVERLAPPEDBY - FILTER_T_AFTER] = "a1>b1&a1<b2&a2>b2",
    [FILTER_T_OVERLAPS - FILTER_T_AFTER] = "a1<b1&a2>b1&a2<b2",
    [FILTER_T_STARTEDBY - FILTER_T_AFTER] = "a1=b1&a2>b2",
    [FILTER_T_STARTS - FILTER_T_AFTER] = "a1=b1&a2<b2",
};

static void temporal_write(struct writer *writer, const struct filter *node)
{
    struct ends a = {node->args[0], {NULL, NULL}}, b = {node->args[1], {NULL, NULL}};
    buffer_putc(&writer->text, '(');
    for (const char *at = temporal_relations[node->op - FILTER_T_AFTER]; *at != '\0'; at++) {
        switch (*at) {
        case 'a':
        case 'b': {
            struct ends *ends = *at == 'a' ? &a : &b;
            buffer_puts(&writer->text, end_sql(writer, ends, *++at == '2'));
            break;
        }
        case '&':
            buffer_puts(&writer->text, " AND ");
            break;
        case '|':
            buffer_puts(&writer->text, " OR ");
            break;
        case '{':
            buffer_puts(&writer->text, " <= ");
            break;
        case '}':
            buffer_puts(&writer->text, " >= ");
            break;
        default:
            buffer_printf(&writer->text, " %c ", *at);
            break;
        }
    }
    buffer_putc(&writer->text, ')');
}

/* ---- sets ---- */

static void element_add(struct buffer *set, const struct filter *element)
{
    switch (element->op) {
    case FILTER_NUMERAL:
        buffer_putc(set, 'n');
        filter_write_text(element, set);
        break;
    case FILTER_TRUTH:
        buffer_puts(set, element->truth ? "b1" : "b0");
        break;
    case FILTER_STRING:
        buffer_printf(set, "%c%s", FILTER_SET_TEXT, element->text);
        break;
    default: /* a day, a moment */
        buffer_printf(set, "%c%s", element->op == FILTER_DAY ? 'd' : 'i', element->text);
        break;
    }
    buffer_putc(set, FILTER_SET_END);
}

static void set_write(struct writer *writer, const struct filter *node)
{
    if (node->op == FILTER_PROPERTY) {
        buffer_puts(&writer->text, ", ");
        column_write(writer, node);
        buffer_puts(&writer->text, ", 1");
        return;
    }
    struct buffer set = BUFFER_INIT;
    buffer_append(&set, "", 0);
    for (uint32_t i = 0; i < node->count; i++)
        element_add(&set, node->args[i]);
    buffer_puts(&writer->text, ", ");
    filter_value_write(writer, bound_text(arena_copy(writer->arena, set.bytes, set.length)));
    buffer_puts(&writer->text, ", 0");
    buffer_free(&set);
}

static void sets_write(struct writer *writer, const struct filter *node)
{
    static const enum filter_set_relation relations[] = {
        [FILTER_A_EQUALS - FILTER_A_EQUALS] = FILTER_SET_EQUALS,
        [FILTER_A_CONTAINS - FILTER_A_EQUALS] = FILTER_SET_CONTAINS,
        [FILTER_A_CONTAINEDBY - FILTER_A_EQUALS] = FILTER_SET_CONTAINED,
        [FILTER_A_OVERLAPS - FILTER_A_EQUALS] = FILTER_SET_OVERLAPS,
    };
    buffer_printf(&writer->text, "cql_array(%d", (int)relations[node->op - FILTER_A_EQUALS]);
    set_write(writer, node->args[0]);
    set_write(writer, node->args[1]);
    buffer_putc(&writer->text, ')');
}

/* ---- all of it ---- */

static bool call_write(struct writer *writer, const char *name, const struct filter *node)
{
    if (node->count == 2)
        return pair_write(writer, name, node->args[0], ", ", node->args[1], ")");
    buffer_puts(&writer->text, name);
    bool done = filter_node_write(writer, node->args[0]);
    buffer_putc(&writer->text, ')');
    return done;
}

static bool infix_write(struct writer *writer, const char *word, const struct filter *node)
{
    return pair_write(writer, "(", node->args[0], word, node->args[1], ")");
}

/* Moments are compared without their Z, which comes behind the point of a fraction. */
static void operand_write(struct writer *writer, const struct filter *node)
{
    switch (node->op) {
    case FILTER_PROPERTY:
        buffer_puts(&writer->text, node->type == FILTER_INSTANT ? "rtrim(" : "");
        column_write(writer, node);
        buffer_puts(&writer->text, node->type == FILTER_INSTANT ? ", 'Z')" : "");
        break;
    case FILTER_TRUTH:
        buffer_puts(&writer->text, node->truth ? "1" : "0");
        break;
    case FILTER_NUMERAL:
        filter_value_write(writer, node->is_integer ? (struct bound){.kind = BOUND_INTEGER, .integer = node->integer}
                                                    : (struct bound){.kind = BOUND_REAL, .real = node->real});
        break;
    case FILTER_MOMENT:
        filter_value_write(writer, bound_text(arena_copy(writer->arena, node->text, strcspn(node->text, "Z"))));
        break;
    default: /* a string, a day */
        filter_value_write(writer, bound_text(node->text));
        break;
    }
}

/* A table as a switch. */
bool filter_operator_write(struct writer *writer, const struct filter *node)
{
    switch (node->op) {
    case FILTER_AND:
    case FILTER_OR:
        return logic_write(writer, node);
    case FILTER_NOT:
        return call_write(writer, "NOT (", node);
    case FILTER_EQUAL:
        return infix_write(writer, " = ", node);
    case FILTER_NOT_EQUAL:
        return infix_write(writer, " <> ", node);
    case FILTER_LESS:
        return infix_write(writer, " < ", node);
    case FILTER_GREATER:
        return infix_write(writer, " > ", node);
    case FILTER_LESS_EQUAL:
        return infix_write(writer, " <= ", node);
    case FILTER_GREATER_EQUAL:
        return infix_write(writer, " >= ", node);
    case FILTER_ADD:
        return infix_write(writer, " + ", node);
    case FILTER_SUBTRACT:
        return infix_write(writer, " - ", node);
    case FILTER_MULTIPLY:
        return infix_write(writer, " * ", node);
    case FILTER_DIVIDE:
        return call_write(writer, "cql_divide(", node);
    case FILTER_REST:
        return call_write(writer, "cql_rest(", node);
    case FILTER_QUOTIENT:
        return call_write(writer, "cql_quotient(", node);
    case FILTER_POWER:
        return call_write(writer, "cql_power(", node);
    case FILTER_CASEI:
        return call_write(writer, "cql_casei(", node);
    case FILTER_ACCENTI:
        return call_write(writer, "cql_accenti(", node);
    case FILTER_LIKE:
        return call_write(writer, "cql_like(", node);
    case FILTER_BETWEEN:
        return between_write(writer, node);
    case FILTER_IN:
        return in_write(writer, node);
    case FILTER_IS_NULL:
        return is_null_write(writer, node);
    default:
        break;
    }
    if (node->op >= FILTER_A_EQUALS)
        sets_write(writer, node);
    else if (node->op >= FILTER_T_AFTER)
        temporal_write(writer, node);
    else if (node->op >= FILTER_S_INTERSECTS)
        return filter_spatial_write(writer, node);
    else
        operand_write(writer, node);
    return true;
}

/* A question of geometry that must be true for the whole to be: where the R*Tree may lead. */
static const struct filter *leader_of(const struct writer *writer, const struct filter *node)
{
    if (node->op == FILTER_AND) {
        const struct filter *leader = NULL;
        for (uint32_t i = 0; i < node->count && leader == NULL; i++)
            leader = node->args[i]->op != FILTER_AND ? leader_of(writer, node->args[i]) : NULL;
        return leader;
    }
    bool asks = node->op >= FILTER_S_INTERSECTS && node->op <= FILTER_S_CONTAINS && node->op != FILTER_S_DISJOINT;
    if (!asks)
        return NULL;
    for (uint32_t i = 0; i < 2; i++)
        if (node->args[i]->op == FILTER_SHAPE && filter_is_geometry(writer, node->args[1 - i]))
            return node->args[i];
    return NULL;
}

static bool select_write(struct writer *writer, const struct filter *filter)
{
    const struct filter *leader = leader_of(writer, filter);
    const char *from;
    if (!filter_steps_write(writer, filter, &from))
        return false;
    buffer_puts(&writer->text, "SELECT fid FROM ");
    filter_name_write(writer, from);
    buffer_puts(&writer->text, " WHERE ");
    if (leader != NULL) {
        struct placed_shape placed;
        if (!filter_shape_place(writer->store, writer->collection, leader, writer->arena, &placed, writer->err))
            return false;
        filter_index_write(writer, placed.box, "IN");
        buffer_puts(&writer->text, " AND ");
    }
    if (!filter_node_write(writer, filter))
        return false;
    buffer_puts(&writer->text, " ORDER BY fid");
    return true;
}

bool filter_sql_make(struct store *store, const struct snapshot_collection *collection, const struct filter *filter,
                     struct arena *arena, struct filter_sql *sql, struct error *err)
{
    struct writer writer = {.store = store, .collection = collection, .arena = arena, .err = err};
    bool done = select_write(&writer, filter);
    if (done) {
        struct bound *bounds = arena_alloc(arena, writer.bounds.length);
        if (writer.bounds.length > 0)
            memcpy(bounds, writer.bounds.bytes, writer.bounds.length);
        *sql = (struct filter_sql){.text = arena_copy(arena, writer.text.bytes, writer.text.length),
                                   .bounds = bounds,
                                   .bound_count = writer.bounds.length / sizeof *bounds,
                                   .is_spatial = writer.is_spatial};
    }
    buffer_free(&writer.bounds);
    buffer_free(&writer.text);
    return done;
}

void filter_sql_bind(const struct filter_sql *sql, struct statement *statement)
{
    for (size_t i = 0; i < sql->bound_count; i++) {
        const struct bound *bound = &sql->bounds[i];
        int index = (int)i + 1;
        switch (bound->kind) {
        case BOUND_INTEGER:
            statement_bind_integer(statement, index, bound->integer);
            break;
        case BOUND_REAL:
            statement_bind_real(statement, index, bound->real);
            break;
        case BOUND_TEXT:
            statement_bind_text(statement, index, bound->bytes);
            break;
        case BOUND_BLOB:
            statement_bind_blob(statement, index, bound->bytes, bound->length);
            break;
        }
    }
}
