#include "base/buffer.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes, at least, that a text is written into at once. */
#define PRINTF_ROOM 48

void buffer_free(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer)BUFFER_INIT;
}

void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
    if (buffer->bytes != NULL)
        buffer->bytes[0] = '\0';
}

char *buffer_take(struct buffer *buffer, size_t *length)
{
    buffer_append(buffer, NULL, 0);
    char *bytes = buffer->bytes;
    if (length != NULL)
        *length = buffer->length;
    *buffer = (struct buffer)BUFFER_INIT;
    return bytes;
}

char *buffer_grow(struct buffer *buffer, size_t extra)
{
    size_t needed = memory_sum(memory_sum(buffer->length, extra), 1);
    size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
    while (capacity < needed)
        capacity = memory_sum(capacity, capacity);
    if (capacity > buffer->capacity)
        buffer->bytes = memory_resize(buffer->bytes, capacity);
    buffer->capacity = capacity;
    return buffer->bytes + buffer->length;
}

void buffer_puts(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    /* most texts fit into the room there is; of others the first writing tells the length */
    char *end = buffer_reserve(buffer, PRINTF_ROOM);
    size_t room = buffer->capacity - buffer->length;
    int needed = vsnprintf(end, room, format, arguments);
    va_end(arguments);
    assert(needed >= 0);
    if (needed >= 0 && (size_t)needed >= room)
        vsnprintf(buffer_reserve(buffer, (size_t)needed), (size_t)needed + 1, format, again);
    buffer->length += needed >= 0 ? (size_t)needed : 0;
    buffer->bytes[buffer->length] = '\0';
    va_end(again);
}

/* What stands in XML for the character at `at` (of `size` bytes, 0 when it is no UTF-8); NULL for itself. */
static const char *xml_entity(const char *at, size_t size)
{
    if (size == 0)
        return UTF8_REPLACEMENT;
    switch (*at) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    }
    if (size == 1 && (unsigned char)*at < 0x20 && *at != '\t' && *at != '\n')
        return "";
    /* XML 1.0 clause 2.2 leaves out U+FFFE and U+FFFF */
    if (size == 3 && (memcmp(at, "\xEF\xBF\xBE", 3) == 0 || memcmp(at, "\xEF\xBF\xBF", 3) == 0))
        return "";
    return NULL;
}

void buffer_xml(struct buffer *buffer, const char *text)
{
    size_t length = strlen(text);
    size_t plain = 0; /* start of the run not yet copied */
    for (size_t i = 0; i < length;) {
        size_t size = utf8_size(text + i, length - i);
        const char *entity = xml_entity(text + i, size);
        size_t next = i + (size > 0 ? size : 1);
        if (entity != NULL) {
            buffer_append(buffer, text + plain, i - plain);
            buffer_puts(buffer, entity);
            plain = next;
        }
        i = next;
    }
    buffer_append(buffer, text + plain, length - plain);
}
