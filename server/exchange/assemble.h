/* exchange/assemble.h: several downloads made one file, and a national one made ours. */
#ifndef TERRIL_EXCHANGE_ASSEMBLE_H
#define TERRIL_EXCHANGE_ASSEMBLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "catalogue/catalogue.h"
#include "exchange/codes.h"

/* Reads each part to its end, so that one cut short is found here. With one part and no codes it becomes `target` as it is
 * (renamed); else `target` is a FeatureCollection of the features of all parts, as published, in their order; with
 * `codes` only of those that the source's filter keeps. `names`, one a part, stand in error lines. */
bool assemble(const struct catalogue_source *source, const char *const *parts, const char *const *names, size_t count,
              const struct codes *codes, const char *target, struct error *err);

#endif
