/* style/property.h: the properties of the style specification that the drawing uses, and how they are read. */
#ifndef TERRIL_STYLE_PROPERTY_H
#define TERRIL_STYLE_PROPERTY_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "style/style.h"

/* Gives every property of the layer's type its default. */
void property_defaults(struct style_layer *layer, struct arena *arena);
/* Reads the members of a layer's "paint" or "layout". A property that only the browser's engine uses is passed over; one that
 * the specification does not give this type of layer, or a constant of the wrong kind, is an error that names both. */
bool property_read_all(const struct json_value *members, const char *style_name, struct style_layer *layer,
                       struct arena *arena, struct error *err);

#endif
