/* style/check.h: a style against the data that it is to draw. */
#ifndef TERRIL_STYLE_CHECK_H
#define TERRIL_STYLE_CHECK_H

#include <stdbool.h>

#include "base/error.h"
#include "style/style.h"

/* Names of a collection's fields, NULL-ended; NULL when nothing is known of it. Borrowed until the next call. */
struct style_fields {
    void *payload;
    const char *const *(*of)(void *payload, const char *collection);
};

/* False with an error that names theme, layer, property, collection and field, at the first field that an expression asks a
 * collection for and that it has not. Names that are put together while drawing are not looked at. */
bool style_check(const struct style *style, const struct style_fields *fields, struct error *err);

#endif
