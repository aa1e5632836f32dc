#include "ogc/openapi.h"

#include "base/json.h"

#include <string.h>

#define PROBLEM "application/problem+json"

const char *openapi_path(const struct route *route, struct arena *arena)
{
    struct buffer path = BUFFER_INIT;
    const struct parameter *const *place = route->places;
    for (const char *at = route->pattern; *at;) {
        size_t plain = strcspn(at, "{");
        buffer_append(&path, at, plain);
        at += plain;
        if (*at == '{') {
            size_t name = strcspn(at, "}") + 1;
            if (place && *place)
                buffer_printf(&path, "{%s}", (*place++)->name);
            else
                buffer_append(&path, at, name);
            at += name;
        }
    }
    const char *copy = arena_copy(arena, path.bytes, path.length);
    buffer_free(&path);
    return copy;
}

/* ---- parameters ---- */

/* What a URL would say, as a JSON value of the parameter's kind. */
static void example_write(const struct parameter *parameter, struct json_writer *json)
{
    if (!parameter->example)
        return;
    json_key(json, "example");
    switch (parameter->kind) {
    case PARAMETER_INTEGER:
    case PARAMETER_NUMBER:
    case PARAMETER_BOOLEAN:
        json_raw(json, parameter->example, strlen(parameter->example));
        return;
    case PARAMETER_NUMBERS:
        json_array_open(json);
        json_raw(json, parameter->example, strlen(parameter->example));
        json_array_close(json);
        return;
    case PARAMETER_WORDS:
        json_array_open(json);
        for (const char *word = parameter->example; *word != '\0';) {
            char text[64];
            size_t length = strcspn(word, ","), kept = length < sizeof text ? length : sizeof text - 1;
            memcpy(text, word, kept);
            text[kept] = '\0';
            json_string(json, text);
            word += length + (word[length] == ',');
        }
        json_array_close(json);
        return;
    case PARAMETER_TEXT:
    case PARAMETER_WORD:
        json_string(json, parameter->example);
        return;
    }
}

static void parameter_write(const struct parameter *parameter, struct json_writer *json)
{
    json_object_open(json);
    json_key_string(json, "name", parameter->name);
    json_key_string(json, "in", parameter->is_addressed ? "path" : "query");
    json_key(json, "required");
    json_bool(json, parameter->is_addressed);
    json_key_string(json, "description", parameter->description);
    if (!parameter->is_addressed) {
        /* Lists are written with commas, as in bbox=1,2,3,4 (17-069r4, 7.15.3). */
        json_key_string(json, "style", "form");
        json_key(json, "explode");
        json_bool(json, false);
    }
    if (parameter->may_be_empty) {
        json_key(json, "allowEmptyValue");
        json_bool(json, true);
    }
    json_key(json, "schema");
    parameter_schema(parameter, json);
    example_write(parameter, json);
    json_object_close(json);
}

/* Names that data give, as OpenAPI writes parameters without a fixed name (19-079r2, queryables-query-parameters). */
static void others_write(struct json_writer *json)
{
    static const char text[] = "{\"name\":\"queryables\",\"in\":\"query\",\"required\":false,\"description\":\"Un "
                               "champ de la collection et la "
                               "valeur qu’il a, tel que insee=62498\u202f; /queryables en donne la "
                               "liste\",\"style\":\"form\",\"explode\":true,"
                               "\"schema\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}}";
    json_raw(json, text, sizeof text - 1);
}

static void parameters_write(const struct route *route, struct arena *arena, struct json_writer *json)
{
    struct parameter form;
    bool has_form = route_form_parameter(route, arena, &form);
    if (!has_form && !route->parameters && !route->places && !route->allows)
        return;
    json_key(json, "parameters");
    json_array_open(json);
    for (const struct parameter *const *each = route->places; each && *each; each++)
        parameter_write(*each, json);
    for (const struct parameter *const *each = route->parameters; each && *each; each++)
        parameter_write(*each, json);
    if (route->allows)
        others_write(json);
    if (has_form)
        parameter_write(&form, json);
    json_array_close(json);
}

/* ---- answers ---- */

static void reference_write(const char *kind, const char *name, struct arena *arena, struct json_writer *json)
{
    json_object_open(json);
    json_key_string(json, "$ref", arena_printf(arena, "#/components/%s/%s", kind, name));
    json_object_close(json);
}

/* Has a form before `form` the same media type (and, unless NULL, the schema)? */
static bool form_is_said(const struct route_form *forms, const struct route_form *form, const char *schema)
{
    for (; forms < form; forms++)
        if (strcmp(forms->media_type, form->media_type) == 0 && (!schema || strcmp(forms->schema, schema) == 0))
            return true;
    return false;
}

