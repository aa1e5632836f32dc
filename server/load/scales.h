/* load/scales.h: what a snapshot holds for smaller scales: outlines for several tolerances, the places of names, and vector
 * tiles. Made by threads of their own while the analyses run, since they need nothing but the collections. */
#ifndef TERRIL_LOAD_SCALES_H
#define TERRIL_LOAD_SCALES_H

#include <stdbool.h>

#include "base/error.h"
#include "catalogue/catalogue.h"
#include "store/builder.h"

struct scales;

/* Reads every collection that stands in the builder's file and begins; the file may be used for other things meanwhile.
 * Tiles wait in a
 * file without a name in the folder of `target`. NULL with an error when a collection cannot be read. */
struct scales *scales_start(struct builder *builder, const struct catalogue *catalogue, const char *target,
                            struct error *err);
/* Waits, and writes everything to the file the features came from. */
bool scales_finish(struct scales *scales, struct builder *builder, struct error *err);
void scales_free(struct scales *scales); /* waits too; NULL is fine */

#endif
