/* store/building.h: the inside of a builder, shared by the files that build. */
#ifndef TERRIL_STORE_BUILDING_H
#define TERRIL_STORE_BUILDING_H

#include "base/arena.h"
#include "store/builder.h"

struct builder {
    struct store *store;
    struct arena *arena; /* lives as long as the builder */
    const char *target;  /* where the snapshot goes */
    const char *path;    /* where it is built: target.new-<process> */
};

/* INTEGER, REAL or TEXT. */
const char *building_column_type(enum value_type type);
/* The SQL in `sql` (emptied) as one script; `name` stands in the error line. */
bool building_run(struct builder *builder, struct buffer *sql, const char *name, struct error *err);

#endif
