/* command/chosen.h: the features that --of and --filter choose. */
#ifndef TERRIL_COMMAND_CHOSEN_H
#define TERRIL_COMMAND_CHOSEN_H

#include <stdbool.h>

#include "analysis/tally.h"
#include "base/arena.h"
#include "base/error.h"
#include "store/snapshot.h"

/* As people write them; NULL when not given. */
struct chosen_wish {
    const char *of;     /* the id of a collection */
    const char *filter; /* CQL2 text (filter/filter.h), on the fields of that collection */
};

/* Loads SpatiaLite where the filter asks for geometry. ERROR_INPUT for an unknown collection ("did you mean"), a filter that is
 * none, or one without a collection. Memory from the arena. */
bool chosen_read(const struct chosen_wish *wish, struct store *store, const struct snapshot *snapshot,
                 struct arena *arena, struct tally_query *features, struct error *err);

#endif
