/* page/data.h: whole layers and tables to take away: /data/... */
#ifndef TERRIL_PAGE_DATA_H
#define TERRIL_PAGE_DATA_H

#include "http/router.h"

route_handler data_layer_get, data_coverage_get, data_indicators_get, data_station_areas_get;

/* For the route: counting features, or a filter. */
bool data_coverage_is_slow(const struct request *request);

#endif
