/* load/resolve.h: which file answers for a source. */
#ifndef TERRIL_LOAD_RESOLVE_H
#define TERRIL_LOAD_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "catalogue/catalogue.h"

/* A file that may hold a source. */
struct candidate {
    const char *path;
    const struct catalogue_file *file; /* its name and the date of its data */
};

/* Folders in the order in which they are looked in. */
struct resolve {
    const char *facts;      /* <home>/geodata/facts */
    const char *folders[4]; /* ends with NULL */
};

/* The folder named (an error when it is not there), <home>/geodata/sources, <home>/../shared/geodata; the last two only
 * where they are. None of them for the schematic edition. Text borrowed from the arena. */
bool resolve_open(struct resolve *resolve, const char *home, const char *named, bool is_schematic, struct arena *arena,
                  struct error *err);

/* The files that are there, first choice first, borrowed from the arena. */
const struct candidate *resolve_files(const struct resolve *resolve, const struct catalogue_source *source,
                                      struct arena *arena, size_t *count);

#endif
