/* The description as a page for people. */
#include "ogc/openapi.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

/* Beside the site's own skin: paths and values that do not fit break, so that a telephone shows them. */
static const char style[] =
    "h3 { margin: 28px 0 4px; font-size: 17px; line-height: 24px; font-weight: 600; }\n"
    "code { font: 14px/20px ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }\n"
    "dl.takes { columns: 1; padding-left: 14px; border-left: 3px solid var(--hairline); }\n"
    ".contents { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 0; list-style: none; }\n"
    ".contents a { display: inline-block; padding: 4px 0; }\n";

/* Groups stand under "g1", "g2", in the order of their first route. */
static size_t group_number(const struct openapi *api, const char *tag)
{
    size_t number = 0;
    for (size_t i = 0; i < api->count; i++) {
        bool is_first = api->routes[i].id != NULL;
        for (size_t k = 0; k < i && is_first; k++)
            is_first = !api->routes[k].id || strcmp(api->routes[k].tag, api->routes[i].tag) != 0;
        number += is_first;
        if (is_first && strcmp(api->routes[i].tag, tag) == 0)
            return number;
    }
    return 0;
}

static bool group_begins(const struct openapi *api, size_t at)
{
    if (!api->routes[at].id)
        return false;
    for (size_t i = 0; i < at; i++)
        if (api->routes[i].id && strcmp(api->routes[i].tag, api->routes[at].tag) == 0)
            return false;
    return true;
}

static void head_write(const struct openapi *api, const char *base, struct buffer *out)
{
    buffer_puts(out,
                "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                "content=\"width=device-width, initial-scale=1\">\n<title>Description de l’API</title>\n<style>\n");
    buffer_puts(out, api->css);
    buffer_puts(out, style);
    buffer_puts(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#contents\">Aller au contenu</a>\n<header>\n"
                     "<a class=\"site\" href=\"/\">Bassin minier en cartes</a>\n<nav aria-label=\"API\"><ul>\n"
                     "<li><a href=\"/ogc\">API</a></li>\n<li><a href=\"/ogc/collections\">Collections</a></li>\n"
                     "</ul></nav>\n</header>\n<main id=\"contents\">\n<h1>Description de l’API</h1>\n<p>Toutes les "
                     "adresses de ");
    buffer_puts(out, "<code>");
    buffer_xml(out, base);
    buffer_puts(out,
                "</code>, ce qu’elles prennent et ce qu’elles répondent. Un paramètre inconnu, répété ou hors de ce "
                "qui est permis est refusé (400) avec une phrase qui dit ce qui l’est. La même description pour les "
                "programmes\u00a0: <a href=\"/ogc/api?f=json\">OpenAPI 3.0</a>.</p>\n<ul class=\"contents\">\n");
    for (size_t i = 0; i < api->count; i++) {
        if (!group_begins(api, i))
            continue;
        buffer_printf(out, "<li><a href=\"#g%zu\">", group_number(api, api->routes[i].tag));
        buffer_xml(out, api->routes[i].tag);
        buffer_puts(out, "</a></li>\n");
    }
    buffer_puts(out, "</ul>\n");
}

static void bounds_write(const struct parameter *parameter, struct buffer *out)
{
    if (parameter->least == 0 && parameter->most == 0)
        return;
    if (!isfinite(parameter->most)) {
        buffer_puts(out, parameter->is_above ? ", plus de " : ", au moins ");
        number_write_french(out, parameter->least, 0);
        return;
    }
    buffer_puts(out, ", de ");
    number_write_french(out, parameter->least, 0);
    buffer_puts(out, " à ");
    number_write_french(out, parameter->most, 0);
}

static void kind_write(const struct parameter *parameter, struct buffer *out)
{
    static const char *const kinds[] = {
        [PARAMETER_TEXT] = "texte",           [PARAMETER_INTEGER] = "nombre entier", [PARAMETER_NUMBER] = "nombre",
        [PARAMETER_NUMBERS] = "nombres",      [PARAMETER_WORD] = "un de ces mots",   [PARAMETER_WORDS] = "mots",
        [PARAMETER_BOOLEAN] = "true ou false"};
    if (parameter->few > 0 && parameter->few == parameter->many)
        buffer_printf(out, "%u ", parameter->few);
    else if (parameter->many > 0)
        buffer_printf(out, "%u à %u ", parameter->few > 0 ? parameter->few : 1, parameter->many);
    buffer_puts(out, kinds[parameter->kind]);
    bounds_write(parameter, out);
    if (parameter->words)
        buffer_puts(out, "\u00a0:");
    for (const char *const *word = parameter->words; word && *word; word++)
        buffer_printf(out, "%s <code>%s</code>", word == parameter->words ? "" : ",", *word);
}

