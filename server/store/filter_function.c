/* What SQLite's own functions do otherwise than CQL2 (OGC 21-065r2): LIKE that minds case, numbers that divide as numbers,
 * letters that count as the same, sets. None looks beyond its arguments. */
#include "store/connection.h"
#include "store/filter_sql.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* ---- text ---- */

struct slice {
    const char *bytes;
    size_t length;
};

static struct slice slice_of(sqlite3_value *value)
{
    const char *bytes = (const char *)sqlite3_value_text(value);
    return (struct slice){bytes != NULL ? bytes : "", bytes != NULL ? (size_t)sqlite3_value_bytes(value) : 0};
}

static bool any_null(sqlite3_context *context, int count, sqlite3_value **values)
{
    for (int i = 0; i < count; i++)
        if (sqlite3_value_type(values[i]) == SQLITE_NULL) {
            sqlite3_result_null(context);
            return true;
        }
    return false;
}

static size_t character_size(struct slice text)
{
    size_t size = utf8_size(text.bytes, text.length);
    return size > 0 ? size : 1;
}

static void slice_skip(struct slice *slice, size_t size)
{
    slice->bytes += size;
    slice->length -= size;
}

/* One piece of the pattern, no %, against the start of the text; how much of each it takes. */
static bool like_one(struct slice *text, struct slice *pattern)
{
    if (text->length == 0)
        return false;
    if (*pattern->bytes == '_') {
        slice_skip(text, character_size(*text));
        slice_skip(pattern, 1);
        return true;
    }
    size_t escape = *pattern->bytes == '\\' && pattern->length > 1;
    if (*text->bytes != pattern->bytes[escape])
        return false;
    slice_skip(text, 1);
    slice_skip(pattern, 1 + escape);
    return true;
}

/* Without calling itself and without looking at a place more than once for each %: the last % alone gives way. */
bool filter_like(const char *text_bytes, size_t text_length, const char *pattern_bytes, size_t pattern_length)
{
    struct slice text = {text_bytes, text_length}, pattern = {pattern_bytes, pattern_length};
    struct slice again_text = text, again_pattern = pattern;
    bool has_again = false;
    for (;;) {
        if (pattern.length > 0 && *pattern.bytes == '%') {
            slice_skip(&pattern, 1);
            again_text = text;
            again_pattern = pattern;
            has_again = true;
            continue;
        }
        if (pattern.length == 0 ? text.length == 0 : like_one(&text, &pattern)) {
            if (pattern.length == 0 && text.length == 0)
                return true;
            continue;
        }
        if (!has_again || again_text.length == 0)
            return false;
        slice_skip(&again_text, character_size(again_text));
        text = again_text;
        pattern = again_pattern;
    }
}

static void like_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (any_null(context, count, values))
        return;
    struct slice text = slice_of(values[0]), pattern = slice_of(values[1]);
    sqlite3_result_int(context, filter_like(text.bytes, text.length, pattern.bytes, pattern.length));
}

static void mapped_result(sqlite3_context *context, sqlite3_value *value,
                          bool map(const char *text, size_t length, struct buffer *out))
{
    struct slice text = slice_of(value);
    struct buffer out = BUFFER_INIT;
    if (map(text.bytes, text.length, &out))
        sqlite3_result_text64(context, out.bytes != NULL ? out.bytes : "", out.length, SQLITE_TRANSIENT, SQLITE_UTF8);
    else
        sqlite3_result_value(context, value); /* not UTF-8: equal to itself */
    buffer_free(&out);
}

static void casei_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (!any_null(context, count, values))
        mapped_result(context, values[0], unicode_fold_case);
}

static void accenti_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (!any_null(context, count, values))
        mapped_result(context, values[0], unicode_strip_marks);
}

/* ---- numbers ---- */

static void number_result(sqlite3_context *context, double value)
{
    if (isfinite(value))
        sqlite3_result_double(context, value);
    else
        sqlite3_result_null(context);
}

static void divide_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (!any_null(context, count, values))
        number_result(context, sqlite3_value_double(values[0]) / sqlite3_value_double(values[1]));
}

static bool are_integers(sqlite3_value **values)
{
    return sqlite3_value_type(values[0]) == SQLITE_INTEGER && sqlite3_value_type(values[1]) == SQLITE_INTEGER &&
           sqlite3_value_int64(values[1]) != 0 && sqlite3_value_int64(values[1]) != -1;
}

