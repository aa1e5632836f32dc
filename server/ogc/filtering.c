#include "ogc/filtering.h"

#include <string.h>

bool resource_has_filter(const struct request *request)
{
    return request_parameter(request, "filter") != NULL;
}

static bool crs_of(const struct request *request, enum crs *crs, struct error *err)
{
    const char *text = request_parameter(request, "filter-crs");
    *crs = CRS_CRS84;
    return text == NULL || crs_read(text, crs) ||
           error_set(err, ERROR_INPUT,
                     "filter-crs=%.80s: allowed are %s and http://www.opengis.net/def/crs/EPSG/0/ with 4326, 3857, "
                     "2154 or 3950",
                     text, crs_uri(CRS_CRS84));
}

bool resource_filter(const struct request *request, const struct snapshot_collection *collection,
                     const struct filter **filter, struct error *err)
{
    const char *text = request_parameter(request, "filter"), *language = request_parameter(request, "filter-lang");
    const struct queryable *queryables;
    enum crs crs;
    bool is_json = language != NULL && strcmp(language, "cql2-json") == 0;
    if (language != NULL && !is_json && strcmp(language, "cql2-text") != 0)
        return error_set(err, ERROR_INPUT, "filter-lang=%.40s: allowed are cql2-text and cql2-json", language);
    if (!crs_of(request, &crs, err))
        return false;
    *filter = NULL;
    if (text == NULL)
        return true;
    size_t count = collection_queryables(collection, request->arena, &queryables);
    *filter = is_json ? filter_read_json(text, strlen(text), queryables, count, crs, request->arena, err)
                      : filter_read_text(text, strlen(text), queryables, count, crs, request->arena, err);
    return *filter != NULL;
}

bool resource_selection(const struct request *request, const struct snapshot_collection *collection,
                        struct store *store, const struct selection **selection, struct error *err)
{
    const struct filter *filter;
    *selection = NULL;
    if (!resource_filter(request, collection, &filter, err))
        return false;
    if (filter != NULL)
        *selection = selection_make(store, collection, filter, request->arena, err);
    return filter == NULL || *selection != NULL;
}
