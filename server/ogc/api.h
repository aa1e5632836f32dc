/* ogc/api.h: the API's description in OpenAPI 3.0 (OGC 17-069r4, 7.3). */
#ifndef TERRIL_OGC_API_H
#define TERRIL_OGC_API_H

#include "http/router.h"

/* Finds a `struct openapi *` (ogc/openapi.h) in request->context. */
route_handler api_get;

#endif
