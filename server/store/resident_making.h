/* store/resident_making.h: how what is resident is read. For resident.c and the files of each kind. */
#ifndef TERRIL_STORE_RESIDENT_MAKING_H
#define TERRIL_STORE_RESIDENT_MAKING_H

#include "store/resident.h"

enum resident_outcome {
    RESIDENT_MADE,
    RESIDENT_UNFIT, /* too large, or not what can be kept: nobody need try again */
    RESIDENT_FAILED /* the file could not be read now */
};

enum resident_outcome resident_text_make(struct store *store, const struct snapshot_collection *collection,
                                         struct resident_limits limits, struct resident_text **text);
size_t resident_text_bytes(const struct resident_text *text);

enum resident_outcome resident_places_make(struct store *store, const struct snapshot_collection *collection,
                                           enum crs crs, struct resident_limits limits,
                                           struct resident_places **places);
size_t resident_places_bytes(const struct resident_places *places);
void resident_places_free(struct resident_places *places); /* NULL is fine */

#endif
