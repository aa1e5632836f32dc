#include "filter/fixture.h"

static const struct shape *read_shape(const char *text, size_t *used, struct error *err)
{
    size_t vertices = 0;
    *err = (struct error)ERROR_INIT;
    return shape_read_text(text, strlen(text), used, &vertices, arena, err);
}

/* "x y, x y, ..", `count` of them, the last as the first. */
static void ring_write(struct buffer *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_printf(text, "%s%zu %zu", i == 0 ? "" : ", ", i + 1 == count ? (size_t)0 : i % 180,
                      i + 1 == count ? (size_t)0 : i % 90);
}

static void vertices_are_10000_and_not_10001(void **state)
{
    (void)state;
    struct error err;
    size_t used;
    for (size_t extra = 0; extra < 2; extra++) {
        struct buffer text = BUFFER_INIT;
        buffer_puts(&text, "MULTIPOLYGON(((");
        ring_write(&text, 5000);
        buffer_puts(&text, ")), ((");
        ring_write(&text, 5000 + extra);
        buffer_puts(&text, ")))");
        const struct shape *shape = read_shape(text.bytes, &used, &err);
        if (extra == 0) {
            assert_non_null(shape);
            assert_int_equal(shape->geometry.point_count, FILTER_VERTICES_MAX);
            assert_int_equal(shape->geometry.part_count, 2);
            assert_int_equal(used, text.length);
        } else {
            assert_null(shape);
            assert_int_equal(err.kind, ERROR_LIMIT);
            assert_non_null(strstr(err.message, "more than 10000 vertices"));
        }
        buffer_free(&text);
    }
}

