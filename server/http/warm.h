/* http/warm.h: has answers prepared by another process, and puts them on the shelf as they come. */
#ifndef TERRIL_HTTP_WARM_H
#define TERRIL_HTTP_WARM_H

#include <stdbool.h>

#include "http/service.h"

struct warmer;

/* `preparer`: of struct server_settings, borrowed. */
struct warmer *warmer_open(struct service *service, const char *const *preparer, struct error *err);
/* Begins a moment later, and drops what is in the making. */
void warmer_begin(struct warmer *warmer);
bool warmer_is_busy(struct warmer *warmer); /* NULL is not */
void warmer_close(struct warmer *warmer);   /* ends the process; NULL is fine */

#endif
