#include "ogc/conformance.h"

#include "ogc/form.h"
#include "ogc/resource.h"

#include <string.h>

#define SPEC       "http://www.opengis.net/spec/"
#define FEATURES_1 "OGC API Features 1 (17-069r4)"
#define FEATURES_2 "OGC API Features 2 (18-058r1)"
#define FEATURES_3 "OGC API Features 3 (19-079r2)"
#define FEATURES_5 "OGC API Features 5 (23-058r1, draft)"
#define CQL2       "CQL2 (21-065r2)"
#define TILES_1    "OGC API Tiles 1 (20-057)"
#define MAPS_1     "OGC API Maps 1 (20-058)"
#define PROCESSES  "OGC API Processes 1 (18-062r2)"
#define MATRICES   "Tile matrix sets (17-083r4)"

const struct conformance_class conformance_classes[] = {
    {SPEC "ogcapi-common-1/1.0/conf/core", "OGC API Common 1 (19-072)", "wire/serve, wire/openapi"},
    {SPEC "ogcapi-features-1/1.0/conf/core", FEATURES_1, "wire/features_ats, wire/items, wire/items_boxes, wire/peers"},
    {SPEC "ogcapi-features-1/1.0/conf/oas30", FEATURES_1, "wire/openapi, wire/features_ats"},
    {SPEC "ogcapi-features-1/1.0/conf/geojson", FEATURES_1, "wire/features_ats, wire/peers"},
    {SPEC "ogcapi-features-1/1.0/conf/html", FEATURES_1, "wire/html"},
    {SPEC "ogcapi-features-2/1.0/conf/crs", FEATURES_2, "wire/features_ats, wire/items_boxes"},
    {SPEC "ogcapi-features-3/1.0/conf/queryables", FEATURES_3, "wire/openapi"},
    {SPEC "ogcapi-features-3/1.0/conf/queryables-query-parameters", FEATURES_3, "wire/items"},
    {SPEC "ogcapi-features-3/1.0/conf/filter", FEATURES_3, "wire/cql2"},
    {SPEC "ogcapi-features-3/1.0/conf/features-filter", FEATURES_3, "wire/cql2"},
    {SPEC "ogcapi-features-5/1.0/conf/schemas", FEATURES_5, "wire/openapi"},
    {SPEC "ogcapi-features-5/1.0/conf/core-roles-features", FEATURES_5, "wire/openapi"},
    {SPEC "ogcapi-features-5/1.0/conf/returnables-and-receivables", FEATURES_5, "wire/openapi"},
    {SPEC "ogcapi-features-5/1.0/conf/queryables", FEATURES_5, "wire/openapi"},
    {SPEC "ogcapi-features-5/1.0/conf/sortables", FEATURES_5, "wire/openapi"},
    {SPEC "cql2/1.0/conf/cql2-text", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/cql2-json", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/basic-cql2", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/advanced-comparison-operators", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/case-insensitive-comparison", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/accent-insensitive-comparison", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/basic-spatial-functions", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/basic-spatial-functions-plus", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/spatial-functions", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/temporal-functions", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/array-functions", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/property-property", CQL2, "wire/cql2"},
    {SPEC "cql2/1.0/conf/arithmetic", CQL2, "wire/cql2"},
    {SPEC "json-fg-1/1.0/conf/core", "JSON-FG 1 (21-045r1)", "wire/items, wire/formats"},
    {SPEC "ogcapi-tiles-1/1.0/conf/core", TILES_1, "wire/tiles"},
    {SPEC "ogcapi-tiles-1/1.0/conf/tileset", TILES_1, "wire/tiles"},
    {SPEC "ogcapi-tiles-1/1.0/conf/tilesets-list", TILES_1, "wire/tiles"},
    {SPEC "ogcapi-tiles-1/1.0/conf/dataset-tilesets", TILES_1, "wire/tiles"},
    {SPEC "ogcapi-tiles-1/1.0/conf/geodata-tilesets", TILES_1, "wire/tiles"},
    {SPEC "ogcapi-tiles-1/1.0/conf/collections-selection", TILES_1, "wire/tiles"},
    {SPEC "ogcapi-tiles-1/1.0/conf/mvt", TILES_1, "wire/tiles"},
    {SPEC "ogcapi-maps-1/1.0/conf/core", MAPS_1, "wire/maps"},
    {SPEC "ogcapi-maps-1/1.0/conf/dataset-map", MAPS_1, "wire/maps"},
    {SPEC "ogcapi-maps-1/1.0/conf/crs", MAPS_1, "wire/maps"},
    {SPEC "ogcapi-maps-1/1.0/conf/scaling", MAPS_1, "wire/maps"},
    {SPEC "ogcapi-maps-1/1.0/conf/png", MAPS_1, "wire/maps"},
    {SPEC "ogcapi-maps-1/1.0/conf/svg", MAPS_1, "wire/maps"},
    {SPEC "ogcapi-processes-1/1.0/conf/core", PROCESSES, "wire/processes"},
    {SPEC "ogcapi-processes-1/1.0/conf/ogc-process-description", PROCESSES, "wire/processes"},
    {SPEC "ogcapi-processes-1/1.0/conf/json", PROCESSES, "wire/processes"},
    {SPEC "ogcapi-processes-1/1.0/conf/oas30", PROCESSES, "wire/processes, wire/openapi"},
    {SPEC "tms/2.0/conf/tilematrixset", MATRICES, "wire/tiles"},
    {SPEC "tms/2.0/conf/json-tilematrixset", MATRICES, "wire/tiles"},
};

const size_t conformance_class_count = sizeof conformance_classes / sizeof conformance_classes[0];

bool conformance_get(const struct request *request, struct response *response, struct error *err)
{
    const struct form *form;
    if (!form_choose(request, form_plain, &form, err))
        return false;
    struct json_writer json;
    resource_begin(response, &json, "application/json");
    json_object_open(&json);
    json_key(&json, "conformsTo");
    json_array_open(&json);
    for (size_t i = 0; i < conformance_class_count; i++)
        json_string(&json, conformance_classes[i].uri);
    json_array_close(&json);
    json_key(&json, "links");
    json_array_open(&json);
    resource_link(&json, request, "/ogc/conformance", "self", "application/json", "Cette page");
    form_links(&json, request, form_plain, form);
    json_array_close(&json);
    json_object_close(&json);
    return form_finish(request, response, HTML_CONFORMANCE, form_plain, form, err);
}

/* No class of Features: a host of files cuts no page and no box out of a layer. None that says a media type, which the host
 * chooses, and none that wants an API description. */
void conformance_write_filed(bool has_tile_files, struct buffer *out)
{
    static const char *const classes[] = {
        SPEC "tms/2.0/conf/tilematrixset",
        SPEC "tms/2.0/conf/json-tilematrixset",
        SPEC "ogcapi-tiles-1/1.0/conf/core",
        SPEC "ogcapi-tiles-1/1.0/conf/tileset",
        SPEC "ogcapi-tiles-1/1.0/conf/tilesets-list",
    };
    size_t count = has_tile_files ? sizeof classes / sizeof *classes : 2;
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key(&json, "conformsTo");
    json_array_open(&json);
    for (size_t i = 0; i < count; i++)
        json_string(&json, classes[i]);
    json_array_close(&json);
    json_object_close(&json);
}

void conformance_table(struct buffer *out)
{
    const char *standard = "";
    buffer_puts(out, "| standard | conformance class | test |\n|---|---|---|\n");
    for (size_t i = 0; i < conformance_class_count; i++) {
        const struct conformance_class *each = &conformance_classes[i];
        buffer_printf(out, "| %s | `%s` | %s |\n", strcmp(each->standard, standard) == 0 ? "" : each->standard,
                      each->uri + sizeof SPEC - 1, each->test);
        standard = each->standard;
    }
}
