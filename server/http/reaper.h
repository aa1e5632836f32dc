/* http/reaper.h: deadlines of connections. libmicrohttpd's own timeout counts silence only: who sends or takes a byte
 * every second stays for ever. */
#ifndef TERRIL_HTTP_REAPER_H
#define TERRIL_HTTP_REAPER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum reaper_stage {
    REAPER_GONE,     /* not ours (any more) */
    REAPER_IDLE,     /* nothing of a request was seen yet */
    REAPER_READING,  /* the request line is there, headers come */
    REAPER_WORKING,  /* the answer is being made */
    REAPER_ANSWERING /* the answer is being taken; at its deadline the connection is reset, or the kernel would go on
                       * sending what it holds */
};

struct reaper;

/* `descriptors`: one more than the highest that will come. `tick`: seconds between two looks. */
struct reaper *reaper_open(size_t descriptors, double tick, struct error *err);
void reaper_close(struct reaper *reaper); /* NULL is fine */

/* `seconds` from now; 0: no deadline. Cheap, takes no lock. */
void reaper_watch(struct reaper *reaper, int descriptor, enum reaper_stage stage, double seconds);
/* Must be called before the descriptor is closed: behind this it is not touched. */
void reaper_forget(struct reaper *reaper, int descriptor);
/* Hangs up on those that were idle for `seconds` and have sent nothing that waits to be read. */
void reaper_hang_up_idle(struct reaper *reaper, double seconds);
void reaper_hang_up_all(struct reaper *reaper);

#endif
