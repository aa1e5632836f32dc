/* http/loans.h: bytes that an answer sends from where they lie, in somebody else's memory, between bytes of its own. */
#ifndef TERRIL_HTTP_LOANS_H
#define TERRIL_HTTP_LOANS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* libmicrohttpd keeps two slices a loan in the connection's memory (32 kB) while it sends. */
#define LOANS_MAX 64u

struct loan {
    const char *bytes;
    size_t at;     /* they stand before this one of the own bytes; never less than that of the loan before */
    size_t length; /* bytes, not 0 */
    uint64_t name; /* with `length`, of these bytes alone among those of a generation: in an ETag it stands for them */
};

struct loans {
    struct buffer list; /* struct loan */
    size_t length;      /* bytes lent, of all */
    void *owner;        /* of the bytes; one for all of an answer */
    void (*release)(void *owner);
};

size_t loans_count(const struct loans *loans);
const struct loan *loans_list(const struct loans *loans);
/* Lets the owner go. */
void loans_free(struct loans *loans);

/* Bytes in the order they are sent in, for sendmsg and the like. */
struct loan_slice {
    const char *bytes;
    size_t length;
};
#define LOAN_SLICES_MAX (2 * LOANS_MAX + 1)
/* Those of `length` bytes from `first` on of the whole that `own` bytes and loans make. Returns how many. */
size_t loans_slices(const struct loans *loans, const char *own, size_t own_length, size_t first, size_t length,
                    struct loan_slice slices[LOAN_SLICES_MAX]);

#endif
