/* http/range.h: the part of an answer that a client asks for (RFC 9110, 14). */
#ifndef TERRIL_HTTP_RANGE_H
#define TERRIL_HTTP_RANGE_H

#include <stddef.h>

enum range_verdict {
    RANGE_WHOLE, /* no range, more than one, another unit, or not understood: everything is sent */
    RANGE_PART,
    RANGE_OUTSIDE /* 416 */
};

/* Reads a Range field for a body of `length` bytes. For RANGE_PART the first and last byte's places, both inside. */
enum range_verdict range_read(const char *field, size_t length, size_t *first, size_t *last);

#endif
