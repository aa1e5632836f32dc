/* store/items_inside.h: a question for features, answered in steps. For items.c, items_order.c and items_write.c. */
#ifndef TERRIL_STORE_ITEMS_INSIDE_H
#define TERRIL_STORE_ITEMS_INSIDE_H

#include "store/connection.h"
#include "store/snapshot.h"

/* Is it asked by values, days or an order, so that SQL has to look at rows? */
bool items_has_rows(const struct items_query *query);
/* A statement of its own for the caller to close: fid and whether the feature stands behind `after`, in the order asked for.
 * Names in its text are the collection's own, which snapshot_read has checked; every value is bound. */
struct statement *items_rows(struct store *store, const struct snapshot_collection *collection,
                             const struct items_query *query, struct error *err);
/* By the value's type. */
void items_bind(struct statement *statement, int index, const struct value *value);

#endif
