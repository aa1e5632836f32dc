/* http/body.h: the bytes of an answer, written once and shared by everybody who sends them. */
#ifndef TERRIL_HTTP_BODY_H
#define TERRIL_HTTP_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "http/loans.h"

struct MHD_Response;

/* From this length on a copy of the bytes costs server and reader more than the calls around a file's: at 7 kB a copy takes a
 * tenth less of the processor, at 22 kB 4 % more. Beyond CORK_MAX libmicrohttpd sends a file in pieces, and its reader is woken for
 * each of them: at 150 kB a copy gives 6 % more answers a second, at 525 kB 10 %, where reader and server share a processor. */
#define BODY_SETTLE_MIN 16384u
/* Bodies that may be settled at a time; the next ones stay in memory. Each holds a descriptor, and one more for each
 * response made of it, which is one a network thread. */
#define BODY_SETTLED_MAX 128u

struct body {
    const char *bytes; /* of its own; NULL of a file on the disk */
    size_t length;     /* bytes, with those that are lent */
    struct loans loans;
    int descriptor;  /* of the file without a name that holds them; -1: they lie in memory */
    bool is_on_disk; /* that file does */
    _Atomic unsigned references;
};

/* Takes the bytes out of `buffer`. One reference, the caller's. */
struct body *body_take(struct buffer *buffer);
/* The same with what is lent between them, which is the body's from now on. */
struct body *body_take_lent(struct buffer *buffer, struct loans *loans);
/* The same bytes in a file without a name, which the kernel sends without a copy. One on the disk, since its pages are kept in larger
 * pieces than those of a memfd. NULL when they are too short or too long, settled already or lent, or no file is to be had. */
struct body *body_settle(const struct body *body);
/* The first `length` bytes of a file on the disk, which is the body's from now on. One reference, the caller's. */
struct body *body_file(int descriptor, size_t length);
/* What it counts in a cache of so many bytes of memory: of a file a 64th, so that the files on the disk have a bound too. */
size_t body_weight(const struct body *body);
struct body *body_hold(struct body *body); /* one more reference; returns `body` */
void body_release(struct body *body);      /* NULL is fine */

/* What libmicrohttpd sends: `length` bytes from `first` on, a reference held as long as it lives. Whole settled bodies,
 * and every part of a file on the disk, go by sendfile. Never NULL. */
struct MHD_Response *body_response(struct body *body, size_t first, size_t length);

#endif
