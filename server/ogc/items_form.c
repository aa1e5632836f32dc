#include "ogc/items_form.h"

#include "http/negotiate.h"

#define CSV_MEDIA "text/csv; charset=utf-8; header=present"

const struct items_form items_forms[] = {
    {"json", "application/geo+json", "GeoJSON", NULL, FEATURE_GEOJSON, "application/json"},
    {"geojson", "application/geo+json", NULL, NULL, FEATURE_GEOJSON},
    {"jsonfg", "application/vnd.ogc.fg+json", "JSON-FG", NULL, FEATURE_JSONFG},
    {"geojsonseq", "application/geo+json-seq", "Suite de textes GeoJSON", "geojsons", FEATURE_SEQUENCE},
    {"csv", CSV_MEDIA, "CSV", "csv", FEATURE_CSV},
    {"csv-fr", CSV_MEDIA, "CSV pour tableur français", "csv", FEATURE_CSV_FRENCH},
    {ITEMS_FORM_PAGE, "text/html; charset=utf-8", "Page web", NULL, FEATURE_GEOJSON, "application/xhtml+xml"},
};
const size_t items_form_count = sizeof items_forms / sizeof items_forms[0];

const struct items_form *items_form_of(const struct request *request, struct error *err)
{
    struct form forms[ITEMS_FORMS_MAX];
    for (size_t i = 0; i < items_form_count; i++) {
        forms[i] = (struct form){items_forms[i].word, items_forms[i].media_type, items_forms[i].also};
    }
    const struct form *chosen = negotiate_form(request, forms, items_form_count, err);
    return chosen == NULL ? NULL : &items_forms[chosen - forms];
}
