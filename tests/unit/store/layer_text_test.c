#include "store/fixture.h"

#include "base/json.h"

static void whole(const char *id, bool is_csv, struct buffer *out)
{
    struct error err = ERROR_INIT;
    struct layer_text text = {reading.store, reading.snapshot, snapshot_collection_of(reading.snapshot, id), is_csv, 0};
    int step;
    buffer_clear(out);
    while ((step = layer_text_next(&text, out, &err)) == 1)
        continue;
    if (step != 0)
        fail_msg("%s", err.message);
}

static void geojson_is_whole_and_says_where_it_is_from(void **state)
{
    (void)state;
    static const char *const ids[] = {"cells", "spots", "void"};
    struct buffer out = BUFFER_INIT;
    for (size_t i = 0; i < 3; i++) {
        whole(ids[i], false, &out);
        struct json_document *document = json_read(out.bytes, out.length, ids[i], NULL);
        assert_non_null(document);
        const struct json_value *root = json_root(document);
        const struct snapshot_collection *collection = snapshot_collection_of(reading.snapshot, ids[i]);
        assert_int_equal(json_length(json_get(root, "features")), collection->features);
        assert_string_equal(json_text(json_get(root, "generation"), ""), "00000000000000aa");
        assert_string_equal(json_text(json_get(root, "source"), ""), collection->source->credit);
        assert_string_equal(json_text(json_get(root, "licence"), ""), collection->source->licence);
        json_free(document);
    }
    buffer_free(&out);
}

static void csv_in_pieces_is_csv_at_once(void **state)
{
    (void)state;
    struct buffer pieces = BUFFER_INIT, once = BUFFER_INIT;
    const struct snapshot_collection *spots = snapshot_collection_of(reading.snapshot, "spots");
    assert_true(snapshot_csv(reading.store, spots, &once, NULL));
    int64_t after = 0;
    int step;
    while ((step = snapshot_csv_piece(reading.store, spots, &after, 7, &pieces, NULL)) == 1)
        continue;
    assert_int_equal(step, 0);
    assert_string_equal(pieces.bytes, once.bytes);
    whole("spots", true, &pieces);
    assert_string_equal(pieces.bytes, once.bytes);
    buffer_free(&pieces);
    buffer_free(&once);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geojson_is_whole_and_says_where_it_is_from),
        cmocka_unit_test(csv_in_pieces_is_csv_at_once),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
