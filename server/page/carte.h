/* page/carte.h: finished sheets: /carte/{theme}.svg|png|pdf. */
#ifndef TERRIL_PAGE_CARTE_H
#define TERRIL_PAGE_CARTE_H

#include "http/router.h"

route_handler carte_get;

#endif