static void quotient_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (any_null(context, count, values))
        return;
    if (are_integers(values))
        sqlite3_result_int64(context, sqlite3_value_int64(values[0]) / sqlite3_value_int64(values[1]));
    else
        number_result(context, trunc(sqlite3_value_double(values[0]) / sqlite3_value_double(values[1])));
}

static void rest_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (any_null(context, count, values))
        return;
    if (are_integers(values))
        sqlite3_result_int64(context, sqlite3_value_int64(values[0]) % sqlite3_value_int64(values[1]));
    else
        number_result(context, fmod(sqlite3_value_double(values[0]), sqlite3_value_double(values[1])));
}

static void power_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (!any_null(context, count, values))
        number_result(context, pow(sqlite3_value_double(values[0]), sqlite3_value_double(values[1])));
}

/* ---- sets: what filter_sql.h says of their texts ---- */

/* The next element of a set's text; false behind the last. */
static bool element_next(struct slice *set, bool is_words, struct slice *element)
{
    char end = is_words ? ' ' : FILTER_SET_END;
    if (set->length == 0)
        return false;
    const char *found = memchr(set->bytes, end, set->length);
    element->bytes = set->bytes;
    element->length = found != NULL ? (size_t)(found - set->bytes) : set->length;
    slice_skip(set, element->length + (found != NULL));
    return true;
}

/* Literals say their type before themselves; words of a field are text. */
static bool element_equal(struct slice left, bool is_left_word, struct slice right, bool is_right_word)
{
    if (is_left_word && !is_right_word)
        return element_equal(right, false, left, true);
    if (!is_left_word && is_right_word) {
        if (left.length == 0 || *left.bytes != FILTER_SET_TEXT)
            return false;
        slice_skip(&left, 1);
    }
    return left.length == right.length && memcmp(left.bytes, right.bytes, left.length) == 0;
}

/* How many elements of `these` are in `those`; `all` when every one is. */
static size_t shared(struct slice these, bool are_words, struct slice those, bool those_words, bool *all)
{
    struct slice element, other;
    size_t count = 0;
    *all = true;
    while (element_next(&these, are_words, &element)) {
        struct slice rest = those;
        bool is_in = false;
        while (!is_in && element_next(&rest, those_words, &other))
            is_in = element_equal(element, are_words, other, those_words);
        count += is_in;
        *all = *all && is_in;
    }
    return count;
}

/* relation (enum filter_set_relation), left, is the left a field's words, right, is the right. */
static void array_function(sqlite3_context *context, int count, sqlite3_value **values)
{
    if (any_null(context, count, values))
        return;
    struct slice left = slice_of(values[1]), right = slice_of(values[3]);
    bool left_words = sqlite3_value_int(values[2]) != 0, right_words = sqlite3_value_int(values[4]) != 0;
    bool left_all, right_all;
    size_t both = shared(left, left_words, right, right_words, &left_all);
    shared(right, right_words, left, left_words, &right_all);
    bool result = false;
    switch (sqlite3_value_int(values[0])) {
    case FILTER_SET_EQUALS:
        result = left_all && right_all;
        break;
    case FILTER_SET_CONTAINS:
        result = right_all;
        break;
    case FILTER_SET_CONTAINED:
        result = left_all;
        break;
    case FILTER_SET_OVERLAPS:
        result = both > 0;
        break;
    }
    sqlite3_result_int(context, result);
}

int filter_functions_register(struct store *store)
{
    static const struct {
        const char *name;
        int arguments;
        void (*function)(sqlite3_context *context, int count, sqlite3_value **values);
    } functions[] = {{"cql_like", 2, like_function},         {"cql_casei", 1, casei_function},
                     {"cql_accenti", 1, accenti_function},   {"cql_divide", 2, divide_function},
                     {"cql_quotient", 2, quotient_function}, {"cql_rest", 2, rest_function},
                     {"cql_power", 2, power_function},       {"cql_array", 5, array_function}};
    if (store->has_filter_functions)
        return SQLITE_OK;
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        int code = sqlite3_create_function_v2(store->db, functions[i].name, functions[i].arguments, flags, NULL,
                                              functions[i].function, NULL, NULL, NULL);
        if (code != SQLITE_OK)
            return code;
    }
    store->has_filter_functions = true;
    return SQLITE_OK;
}
