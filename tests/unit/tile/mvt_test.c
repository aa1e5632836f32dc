#include "tile/mvt.h"

#include "geo/grid.h"
#include "tile/decode.h"

static int arena_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static const struct field fields[] = {{"nom", VALUE_TEXT}, {"population", VALUE_INTEGER}, {"part", VALUE_REAL}};

static const struct value nothing[] = {
    {VALUE_NULL, 0, 0.0, NULL}, {VALUE_NULL, 0, 0.0, NULL}, {VALUE_NULL, 0, 0.0, NULL}};

static struct decoded_tile written(const struct mvt_layer *layer, struct buffer *bytes, struct arena *arena)
{
    mvt_layer_write(layer, bytes);
    return decode_tile(bytes->bytes, bytes->length, arena);
}

/* 4.3.5.1 to 4.3.5.6: the examples of the standard, command by command. */
static void assert_commands(const struct geometry *geometry, const uint32_t *commands, size_t count,
                            struct arena *arena)
{
    struct buffer bytes = BUFFER_INIT;
    struct mvt_layer *layer = mvt_layer_new("a", NULL, 0, arena);
    mvt_layer_add(layer, 1, NULL, geometry);
    mvt_layer_write(layer, &bytes);
    char expected[64];
    for (size_t i = 0; i < count; i++) {
        assert_true(commands[i] < 128);
        expected[i] = (char)commands[i];
    }
    void *found = memmem(bytes.bytes, bytes.length, expected, count);
    assert_non_null(found);
    assert_int_equal(((const char *)found)[-1], count);
    buffer_free(&bytes);
}
#define ASSERT_COMMANDS(geometry, arena, ...)                                                                          \
    assert_commands(geometry, (const uint32_t[]){__VA_ARGS__}, sizeof(uint32_t[]){__VA_ARGS__} / sizeof(uint32_t),     \
                    arena)

static struct geometry shape(enum geometry_type type, const double *numbers, uint32_t count, const uint32_t *ring_ends,
                             uint32_t ring_count, const uint32_t *part_ends, uint32_t part_count, struct arena *arena)
{
    struct geometry geometry = {type,
                                count,
                                ring_count,
                                part_count,
                                arena_array(arena, count, sizeof(struct point)),
                                arena_array(arena, ring_count, sizeof(uint32_t)),
                                arena_array(arena, part_count, sizeof(uint32_t))};
    for (uint32_t i = 0; i < count; i++)
        geometry.points[i] = (struct point){numbers[2 * i], numbers[2 * i + 1]};
    memcpy(geometry.ring_end, ring_ends, ring_count * sizeof *ring_ends);
    memcpy(geometry.part_end, part_ends, part_count * sizeof *part_ends);
    return geometry;
}

static void the_examples_of_the_standard_are_encoded_as_it_says(void **state)
{
    struct geometry point =
        shape(GEOMETRY_POINT, (double[]){25, 17}, 1, (uint32_t[]){1}, 1, (uint32_t[]){1}, 1, *state);
    ASSERT_COMMANDS(&point, *state, 9, 50, 34);
    struct geometry points =
        shape(GEOMETRY_MULTIPOINT, (double[]){5, 7, 3, 2}, 2, (uint32_t[]){1, 2}, 2, (uint32_t[]){1, 2}, 2, *state);
    ASSERT_COMMANDS(&points, *state, 17, 10, 14, 3, 9);
    struct geometry line =
        shape(GEOMETRY_LINE, (double[]){2, 2, 2, 10, 10, 10}, 3, (uint32_t[]){3}, 1, (uint32_t[]){1}, 1, *state);
    ASSERT_COMMANDS(&line, *state, 9, 4, 4, 18, 0, 16, 16, 0);
    struct geometry lines = shape(GEOMETRY_MULTILINE, (double[]){2, 2, 2, 10, 10, 10, 1, 1, 3, 5}, 5,
                                  (uint32_t[]){3, 5}, 2, (uint32_t[]){1, 2}, 2, *state);
    ASSERT_COMMANDS(&lines, *state, 9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8);
    struct geometry polygon = shape(GEOMETRY_POLYGON, (double[]){3, 6, 8, 12, 20, 34, 3, 6}, 4, (uint32_t[]){4}, 1,
                                    (uint32_t[]){1}, 1, *state);
    ASSERT_COMMANDS(&polygon, *state, 9, 6, 12, 18, 10, 12, 24, 44, 15);
    struct geometry polygons =
        shape(GEOMETRY_MULTIPOLYGON, (double[]){0,  0,  10, 0,  10, 10, 0,  10, 0,  0,  11, 11, 20, 11, 20,
                                                20, 11, 20, 11, 11, 13, 13, 13, 17, 17, 17, 17, 13, 13, 13},
              15, (uint32_t[]){5, 10, 15}, 3, (uint32_t[]){1, 3}, 2, *state);
    ASSERT_COMMANDS(&polygons, *state, 9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9,
                    4, 13, 26, 0, 8, 8, 0, 0, 7, 15);
}