/* The schema of a media type; of one that several forms have, any of theirs. */
static void media_schema_write(const struct route_form *forms, const struct route_form *form, struct arena *arena,
                               struct json_writer *json)
{
    size_t schemas = 0;
    for (const struct route_form *each = forms; each->media_type; each++)
        if (strcmp(each->media_type, form->media_type) == 0 && !form_is_said(forms, each, each->schema))
            schemas++;
    if (schemas == 1) {
        reference_write("schemas", form->schema, arena, json);
        return;
    }
    json_object_open(json);
    json_key(json, "anyOf");
    json_array_open(json);
    for (const struct route_form *each = forms; each->media_type; each++)
        if (strcmp(each->media_type, form->media_type) == 0 && !form_is_said(forms, each, each->schema))
            reference_write("schemas", each->schema, arena, json);
    json_array_close(json);
    json_object_close(json);
}

static void content_write(const struct route *route, struct arena *arena, struct json_writer *json)
{
    json_key(json, "200");
    json_object_open(json);
    json_key_string(json, "description", route->summary);
    json_key(json, "content");
    json_object_open(json);
    for (const struct route_form *form = route->forms; form->media_type; form++) {
        if (form_is_said(route->forms, form, NULL))
            continue;
        json_key(json, form->media_type);
        json_object_open(json);
        json_key(json, "schema");
        media_schema_write(route->forms, form, arena, json);
        json_object_close(json);
    }
    json_object_close(json);
    json_object_close(json);
}

static void answers_write(const struct route *route, struct arena *arena, struct json_writer *json)
{
    const struct {
        const char *status, *name;
        bool is_here;
    } others[] = {
        {"204", "empty", (route->statuses & ROUTE_EMPTY) != 0},
        {"304", "unchanged", !(route->methods & ROUTE_POST)},
        {"400", "badRequest", true},
        {"404", "notFound", route->places || (route->statuses & ROUTE_UNFOUND) != 0},
        {"411", "lengthRequired", route->body != NULL},
        {"413", "tooLarge", route->body != NULL},
        {"415", "wrongType", route->body != NULL},
        {"500", "serverError", true},
        {"503", "busy", route->pace == ROUTE_SLOW || route->is_slow},
    };
    json_key(json, "responses");
    json_object_open(json);
    content_write(route, arena, json);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (!others[i].is_here)
            continue;
        json_key(json, others[i].status);
        reference_write("responses", others[i].name, arena, json);
    }
    json_object_close(json);
}

static void body_write(const struct route *route, struct arena *arena, struct json_writer *json)
{
    json_key(json, "requestBody");
    json_object_open(json);
    json_key(json, "required");
    json_bool(json, true);
    json_key(json, "content");
    json_object_open(json);
    json_key(json, "application/json");
    json_object_open(json);
    json_key(json, "schema");
    reference_write("schemas", route->body, arena, json);
    json_object_close(json);
    json_object_close(json);
    json_object_close(json);
}

static void route_write(const struct route *route, struct arena *arena, struct json_writer *json)
{
    json_key(json, openapi_path(route, arena));
    json_object_open(json);
    /* an address takes one or the other: a POST executes what a GET elsewhere describes */
    json_key(json, (route->methods & ROUTE_POST) != 0 ? "post" : "get");
    json_object_open(json);
    json_key_string(json, "operationId", route->id);
    json_key_string(json, "summary", route->summary);
    json_key_string(json, "description", route->summary);
    json_key(json, "tags");
    json_array_open(json);
    json_string(json, route->tag);
    json_array_close(json);
    parameters_write(route, arena, json);
    if (route->body)
        body_write(route, arena, json);
    answers_write(route, arena, json);
    json_object_close(json);
    json_object_close(json);
}

/* ---- what they share ---- */

static void schemas_write(struct json_writer *json)
{
    struct buffer text = BUFFER_INIT;
    json_key(json, "schemas");
    json_object_open(json);
    for (const struct openapi_schema *schema = openapi_schemas; schema->name; schema++) {
        buffer_clear(&text);
        buffer_puts(&text, schema->text);
        for (size_t i = 0; i < text.length; i++)
            if (text.bytes[i] == '\'')
                text.bytes[i] = '"';
        json_key(json, schema->name);
        json_raw(json, text.bytes, text.length);
    }
    json_object_close(json);
    buffer_free(&text);
}

