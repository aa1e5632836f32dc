#include "ogc/form.h"

#include "base/text.h"

#include <string.h>

#define JSON_MEDIA "application/json"
#define HTML_MEDIA "text/html; charset=utf-8"
#define FORMS_MAX  6
#define HTML_FORM                                                                                                      \
    {                                                                                                                  \
        "html", HTML_MEDIA, "application/xhtml+xml"                                                                    \
    }

const struct form form_plain[] = {{"json", JSON_MEDIA}, HTML_FORM, {NULL}};
const struct form form_schema[] = {{"json", "application/schema+json", JSON_MEDIA}, HTML_FORM, {NULL}};
const struct form form_api[] = {
    {"json", "application/vnd.oai.openapi+json;version=3.0", JSON_MEDIA}, HTML_FORM, {NULL}};

bool form_choose(const struct request *request, const struct form *forms, const struct form **chosen, struct error *err)
{
    size_t count = 0;
    while (forms[count].word != NULL) {
        count++;
    }
    const struct form *form = negotiate_form(request, forms, count, err);
    if (form == NULL) {
        return false;
    }
    *chosen = form;
    return true;
}

bool form_is_html(const struct form *form)
{
    return strcmp(form->word, "html") == 0;
}

bool form_is_page(const struct request *request)
{
    const char *word = request_parameter(request, "f");
    return word != NULL ? strcmp(word, "html") == 0 : strstr(request->accept, "text/html") != NULL;
}

/* The request's address with another `f`, absolute. */
static const char *form_address(const struct request *request, const struct form *form)
{
    struct buffer address = BUFFER_INIT;
    size_t path = strcspn(request->target, "?");
    const char *part = request->target[path] == '?' ? request->target + path + 1 : "";
    const char *separator = "?";
    buffer_puts(&address, request->base);
    buffer_append(&address, request->target, path);
    while (*part != '\0') {
        size_t length = strcspn(part, "&");
        bool is_form = length >= 2 && part[0] == 'f' && part[1] == '=';
        if (length > 0 && !is_form) {
            buffer_puts(&address, separator);
            buffer_append(&address, part, length);
            separator = "&";
        }
        part += length + (part[length] == '&');
    }
    buffer_printf(&address, "%sf=%s", separator, form->word);
    const char *copy = arena_string(request->arena, address.bytes);
    buffer_free(&address);
    return copy;
}

/* Is it the first of its media type, and another one than the chosen? */
static bool form_is_other(const struct form *forms, const struct form *form, const struct form *chosen)
{
    for (const struct form *before = forms; before < form; before++) {
        if (strcmp(before->media_type, form->media_type) == 0) {
            return false;
        }
    }
    return strcmp(form->media_type, chosen->media_type) != 0;
}

/* Without its parameters. */
static const char *form_bare_media(const struct request *request, const struct form *form)
{
    return arena_copy(request->arena, form->media_type, strcspn(form->media_type, " ;"));
}

void form_links_add(struct resource_links *links, const struct request *request, const struct form *forms,
                    const struct form *chosen)
{
    for (const struct form *form = forms; form->word != NULL && !request->is_filed; form++) {
        if (!form_is_other(forms, form, chosen)) {
            continue;
        }
        resource_links_add(links, request, form_address(request, form), "alternate", form_bare_media(request, form),
                           form_is_html(form) ? "Cette ressource, en page web"
                                              : arena_printf(request->arena, "Cette ressource, forme %s", form->word));
    }
}

void form_links(struct json_writer *json, const struct request *request, const struct form *forms,
                const struct form *chosen)
{
    struct resource_links links = {.count = 0};
    form_links_add(&links, request, forms, chosen);
    for (size_t i = 0; i < links.count; i++) {
        json_object_open(json);
        json_key_string(json, "href", links.links[i].href);
        json_key_string(json, "rel", links.links[i].rel);
        json_key_string(json, "type", links.links[i].media_type);
        json_key_string(json, "title", links.links[i].title);
        json_object_close(json);
    }
}

bool form_finish(const struct request *request, struct response *response, enum html_kind kind,
                 const struct form *forms, const struct form *chosen, struct error *err)
{
    struct html_alternate others[FORMS_MAX + 1] = {{NULL, NULL}};
    size_t count = 0;
    for (const struct form *form = forms; form->word != NULL && !request->is_filed && count < FORMS_MAX; form++) {
        if (!form_is_other(forms, form, chosen)) {
            continue;
        }
        const char *href = form_address(request, form), *media = form_bare_media(request, form);
        response_header(
            response, "Link",
            arena_printf(request->arena, "<%s>; rel=\"alternate\"; type=\"%s\"", resource_href(request, href), media));
        others[count++] = (struct html_alternate){href, media};
        others[count] = (struct html_alternate){NULL, NULL};
    }
    response->media_type = chosen->media_type;
    return !form_is_html(chosen) || html_answer(request, response, kind, others, err);
}
