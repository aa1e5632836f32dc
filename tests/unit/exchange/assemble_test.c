#include "exchange/assemble.h"

#include "base/file.h"
#include "exchange/fixture.h"

static const char *const from[] = {"insee", "code", NULL};
static const struct catalogue_input inputs[] = {{"insee", from, VALUE_TEXT, true}};
static const struct catalogue_source source = {
    .id = "communes", .filter_field = "insee", .inputs = inputs, .input_count = 1};

#define COMMUNE(code) "{\"type\":\"Feature\",\"properties\":{\"Code\":" code "},\"geometry\":null}"

static struct error assembled(const char *first, const char *second, const struct codes *codes, struct buffer *text)
{
    struct error err = ERROR_INIT;
    const char *const parts[] = {fixture_file("1.part", first), second != NULL ? fixture_file("2.part", second) : NULL};
    const char *const names[] = {"https://a.fr/59", "https://a.fr/62"};
    buffer_clear(text);
    bool is_good = assemble(&source, parts, names, second != NULL ? 2 : 1, codes, fixture_path("out.geojson"), &err);
    assert_int_equal(is_good, err.kind == ERROR_NONE);
    if (is_good)
        assert_true(file_read(fixture_path("out.geojson"), 1 << 20, text, NULL));
    return err;
}

static void one_download_without_a_filter_stays_as_it_is(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT;
    const char whole[] = " " ESTATES(COMMUNE("\"62498\""));
    assembled(whole, NULL, NULL, &text);
    assert_string_equal(text.bytes, whole);
    assert_int_equal(access(fixture_path("1.part"), F_OK), -1);
    buffer_free(&text);
}

static void downloads_are_joined_and_filtered(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT;
    struct codes *codes = codes_open(fixture_catalogue(), NULL);
    assembled(ESTATES(COMMUNE("\"62498\"") "," COMMUNE("\"75056\"")), ESTATES(COMMUNE("59002")), codes, &text);
    assert_string_equal(text.bytes, "{\"type\":\"FeatureCollection\",\"features\":[\n" COMMUNE(
                                        "\"62498\"") ",\n" COMMUNE("59002") "\n]}\n");
    struct error err = assembled(ESTATES(COMMUNE("\"75056\"")), NULL, codes, &text);
    assert_says(err.message, "none of its features lies in our communes");
    codes_close(codes);
    buffer_free(&text);
}

static void a_coordinate_system_is_kept_and_must_be_one(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT;
#define IN(crs) "{\"type\":\"FeatureCollection\",\"crs\":\"" crs "\",\"features\":[" COMMUNE("1") "]}"
    assembled(IN("a"), IN("a"), NULL, &text);
    assert_says(text.bytes, "],\"crs\":\"a\"}");
    assert_says(assembled(IN("a"), IN("b"), NULL, &text).message, "another coordinate system than the first");
    assert_says(assembled(IN("a"), ESTATES(COMMUNE("1")), NULL, &text).message, "another coordinate system");
    buffer_free(&text);
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT;
    assert_says(assembled(ESTATES(COMMUNE("1")), "<html>", NULL, &text).message, "https://a.fr/62: a web page");
    assert_says(assembled(ESTATES(COMMUNE("1")), ESTATES(), NULL, &text).message, "https://a.fr/62: holds no feature");
    assert_says(assembled("{\"type\":\"FeatureCollection\",\"totalFeatures\":2,\"features\":[" COMMUNE("1") "]}", NULL,
                          NULL, &text)
                    .message,
                "only 1 of its 2 features");
    assert_says(assembled("SQLite format 3\n", ESTATES(COMMUNE("1")), NULL, &text).message,
                "https://a.fr/59: not GeoJSON");
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_download_without_a_filter_stays_as_it_is),
        cmocka_unit_test(downloads_are_joined_and_filtered),
        cmocka_unit_test(a_coordinate_system_is_kept_and_must_be_one),
        cmocka_unit_test(what_is_missing_is_said),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
