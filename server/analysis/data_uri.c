#include "analysis/data_uri.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

#define SCHEME "data:"

/* RFC 2045 5.1: a token, as far as types and subtypes use one. */
static bool is_token(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_plain && (c == '\0' || strchr("!#$&^_.+-", c) == NULL))
            return false;
    }
    return length > 0;
}

static bool is_media_type(const char *text, size_t length)
{
    const char *slash = memchr(text, '/', length);
    return slash != NULL && is_token(text, (size_t)(slash - text)) &&
           is_token(slash + 1, length - (size_t)(slash + 1 - text));
}

static bool word_is(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && strncasecmp(text, word, length) == 0;
}

/* What stands between the scheme and the comma: [type/subtype] *(;parameter) [;base64]. */
static bool head_read(const char *head, size_t length, struct arena *arena, struct data_uri *uri, bool *is_base64,
                      struct error *err)
{
    const char *end = head + length, *at = memchr(head, ';', length);
    size_t type = at != NULL ? (size_t)(at - head) : length;
    if (type > 0 && !is_media_type(head, type))
        return error_set(err, ERROR_INPUT,
                         "\"%.60s\" is no media type; a data URI is written as in data:application/json,%%5B500%%5D",
                         head);
    *is_base64 = false;
    while (at != NULL) {
        const char *word = at + 1, *next = memchr(word, ';', (size_t)(end - word));
        size_t size = (size_t)((next != NULL ? next : end) - word);
        *is_base64 = next == NULL && word_is(word, size, "base64");
        if (!*is_base64 && !word_is(word, size, "charset=utf-8") && !word_is(word, size, "charset=us-ascii"))
            return error_set(err, ERROR_INPUT,
                             "a data URI has \"%.60s\" before its comma; allowed there: charset=utf-8, "
                             "charset=us-ascii, then base64",
                             word);
        at = next;
    }
    char *name = type > 0 ? arena_copy(arena, head, type) : arena_string(arena, "text/plain");
    for (char *c = name; *c != '\0'; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
    uri->media_type = name;
    return true;
}

static int sextet(char c)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c != '\0' ? strchr(alphabet, c) : NULL;
    return found != NULL ? (int)(found - alphabet) : -1;
}

/* RFC 4648 4, with the padding and with zeros in the bits that do not count (3.5). */
static bool base64_read(const struct buffer *text, struct buffer *out)
{
    size_t length = text->length, pad = 0;
    while (pad < 2 && pad < length && text->bytes[length - 1 - pad] == '=')
        pad++;
    if (length % 4 != 0)
        return false;
    unsigned bits = 0;
    for (size_t i = 0; i < length - pad; i++) {
        int value = sextet(text->bytes[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (unsigned)value;
        /* of each four characters the second, third and fourth complete a byte */
        if (i % 4 != 0)
            buffer_putc(out, (char)(bits >> (6 - 2 * (i % 4))));
    }
    unsigned left = pad == 1 ? bits & 3 : pad == 2 ? bits & 15 : 0;
    return left == 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 3986 2.1. The bytes are looked at afterwards: JSON may have line breaks, which no address parameter has. */
static bool escapes_read(const char *text, struct buffer *out)
{
    for (; *text != '\0'; text++) {
        int high = *text == '%' ? hex_digit(text[1]) : 0, low = *text == '%' && high >= 0 ? hex_digit(text[2]) : 0;
        if (high < 0 || low < 0)
            return false;
        buffer_putc(out, *text == '%' ? (char)(high << 4 | low) : *text);
        text += *text == '%' ? 2 : 0;
    }
    return true;
}

static bool bytes_read(const char *text, bool is_base64, struct arena *arena, struct data_uri *uri, struct error *err)
{
    struct buffer plain = BUFFER_INIT, decoded = BUFFER_INIT;
    bool done = escapes_read(text, &plain) ||
                error_set(err, ERROR_INPUT, "a data URI has a bad escape; %% is followed by two hexadecimal digits");
    if (done && is_base64)
        done = base64_read(&plain, &decoded) ||
               error_set(err, ERROR_INPUT,
                         "a data URI has bad base64; A to Z, a to z, 0 to 9, + and / are allowed, four "
                         "by four, the last ones filled up with =");
    const struct buffer *bytes = is_base64 ? &decoded : &plain;
    done = done && (text_is_utf8(bytes->bytes, bytes->length) ||
                    error_set(err, ERROR_INPUT, "a data URI must hold text in UTF-8 without the character U+0000"));
    if (done) {
        uri->bytes = arena_copy(arena, bytes->length > 0 ? bytes->bytes : "", bytes->length);
        uri->length = bytes->length;
    }
    buffer_free(&plain);
    buffer_free(&decoded);
    return done;
}

bool data_uri_read(const char *address, struct arena *arena, struct data_uri *uri, struct error *err)
{
    struct data_uri read;
    bool is_base64;
    if (strncasecmp(address, SCHEME, strlen(SCHEME)) != 0)
        return error_set(err, ERROR_INPUT,
                         "\"%.60s\" is not allowed, since this server opens no connection; allowed: data: addresses "
                         "(RFC 2397), as in data:application/json,%%5B500%%5D",
                         address);
    if (strlen(address) > DATA_URI_MAX)
        return error_set(err, ERROR_LIMIT, "a data URI has at most %d characters, this one %zu", DATA_URI_MAX,
                         strlen(address));
    const char *head = address + strlen(SCHEME), *comma = strchr(head, ',');
    if (comma == NULL)
        return error_set(err, ERROR_INPUT, "a data URI has a comma before its data, as in data:application/json,500");
    if (!head_read(head, (size_t)(comma - head), arena, &read, &is_base64, err) ||
        !bytes_read(comma + 1, is_base64, arena, &read, err))
        return false;
    *uri = read;
    return true;
}
