#include "page/carte.h"
#include "page/data.h"
#include "page/health.h"
#include "page/home.h"
#include "page/site.h"
#include "page/skin.h"

static const char *const home[] = {"theme",          "epci",   "lang",    "indicator", "by",      "perimeter",
                                   "representation", "method", "classes", "breaks",    "palette", NULL};
static const char *const carte[] = {"epci",    "paper",     "lang",    "title",     "author",         "north",
                                    "bleed",   "indicator", "by",      "perimeter", "representation", "method",
                                    "classes", "breaks",    "palette", NULL};
static const char *const coverage[] = {"by", "perimeter", NULL};
static const char *const language[] = {"lang", NULL};
static const char *const land[] = {"station", "at", "distance", "lang", NULL};

const struct route page_routes[] = {
    {"/", home_get, ROUTE_SLOW, home, NULL},
    {"/carte/{theme}.{format}", carte_get, ROUTE_SLOW, carte, NULL},
    {"/api.css", skin_get, ROUTE_FAST, NULL, NULL},
    {"/data/coverage.{format}", data_coverage_get, ROUTE_FAST, coverage, NULL},
    {"/data/indicators.json", data_indicators_get, ROUTE_FAST, language, NULL},
    {"/data/station-areas.{format}", data_station_areas_get, ROUTE_SLOW, land, NULL},
    {"/data/{collection}.{format}", data_layer_get, ROUTE_SLOW, language, NULL},
    {"/healthz", health_get, ROUTE_FAST, NULL, NULL},
    {"/readyz", ready_get, ROUTE_FAST, NULL, NULL},
};

const size_t page_route_count = sizeof page_routes / sizeof page_routes[0];