static void responses_write(struct arena *arena, struct json_writer *json)
{
    static const struct {
        const char *name, *description;
        bool is_problem;
    } responses[] = {
        {"empty", "Il n’y a rien ici", false},
        {"unchanged", "Rien n’a changé depuis la réponse dont If-None-Match donne l’étiquette", false},
        {"badRequest", "Paramètre inconnu, répété ou hors de ce qui est permis", true},
        {"notFound", "N’existe pas", true},
        {"lengthRequired", "Content-Length manque", true},
        {"tooLarge", "Le corps de la demande est trop long", true},
        {"wrongType", "Le corps de la demande n’est pas du JSON en UTF-8", true},
        {"serverError", "Le serveur n’a pas pu faire cette réponse", true},
        {"busy", "Trop de demandes longues en même temps\u202f; l’en-tête Retry-After dit quand revenir", true},
    };
    json_key(json, "responses");
    json_object_open(json);
    for (size_t i = 0; i < sizeof responses / sizeof *responses; i++) {
        json_key(json, responses[i].name);
        json_object_open(json);
        json_key_string(json, "description", responses[i].description);
        if (responses[i].is_problem) {
            json_key(json, "content");
            json_object_open(json);
            json_key(json, PROBLEM);
            json_object_open(json);
            json_key(json, "schema");
            reference_write("schemas", "problem", arena, json);
            json_object_close(json);
            json_object_close(json);
        }
        json_object_close(json);
    }
    json_object_close(json);
}

static void head_write(const char *base, struct arena *arena, struct json_writer *json)
{
    /* 20-058, 9.3 */
    static const char limits[] = "{\"maps\":{\"maxWidth\":4096,\"maxHeight\":4096,\"maxPixels\":16000000}}";
    json_key_string(json, "openapi", "3.0.3");
    json_key(json, "info");
    json_object_open(json);
    json_key_string(json, "title", "Bassin minier en cartes");
    json_key_string(
        json, "description",
        "Cartes et données du bassin minier du Nord et du Pas-de-Calais. Un paramètre inconnu, répété ou hors "
        "de ce qui est permis est refusé (400) avec une phrase qui dit ce qui l’est.");
    json_key_string(json, "version", TERRIL_VERSION);
    json_key(json, "contact");
    json_object_open(json);
    json_key_string(json, "name", "Ce serveur");
    json_key_string(json, "url", base);
    json_object_close(json);
    json_key(json, "license");
    json_object_open(json);
    json_key_string(json, "name", "Chaque collection dit sa licence et la mention à citer");
    json_key_string(json, "url", arena_printf(arena, "%s/ogc/collections", base));
    json_object_close(json);
    json_key(json, "x-OGC-limits");
    json_raw(json, limits, sizeof limits - 1);
    json_object_close(json);
    json_key(json, "servers");
    json_array_open(json);
    json_object_open(json);
    json_key_string(json, "url", base);
    json_object_close(json);
    json_array_close(json);
    json_key(json, "security"); /* none is asked for */
    json_array_open(json);
    json_array_close(json);
}

static bool tag_is_said(const struct openapi *api, size_t before, const char *tag)
{
    for (size_t i = 0; i < before; i++)
        if (api->routes[i].id && strcmp(api->routes[i].tag, tag) == 0)
            return true;
    return false;
}

static const char *tag_description(const char *tag)
{
    static const struct {
        const char *tag, *description;
    } tags[] = {
        {"Service", "Ce que l’API est, sait faire et prend"},
        {"Collections", "Les données, objet par objet (OGC API - Features)"},
        {"Tuiles", "Tuiles vectorielles et leurs grilles (OGC API - Tiles)"},
        {"Cartes", "Cartes et styles (OGC API - Maps)"},
        {"Traitements", "Calculs à la demande (OGC API - Processes)"},
        {"Pages et planches", "Ce que lisent les gens\u00a0: la page et les planches à imprimer"},
        {"Fichiers", "Couches et tableaux entiers, à emporter"},
        {"Surveillance", "Pour qui veille sur le serveur"},
    };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strcmp(tags[i].tag, tag) == 0)
            return tags[i].description;
    return tag;
}

static void tags_write(const struct openapi *api, struct json_writer *json)
{
    json_key(json, "tags");
    json_array_open(json);
    for (size_t i = 0; i < api->count; i++) {
        if (!api->routes[i].id || tag_is_said(api, i, api->routes[i].tag))
            continue;
        json_object_open(json);
        json_key_string(json, "name", api->routes[i].tag);
        json_key_string(json, "description", tag_description(api->routes[i].tag));
        json_object_close(json);
    }
    json_array_close(json);
}

void openapi_write(const struct openapi *api, const char *base, struct arena *arena, struct buffer *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    head_write(base, arena, &json);
    tags_write(api, &json);
    json_key(&json, "paths");
    json_object_open(&json);
    for (size_t i = 0; i < api->count; i++)
        if (api->routes[i].id)
            route_write(&api->routes[i], arena, &json);
    json_object_close(&json);
    json_key(&json, "components");
    json_object_open(&json);
    schemas_write(&json);
    responses_write(arena, &json);
    json_object_close(&json);
    json_object_close(&json);
}
