#include "http/post.h"

#include "base/number.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

static const char *blank_skip(const char *text)
{
    return text + strspn(text, " \t");
}

/* "; charset=utf-8", quoted or not, and nothing else (RFC 8259 knows no parameter, but many send this one). */
static bool charset_is_utf8(const char *text)
{
    static const char *const words[] = {"utf-8", "\"utf-8\""};
    if (*text == '\0')
        return true;
    text = blank_skip(text + (*text == ';'));
    if (strncasecmp(text, "charset=", 8) != 0)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncasecmp(text + 8, words[i], strlen(words[i])) == 0 && !*blank_skip(text + 8 + strlen(words[i])))
            return true;
    return false;
}

static bool type_is_json(const char *type)
{
    static const char json[] = "application/json";
    size_t length = strcspn(type, "; \t");
    return length == sizeof json - 1 && strncasecmp(type, json, length) == 0 &&
           charset_is_utf8(blank_skip(type + length));
}

int post_check(const struct head *head, size_t *length, const char **why)
{
    int64_t bytes;
    if (!head->content_length) {
        *why = "a Content-Length is wanted: bodies in chunks are not taken";
        return 411;
    }
    /* libmicrohttpd has a laxer idea of a number (RFC 9110, 8.6: digits alone) */
    size_t digits = strspn(head->content_length, "0123456789");
    if (digits == 0 || *blank_skip(head->content_length + digits) != '\0') {
        *why = "Content-Length must be a number";
        return 400;
    }
    if (!number_read_integer(head->content_length, digits, 0, (int64_t)POST_BODY_MAX, &bytes)) {
        *why = "a request body has at most 65536 bytes";
        return 413;
    }
    if (!type_is_json(head->content_type)) {
        *why = "the request body must be JSON: Content-Type: application/json";
        return 415;
    }
    *length = (size_t)bytes;
    return 0;
}
