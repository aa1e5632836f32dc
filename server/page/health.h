/* page/health.h: for those who watch the server: /healthz (it runs), /readyz (it has a snapshot). */
#ifndef TERRIL_PAGE_HEALTH_H
#define TERRIL_PAGE_HEALTH_H

#include "http/router.h"

route_handler health_get, ready_get;

#endif
