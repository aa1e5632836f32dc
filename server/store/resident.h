/* store/resident.h: what a generation keeps of a collection in memory, from the first question for its features on: their prepared text
 * and where they lie. Made once, immutable from then on, shared by threads. Whatever is too large stays in the file alone, and is
 * asked there by SQL; the answers are the same. */
#ifndef TERRIL_STORE_RESIDENT_H
#define TERRIL_STORE_RESIDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "geo/box.h"
#include "geo/crs.h"
#include "store/snapshot.h"
#include "store/store.h"

/* The basin's twenty collections have 4.5 MB of text and 200,000 points together. */
struct resident_limits {
    size_t text;     /* of one collection, bytes */
    size_t features; /* of one; a question looks at their boxes, in groups */
    size_t points;   /* of one; 16 bytes each, in every system of coordinates that boxes come in */
    size_t bytes;    /* of everything; what comes later stays in the file */
};
#define RESIDENT_LIMITS ((struct resident_limits){(size_t)16 << 20, 65536, 524288, (size_t)64 << 20})

/* Of one generation; nothing is made before somebody asks. */
struct residents;
struct residents *residents_new(struct resident_limits limits);
void residents_free(struct residents *residents); /* NULL is fine */

/* Need nobody wait while text and, when `has_box`, places in CRS84 are read? True of what stays in the file, once that is known. */
bool residents_are_made(struct residents *residents, const struct snapshot_collection *collection, bool has_box);

/* ---- text ---- */

/* Every feature's text as load has prepared it, in the order of fid, with a comma before each. */
struct resident_text;

/* Borrowed from `residents`. `store` reads it when it is not there yet; whoever asks meanwhile waits. NULL when it is too long or
 * cannot be read now, or `residents` is NULL. */
const struct resident_text *residents_text(struct residents *residents, struct store *store,
                                           const struct snapshot_collection *collection);
/* One more reference: the text outlives its generation until it is released. */
struct resident_text *resident_text_hold(const struct resident_text *text);
void resident_text_release(void *text); /* NULL is fine */

struct resident_slice {
    const char *bytes;
    size_t length;
    uint64_t name; /* with `length`, of these bytes alone among those of a generation */
};
/* The features from fid `first` to `last`; `has_comma`: with the comma before the first of them. */
struct resident_slice resident_text_slice(const struct resident_text *text, int64_t first, int64_t last,
                                          bool has_comma);

/* ---- places ---- */

/* Every feature's geometry in one system of coordinates, as boxes are asked in it; x is the longitude. */
struct resident_places;

/* As residents_text; CRS84 for 0 and EPSG:4326 too. NULL also when a place has no image in the system. */
const struct resident_places *residents_places(struct residents *residents, struct store *store,
                                               const struct snapshot_collection *collection, enum crs crs);
/* Does the feature share a point with the closed box? Exact, as geometry_meets_box is. */
bool resident_places_meet(const struct resident_places *places, int64_t fid, struct box box);
/* All features that share a point with one of the boxes: appends their fids, int64_t, in their order. */
void resident_places_find(const struct resident_places *places, const struct box *boxes, size_t box_count,
                          struct buffer *fids);

#endif
