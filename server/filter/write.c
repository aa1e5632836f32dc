/* The tree as canonical CQL2 text and as CQL2 JSON (OGC 21-065r2, annex B and C). */
#include "filter/reader.h"
#include "filter/scan.h"

#include "base/number.h"

#include <string.h>

/* ---- text ---- */

static void node_write(const struct filter *node, int level, struct buffer *out);

/* NOT of these is written at their operator: a NOT LIKE 'b', a IS NOT NULL. */
static bool is_negated_within(const struct filter *node)
{
    if (node->op != FILTER_NOT)
        return false;
    enum filter_op op = node->args[0]->op;
    return op == FILTER_LIKE || op == FILTER_BETWEEN || op == FILTER_IN || op == FILTER_IS_NULL;
}

static int level_of(const struct filter *node)
{
    return is_negated_within(node) ? LEVEL_COMPARISON : operator_words[node->op].level;
}

static void string_write(const char *text, struct buffer *out)
{
    buffer_putc(out, '\'');
    for (char before = '\0'; *text != '\0'; before = *text++) {
        /* Behind a backslash a doubled apostrophe would be read as an escaped one and the end. */
        if (*text == '\'')
            buffer_putc(out, before == '\\' ? '\\' : '\'');
        buffer_putc(out, *text);
    }
    buffer_putc(out, '\'');
}

static void name_write(const char *name, struct buffer *out)
{
    if (scan_is_name(name, strlen(name)) && !scan_is_keyword(name, strlen(name))) {
        buffer_puts(out, name);
        return;
    }
    buffer_putc(out, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            buffer_putc(out, '"');
        buffer_putc(out, *name);
    }
    buffer_putc(out, '"');
}

static void numeral_write(const struct filter *node, struct buffer *out)
{
    if (node->is_integer)
        buffer_printf(out, "%lld", (long long)node->integer);
    else
        number_write_exact(out, node->real);
}

static void list_write(const struct filter *const *args, size_t count, struct buffer *out)
{
    buffer_putc(out, '(');
    for (size_t i = 0; i < count; i++) {
        buffer_puts(out, i == 0 ? "" : ", ");
        node_write(args[i], LEVEL_SUM, out);
    }
    buffer_putc(out, ')');
}

/* INTERVAL's ends are texts without DATE() around. */
static void span_write(const struct filter *node, struct buffer *out)
{
    for (size_t i = 0; i < 2; i++) {
        const struct filter *bound = node->args[i];
        buffer_puts(out, i == 0 ? "INTERVAL(" : ", ");
        if (bound->op == FILTER_PROPERTY)
            name_write(bound->text, out);
        else
            buffer_printf(out, "'%s'", bound->op == FILTER_OPEN ? ".." : bound->text);
    }
    buffer_putc(out, ')');
}

static void operand_write(const struct filter *node, struct buffer *out)
{
    switch (node->op) {
    case FILTER_PROPERTY:
        name_write(node->text, out);
        break;
    case FILTER_TRUTH:
        buffer_puts(out, node->truth ? "TRUE" : "FALSE");
        break;
    case FILTER_NUMERAL:
        numeral_write(node, out);
        break;
    case FILTER_STRING:
        string_write(node->text, out);
        break;
    case FILTER_DAY:
        buffer_printf(out, "DATE('%s')", node->text);
        break;
    case FILTER_MOMENT:
        buffer_printf(out, "TIMESTAMP('%s')", node->text);
        break;
    case FILTER_SHAPE:
        shape_write_text(node->shape, out);
        break;
    case FILTER_SPAN:
        span_write(node, out);
        break;
    default: /* a function, an array */
        buffer_puts(out, operator_words[node->op].text);
        list_write(node->args, node->count, out);
        break;
    }
}

/* LIKE, BETWEEN, IN, IS NULL, with NOT where it was before them. */
static void predicate_write(const struct filter *node, bool is_not, struct buffer *out)
{
    node_write(node->args[0], LEVEL_SUM, out);
    if (node->op == FILTER_IS_NULL) {
        buffer_puts(out, is_not ? " IS NOT NULL" : " IS NULL");
        return;
    }
    buffer_printf(out, "%s %s ", is_not ? " NOT" : "", operator_words[node->op].text);
    if (node->op == FILTER_IN) {
        list_write(node->args + 1, node->count - 1, out);
        return;
    }
    node_write(node->args[1], LEVEL_SUM, out);
    if (node->op == FILTER_BETWEEN) {
        buffer_puts(out, " AND ");
        node_write(node->args[2], LEVEL_SUM, out);
    }
}

