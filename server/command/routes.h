/* command/routes.h: all addresses in one table. */
#ifndef TERRIL_COMMAND_ROUTES_H
#define TERRIL_COMMAND_ROUTES_H

#include <stddef.h>

#include "base/arena.h"
#include "http/router.h"
#include "page/site.h"

/* Both tables of contents in one, the pages' routes with the site as their context, the API's with its themes. From
 * the arena. */
struct route *routes_join(struct arena *arena, struct site *site, size_t *count);

#endif
