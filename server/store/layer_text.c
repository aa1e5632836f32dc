/* A whole collection as text, piece by piece. */
#include "store/snapshot.h"

#include "base/json.h"

#define PIECE 500 /* features: some hundred kilobytes */

static void geojson_head(const struct layer_text *text, struct buffer *out)
{
    const struct snapshot_collection *collection = text->collection;
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key_string(&json, "type", "FeatureCollection");
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

static int geojson_next(struct layer_text *text, struct buffer *out, struct error *err)
{
    size_t before = out->length;
    struct items_query query = {.box = BOX_EMPTY, .after = text->after, .limit = PIECE};
    struct items_result result;
    if (text->after == 0)
        geojson_head(text, out);
    else
        buffer_putc(out, ',');
    if (!snapshot_items(text->store, text->snapshot, text->collection, &query, out, &result, err)) {
        out->length = before;
        return -1;
    }
    text->after = result.last;
    if (!result.has_more)
        buffer_puts(out, "]}");
    return result.has_more;
}

int layer_text_next(struct layer_text *text, struct buffer *out, struct error *err)
{
    return text->is_csv ? snapshot_csv_piece(text->store, text->collection, &text->after, PIECE, out, err)
                        : geojson_next(text, out, err);
}
