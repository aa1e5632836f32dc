#include "store/feature_text.h"
#include "store/fixture.h"

static const struct snapshot_field fields[] = {{"code", "Code", "Code", NULL, VALUE_TEXT, FIELD_PLAIN},
                                               {"jour", "Jour", "Day", NULL, VALUE_TEXT, FIELD_DATE},
                                               {"mots", "Mots", "Words", NULL, VALUE_TEXT, FIELD_LIST},
                                               {"part", "Part", "Share", NULL, VALUE_REAL, FIELD_PLAIN},
                                               {"rang", "Rang", "Rank", NULL, VALUE_INTEGER, FIELD_PLAIN}};
static const struct snapshot_collection spots = {
    .id = "spots", .geometry = GEOMETRY_POINT, .key = "code", .fields = fields, .field_count = 5, .date = &fields[1]};

/* A feature at 700,000 6,600,000, which is 3 E 46.5 N, as text. */
static const char *text_of(const struct feature_text *text, bool is_known)
{
    static struct buffer out;
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct field names[5];
    for (size_t i = 0; i < 5; i++)
        names[i] = (struct field){fields[i].name, fields[i].type};
    const struct value known[] = {value_text("a \"b\";c"), value_text("2022-01-23"), value_text("62498 62019"),
                                  value_real(56), value_integer(7)};
    const struct value unknown[] = {value_text("z"), VALUE_UNKNOWN, VALUE_UNKNOWN, VALUE_UNKNOWN, VALUE_UNKNOWN};
    struct feature feature = {1, names, is_known ? known : unknown, 5, geometry_point(700000, 6600000, arena)};
    buffer_clear(&out);
    feature_text_head(text, &spots, &out);
    if (!feature_text_write(text, reading.store, &spots, &feature, &out, &err))
        fail_msg("%s", err.message);
    arena_free(arena);
    return out.bytes;
}

#define PROPERTIES                                                                                                     \
    "\"properties\":{\"code\":\"a \\\"b\\\";c\",\"jour\":\"2022-01-23\",\"mots\":[\"62498\",\"62019\"],\"part\":56.0," \
    "\"rang\":7}}"

static void geojson_has_lists_as_arrays_and_reals_with_a_point(void **state)
{
    (void)state;
    const struct feature_text plain = {.form = FEATURE_GEOJSON};
    assert_string_equal(text_of(&plain, true), "{\"type\":\"Feature\",\"id\":\"a \\\"b\\\";c\",\"geometry\":{\"type\":"
                                               "\"Point\",\"coordinates\":[3,46.5]}," PROPERTIES);
    assert_string_equal(text_of(&plain, false), "{\"type\":\"Feature\",\"id\":\"z\",\"geometry\":{\"type\":\"Point\","
                                                "\"coordinates\":[3,46.5]},\"properties\":{\"code\":\"z\",\"jour\":"
                                                "null,\"mots\":null,\"part\":null,\"rang\":null}}");
}

static void axes_stand_in_the_order_of_their_system(void **state)
{
    (void)state;
    static const struct {
        enum crs crs;
        const char *place;
    } systems[] = {{CRS_CRS84, "[3,46.5]"},
                   {CRS_EPSG4326, "[46.5,3]"},
                   {CRS_LAMBERT93, "[700000,6600000]"},
                   {CRS_WEBMERCATOR, "[333958.472,5860839.83]"}};
    for (size_t i = 0; i < 4; i++) {
        const bool none[5] = {false};
        char expected[160];
        const struct feature_text text = {.form = FEATURE_GEOJSON, .crs = systems[i].crs, .fields = none};
        snprintf(expected, sizeof expected,
                 "{\"type\":\"Feature\",\"id\":\"z\",\"geometry\":{\"type\":\"Point\",\"coordinates\":%s},"
                 "\"properties\":{}}",
                 systems[i].place);
        assert_string_equal(text_of(&text, false), expected);
    }
}

static void json_fg_says_place_and_time(void **state)
{
    (void)state;
    const struct feature_text plane = {.form = FEATURE_JSONFG, .crs = CRS_LAMBERT93};
    assert_string_equal(text_of(&plane, true),
                        "{\"type\":\"Feature\",\"id\":\"a \\\"b\\\";c\",\"time\":{\"date\":\"2022-01-23\"},\"place\":{"
                        "\"type\":\"Point\",\"coordinates\":[700000,6600000]},\"geometry\":null," PROPERTIES);
    const bool none[5] = {false};
    const struct feature_text degrees = {.form = FEATURE_JSONFG, .fields = none};
    assert_string_equal(text_of(&degrees, false),
                        "{\"type\":\"Feature\",\"id\":\"z\",\"time\":null,\"place\":null,\"geometry\":{\"type\":"
                        "\"Point\",\"coordinates\":[3,46.5]},\"properties\":{}}");
}

static void a_sequence_has_its_separators(void **state)
{
    (void)state;
    const bool none[5] = {false};
    const struct feature_text text = {.form = FEATURE_SEQUENCE, .fields = none, .skips_geometry = true};
    assert_string_equal(text_of(&text, false),
                        "\x1e{\"type\":\"Feature\",\"id\":\"z\",\"geometry\":null,\"properties\":{}}\n");
}

static void csv_comes_in_english_and_in_french(void **state)
{
    (void)state;
    const struct feature_text plain = {.form = FEATURE_CSV};
    assert_string_equal(text_of(&plain, true), "code,jour,mots,part,rang,lon,lat\r\n"
                                               "\"a \"\"b\"\";c\",2022-01-23,62498 62019,56,7,3,46.5\r\n");
    const bool some[5] = {true, false, false, true, false};
    const struct feature_text french = {.form = FEATURE_CSV_FRENCH, .fields = some};
    assert_string_equal(text_of(&french, true), "\xEF\xBB\xBF"
                                                "code;part;lon;lat\r\n\"a \"\"b\"\";c\";56;3;46,5\r\n");
    const struct feature_text bare = {.form = FEATURE_CSV, .fields = some, .skips_geometry = true};
    assert_string_equal(text_of(&bare, false), "code,part\r\nz,\r\n");
}

static void only_whole_features_in_crs84_are_prepared(void **state)
{
    (void)state;
    const bool none[5] = {false};
    assert_true(feature_text_is_prepared(NULL));
    assert_true(feature_text_is_prepared(&(struct feature_text){.form = FEATURE_GEOJSON}));
    assert_true(feature_text_is_prepared(&(struct feature_text){.form = FEATURE_SEQUENCE, .crs = CRS_CRS84}));
    assert_false(feature_text_is_prepared(&(struct feature_text){.form = FEATURE_CSV}));
    assert_false(feature_text_is_prepared(&(struct feature_text){.form = FEATURE_JSONFG}));
    assert_false(feature_text_is_prepared(&(struct feature_text){.crs = CRS_EPSG4326}));
    assert_false(feature_text_is_prepared(&(struct feature_text){.skips_geometry = true}));
    assert_false(feature_text_is_prepared(&(struct feature_text){.fields = none}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geojson_has_lists_as_arrays_and_reals_with_a_point),
        cmocka_unit_test(axes_stand_in_the_order_of_their_system),
        cmocka_unit_test(json_fg_says_place_and_time),
        cmocka_unit_test(a_sequence_has_its_separators),
        cmocka_unit_test(csv_comes_in_english_and_in_french),
        cmocka_unit_test(only_whole_features_in_crs84_are_prepared),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
