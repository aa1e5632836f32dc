#include "ogc/filtering.h"

static struct selection_wish wish_of(const struct request *request)
{
    return (struct selection_wish){request_parameter(request, "filter"), request_parameter(request, "filter-lang"),
                                   request_parameter(request, "filter-crs")};
}

bool resource_has_filter(const struct request *request)
{
    return request_parameter(request, "filter") != NULL;
}

bool resource_filter(const struct request *request, const struct snapshot_collection *collection,
                     const struct filter **filter, struct error *err)
{
    const struct selection_wish wish = wish_of(request);
    return selection_filter(&wish, collection, request->arena, filter, err);
}

bool resource_selection(const struct request *request, const struct snapshot_collection *collection,
                        struct store *store, const struct selection **selection, struct error *err)
{
    const struct selection_wish wish = wish_of(request);
    return selection_read(&wish, collection, store, request->arena, selection, err);
}
