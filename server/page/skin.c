#include "page/skin.h"

#include "page/site.h"

bool skin_get(const struct request *request, struct response *response, struct error *err)
{
    const struct site *site = request->context;
    (void)err;
    response->media_type = "text/css; charset=utf-8";
    response->is_relative = true;
    buffer_puts(&response->body, site->css);
    buffer_puts(&response->body, site->css_more);
    return true;
}
