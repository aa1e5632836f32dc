#include "exchange/geojson_text.h"

#include "exchange/fixture.h"

/* The features one behind the other, or the error. */
static struct error read_all(const char *text, size_t length, struct buffer *features)
{
    struct error err = ERROR_INIT;
    struct slice feature;
    int more = -1;
    buffer_clear(features);
    struct geojson_text *reader = geojson_text_open(fixture_bytes("a.geojson", text, length), "a.geojson", &err);
    while (reader != NULL && (more = geojson_text_next(reader, &feature, &err)) > 0) {
        buffer_append(features, feature.bytes, feature.length);
        buffer_putc(features, '\n');
    }
    assert_int_equal(more == 0, err.kind == ERROR_NONE);
    geojson_text_close(reader);
    return err;
}

static const char whole[] =
    "\xEF\xBB\xBF { \"type\" : \"FeatureCollection\", \"numberMatched\":2 ,\"crs\":{\"a\":[\"}\"]},\n"
    "\"features\" : [ {\"a\":\"]}\\\"\\\\\"} ,\n{\"b\":[[1,2],{}]}], \"bbox\":[1,2] }\n";

static void features_come_as_they_were_published(void **state)
{
    (void)state;
    struct buffer features = BUFFER_INIT;
    struct error err = read_all(whole, sizeof whole - 1, &features);
    assert_string_equal(err.message, "");
    assert_string_equal(features.bytes, "{\"a\":\"]}\\\"\\\\\"}\n{\"b\":[[1,2],{}]}\n");
    buffer_free(&features);
}

static void members_of_the_collection_are_kept(void **state)
{
    (void)state;
    struct slice feature, crs;
    struct geojson_text *text = geojson_text_open(fixture_file("b.geojson", whole), "b", NULL);
    assert_non_null(text);
    while (geojson_text_next(text, &feature, NULL) > 0)
        continue;
    crs = geojson_text_crs(text);
    assert_int_equal(crs.length, 11);
    assert_memory_equal(crs.bytes, "{\"a\":[\"}\"]}", 11);
    assert_int_equal(geojson_text_matched(text), 2);
    geojson_text_close(text);
}

static void a_collection_cut_anywhere_is_an_error(void **state)
{
    (void)state;
    struct buffer features = BUFFER_INIT;
    for (size_t length = 3; length < sizeof whole - 3; length++) { /* behind the byte order mark */
        struct error err = read_all(whole, length, &features);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_says(err.message, "cut short");
    }
    assert_says(read_all("", 0, &features).message, "empty (0 bytes)");
    buffer_free(&features);
}

static void what_is_no_collection_is_an_error(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"[]", "not JSON at byte 1"},
        {"{}", "JSON without features"},
        {"{\"features\":{}}", "JSON without features"},
        {"{\"type\":\"Feature\"}", "no FeatureCollection"},
        {"{\"features\":[]} x", "not JSON at byte"},
        {"{\"features\":[1]}", "not JSON at byte"},
        {"{\"features\":[{]}}", "not JSON at byte"},
        {"{\"features\":[,{}]}", "not JSON at byte"},
        {"{features:[]}", "not JSON at byte"},
        {"{\"a\" \"b\"}", "not JSON at byte"},
        {"{\"a\":}", "not JSON at byte"},
        {"{\"exceptions\":[{\"code\":\"x\",\"text\":\"Unknown layer\"}]}", "exception instead of data: Unknown layer"},
        {"{\"exceptions\":\"x\"}", "exception instead of data: no cause given"},
    };
    struct buffer features = BUFFER_INIT;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct error err = read_all(texts[i][0], strlen(texts[i][0]), &features);
        assert_says(err.message, texts[i][1]);
    }
    buffer_free(&features);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char text[1000];
    struct buffer features = BUFFER_INIT;
    memset(text, '[', sizeof text);
    memcpy(text, "{\"a\":", 5);
    struct error err = read_all(text, sizeof text, &features);
    assert_int_equal(err.kind, ERROR_LIMIT);
    buffer_free(&features);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features_come_as_they_were_published),
        cmocka_unit_test(members_of_the_collection_are_kept),
        cmocka_unit_test(a_collection_cut_anywhere_is_an_error),
        cmocka_unit_test(what_is_no_collection_is_an_error),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
