/* JSON read, through json-c; what it would let pass is refused first. */
#include "base/json.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/utf8.h"

/* json-c has types of these names; only json.c sees both. */
#define json_bool jsonc_bool
#define json_type jsonc_type
#include <json-c/json.h>
#undef json_bool
#undef json_type

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- the words of a text, checked before json-c reads it ---- */

/* Even when told to be strict, json-c 0.16 lets pass: NaN and Infinity, keys in apostrophes, numbers such as -01,
 * 1. and 99999999999999999999 (silently cut to 64 bits), control characters and overlong UTF-8 in strings, and
 * \u0000, which would cut a string short. What words may follow each other json-c sees to. */
struct scanner {
    const char *at;
    const char *end;
    const char *wrong; /* what is wrong at `at`; NULL while nothing is */
};

static bool scan_fail(struct scanner *scanner, const char *wrong)
{
    scanner->wrong = wrong;
    return false;
}

static bool scan_string(struct scanner *scanner)
{
    scanner->at++;
    while (scanner->at < scanner->end && *scanner->at != '"') {
        size_t left = (size_t)(scanner->end - scanner->at);
        size_t size = utf8_size(scanner->at, left);
        if (size == 0)
            return scan_fail(scanner, "text that is not UTF-8");
        if ((unsigned char)*scanner->at < 0x20)
            return scan_fail(scanner, "control character in a string");
        if (*scanner->at == '\\') {
            if (left >= 6 && memcmp(scanner->at, "\\u0000", 6) == 0)
                return scan_fail(scanner, "\\u0000 in a string");
            size = left >= 2 ? 2 : 1; /* whether the escape exists, json-c knows */
        }
        scanner->at += size;
    }
    if (scanner->at == scanner->end)
        return scan_fail(scanner, "string without an end");
    scanner->at++;
    return true;
}

static size_t scan_digits(struct scanner *scanner)
{
    const char *start = scanner->at;
    while (scanner->at < scanner->end && *scanner->at >= '0' && *scanner->at <= '9')
        scanner->at++;
    return (size_t)(scanner->at - start);
}

static bool scan_byte(struct scanner *scanner, const char *allowed)
{
    if (scanner->at == scanner->end || *scanner->at == '\0' || strchr(allowed, *scanner->at) == NULL)
        return false;
    scanner->at++;
    return true;
}

/* RFC 8259 clause 6. */
static bool scan_number(struct scanner *scanner)
{
    const char *start = scanner->at;
    bool whole = true;
    scan_byte(scanner, "-");
    const char *first = scanner->at;
    size_t digits = scan_digits(scanner);
    if (digits == 0 || (digits > 1 && *first == '0'))
        return scan_fail(scanner, "malformed number");
    if (scan_byte(scanner, ".")) {
        whole = false;
        if (scan_digits(scanner) == 0)
            return scan_fail(scanner, "malformed number");
    }
    if (scan_byte(scanner, "eE")) {
        whole = false;
        scan_byte(scanner, "+-");
        if (scan_digits(scanner) == 0)
            return scan_fail(scanner, "malformed number");
    }
    size_t length = (size_t)(scanner->at - start);
    int64_t integer;
    double number;
    bool fits = whole ? number_read_integer(start, length, INT64_MIN, INT64_MAX, &integer)
                      : number_read(start, length, &number);
    return fits || scan_fail(scanner, "number too large");
}

static bool scan_literal(struct scanner *scanner)
{
    static const char *const literals[] = {"true", "false", "null"};
    size_t left = (size_t)(scanner->end - scanner->at);
    for (size_t i = 0; i < sizeof literals / sizeof literals[0]; i++) {
        size_t length = strlen(literals[i]);
        if (left >= length && memcmp(scanner->at, literals[i], length) == 0) {
            scanner->at += length;
            return true;
        }
    }
    return scan_fail(scanner, "unexpected character");
}

static bool scan_words(struct scanner *scanner)
{
    while (scanner->at < scanner->end) {
        bool fine = true;
        char byte = *scanner->at;
        if (byte == '"')
            fine = scan_string(scanner);
        else if (byte == '-' || (byte >= '0' && byte <= '9'))
            fine = scan_number(scanner);
        else if (!scan_byte(scanner, "{}[],: \t\r\n"))
            fine = scan_literal(scanner);
        if (!fine)
            return false;
    }
    return true;
}

/* ---- reading ---- */

/* A struct json_value is a struct json_object of json-c under another name. json-c has NULL for null, where
 * ours means that nothing was found: a null that was written is this one. */
static const char null_written;

struct json_document {
    struct json_object *root; /* NULL for null */
};

static const struct json_value *value_from(struct json_object *object)
{
    return object != NULL ? (const struct json_value *)object : (const struct json_value *)&null_written;
}

/* json-c's getters take no const, but change nothing. */
static struct json_object *value_object(const struct json_value *value)
{
    return value != (const struct json_value *)&null_written ? (struct json_object *)value : NULL;
}

