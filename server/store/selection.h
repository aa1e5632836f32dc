/* store/selection.h: which features of a collection a filter chooses. */
#ifndef TERRIL_STORE_SELECTION_H
#define TERRIL_STORE_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct selection; /* immutable: sorted fids, each once */

bool selection_has(const struct selection *selection, int64_t fid);
size_t selection_count(const struct selection *selection);
const int64_t *selection_fids(const struct selection *selection);

#endif
