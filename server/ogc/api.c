#include "ogc/api.h"

#include "ogc/form.h"
#include "ogc/openapi.h"
#include "ogc/resource.h"

bool api_get(const struct request *request, struct response *response, struct error *err)
{
    const struct form *form;
    if (!form_choose(request, form_api, &form, err))
        return false;
    response->is_api = true;
    openapi_write(request->context, request->base, request->arena, &response->body);
    return form_finish(request, response, HTML_API, form_api, form, err);
}
