/* ogc/landing.h: the landing page and the conformance declaration (OGC 17-069r4, 7.2 and 7.4). */
#ifndef TERRIL_OGC_LANDING_H
#define TERRIL_OGC_LANDING_H

#include "http/router.h"

route_handler landing_get, conformance_get;

#endif
