/* A whole collection as text, piece by piece. */
#include "store/connection.h"
#include "store/feature_text.h"

#include "base/json.h"

#define PIECE 500 /* features: some hundred kilobytes */

static bool is_json(enum feature_form form)
{
    return form == FEATURE_GEOJSON || form == FEATURE_JSONFG;
}

/* JSON-FG (OGC 21-045r1): conformsTo, featureType and coordRefSys at the root. */
static void jsonfg_write(const struct layer_text *text, enum crs crs, struct json_writer *json)
{
    json_key(json, "conformsTo");
    json_array_open(json);
    json_string(json, FEATURE_JSONFG_CORE);
    json_array_close(json);
    json_key_string(json, "featureType", text->collection->id);
    json_key_string(json, "coordRefSys", crs_uri(crs));
}

static void json_head(const struct layer_text *text, const struct feature_text *features, struct buffer *out)
{
    const struct snapshot_collection *collection = text->collection;
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key_string(&json, "type", "FeatureCollection");
    if (features->form == FEATURE_JSONFG)
        jsonfg_write(text, features->crs, &json);
    json_key_string(&json, "name", collection->id);
    json_key_string(&json, "title", collection->title_fr);
    json_key_string(&json, "source", collection->source->credit);
    json_key_string(&json, "date", collection->source->date);
    json_key_string(&json, "licence", collection->source->licence);
    json_key_string(&json, "edition", collection->is_approximate ? "schematic" : "official");
    json_key_string(&json, "generation", text->snapshot->generation);
    json_key(&json, "features");
    buffer_putc(out, '[');
}

int layer_text_next(struct layer_text *text, struct buffer *out, struct error *err)
{
    const enum feature_form form = (enum feature_form)text->form;
    const struct feature_text features = {.form = form, .crs = form == FEATURE_JSONFG ? CRS_LAMBERT93 : 0};
    const struct items_query query = {
        .box = BOX_EMPTY, .after = text->after, .limit = PIECE, .text = &features, .selection = text->selection};
    struct items_result result;
    size_t before = out->length;
    if (text->after > 0)
        buffer_puts(out, feature_text_between(form));
    else if (is_json(form))
        json_head(text, &features, out);
    else
        feature_text_head(&features, text->collection, out);
    if (!snapshot_items(text->store, text->snapshot, text->collection, &query, out, &result, err)) {
        store_undo(out, before);
        return -1;
    }
    text->after = result.last;
    if (!result.has_more && is_json(form))
        buffer_puts(out, "]}");
    return result.has_more;
}
