#include "ogc/api.h"

#include "http/negotiate.h"
#include "ogc/openapi.h"
#include "ogc/resource.h"

#include <string.h>

bool api_get(const struct request *request, struct response *response, struct error *err)
{
    static const struct form forms[] = {{"json", "application/vnd.oai.openapi+json;version=3.0"},
                                        {"html", "text/html; charset=utf-8"}};
    const struct form *form = negotiate_form(request, forms, 2, err);
    if (form == NULL)
        return false;
    response->media_type = form->media_type;
    response->is_api = true;
    if (form == &forms[0])
        openapi_write(request->context, request->base, request->arena, &response->body);
    else
        openapi_page(request->context, request->base, request->arena, &response->body);
    return true;
}
