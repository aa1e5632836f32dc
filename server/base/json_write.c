/* JSON written: commas and nesting are kept here. */
#include "base/json.h"

#include "base/number.h"
#include "base/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define INTEGER_END    0x1p63 /* the first double beyond int64_t */
#define EXPONENT_BEGIN 1e21   /* from here number_write_exact writes an exponent */

void json_writer_init(struct json_writer *writer, struct buffer *out)
{
    memset(writer, 0, sizeof *writer);
    writer->out = out;
}

/* The comma in front of a value or a key, where one is due. Values at depth 0 stand as they come. */
static void json_begin(struct json_writer *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    if (writer->depth == 0)
        return;
    bool *has_member = &writer->has_member[writer->depth - 1];
    if (*has_member)
        buffer_putc(writer->out, ',');
    *has_member = true;
}

static void json_open(struct json_writer *writer, char bracket)
{
    assert(writer->depth < JSON_DEPTH_MAX);
    json_begin(writer);
    buffer_putc(writer->out, bracket);
    writer->has_member[writer->depth++] = false;
}

static void json_close(struct json_writer *writer, char bracket)
{
    assert(writer->depth > 0 && !writer->after_key);
    writer->depth--;
    buffer_putc(writer->out, bracket);
}

void json_object_open(struct json_writer *writer)
{
    json_open(writer, '{');
}

void json_object_close(struct json_writer *writer)
{
    json_close(writer, '}');
}

void json_array_open(struct json_writer *writer)
{
    json_open(writer, '[');
}

void json_array_close(struct json_writer *writer)
{
    json_close(writer, ']');
}

/* What stands in a JSON string for the character of `size` bytes (0: no UTF-8) at `at`; NULL for itself. */
static const char *string_escape(const char *at, size_t size, char unicode[7])
{
    if (size == 0)
        return UTF8_REPLACEMENT;
    switch (*at) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    }
    if ((unsigned char)*at >= 0x20)
        return NULL;
    static const char hex[] = "0123456789abcdef";
    memcpy(unicode, "\\u00", 4);
    unicode[4] = hex[*at >> 4];
    unicode[5] = hex[*at & 15];
    unicode[6] = '\0';
    return unicode;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte)) /* of eight bytes */

/* Eight bytes of ASCII that stand for themselves, told apart without a look at each: beyond ASCII, or below a space, or 0 once what is
 * to be found is taken away, a byte has (or gets, when 1 is taken off) its highest bit. What a lower byte borrows makes a no of a yes
 * only where that one is not plain itself. */
static bool are_plain(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t odd = word | (word - EACH(' ')) | ((word ^ EACH('"')) - EACH(1)) | ((word ^ EACH('\\')) - EACH(1));
    return (odd & EACH(0x80)) == 0;
}

static bool is_plain(char byte)
{
    return byte >= ' ' && byte != '"' && byte != '\\' && (unsigned char)byte < 0x80;
}

static void string_write(struct buffer *out, const char *text)
{
    size_t length = strlen(text);
    size_t plain = 0; /* start of the run not yet copied */
    buffer_putc(out, '"');
    for (size_t i = 0; i < length;) {
        if (length - i >= 8 && are_plain(text + i)) {
            i += 8;
            continue;
        }
        if (is_plain(text[i])) {
            i++;
            continue;
        }
        char unicode[7];
        size_t size = utf8_size(text + i, length - i);
        const char *escape = string_escape(text + i, size, unicode);
        size_t next = i + (size > 0 ? size : 1);
        if (escape != NULL) {
            buffer_append(out, text + plain, i - plain);
            buffer_puts(out, escape);
            plain = next;
        }
        i = next;
    }
    buffer_append(out, text + plain, length - plain);
    buffer_putc(out, '"');
}

void json_key(struct json_writer *writer, const char *key)
{
    assert(writer->depth > 0 && !writer->after_key);
    json_begin(writer);
    string_write(writer->out, key);
    buffer_putc(writer->out, ':');
    writer->after_key = true;
}

void json_string(struct json_writer *writer, const char *text)
{
    if (text == NULL) {
        json_null(writer);
        return;
    }
    json_begin(writer);
    string_write(writer->out, text);
}

void json_number(struct json_writer *writer, double value, int decimals)
{
    json_begin(writer);
    number_write(writer->out, value, decimals);
}

void json_exact(struct json_writer *writer, double value)
{
    json_begin(writer);
    number_write_exact(writer->out, value);
    /* Digits alone are read as an integer, of 64 bits. */
    if (fabs(value) >= INTEGER_END && fabs(value) < EXPONENT_BEGIN)
        buffer_puts(writer->out, ".0");
}

void json_integer(struct json_writer *writer, int64_t value)
{
    json_begin(writer);
    buffer_printf(writer->out, "%" PRId64, value);
}

void json_bool(struct json_writer *writer, bool value)
{
    json_begin(writer);
    buffer_puts(writer->out, value ? "true" : "false");
}

void json_null(struct json_writer *writer)
{
    json_begin(writer);
    buffer_puts(writer->out, "null");
}

void json_raw(struct json_writer *writer, const char *bytes, size_t length)
{
    assert(length > 0);
    json_begin(writer);
    buffer_append(writer->out, bytes, length);
}

void json_key_string(struct json_writer *writer, const char *key, const char *text)
{
    json_key(writer, key);
    json_string(writer, text);
}

void json_key_integer(struct json_writer *writer, const char *key, int64_t value)
{
    json_key(writer, key);
    json_integer(writer, value);
}
