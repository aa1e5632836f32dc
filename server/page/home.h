/* page/home.h: the page. */
#ifndef TERRIL_PAGE_HOME_H
#define TERRIL_PAGE_HOME_H

#include "http/router.h"

route_handler home_get;

#endif
