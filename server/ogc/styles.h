/* ogc/styles.h: the themes as styles (OGC API - Styles, draft 20-009), and as what MapLibre GL takes as it is. */
#ifndef TERRIL_OGC_STYLES_H
#define TERRIL_OGC_STYLES_H

#include "base/json.h"
#include "http/router.h"
#include "style/style.h"

/* The context is the NULL-ended list of themes (`struct style *const *`). */
route_handler styles_get, style_get;

/* The theme of that name, the first of all when `id` is NULL. NULL with ERROR_NOT_FOUND that lists those there are. */
const struct style *styles_asked(const struct request *request, const char *id, struct error *err);
/* The theme's own text, from the home folder's styles/; the caller's to free. */
struct json_document *styles_document(const struct request *request, const struct style *style, struct error *err);

#endif
