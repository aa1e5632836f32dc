/* exchange/nursery.h: imports without the price of a start.
 *
 * To link GDAL's 114 libraries takes 45 ms, twenty-five times a load. So terril starts this program once, as a nursery,
 * and each import is a fork of it: a process of its own, with its own limits and sandbox, that begins at once.
 *
 * On the socket (SOCK_SEQPACKET) a request is one message: catalogue, source and file, each with its NUL, and two descriptors,
 * where frames and where sentences go. When the import has ended the nursery adds a last line to the sentences:
 * "ended 0" (or another exit status) or "killed 11" (the signal). Who closes the reading end of the sentences wants the
 * import killed; who closes the socket, all of them. */
#ifndef TERRIL_EXCHANGE_NURSERY_H
#define TERRIL_EXCHANGE_NURSERY_H

#include "exchange/import.h"

#define NURSERY_SOCKET      3 /* its descriptor in the nursery */
#define NURSERY_JOBS_MAX    64
#define NURSERY_MESSAGE_MAX 16384 /* bytes of a request */

/* Serves until the socket is closed. `run` is an import's whole work in its own process and gives its exit status. */
int nursery_run(int socket, int (*run)(const struct import_order *order));

#endif
