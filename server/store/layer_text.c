/* A whole collection as text, piece by piece. */
#include "store/snapshot.h"

#include "base/json.h"
#include "store/feature_text.h"

#define PIECE 500 /* features: some hundred kilobytes */

/* The core of JSON-FG (OGC 21-045r1, 7). */
static void jsonfg_head(const struct snapshot_collection *collection, struct json_writer *json)
{
    json_key(json, "conformsTo");
    json_array_open(json);
    json_string(json, "http://www.opengis.net/spec/json-fg-1/1.0/conf/core");
    json_array_close(json);
    json_key_string(json, "featureType", collection->id);
    json_key_string(json, "coordRefSys", crs_uri(CRS_LAMBERT93));
}

static void json_head(const struct layer_text *text, struct buffer *out)
{
    const struct snapshot_collection *collection = text->collection;
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key_string(&json, "type", "FeatureCollection");
    if (text->form == FEATURE_JSONFG)
        jsonfg_head(collection, &json);
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
    if (text->form == FEATURE_CSV)
        return snapshot_csv_piece(text->store, text->collection, &text->after, PIECE, out, err);
    bool is_json = text->form == FEATURE_GEOJSON || text->form == FEATURE_JSONFG;
    const struct feature_text features = {.form = (enum feature_form)text->form,
                                          .crs = text->form == FEATURE_JSONFG ? CRS_LAMBERT93 : 0};
    const struct items_query query = {.box = BOX_EMPTY, .after = text->after, .limit = PIECE, .text = &features};
    struct items_result result;
    size_t before = out->length;
    if (text->after > 0)
        buffer_puts(out, feature_text_between(features.form));
    else if (is_json)
        json_head(text, out);
    else
        feature_text_head(&features, text->collection, out);
    if (!snapshot_items(text->store, text->snapshot, text->collection, &query, out, &result, err)) {
        out->length = before;
        return -1;
    }
    text->after = result.last;
    if (is_json && !result.has_more)
        buffer_puts(out, "]}");
    return result.has_more;
}
