/* http/processors.h: which thread runs on which of the machine's processors, and which connections it gets. A reader whose packets
 * come in on a processor is answered there: neither its socket nor the bytes go from one processor's memory to another's. */
#ifndef TERRIL_HTTP_PROCESSORS_H
#define TERRIL_HTTP_PROCESSORS_H

#include <stdbool.h>

/* How many processors the calling thread may run on (sched_getaffinity(2)), which may be fewer than the machine has; at least 1. */
unsigned processors_allowed(void);

/* Keeps the calling thread on the `index`-th of them, counted from 0, from now on. False, and nothing is changed, when there
 * are not that many or the kernel refuses. */
bool processors_keep_to(unsigned index);

/* The processor on which the kernel got the last packet of a socket (SO_INCOMING_CPU, socket(7)); -1 when it does not say. */
int processors_incoming(int descriptor);

/* The number of a processor among those that the calling thread may run on; -1 when it may not run there. */
int processors_place_of(int processor);

/* How many connections a thread may have more than the one with the fewest before another gets the next: a network card may bring
 * everything in on one processor. */
#define PROCESSORS_LEAD 8u

/* Which of `count` threads (at least 1), that have so many `connections`, gets one more: `near`, unless it is -1 or has that
 * lead, else the first of those with the fewest. */
unsigned processors_choose(const unsigned *connections, unsigned count, int near);

#endif