static void infix_write(const struct filter *node, struct buffer *out)
{
    int own = operator_words[node->op].level;
    bool is_left_first = own == LEVEL_SUM || own == LEVEL_PRODUCT; /* a - b - c is (a - b) - c */
    for (uint32_t i = 0; i < node->count; i++) {
        if (i > 0)
            buffer_printf(out, " %s ", operator_words[node->op].text);
        node_write(node->args[i], i == 0 && is_left_first ? own : own + 1, out);
    }
}

static void bare_write(const struct filter *node, struct buffer *out)
{
    switch (node->op) {
    case FILTER_NOT:
        if (is_negated_within(node)) {
            predicate_write(node->args[0], true, out);
        } else {
            buffer_puts(out, "NOT ");
            node_write(node->args[0], LEVEL_COMPARISON, out);
        }
        break;
    case FILTER_LIKE:
    case FILTER_BETWEEN:
    case FILTER_IN:
    case FILTER_IS_NULL:
        predicate_write(node, false, out);
        break;
    default:
        if (operator_words[node->op].form == OPERATOR_INFIX)
            infix_write(node, out);
        else
            operand_write(node, out);
        break;
    }
}

/* In parentheses where what stands around binds tighter. */
static void node_write(const struct filter *node, int level, struct buffer *out)
{
    bool is_looser = level_of(node) < level;
    buffer_puts(out, is_looser ? "(" : "");
    bare_write(node, out);
    buffer_puts(out, is_looser ? ")" : "");
}

void filter_write_text(const struct filter *filter, struct buffer *out)
{
    node_write(filter, LEVEL_OR, out);
}

/* ---- JSON ---- */

static void object_write(struct json_writer *json, const char *key, const char *text)
{
    json_object_open(json);
    json_key_string(json, key, text);
    json_object_close(json);
}

static void span_write_json(const struct filter *node, struct json_writer *json)
{
    json_object_open(json);
    json_key(json, "interval");
    json_array_open(json);
    for (size_t i = 0; i < 2; i++) {
        const struct filter *bound = node->args[i];
        if (bound->op == FILTER_PROPERTY)
            object_write(json, "property", bound->text);
        else
            json_string(json, bound->op == FILTER_OPEN ? ".." : bound->text);
    }
    json_array_close(json);
    json_object_close(json);
}

/* Apart, since the writer's own nesting is for the operators. */
static void shape_nested_write(const struct shape *shape, struct json_writer *json)
{
    struct buffer text = BUFFER_INIT;
    struct json_writer inner;
    json_writer_init(&inner, &text);
    shape_write_json(shape, &inner);
    json_raw(json, text.bytes, text.length);
    buffer_free(&text);
}

static void values_write_json(const struct filter *const *args, size_t count, struct json_writer *json)
{
    json_array_open(json);
    for (size_t i = 0; i < count; i++)
        filter_write_json(args[i], json);
    json_array_close(json);
}

static void operator_write_json(const struct filter *node, struct json_writer *json)
{
    json_object_open(json);
    json_key_string(json, "op", operator_words[node->op].json);
    json_key(json, "args");
    if (node->op == FILTER_IN) {
        json_array_open(json);
        filter_write_json(node->args[0], json);
        values_write_json(node->args + 1, node->count - 1, json);
        json_array_close(json);
    } else {
        values_write_json(node->args, node->count, json);
    }
    json_object_close(json);
}

void filter_write_json(const struct filter *filter, struct json_writer *json)
{
    switch (filter->op) {
    case FILTER_PROPERTY:
        object_write(json, "property", filter->text);
        break;
    case FILTER_TRUTH:
        json_bool(json, filter->truth);
        break;
    case FILTER_NUMERAL:
        if (filter->is_integer)
            json_integer(json, filter->integer);
        else
            json_exact(json, filter->real);
        break;
    case FILTER_STRING:
        json_string(json, filter->text);
        break;
    case FILTER_DAY:
        object_write(json, "date", filter->text);
        break;
    case FILTER_MOMENT:
        object_write(json, "timestamp", filter->text);
        break;
    case FILTER_SHAPE:
        shape_nested_write(filter->shape, json);
        break;
    case FILTER_SPAN:
        span_write_json(filter, json);
        break;
    case FILTER_ARRAY:
        values_write_json(filter->args, filter->count, json);
        break;
    default:
        operator_write_json(filter, json);
        break;
    }
}
