/* exchange/collection.h: a collection of the snapshot sent to terril-exchange, with everything that is to be said of it. */
#ifndef TERRIL_EXCHANGE_COLLECTION_H
#define TERRIL_EXCHANGE_COLLECTION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "exchange/send.h"
#include "store/snapshot.h"

/* The collection, or what is chosen of it, to `target`, as exchange_send does it: title, description, credit, licence, date, edition and
 * generation go with it. Ends with an error as soon as `is_stopped`, which may be NULL, says so. The text is arena's. */
bool exchange_collection(const struct exchange_target *target, struct store *store, const struct snapshot *snapshot,
                         const struct choice *choice, bool (*is_stopped)(struct error *err), struct arena *arena,
                         struct error *err);

#endif
