/* Nodes of the tree: made, counted, and their types seen to. Both readers come here, so text and JSON mean the same. */
#include "filter/reader.h"
#include "filter/time.h"

#include "base/text.h"
#include "base/utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- where ---- */

static void place_of(const struct reader *reader, size_t at, struct buffer *place)
{
    if (reader->text != NULL) {
        buffer_printf(place, "filter: column %zu: ", text_characters(reader->text, at) + 1);
        return;
    }
    buffer_puts(place, "filter: ");
    for (size_t i = 0; i < reader->path_count; i++)
        if (i == 0 || i + 2 >= reader->path_count) /* the outermost and the last two say enough */
            buffer_printf(place, "in \"%.20s\": ", reader->path[i]);
}

bool reader_fail(struct reader *reader, enum error_kind kind, size_t at, const char *format, ...)
{
    char message[sizeof reader->err->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct buffer place = BUFFER_INIT;
    place_of(reader, at, &place);
    error_set(reader->err, kind, "%s%s", place.bytes, message);
    buffer_free(&place);
    return false;
}

/* ---- nodes ---- */

static struct filter *node_make(struct reader *reader, size_t at, enum filter_op op, enum filter_type type)
{
    if (++reader->nodes > FILTER_NODES_MAX) {
        reader_fail(reader, ERROR_LIMIT, at, "more than %d operators and operands", FILTER_NODES_MAX);
        return NULL;
    }
    struct filter *node = arena_alloc(reader->arena, sizeof *node);
    node->op = op;
    node->type = type;
    node->depth = 1;
    return node;
}

static void property_unknown(struct reader *reader, size_t at, const char *name)
{
    size_t count = reader->queryable_count;
    const char **names = arena_array(reader->arena, count + 1, sizeof *names);
    struct buffer list = BUFFER_INIT;
    buffer_append(&list, "", 0);
    for (size_t i = 0; i < count; i++) {
        names[i] = reader->queryables[i].name;
        buffer_printf(&list, "%s%s", i == 0 ? "" : ", ", names[i]);
    }
    const char *near = text_nearest(name, names);
    if (near != NULL)
        reader_fail(reader, ERROR_INPUT, at, "no property \"%.60s\"; did you mean \"%s\"? There are %s", name, near,
                    list.bytes);
    else
        reader_fail(reader, ERROR_INPUT, at, "no property \"%.60s\"; there are %s", name, list.bytes);
    buffer_free(&list);
}

const struct filter *reader_property(struct reader *reader, size_t at, const char *name)
{
    size_t i = 0;
    while (i < reader->queryable_count && strcmp(reader->queryables[i].name, name) != 0)
        i++;
    if (i == reader->queryable_count) {
        property_unknown(reader, at, name);
        return NULL;
    }
    struct filter *node = node_make(reader, at, FILTER_PROPERTY, reader->queryables[i].type);
    if (node == NULL)
        return NULL;
    node->property = i;
    node->text = reader->queryables[i].name;
    return node;
}

const struct filter *reader_truth(struct reader *reader, size_t at, bool truth)
{
    struct filter *node = node_make(reader, at, FILTER_TRUTH, FILTER_BOOLEAN);
    if (node != NULL)
        node->truth = truth;
    return node;
}

const struct filter *reader_integer(struct reader *reader, size_t at, int64_t value)
{
    struct filter *node = node_make(reader, at, FILTER_NUMERAL, FILTER_NUMBER);
    if (node == NULL)
        return NULL;
    node->is_integer = true;
    node->integer = value;
    node->real = (double)value;
    return node;
}

const struct filter *reader_real(struct reader *reader, size_t at, double value)
{
    /* 3.0 and 3 are one number, so that it is written one way; beyond 2^53 doubles are whole but not exact. */
    if (value == trunc(value) && fabs(value) <= 9007199254740992.0)
        return reader_integer(reader, at, (int64_t)value);
    struct filter *node = node_make(reader, at, FILTER_NUMERAL, FILTER_NUMBER);
    if (node != NULL)
        node->real = value;
    return node;
}

/* 21-065r2 annex B: characters that `character` leaves out are most control characters. */
static bool is_literal_character(uint32_t character)
{
    return character >= 0x20 || (character >= 0x07 && character <= 0x0D);
}

const struct filter *reader_string(struct reader *reader, size_t at, const char *text)
{
    size_t length = strlen(text), size;
    uint32_t character = 0;
    for (size_t i = 0; i < length; i += size) {
        size = utf8_read(text + i, length - i, &character);
        if (size == 0 || !is_literal_character(character)) {
            reader_fail(reader, ERROR_INPUT, at,
                        size == 0 ? "text that is not UTF-8" : "a control character in a text");
            return NULL;
        }
    }
    struct filter *node = node_make(reader, at, FILTER_STRING, FILTER_TEXT);
    if (node != NULL)
        node->text = text;
    return node;
}

const struct filter *reader_time(struct reader *reader, size_t at, enum filter_op op, const char *text)
{
    const char *canonical = op == FILTER_DAY ? time_day(text, reader->arena) : time_moment(text, reader->arena);
    if (canonical == NULL) {
        if (op == FILTER_DAY)
            reader_fail(reader, ERROR_INPUT, at, "\"%.40s\" is no date; a day such as 2026-11-22 is wanted", text);
        else
            reader_fail(reader, ERROR_INPUT, at,
                        "\"%.40s\" is no timestamp; a moment in UTC such as 2026-11-22T09:30:00Z is wanted", text);
        return NULL;
    }
    struct filter *node = node_make(reader, at, op, op == FILTER_DAY ? FILTER_DATE : FILTER_INSTANT);
    if (node != NULL)
        node->text = canonical;
    return node;
}

const struct filter *reader_bound(struct reader *reader, size_t at, const char *text)
{
    if (strcmp(text, "..") == 0)
        return node_make(reader, at, FILTER_OPEN, FILTER_INTERVAL);
    if (time_day(text, reader->arena) != NULL)
        return reader_time(reader, at, FILTER_DAY, text);
    if (time_moment(text, reader->arena) != NULL)
        return reader_time(reader, at, FILTER_MOMENT, text);
    reader_fail(
        reader, ERROR_INPUT, at,
        "\"%.40s\" is no end of an interval; a day (2026-11-22), a moment (2026-11-22T09:30:00Z) or .. is wanted",
        text);
    return NULL;
}

const struct filter *reader_shape(struct reader *reader, size_t at, const struct shape *shape)
{
    struct error cause = ERROR_INIT;
    if (!shape_check(shape, reader->crs, &cause)) {
        reader_fail(reader, cause.kind, at, "%s", cause.message);
        return NULL;
    }
    struct filter *node = node_make(reader, at, FILTER_SHAPE, FILTER_GEOMETRY);
    if (node == NULL)
        return NULL;
    node->shape = shape;
    node->crs = reader->crs;
    return node;
}

/* ---- types ---- */

/* A word before the operand's type in error lines: "surface_ha (a number)". */
static const char *operand_name(struct reader *reader, const struct filter *operand)
{
    if (operand->op == FILTER_PROPERTY)
        return arena_printf(reader->arena, "%.60s (%s)", operand->text, filter_type_name(operand->type));
    return filter_type_name(operand->type);
}

static bool wants(struct reader *reader, size_t at, enum filter_op op, const char *wanted, const struct filter *got)
{
    return reader_fail(reader, ERROR_INPUT, at, "%s wants %s, not %s", operator_words[op].text, wanted,
                       operand_name(reader, got));
}

static bool types_all(struct reader *reader, size_t at, enum filter_op op, enum filter_type type,
                      const struct filter *const *args, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (args[i]->type != type)
            return wants(reader, at, op, type == FILTER_NUMBER ? "numbers" : filter_type_name(type), args[i]);
    return true;
}

static bool is_comparable(enum filter_type type)
{
    return type == FILTER_BOOLEAN || type == FILTER_NUMBER || type == FILTER_TEXT || type == FILTER_DATE ||
           type == FILTER_INSTANT;
}

static bool types_comparable(struct reader *reader, size_t at, enum filter_op op, const struct filter *const *args,
                             size_t count)
{
    if (!is_comparable(args[0]->type))
        return wants(reader, at, op, "text, numbers, dates or timestamps", args[0]);
    for (size_t i = 1; i < count; i++)
        if (args[i]->type != args[0]->type)
            return reader_fail(reader, ERROR_INPUT, at, "%s compares %s with %s; both must be of one kind",
                               operator_words[op].text, operand_name(reader, args[0]), operand_name(reader, args[i]));
    if (args[0]->type == FILTER_BOOLEAN && op != FILTER_EQUAL && op != FILTER_NOT_EQUAL && op != FILTER_IN)
        return wants(reader, at, op, "text, numbers, dates or timestamps", args[0]);
    return true;
}

/* 21-065r2 annex B, patternExpression. */
static bool types_like(struct reader *reader, size_t at, const struct filter *const *args)
{
    const struct filter *pattern = args[1];
    if (args[0]->type != FILTER_TEXT)
        return wants(reader, at, FILTER_LIKE, "text", args[0]);
    while (pattern->op == FILTER_CASEI || pattern->op == FILTER_ACCENTI)
        pattern = pattern->args[0];
    return pattern->op == FILTER_STRING ||
           reader_fail(reader, ERROR_INPUT, at,
                       "LIKE wants a pattern in apostrophes, such as 'Cité%%', perhaps in "
                       "CASEI() or ACCENTI()");
}

/* FILTER_DATE or FILTER_INSTANT, what the operand's ends are; FILTER_INTERVAL when both are open. */
static enum filter_type grain_of(const struct filter *operand)
{
    if (operand->op != FILTER_SPAN)
        return operand->type;
    enum filter_type first = operand->args[0]->type;
    return first != FILTER_INTERVAL ? first : operand->args[1]->type;
}

static bool types_span(struct reader *reader, size_t at, const struct filter *const *args)
{
    for (size_t i = 0; i < 2; i++)
        if (args[i]->op != FILTER_OPEN && args[i]->type != FILTER_DATE && args[i]->type != FILTER_INSTANT)
            return wants(reader, at, FILTER_SPAN, "dates, timestamps or '..'", args[i]);
    if (args[0]->op == FILTER_OPEN || args[1]->op == FILTER_OPEN)
        return true;
    if (args[0]->type != args[1]->type)
        return reader_fail(reader, ERROR_INPUT, at, "INTERVAL goes from %s to %s; both must be of one kind",
                           operand_name(reader, args[0]), operand_name(reader, args[1]));
    bool is_literal = args[0]->op != FILTER_PROPERTY && args[1]->op != FILTER_PROPERTY;
    return !is_literal || time_order(args[0]->text, args[1]->text) <= 0 ||
           reader_fail(reader, ERROR_INPUT, at, "the interval ends before it begins");
}

/* 21-065r2, 7.8: most relations hold between intervals alone; a day or moment may lie in one. */
static bool takes_instant(enum filter_op op, size_t argument)
{
    switch (op) {
    case FILTER_T_AFTER:
    case FILTER_T_BEFORE:
    case FILTER_T_DISJOINT:
    case FILTER_T_EQUALS:
    case FILTER_T_INTERSECTS:
        return true;
    case FILTER_T_DURING:
        return argument == 0;
    case FILTER_T_CONTAINS:
        return argument == 1;
    default:
        return false;
    }
}

static bool types_temporal(struct reader *reader, size_t at, enum filter_op op, const struct filter *const *args)
{
    for (size_t i = 0; i < 2; i++) {
        bool is_instant = args[i]->type == FILTER_DATE || args[i]->type == FILTER_INSTANT;
        if (args[i]->op != FILTER_SPAN && !is_instant)
            return wants(reader, at, op, "dates, timestamps or intervals", args[i]);
        if (is_instant && !takes_instant(op, i))
            return wants(reader, at, op, i == 0 ? "an interval first" : "an interval second", args[i]);
    }
    enum filter_type left = grain_of(args[0]), right = grain_of(args[1]);
    return left == right || left == FILTER_INTERVAL || right == FILTER_INTERVAL ||
           reader_fail(reader, ERROR_INPUT, at, "%s relates %s to %s; both must be of one kind",
                       operator_words[op].text, filter_type_name(left), filter_type_name(right));
}

static bool types_array(struct reader *reader, size_t at, const struct filter *const *args, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (args[i]->op != FILTER_STRING && args[i]->op != FILTER_NUMERAL && args[i]->op != FILTER_TRUTH &&
            args[i]->op != FILTER_DAY && args[i]->op != FILTER_MOMENT)
            return reader_fail(reader, ERROR_INPUT, at,
                               "an array holds literals: text, numbers, TRUE, FALSE, dates, timestamps");
    return true;
}

static bool types_fit(struct reader *reader, size_t at, enum filter_op op, const struct filter *const *args,
                      size_t count)
{
    switch (operator_words[op].family) {
    case FAMILY_LOGIC:
        return types_all(reader, at, op, FILTER_BOOLEAN, args, count);
    case FAMILY_COMPARISON:
    case FAMILY_IN:
        return types_comparable(reader, at, op, args, count);
    case FAMILY_LIKE:
        return types_like(reader, at, args);
    case FAMILY_CASE:
        return types_all(reader, at, op, FILTER_TEXT, args, count);
    case FAMILY_ARITHMETIC:
        return types_all(reader, at, op, FILTER_NUMBER, args, count);
    case FAMILY_SPATIAL:
        return types_all(reader, at, op, FILTER_GEOMETRY, args, count);
    case FAMILY_TEMPORAL:
        return types_temporal(reader, at, op, args);
    case FAMILY_SETS:
        return types_all(reader, at, op, FILTER_LIST, args, count);
    case FAMILY_SPAN:
        return types_span(reader, at, args);
    case FAMILY_ARRAY:
        return types_array(reader, at, args, count);
    case FAMILY_NULL:
    case FAMILY_OPERAND:
        break;
    }
    return true;
}

static enum filter_type type_of(enum filter_op op)
{
    switch (operator_words[op].family) {
    case FAMILY_CASE:
        return FILTER_TEXT;
    case FAMILY_ARITHMETIC:
        return FILTER_NUMBER;
    case FAMILY_SPAN:
        return FILTER_INTERVAL;
    case FAMILY_ARRAY:
        return FILTER_LIST;
    default:
        return FILTER_BOOLEAN;
    }
}

/* ---- operators ---- */

/* AND in AND and OR in OR are one: the same filter has one tree and one text. */
static const struct filter *const *args_copy(struct reader *reader, enum filter_op op, const struct filter *const *args,
                                             size_t *count)
{
    bool merges = op == FILTER_AND || op == FILTER_OR;
    size_t total = 0;
    for (size_t i = 0; i < *count; i++)
        total += merges && args[i]->op == op ? args[i]->count : 1;
    const struct filter **copy = arena_array(reader->arena, total, sizeof *copy);
    size_t at = 0;
    for (size_t i = 0; i < *count; i++) {
        if (!merges || args[i]->op != op) {
            copy[at++] = args[i];
            continue;
        }
        memcpy(copy + at, args[i]->args, args[i]->count * sizeof *copy);
        at += args[i]->count;
    }
    *count = total;
    return copy;
}

const struct filter *reader_operator(struct reader *reader, size_t at, enum filter_op op,
                                     const struct filter *const *args, size_t count)
{
    if (!types_fit(reader, at, op, args, count))
        return NULL;
    struct filter *node = node_make(reader, at, op, type_of(op));
    if (node == NULL)
        return NULL;
    node->args = args_copy(reader, op, args, &count);
    node->count = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        if (node->args[i]->depth >= node->depth)
            node->depth = (uint16_t)(node->args[i]->depth + 1);
    if (node->depth > FILTER_DEPTH_MAX) {
        reader_fail(reader, ERROR_LIMIT, at, "operators nested deeper than %d levels", FILTER_DEPTH_MAX);
        return NULL;
    }
    return node;
}

const struct filter *reader_root(struct reader *reader, const struct filter *filter)
{
    if (filter == NULL || filter->type == FILTER_BOOLEAN)
        return filter;
    reader_fail(reader, ERROR_INPUT, 0, "the filter is %s; a question is wanted, such as surface_ha > 10",
                filter_type_name(filter->type));
    return NULL;
}
