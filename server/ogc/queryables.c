#include "ogc/queryables.h"

#include "ogc/form.h"
#include "ogc/resource.h"

#include <string.h>

#define SCHEMA_MEDIA "application/schema+json"
#define DIALECT      "https://json-schema.org/draft/2020-12/schema"
#define RELATION     "http://www.opengis.net/def/rel/ogc/1.0/"
/* A field with at most so many different values, each on two features or more in the mean, is a list of words. */
#define ENUM_MAX 20

enum purpose { QUERYABLES, SORTABLES, RETURNABLES };

static const struct {
    const char *path, *title;
} purposes[] = {
    [QUERYABLES] = {"queryables", "ce qu’un filtre peut nommer"},
    [SORTABLES] = {"sortables", "ce par quoi trier"},
    [RETURNABLES] = {"schema", "les champs"},
};

/* What is being written. */
struct writing {
    const struct request *request;
    const struct snapshot_collection *collection;
    struct store *store;
    struct json_writer *json;
    enum purpose purpose;
    int64_t sequence; /* of the last property */
};

/* The unit in UCUM (23-058r1, /req/schemas/unit); NULL for one that it has not. */
static const char *unit_code(const char *unit)
{
    static const struct {
        const char *unit, *code;
    } codes[] = {{"m", "m"},    {"km", "km"}, {"m²", "m2"},      {"km²", "km2"},
                 {"ha", "har"}, {"%", "%"},   {"hab.", "{hab}"}, {"logements", "{logement}"}};
    for (size_t i = 0; unit != NULL && i < sizeof codes / sizeof codes[0]; i++)
        if (strcmp(codes[i].unit, unit) == 0)
            return codes[i].code;
    return NULL;
}

static bool values_write(const struct writing *writing, const struct snapshot_field *field, struct error *err)
{
    struct value values[ENUM_MAX + 1];
    size_t count;
    int64_t known;
    if (field->type == VALUE_REAL || field->kind != FIELD_PLAIN || strcmp(field->name, writing->collection->key) == 0)
        return true;
    if (!snapshot_field_values(writing->store, writing->collection, field, ENUM_MAX, writing->request->arena, values,
                               &count, &known, err))
        return false;
    if (count == 0 || count > ENUM_MAX || 2 * (int64_t)count > known)
        return true;
    json_key(writing->json, "enum");
    json_array_open(writing->json);
    for (size_t i = 0; i < count; i++) {
        if (field->type == VALUE_INTEGER)
            json_integer(writing->json, values[i].integer);
        else
            json_string(writing->json, values[i].text);
    }
    json_array_close(writing->json);
    return true;
}

/* The one date of a collection is that of its features (23-058r1, /req/core-roles-features/role-primary-instant). */
static bool field_is_instant(const struct snapshot_collection *collection, const struct snapshot_field *field)
{
    size_t dates = 0;
    for (size_t i = 0; i < collection->field_count; i++)
        dates += collection->fields[i].kind == FIELD_DATE;
    return dates == 1 && field->kind == FIELD_DATE;
}

static void type_write(const struct snapshot_field *field, struct json_writer *json)
{
    static const char *const types[] = {[VALUE_INTEGER] = "integer", [VALUE_REAL] = "number", [VALUE_TEXT] = "string"};
    json_key_string(json, "type", field->kind == FIELD_LIST ? "array" : types[field->type]);
    if (field->kind == FIELD_DATE)
        json_key_string(json, "format", "date");
    if (field->kind == FIELD_LIST) {
        json_key(json, "items");
        json_object_open(json);
        json_key_string(json, "type", "string");
        json_object_close(json);
    }
}