static void parameter_write(const struct parameter *parameter, struct buffer *out)
{
    buffer_printf(out, "<dt><code>%s</code></dt>\n<dd>", parameter->name);
    buffer_xml(out, parameter->description);
    buffer_puts(out, " <span class=\"from\">");
    kind_write(parameter, out);
    if (parameter->otherwise) {
        buffer_puts(out, "\u202f; par défaut <code>");
        buffer_xml(out, parameter->otherwise);
        buffer_puts(out, "</code>");
    }
    if (parameter->example) {
        buffer_puts(out, "\u202f; exemple\u00a0: <code>");
        buffer_xml(out, parameter->example);
        buffer_puts(out, "</code>");
    }
    buffer_puts(out, "</span></dd>\n");
}

static void parameters_write(const struct route *route, struct arena *arena, struct buffer *out)
{
    struct parameter form;
    bool has_form = route_form_parameter(route, arena, &form);
    if (!has_form && !route->parameters && !route->places && !route->allows)
        return;
    buffer_puts(out, "<dl class=\"takes\">\n");
    for (const struct parameter *const *each = route->places; each && *each; each++)
        parameter_write(*each, out);
    for (const struct parameter *const *each = route->parameters; each && *each; each++)
        parameter_write(*each, out);
    if (route->allows)
        buffer_puts(out, "<dt>un champ de la collection</dt>\n<dd>La valeur qu’il a, telle que "
                         "<code>insee=62498</code></dd>\n");
    if (has_form)
        parameter_write(&form, out);
    buffer_puts(out, "</dl>\n");
}

static void answers_write(const struct route *route, struct buffer *out)
{
    buffer_puts(out, "<p class=\"note\">Répond\u00a0: ");
    for (const struct route_form *form = route->forms; form->media_type; form++) {
        bool is_said = false;
        for (const struct route_form *each = route->forms; each < form; each++)
            is_said = is_said || strcmp(each->media_type, form->media_type) == 0;
        if (!is_said)
            buffer_printf(out, "%s<code>%s</code>", form == route->forms ? "" : ", ", form->media_type);
    }
    buffer_puts(out, "</p>\n");
}

static void route_write(const struct route *route, struct arena *arena, struct buffer *out)
{
    const char *path = openapi_path(route, arena);
    buffer_printf(out, "<h3 id=\"%s\">", route->id);
    buffer_xml(out, route->summary);
    buffer_puts(out, "</h3>\n<p>");
    bool is_post = (route->methods & ROUTE_POST) != 0, is_link = strchr(path, '{') == NULL && !is_post;
    if (is_post)
        buffer_puts(out, "POST ");
    if (is_link)
        buffer_printf(out, "<a href=\"%s\">", path);
    buffer_printf(out, "<code>%s</code>%s</p>\n", path, is_link ? "</a>" : "");
    parameters_write(route, arena, out);
    answers_write(route, out);
}

void openapi_page(const struct openapi *api, const char *base, struct arena *arena, struct buffer *out)
{
    head_write(api, base, out);
    for (size_t i = 0; i < api->count; i++) {
        if (!group_begins(api, i))
            continue;
        buffer_printf(out, "<h2 id=\"g%zu\">", group_number(api, api->routes[i].tag));
        buffer_xml(out, api->routes[i].tag);
        buffer_puts(out, "</h2>\n");
        for (size_t k = i; k < api->count; k++)
            if (api->routes[k].id && strcmp(api->routes[k].tag, api->routes[i].tag) == 0)
                route_write(&api->routes[k], arena, out);
    }
    buffer_puts(out,
                "</main>\n<footer>\n<p>OGC API\u00a0: Features, Tiles, Maps. <a href=\"/ogc/conformance\">Classes de "
                "conformité</a>.</p>\n</footer>\n</body>\n</html>\n");
}
