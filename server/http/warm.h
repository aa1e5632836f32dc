/* http/warm.h: answers made before anybody asks, as small as they get, by a thread that yields to all others. */
#ifndef TERRIL_HTTP_WARM_H
#define TERRIL_HTTP_WARM_H

#include <stddef.h>

#include "http/service.h"

/* Bytes, not coded, above which an answer is not prepared: brotli's best would hold the processor for a second and more,
 * and ten times the answer's memory. */
#define WARM_BODY_MAX ((size_t)320 << 10)

struct warmer;

struct warmer *warmer_open(struct service *service, struct error *err);
/* Begins with this list, copied, in its order, and forgets the one before. */
void warmer_begin(struct warmer *warmer, const char *const *targets, size_t count);
bool warmer_is_busy(struct warmer *warmer); /* NULL is not */
void warmer_close(struct warmer *warmer);   /* behind the answer in the making; NULL is fine */

#endif