static bool field_write(struct writing *writing, const struct snapshot_field *field, struct error *err)
{
    struct json_writer *json = writing->json;
    const char *unit = unit_code(field->unit);
    bool is_key = strcmp(field->name, writing->collection->key) == 0;
    json_key(json, field->name);
    json_object_open(json);
    json_key_string(json, "title", field->title_fr);
    type_write(field, json);
    if (is_key)
        json_key_string(json, "x-ogc-role", "id");
    else if (field_is_instant(writing->collection, field))
        json_key_string(json, "x-ogc-role", "primary-instant");
    if (unit != NULL)
        json_key_string(json, "x-ogc-unit", unit);
    if (writing->purpose == RETURNABLES)
        json_key_integer(json, "x-ogc-propertySeq", ++writing->sequence);
    bool is_done = values_write(writing, field, err);
    json_object_close(json);
    return is_done;
}

/* 23-058r1, /req/schemas/properties: without a type, the kind of geometry in its format. */
static void geometry_write(struct writing *writing)
{
    struct json_writer *json = writing->json;
    static const char *const formats[] = {[GEOMETRY_NONE] = "any",
                                          [GEOMETRY_POINT] = "point",
                                          [GEOMETRY_LINE] = "linestring",
                                          [GEOMETRY_POLYGON] = "polygon",
                                          [GEOMETRY_MULTIPOINT] = "multipoint",
                                          [GEOMETRY_MULTILINE] = "multilinestring",
                                          [GEOMETRY_MULTIPOLYGON] = "multipolygon"};
    json_key(json, "geometry");
    json_object_open(json);
    json_key_string(json, "title", "Géométrie");
    json_key_string(json, "format",
                    arena_printf(writing->request->arena, "geometry-%s", formats[writing->collection->geometry]));
    json_key_string(json, "x-ogc-role", "primary-geometry");
    if (writing->purpose == RETURNABLES)
        json_key_integer(json, "x-ogc-propertySeq", ++writing->sequence);
    json_object_close(json);
}

static bool properties_write(struct writing *writing, struct error *err)
{
    const struct snapshot_collection *collection = writing->collection;
    for (size_t i = 0; i < collection->field_count; i++) {
        const struct snapshot_field *field = &collection->fields[i];
        if (writing->purpose == SORTABLES && field->kind == FIELD_LIST)
            continue; /* 23-058r1, /req/sortables/response: no array, no geometry */
        if (!field_write(writing, field, err))
            return false;
    }
    if (writing->purpose != SORTABLES)
        geometry_write(writing);
    return true;
}

static bool purpose_get(const struct request *request, enum purpose purpose, struct response *response,
                        struct error *err)
{
    const struct snapshot_collection *collection = resource_collection(request, err);
    const struct form *form;
    if (collection == NULL || !form_choose(request, form_schema, &form, err))
        return false;
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL)
        return false;
    struct json_writer json;
    struct writing writing = {request, collection, store, &json, purpose, 0};
    resource_begin(response, &json, SCHEMA_MEDIA);
    json_object_open(&json);
    json_key_string(&json, "$schema", DIALECT);
    json_key_string(&json, "$id",
                    arena_printf(request->arena, "%s/ogc/collections/%s/%s", request->base, collection->id,
                                 purposes[purpose].path));
    json_key_string(&json, "title",
                    arena_printf(request->arena, "%s\u00a0: %s", collection->title_fr, purposes[purpose].title));
    json_key_string(&json, "description", collection->description_fr);
    json_key_string(&json, "type", "object");
    json_key(&json, "properties");
    json_object_open(&json);
    bool is_done = properties_write(&writing, err);
    json_object_close(&json);
    json_key(&json, "additionalProperties");
    json_bool(&json, false);
    json_object_close(&json);
    generation_return(request->generation, store);
    return is_done && form_finish(request, response, HTML_SCHEMA, form_schema, form, err);
}

bool queryables_get(const struct request *request, struct response *response, struct error *err)
{
    return purpose_get(request, QUERYABLES, response, err);
}

bool sortables_get(const struct request *request, struct response *response, struct error *err)
{
    return purpose_get(request, SORTABLES, response, err);
}

bool schema_get(const struct request *request, struct response *response, struct error *err)
{
    return purpose_get(request, RETURNABLES, response, err);
}
