/* page/skin.h: the style sheet of the pages that ogc/ writes. */
#ifndef TERRIL_PAGE_SKIN_H
#define TERRIL_PAGE_SKIN_H

#include "http/router.h"

route_handler skin_get; /* /api.css: web/page.css and web/api.css behind it */

#endif