static size_t line_of(const char *text, const char *at)
{
    size_t line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

static bool parse(struct json_tokener *tokener, const char *text, size_t length, struct json_object **root)
{
    *root = json_tokener_parse_ex(tokener, text, (int)length);
    if (json_tokener_get_error(tokener) == json_tokener_continue)
        *root = json_tokener_parse_ex(tokener, "", 1); /* a number ends only where something follows */
    return json_tokener_get_error(tokener) == json_tokener_success;
}

static const char *parse_complaint(struct json_tokener *tokener)
{
    switch (json_tokener_get_error(tokener)) {
    case json_tokener_continue:
    case json_tokener_error_parse_eof:
        return "the text ends too early";
    case json_tokener_error_depth:
        return "nested deeper than 64 levels";
    default:
        return json_tokener_error_desc(json_tokener_get_error(tokener));
    }
}

struct json_document *json_read(const char *text, size_t length, const char *name, struct error *err)
{
    if (length > INT_MAX) {
        error_set(err, ERROR_LIMIT, "%s: larger than 2 GiB", name);
        return NULL;
    }
    struct scanner scanner = {text, text + length, NULL};
    if (!scan_words(&scanner)) {
        error_set(err, ERROR_INPUT, "%s: line %zu: %s", name, line_of(text, scanner.at), scanner.wrong);
        return NULL;
    }
    struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
    if (tokener == NULL)
        memory_end();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    struct json_document *document = NULL;
    struct json_object *root;
    if (parse(tokener, text, length, &root)) {
        document = memory_alloc(sizeof *document);
        document->root = root;
    } else {
        enum error_kind kind = json_tokener_get_error(tokener) == json_tokener_error_depth ? ERROR_LIMIT : ERROR_INPUT;
        const char *at = text + json_tokener_get_parse_end(tokener);
        error_set(err, kind, "%s: line %zu: %s", name, line_of(text, at), parse_complaint(tokener));
    }
    json_tokener_free(tokener);
    return document;
}

void json_free(struct json_document *document)
{
    if (document == NULL)
        return;
    json_object_put(document->root);
    free(document);
}

const struct json_value *json_root(const struct json_document *document)
{
    return document != NULL ? value_from(document->root) : NULL;
}

enum json_type json_type(const struct json_value *value)
{
    switch (json_object_get_type(value_object(value))) {
    case json_type_boolean:
        return JSON_BOOL;
    case json_type_int:
    case json_type_double:
        return JSON_NUMBER;
    case json_type_string:
        return JSON_STRING;
    case json_type_array:
        return JSON_ARRAY;
    case json_type_object:
        return JSON_OBJECT;
    case json_type_null:
        break;
    }
    return JSON_NULL;
}

const struct json_value *json_get(const struct json_value *object, const char *key)
{
    struct json_object *found;
    if (json_type(object) != JSON_OBJECT || !json_object_object_get_ex(value_object(object), key, &found))
        return NULL;
    return value_from(found);
}

size_t json_length(const struct json_value *array)
{
    return json_type(array) == JSON_ARRAY ? json_object_array_length(value_object(array)) : 0;
}

const struct json_value *json_at(const struct json_value *array, size_t index)
{
    if (index >= json_length(array))
        return NULL;
    return value_from(json_object_array_get_idx(value_object(array), index));
}

const char *json_text(const struct json_value *value, const char *otherwise)
{
    return json_type(value) == JSON_STRING ? json_object_get_string(value_object(value)) : otherwise;
}

double json_double(const struct json_value *value, double otherwise)
{
    return json_type(value) == JSON_NUMBER ? json_object_get_double(value_object(value)) : otherwise;
}

bool json_is_true(const struct json_value *value)
{
    return json_type(value) == JSON_BOOL && json_object_get_boolean(value_object(value));
}

struct json_iterator json_members(const struct json_value *object)
{
    struct json_iterator iterator = {object, NULL};
    if (json_type(object) == JSON_OBJECT)
        iterator.position = lh_table_head(json_object_get_object(value_object(object)));
    return iterator;
}

bool json_next(struct json_iterator *iterator, const char **key, const struct json_value **value)
{
    struct lh_entry *entry = iterator->position;
    if (entry == NULL)
        return false;
    iterator->position = lh_entry_next(entry);
    *key = lh_entry_k(entry);
    *value = value_from(lh_entry_v(entry));
    return true;
}

static void value_write(struct json_writer *writer, const struct json_value *value);

static void members_write(struct json_writer *writer, const struct json_value *object)
{
    const char *key;
    const struct json_value *member;
    struct json_iterator iterator = json_members(object);
    json_object_open(writer);
    while (json_next(&iterator, &key, &member)) {
        json_key(writer, key);
        value_write(writer, member);
    }
    json_object_close(writer);
}

static void elements_write(struct json_writer *writer, const struct json_value *array)
{
    json_array_open(writer);
    for (size_t i = 0; i < json_length(array); i++)
        value_write(writer, json_at(array, i));
    json_array_close(writer);
}

/* As deep as json_read let it become: JSON_DEPTH_MAX. */
static void value_write(struct json_writer *writer, const struct json_value *value)
{
    struct json_object *object = value_object(value);
    switch (json_object_get_type(object)) {
    case json_type_null:
        json_null(writer);
        break;
    case json_type_boolean:
        json_bool(writer, json_object_get_boolean(object));
        break;
    case json_type_int:
        json_integer(writer, json_object_get_int64(object));
        break;
    case json_type_double:
        json_exact(writer, json_object_get_double(object));
        break;
    case json_type_string:
        json_string(writer, json_object_get_string(object));
        break;
    case json_type_array:
        elements_write(writer, value);
        break;
    case json_type_object:
        members_write(writer, value);
        break;
    }
}

void json_print(const struct json_value *value, struct buffer *out)
{
    struct json_writer writer;
    json_writer_init(&writer, out);
    value_write(&writer, value);
}
