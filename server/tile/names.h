/* tile/names.h: the layer of a tile that carries the names of areas: points, each in one tile only, so that a name is
 * written once, whatever the number of tiles its area lies in. */
#ifndef TERRIL_TILE_NAMES_H
#define TERRIL_TILE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "geo/box.h"
#include "geo/feature.h"

/* What a name's point says of its area: key, label, and numbers to sort names by. */
struct tile_names {
    const char *layer; /* "communes-labels" */
    struct field *fields;
    size_t *from; /* where each stands among the collection's fields */
    size_t field_count;
};

/* `key` and `label` are names of fields. Memory from the arena; field names are borrowed. */
struct tile_names tile_names_of(const char *collection, const char *key, const char *label, const struct field *fields,
                                size_t field_count, struct arena *arena);
/* Has the name of an area with this box (the tile set's metres) room at a zoom where a grid unit is `unit` metres wide? Areas
 * narrower than 25 pixels of a tile shown 512 wide are named from a larger zoom on. */
bool tile_names_has_room(struct box box, double unit);
/* The values of an area's fields as those of its name's point. */
const struct value *tile_names_values(const struct tile_names *names, const struct value *values, struct arena *arena);

#endif