static void values_keep_their_kinds_and_a_null_is_no_tag(void **state)
{
    struct geometry point = geometry_point(1, 2, *state);
    struct mvt_layer *layer = mvt_layer_new("communes", fields, 3, *state);
    mvt_layer_add(layer, 7, (struct value[]){value_text("Li\xc3\xa9vin"), value_integer(30000), value_real(0.5)},
                  &point);
    mvt_layer_add(layer, UINT64_MAX, (struct value[]){value_text(""), value_integer(-3), value_real(-2.0)}, &point);
    mvt_layer_add(layer, 0, (struct value[]){VALUE_UNKNOWN, value_integer(INT64_MIN), VALUE_UNKNOWN}, &point);
    mvt_layer_add(layer, 3, nothing, &point);
    struct buffer bytes = BUFFER_INIT;
    struct decoded_tile tile = written(layer, &bytes, *state);
    assert_int_equal(tile.layer_count, 1);
    const struct decoded_layer *read = &tile.layers[0];
    assert_string_equal(read->name, "communes");
    assert_int_equal(read->feature_count, 4);
    assert_string_equal(read->features[0].tags, "nom='Li\xc3\xa9vin';population=30000;part=0.5 real;");
    assert_string_equal(read->features[1].tags, "nom='';population=-3;part=-2 real;");
    assert_string_equal(read->features[2].tags, "population=-9223372036854775808;");
    assert_string_equal(read->features[3].tags, "");
    assert_true(read->features[0].id == 7 && read->features[1].id == UINT64_MAX && read->features[2].id == 0);
    buffer_free(&bytes);
}

static void keys_and_values_stand_once(void **state)
{
    struct geometry point = geometry_point(1, 2, *state);
    struct mvt_layer *layer = mvt_layer_new("a", fields, 3, *state);
    char *expected[3000];
    for (int i = 0; i < 3000; i++) {
        char *name = arena_printf(*state, "%d", i % 700);
        mvt_layer_add(layer, (uint64_t)i,
                      (struct value[]){value_text(name), value_integer(i % 900), value_real(i % 100)}, &point);
        expected[i] = arena_printf(*state, "nom='%s';population=%d;part=%d real;", name, i % 900, i % 100);
    }
    struct buffer bytes = BUFFER_INIT;
    struct decoded_tile tile = written(layer, &bytes, *state);
    assert_int_equal(tile.layers[0].key_count, 3);
    assert_int_equal(tile.layers[0].value_count, 700 + 900 + 100); /* 5, '5' and 5.0 are three */
    for (int i = 0; i < 3000; i++)
        assert_string_equal(tile.layers[0].features[i].tags, expected[i]);
    buffer_free(&bytes);
}

static void a_geometry_comes_back_as_it_went(void **state)
{
    const char *const *grid =
        GRID("d        c  mn", "   h g       ", "  i   f    kl", "   j e       ", "a        b   ");
    struct geometry shapes[] = {grid_geometry(grid, GEOMETRY_MULTIPOLYGON, "abcda/ejihgfe klnmk", *state),
                                grid_geometry(grid, GEOMETRY_MULTILINE, "ace kl", *state),
                                grid_geometry(grid, GEOMETRY_MULTIPOINT, "a a f", *state)};
    struct mvt_layer *layer = mvt_layer_new("a", NULL, 0, *state);
    for (uint64_t i = 0; i < 3; i++)
        mvt_layer_add(layer, i, NULL, &shapes[i]);
    struct buffer bytes = BUFFER_INIT;
    struct decoded_tile tile = written(layer, &bytes, *state);
    for (int i = 0; i < 3; i++)
        assert_same_geometry(&tile.layers[0].features[i].geometry, &shapes[i]);
    buffer_free(&bytes);
}

static void what_is_empty_writes_nothing(void **state)
{
    struct geometry none = GEOMETRY_EMPTY;
    struct mvt_layer *layer = mvt_layer_new("a", fields, 3, *state);
    mvt_layer_add(layer, 1, nothing, &none);
    struct buffer bytes = BUFFER_INIT;
    mvt_layer_write(layer, &bytes);
    assert_int_equal(bytes.length, 0);
}

static void layers_are_walked_and_can_be_put_together_again(void **state)
{
    struct geometry point = geometry_point(1, 2, *state);
    const char *const names[] = {"communes", "epci", ""};
    struct buffer bytes = BUFFER_INIT, again = BUFFER_INIT;
    for (int i = 0; i < 3; i++) {
        struct mvt_layer *layer = mvt_layer_new(names[i], NULL, 0, *state);
        mvt_layer_add(layer, 1, NULL, &point);
        mvt_layer_write(layer, &bytes);
    }
    size_t at = 0, count = 0;
    struct mvt_slice slice;
    for (; mvt_next(bytes.bytes, bytes.length, &at, &slice); count++) {
        assert_int_equal(slice.name_length, strlen(names[count]));
        assert_memory_equal(slice.name, names[count], slice.name_length);
        buffer_append(&again, slice.bytes, slice.length);
    }
    assert_int_equal(count, 3);
    assert_int_equal(at, bytes.length);
    assert_memory_equal(again.bytes, bytes.bytes, bytes.length);
    for (size_t length = 0; length < bytes.length; length++) /* cut short anywhere: the whole layers before it */
        for (at = 0; mvt_next(bytes.bytes, length, &at, &slice);)
            assert_true(at <= length);
    buffer_free(&bytes);
    buffer_free(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_examples_of_the_standard_are_encoded_as_it_says, arena_setup,
                                        arena_teardown),
        cmocka_unit_test_setup_teardown(values_keep_their_kinds_and_a_null_is_no_tag, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(keys_and_values_stand_once, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(a_geometry_comes_back_as_it_went, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(what_is_empty_writes_nothing, arena_setup, arena_teardown),
        cmocka_unit_test_setup_teardown(layers_are_walked_and_can_be_put_together_again, arena_setup, arena_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
