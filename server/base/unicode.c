#include "base/unicode.h"

#include "base/memory.h"

#include <stdlib.h>
#include <utf8proc.h>

static bool is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

/* utf8proc's own mapping, in memory that must be freed. */
static bool mapped(const char *text, size_t length, utf8proc_option_t options, struct buffer *out)
{
    utf8proc_uint8_t *bytes = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &bytes, options);
    if (size == UTF8PROC_ERROR_NOMEM)
        memory_end();
    if (size >= 0)
        buffer_append(out, bytes, (size_t)size);
    free(bytes);
    return size >= 0;
}

bool unicode_fold_case(const char *text, size_t length, struct buffer *out)
{
    if (!is_ascii(text, length))
        return mapped(text, length, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, out);
    char *room = buffer_reserve(out, length);
    for (size_t i = 0; i < length; i++)
        room[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i]);
    out->length += length;
    buffer_append(out, NULL, 0); /* the NUL behind */
    return true;
}

bool unicode_strip_marks(const char *text, size_t length, struct buffer *out)
{
    if (!is_ascii(text, length))
        return mapped(text, length, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_STRIPMARK, out);
    buffer_append(out, text, length);
    return true;
}