/* All shapes of a filter count together. */
static void vertices_of_several_shapes_add_up(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    size_t used, vertices = FILTER_VERTICES_MAX - 4;
    assert_non_null(shape_read_text("BBOX(1,2,3,4)", 13, &used, &vertices, arena, &err));
    assert_int_equal(vertices, FILTER_VERTICES_MAX);
    assert_null(shape_read_text("POINT(1 2)", 10, &used, &vertices, arena, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
}

static void nested(struct buffer *text, size_t times, const char *before, const char *middle, const char *behind)
{
    for (size_t i = 0; i < times; i++)
        buffer_puts(text, before);
    buffer_puts(text, middle);
    for (size_t i = 0; i < times; i++)
        buffer_puts(text, behind);
}

static void nesting_is_8_and_not_9(void **state)
{
    (void)state;
    struct error err;
    size_t used;
    for (size_t times = 7; times < 9; times++) {
        struct buffer text = BUFFER_INIT, json = BUFFER_INIT;
        nested(&text, times, "GEOMETRYCOLLECTION(", "POINT(1 2)", ")");
        nested(&json, times, "{\"type\":\"GeometryCollection\",\"geometries\":[",
               "{\"type\":\"Point\",\"coordinates\":[1,2]}", "]}");
        size_t vertices = 0;
        struct json_document *document = json_read(json.bytes, json.length, "test", &err);
        assert_int_equal(read_shape(text.bytes, &used, &err) != NULL, times == 7);
        assert_int_equal(err.kind, times == 7 ? ERROR_NONE : ERROR_LIMIT);
        err = (struct error)ERROR_INIT;
        assert_int_equal(shape_read_json(json_root(document), &vertices, arena, &err) != NULL, times == 7);
        assert_int_equal(err.kind, times == 7 ? ERROR_NONE : ERROR_LIMIT);
        json_free(document);
        buffer_free(&text);
        buffer_free(&json);
    }
}

/* ROBUST V10: what made GEOS 3.11 fall. */
static void a_collection_200000_deep_is_refused_at_once(void **state)
{
    (void)state;
    struct error err;
    size_t used;
    struct buffer text = BUFFER_INIT;
    nested(&text, 200000, "GEOMETRYCOLLECTION(", "POINT(1 2)", ")");
    assert_null(read_shape(text.bytes, &used, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_true(used < 200);
    buffer_free(&text);
}

static void a_shape_is_written_so_that_it_reads_back(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "POINT(2.8337 50.4279)",
        "POINT(55555555555555550000 50.4279)", /* more than an integer of JSON holds */
        "LINESTRING(0 0, 1 1, 2 0.5)",
        "POLYGON((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))",
        "MULTIPOINT((1 2), (3 4))",
        "MULTILINESTRING((0 0, 1 1), (2 2, 3 3, 4 4))",
        "MULTIPOLYGON(((0 0, 4 0, 4 4, 0 0)), ((10 10, 14 10, 14 14, 10 10), (11 11, 12 11, 12 12, 11 11)))",
        "GEOMETRYCOLLECTION(POINT(1 2), GEOMETRYCOLLECTION(LINESTRING(0 0, 1 1)))",
        "BBOX(170, -10, -170, 10)",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct error err;
        struct buffer text = BUFFER_INIT, json = BUFFER_INIT, again = BUFFER_INIT;
        struct json_writer writer;
        size_t used, vertices = 0;
        const struct shape *shape = read_shape(texts[i], &used, &err);
        assert_non_null(shape);
        assert_int_equal(used, strlen(texts[i]));
        shape_write_text(shape, &text);
        assert_string_equal(text.bytes, texts[i]);
        json_writer_init(&writer, &json);
        shape_write_json(shape, &writer);
        struct json_document *document = json_read(json.bytes, json.length, "test", &err);
        assert_non_null(document);
        shape_write_text(shape_read_json(json_root(document), &vertices, arena, &err), &again);
        assert_string_equal(again.bytes, texts[i]);
        json_free(document);
        buffer_free(&text);
        buffer_free(&json);
        buffer_free(&again);
    }
}

static void a_shape_cut_anywhere_is_refused(void **state)
{
    (void)state;
    static const char text[] = "GEOMETRYCOLLECTION(POLYGON Z((0 0 1, 4 0 1, 4 4 1, 0 0 1)), MULTIPOINT((1 2), 3 4))";
    struct error err;
    size_t used, vertices;
    for (size_t length = 0; length < sizeof text - 1; length++) {
        char *copy = memcpy(malloc(length + 1), text, length); /* so that a look too far is seen */
        vertices = 0;
        assert_null(shape_read_text(copy, length, &used, &vertices, arena, &err));
        assert_true(used <= length);
        free(copy);
    }
}

static void axes_and_ends_of_the_globe_are_minded(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum crs crs;
        bool is_good;
    } cases[] = {
        {"POINT(180 90)", CRS_CRS84, true},          {"POINT(90 180)", CRS_CRS84, false},
        {"POINT(90 180)", CRS_EPSG4326, true},       {"POINT(180 90)", CRS_EPSG4326, false},
        {"POINT(700000 7000000)", CRS_CRS84, false}, {"POINT(700000 7000000)", CRS_LAMBERT93, true},
        {"BBOX(170, 0, -170, 1)", CRS_CRS84, true},  {"BBOX(0, 170, 1, -170)", CRS_EPSG4326, true},
        {"BBOX(1, 0, 0, 1)", CRS_LAMBERT93, false},  {"BBOX(0, 1, 1, 0)", CRS_CRS84, false},
        {"BBOX(1, 0, 0, 1)", CRS_EPSG4326, false},   {"GEOMETRYCOLLECTION(POINT(1 2), POINT(1 91))", CRS_CRS84, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err;
        size_t used;
        const struct shape *shape = read_shape(cases[i].text, &used, &err);
        assert_non_null(shape);
        if (shape_check(shape, cases[i].crs, &err) != cases[i].is_good)
            fail_msg("%s in %d", cases[i].text, cases[i].crs);
        assert_int_equal(err.kind, cases[i].is_good ? ERROR_NONE : ERROR_INPUT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(vertices_are_10000_and_not_10001),
        test(vertices_of_several_shapes_add_up),
        test(nesting_is_8_and_not_9),
        test(a_collection_200000_deep_is_refused_at_once),
        test(a_shape_is_written_so_that_it_reads_back),
        test(a_shape_cut_anywhere_is_refused),
        test(axes_and_ends_of_the_globe_are_minded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
