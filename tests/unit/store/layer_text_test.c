#include "store/fixture.h"

#include "base/json.h"
#include "store/feature_text.h"

static void whole(const char *id, enum feature_form form, struct buffer *out)
{
    struct error err = ERROR_INIT;
    struct layer_text text = {reading.store, reading.snapshot, snapshot_collection_of(reading.snapshot, id), form, 0};
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
        whole(ids[i], FEATURE_GEOJSON, &out);
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

static void csv_has_a_header_and_a_place_for_points(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    whole("spots", FEATURE_CSV, &out);
    const char *expected = "number,nom,lon,lat\r\n0,\"a \"\"b\"\", c\",2.7";
    if (strncmp(out.bytes, expected, strlen(expected)) != 0)
        fail_msg("%.200s", out.bytes);
    assert_non_null(strstr(out.bytes, "\r\n1,'=1+2,2."));
    assert_non_null(strstr(out.bytes, "\r\n2,,2."));
    size_t lines = 0;
    for (const char *at = out.bytes; (at = strstr(at, "\r\n")) != NULL; at++)
        lines++;
    assert_int_equal(lines, 201);
    whole("cells", FEATURE_CSV, &out);
    expected = "code,nom,rang,part\r\nc000,Cité n° 0,0,\r\nc001,Cité n° 1,1,0.125\r\n";
    assert_memory_equal(out.bytes, expected, strlen(expected));
    whole("void", FEATURE_CSV, &out);
    assert_string_equal(out.bytes, "code,lon,lat\r\n");
    buffer_free(&out);
}

static void a_sequence_has_a_feature_a_line(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    whole("spots", FEATURE_SEQUENCE, &out);
    int64_t count = 0;
    for (const char *line = out.bytes; *line != '\0'; count++) {
        assert_int_equal(*line, 0x1e); /* RFC 8142, 2.1 */
        size_t length = strcspn(line, "\n");
        struct json_document *document = json_read(line + 1, length - 1, "a line", NULL);
        assert_non_null(document);
        json_free(document);
        line += length + 1;
    }
    assert_int_equal(count, snapshot_collection_of(reading.snapshot, "spots")->features);
    buffer_free(&out);
}

static void json_fg_stands_in_the_plane(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    whole("cells", FEATURE_JSONFG, &out);
    struct json_document *document = json_read(out.bytes, out.length, "cells", NULL);
    assert_non_null(document);
    const struct json_value *root = json_root(document), *first = json_at(json_get(root, "features"), 0);
    assert_string_equal(json_text(json_get(root, "coordRefSys"), ""), "http://www.opengis.net/def/crs/EPSG/0/2154");
    assert_string_equal(json_text(json_get(root, "featureType"), ""), "cells");
    assert_int_equal(json_type(json_get(first, "geometry")), JSON_NULL);
    assert_non_null(json_get(json_get(first, "place"), "coordinates"));
    assert_non_null(json_get(first, "time"));
    json_free(document);
    buffer_free(&out);
}

static void a_french_table_has_a_mark_semicolons_and_commas(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT, plain = BUFFER_INIT;
    whole("spots", FEATURE_CSV_FRENCH, &out);
    whole("spots", FEATURE_CSV, &plain);
    assert_memory_equal(out.bytes, "\xEF\xBB\xBF", 3);
    size_t head = strcspn(out.bytes, "\r"), semicolons = 0, commas = 0;
    for (size_t i = 0; i < head; i++)
        semicolons += out.bytes[i] == ';';
    for (size_t i = 0; plain.bytes[i] != '\r'; i++)
        commas += plain.bytes[i] == ',';
    assert_true(commas > 0);
    assert_int_equal(semicolons, commas);
    buffer_free(&out);
    buffer_free(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geojson_is_whole_and_says_where_it_is_from),
        cmocka_unit_test(csv_has_a_header_and_a_place_for_points),
        cmocka_unit_test(a_sequence_has_a_feature_a_line),
        cmocka_unit_test(json_fg_stands_in_the_plane),
        cmocka_unit_test(a_french_table_has_a_mark_semicolons_and_commas),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
