/* ogc/landing.h: the landing page (OGC 17-069r4, 7.2). */
#ifndef TERRIL_OGC_LANDING_H
#define TERRIL_OGC_LANDING_H

#include "http/router.h"

route_handler landing_get;

#endif
