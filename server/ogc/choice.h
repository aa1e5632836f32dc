/* ogc/choice.h: the filter of a map or a tile: which features of each of its collections are drawn. */
#ifndef TERRIL_OGC_CHOICE_H
#define TERRIL_OGC_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "http/request.h"
#include "store/snapshot.h"

/* The request's `filter`, asked of each collection that has every property which it names; the others stay whole. `choices` has
 * room for `count`; its collections are set. False when the filter is wrong, or none of the collections has its properties.
 * Memory from the request's arena. */
bool choice_make(const struct request *request, struct store *store, struct choice *choices, size_t count,
                 struct error *err);

#endif
