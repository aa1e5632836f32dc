/* base/buffer.h: bytes that grow. Every writer of text or tiles ends here, so none can overrun. */
#ifndef TERRIL_BASE_BUFFER_H
#define TERRIL_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
    char *bytes; /* NUL behind the last byte once anything was appended; NULL before */
    size_t length;
    size_t capacity;
};

#define BUFFER_INIT                                                                                                    \
    {                                                                                                                  \
        NULL, 0, 0                                                                                                     \
    }

void buffer_free(struct buffer *buffer);  /* leaves an empty buffer; free of an empty one is fine */
void buffer_clear(struct buffer *buffer); /* keeps the memory */
/* Hands the bytes to the caller (who frees them with free()), leaves the buffer empty. Never NULL. */
char *buffer_take(struct buffer *buffer, size_t *length);

/* buffer_reserve where there is no room yet. */
char *buffer_grow(struct buffer *buffer, size_t extra);
/* Room for `extra` more bytes; returns the place to write them. Follow with `buffer->length += n`. The NUL is then
 * missing until the next append (there is room for it). The place is good until the buffer grows. */
static inline char *buffer_reserve(struct buffer *buffer, size_t extra)
{
    return extra < buffer->capacity - buffer->length ? buffer->bytes + buffer->length : buffer_grow(buffer, extra);
}

/* `bytes` must not lie in the buffer. 0 bytes make an empty buffer an empty string. */
static inline void buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
    char *end = buffer_reserve(buffer, length);
    if (length > 0) /* memcpy wants an address even for nothing */
        memcpy(end, bytes, length);
    buffer->length += length;
    end[length] = '\0';
}

static inline void buffer_putc(struct buffer *buffer, char byte)
{
    buffer_append(buffer, &byte, 1);
}

void buffer_puts(struct buffer *buffer, const char *text);
/* Locale-dependent conversions (%f, %g) must not be used: number_write and friends exist. */
void buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* & < > " ' escaped for element content and quoted attributes; control characters other than
 * tab and newline, U+FFFE and U+FFFF are left out (they are not allowed in XML 1.0); bytes that
 * are not UTF-8 become U+FFFD. */
void buffer_xml(struct buffer *buffer, const char *text);

#endif
