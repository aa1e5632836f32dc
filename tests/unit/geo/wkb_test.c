#include "geo/wkb.h"

#include "geo/grid.h"

#include <math.h>
#include <stdlib.h>

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

static const char *const grid[] = {"d.........c.k", /**/
                                   "..h...g......", /**/
                                   "............j", /**/
                                   "..e...f......", /**/
                                   "a.........b.i", NULL};

static const struct {
    enum geometry_type type;
    const char *letters;
} shapes[] = {
    {GEOMETRY_POINT, "e"},          {GEOMETRY_LINE, "abc"},          {GEOMETRY_POLYGON, "abcda/ehgfe"},
    {GEOMETRY_MULTIPOINT, "a e k"}, {GEOMETRY_MULTILINE, "abc ijk"}, {GEOMETRY_MULTIPOLYGON, "abcda/ehgfe ijki"},
};
#define SHAPE_COUNT (sizeof shapes / sizeof shapes[0])

/* Bytes of their exact size, so that AddressSanitizer sees a read behind them. */
static bool read_exactly(const void *bytes, size_t length, struct arena *arena, struct geometry *geometry,
                         struct error *err)
{
    void *exact = malloc(length > 0 ? length : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, length);
    bool is_good = wkb_read(exact, length, arena, geometry, err);
    free(exact);
    return is_good;
}

/* "01 01000000" and so on as bytes; blanks are for the eye. */
static void hex_append(struct buffer *out, const char *hex)
{
    int digits = 0, byte = 0;
    for (; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        byte = byte * 16 + (*hex <= '9' ? *hex - '0' : (*hex | 32) - 'a' + 10);
        if (++digits % 2 == 0) {
            buffer_putc(out, (char)byte);
            byte = 0;
        }
    }
}

static bool read_hex(const char *hex, struct arena *arena, struct geometry *geometry, struct error *err)
{
    struct buffer bytes = BUFFER_INIT;
    hex_append(&bytes, hex);
    bool is_good = read_exactly(bytes.bytes, bytes.length, arena, geometry, err);
    buffer_free(&bytes);
    return is_good;
}

static void assert_refused(const char *hex, const char *why, struct arena *arena)
{
    struct geometry geometry = GEOMETRY_EMPTY;
    geometry.type = GEOMETRY_MULTILINE;
    struct error err = ERROR_INIT;
    assert_false(read_hex(hex, arena, &geometry, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    if (strstr(err.message, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, why);
    assert_int_equal(geometry.type, GEOMETRY_MULTILINE); /* untouched */
    assert_false(read_hex(hex, arena, &geometry, NULL));
}

#define ZERO  "0000000000000000"
#define ONE   "000000000000F03F" /* 1.0, little-endian */
#define TWO   "0000000000000040"
#define NAN_8 "000000000000F87F"
#define INF_8 "000000000000F07F"

/* ---- round trips ---- */

static void what_is_written_is_read_back(void **state)
{
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        struct geometry shape = grid_geometry(grid, shapes[i].type, shapes[i].letters, *state), read;
        struct buffer bytes = BUFFER_INIT;
        struct error err = ERROR_INIT;
        wkb_write(&shape, &bytes);
        assert_true(read_exactly(bytes.bytes, bytes.length, *state, &read, &err));
        assert_same_geometry(&shape, &read);
        buffer_free(&bytes);
    }
}

static void empty_geometries_are_written_and_read_back_with_their_type(void **state)
{
    for (int type = GEOMETRY_POINT; type <= GEOMETRY_MULTIPOLYGON; type++) {
        struct geometry empty = {(enum geometry_type)type, 0, 0, 0, NULL, NULL, NULL}, read;
        struct buffer bytes = BUFFER_INIT;
        wkb_write(&empty, &bytes);
        assert_true(read_exactly(bytes.bytes, bytes.length, *state, &read, NULL));
        assert_same_geometry(&empty, &read);
        buffer_free(&bytes);
    }
    struct buffer nothing = BUFFER_INIT;
    wkb_write(&GEOMETRY_EMPTY, &nothing);
    assert_int_equal(nothing.length, 0);
}

static void the_bytes_written_are_those_of_the_standard(void **state)
{
    struct geometry line = grid_geometry(GRID(".b.", "a.."), GEOMETRY_LINE, "ab", *state);
    struct buffer written = BUFFER_INIT, expected = BUFFER_INIT;
    wkb_write(&line, &written);
    hex_append(&expected, "01 02000000 02000000 " ZERO ZERO ONE ONE);
    assert_int_equal(written.length, expected.length);
    assert_memory_equal(written.bytes, expected.bytes, expected.length);
    assert_int_equal(written.bytes[written.length], 0);
    buffer_free(&written);
    buffer_free(&expected);
}

/* ---- what others write ---- */

static void both_byte_orders_are_read_even_mixed(void **state)
{
    struct geometry geometry;
    assert_true(read_hex("00 00000001 3FF0000000000000 4000000000000000", *state, &geometry, NULL));
    assert_true(geometry.points[0].x == 1.0 && geometry.points[0].y == 2.0);
    /* A big-endian multi-point with a little-endian member and a big-endian one. */
    assert_true(read_hex("00 00000004 00000002 01 01000000" ONE TWO "00 00000001 3FF0000000000000 4000000000000000",
                         *state, &geometry, NULL));
    assert_int_equal(geometry.part_count, 2);
    assert_true(geometry.points[0].y == 2.0 && geometry.points[1].y == 2.0);
    assert_int_equal(geometry.part_end[1], 2);
}

static void z_and_m_are_dropped_in_both_dialects(void **state)
{
    const char *points[] = {
        "01 E9030000" ONE TWO ZERO,      /* ISO Z, 1001 */
        "01 D1070000" ONE TWO NAN_8,     /* ISO M, 2001; a bad M is nobody's business */
        "01 B90B0000" ONE TWO ZERO ZERO, /* ISO ZM, 3001 */
        "01 01000080" ONE TWO ZERO,      /* EWKB Z */
        "01 01000040" ONE TWO ZERO,      /* EWKB M */
        "01 010000C0" ONE TWO ZERO ZERO, /* EWKB ZM */
        "01 01000020 6A080000" ONE TWO,  /* EWKB with SRID 2154 */
        "01 010000E0 6A080000" ONE TWO ZERO ZERO,
    };
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        struct geometry geometry;
        assert_true(read_hex(points[i], *state, &geometry, NULL));
        assert_int_equal(geometry.type, GEOMETRY_POINT);
        assert_true(geometry.points[0].x == 1.0 && geometry.points[0].y == 2.0);
    }
    struct geometry line;
    assert_true(read_hex("01 EA030000 02000000" ONE TWO ZERO TWO ONE ZERO, *state, &line, NULL));
    assert_int_equal(line.point_count, 2);
    assert_true(line.points[1].x == 2.0 && line.points[1].y == 1.0);
}

static void empty_members_are_left_out(void **state)
{
    struct geometry geometry;
    assert_true(
        read_hex("01 04000000 02000000 01 01000000" NAN_8 NAN_8 "01 01000000" ONE TWO, *state, &geometry, NULL));
    assert_int_equal(geometry.part_count, 1);
    assert_true(geometry.points[0].x == 1.0);
    assert_true(read_hex("01 06000000 01000000 01 03000000 00000000", *state, &geometry, NULL));
    assert_int_equal(geometry.type, GEOMETRY_MULTIPOLYGON);
    assert_int_equal(geometry.part_count, 0);
    assert_int_equal(geometry.ring_count, 0);
}

/* ---- what must be refused ---- */

static void truncation_at_any_length_is_an_error(void **state)
{
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        struct geometry shape = grid_geometry(grid, shapes[i].type, shapes[i].letters, *state), read;
        struct buffer bytes = BUFFER_INIT;
        wkb_write(&shape, &bytes);
        for (size_t length = 0; length < bytes.length; length++) {
            struct error err = ERROR_INIT;
            assert_false(read_exactly(bytes.bytes, length, *state, &read, &err));
            assert_int_equal(err.kind, ERROR_INPUT);
            assert_non_null(strstr(err.message, "cut short"));
        }
        buffer_putc(&bytes, 0);
        struct error err = ERROR_INIT;
        assert_false(read_exactly(bytes.bytes, bytes.length, *state, &read, &err));
        assert_string_equal(err.message, "1 bytes behind the end of the geometry");
        buffer_free(&bytes);
    }
}

static void counts_that_lie_cost_no_memory(void **state)
{
    size_t before = arena_used(*state);
    assert_refused("01 02000000 FFFFFFFF" ONE TWO ONE TWO, "4294967295 points of a line", *state);
    assert_refused("01 02000000 03000000" ONE TWO ONE TWO, "3 points of a line", *state);
    assert_refused("01 03000000 FFFFFFFF", "rings", *state);
    assert_refused("01 03000000 01000000 00000010" ONE TWO, "points of a ring", *state);
    assert_refused("01 06000000 FFFFFF7F", "members", *state);
    assert_refused("01 04000000 00000020 01 01000000" ONE TWO, "members", *state);
    assert_int_equal(arena_used(*state), before);
}

static void types_that_are_not_ours_are_refused(void **state)
{
    assert_refused("01 07000000 00000000", "collection", *state);
    assert_refused("01 EF030000 00000000", "collection", *state); /* with Z */
    assert_refused("01 00000000" ONE TWO, "geometry type 0", *state);
    assert_refused("01 08000000 00000000", "geometry type 8", *state);
    assert_refused("01 11000000 00000000", "geometry type 17", *state);
    assert_refused("01 A10F0000" ONE TWO, "geometry type 4001", *state);
    assert_refused("01 01000010" ONE TWO, "geometry type", *state);
    assert_refused("02 01000000" ONE TWO, "byte 2", *state);
    assert_refused("01 010000A0", "SRID", *state);
}

static void a_multi_geometry_has_members_of_its_own_kind(void **state)
{
    assert_refused("01 05000000 01000000 01 01000000" ONE TWO, "a Point in a MultiLineString", *state);
    assert_refused("01 04000000 01000000 01 04000000 00000000", "a MultiPoint in a MultiPoint", *state);
    assert_refused("01 06000000 01000000 01 07000000 00000000", "collection", *state);
    assert_refused("01 04000000 01000000 07 01000000" ONE TWO, "byte 7", *state);
}

static void coordinates_that_are_not_finite_are_refused(void **state)
{
    assert_refused("01 01000000" ONE NAN_8, "not a finite number", *state);
    assert_refused("01 01000000" INF_8 TWO, "not a finite number", *state);
    assert_refused("01 02000000 02000000" ONE TWO NAN_8 NAN_8, "coordinate 2", *state);
    assert_refused("01 02000000 02000000" ONE TWO ONE INF_8, "coordinate 2", *state);
}

static void shapes_that_are_none_are_refused(void **state)
{
    assert_refused("01 02000000 01000000" ONE TWO, "single point", *state);
    assert_refused("01 03000000 01000000 00000000", "ring 1 of the polygon has 0 points", *state);
    assert_refused("01 03000000 01000000 03000000" ONE TWO TWO TWO ONE TWO, "at least 4", *state);
    assert_refused("01 03000000 01000000 04000000" ONE TWO TWO TWO TWO ONE ONE ONE, "not closed", *state);
}

/* ---- SpatiaLite ---- */

/* As SpatiaLite 5.0.1 writes them: SELECT hex(GeomFromText('POINT(1 2)', 2154)) and so on. */
static const char *const blob_point = "00 01 6A080000" ONE TWO ONE TWO "7C 01000000" ONE TWO "FE";
static const char *const blob_multipoint =
    "00 01 6A080000" ONE ONE TWO TWO "7C 04000000 02000000 69 01000000" ONE ONE "69 01000000" TWO TWO "FE";
static const char *const blob_multipolygon =
    "00 01 6A080000" ZERO ZERO TWO TWO
    "7C 06000000 01000000 69 03000000 01000000 04000000" ZERO ZERO TWO ZERO TWO TWO ZERO ZERO "FE";
static const char *const blob_line_zm =
    "00016A08000000000000000000000000000000000000000000000000084000000000000008407CBA0B00000200000000000000000000000000"
    "0000"
    "00000000000000000000F03F00000000000000400000000000000840000000000000084000000000000010400000000000001440FE";

static bool read_blob(const char *hex, size_t cut, struct arena *arena, struct geometry *geometry, int32_t *srid,
                      struct error *err)
{
    struct buffer bytes = BUFFER_INIT;
    hex_append(&bytes, hex);
    size_t length = bytes.length - cut;
    void *exact = malloc(length > 0 ? length : 1);
    memcpy(exact, bytes.bytes, length);
    bool is_good = wkb_read_spatialite(exact, length, arena, geometry, srid, err);
    free(exact);
    buffer_free(&bytes);
    return is_good;
}

static void spatialite_blobs_are_read_with_their_srid(void **state)
{
    struct geometry geometry;
    int32_t srid = 0;
    assert_true(read_blob(blob_point, 0, *state, &geometry, &srid, NULL));
    assert_int_equal(srid, 2154);
    assert_int_equal(geometry.type, GEOMETRY_POINT);
    assert_true(geometry.points[0].x == 1.0 && geometry.points[0].y == 2.0);
    assert_true(read_blob(blob_multipoint, 0, *state, &geometry, NULL, NULL));
    assert_int_equal(geometry.type, GEOMETRY_MULTIPOINT);
    assert_int_equal(geometry.part_count, 2);
    assert_true(geometry.points[1].x == 2.0);
    assert_true(read_blob(blob_multipolygon, 0, *state, &geometry, NULL, NULL));
    assert_int_equal(geometry.type, GEOMETRY_MULTIPOLYGON);
    assert_int_equal(geometry.point_count, 4);
    assert_true(geometry.points[1].x == 2.0 && geometry.points[1].y == 0.0);
    assert_true(read_blob(blob_line_zm, 0, *state, &geometry, NULL, NULL));
    assert_int_equal(geometry.type, GEOMETRY_LINE);
    assert_true(geometry.points[1].x == 3.0 && geometry.points[1].y == 3.0);
}

static void a_big_endian_spatialite_blob_is_read_too(void **state)
{
    struct geometry geometry;
    int32_t srid = 0;
    assert_true(read_blob("00 00 0000086A" ONE TWO ONE TWO "7C 000003E9 3FF0000000000000 4000000000000000" ZERO "FE", 0,
                          *state, &geometry, &srid, NULL));
    assert_int_equal(srid, 2154);
    assert_true(geometry.points[0].x == 1.0 && geometry.points[0].y == 2.0);
}

static void a_spatialite_blob_cut_anywhere_is_refused(void **state)
{
    const char *blobs[] = {blob_point, blob_multipoint, blob_multipolygon, blob_line_zm};
    for (size_t i = 0; i < sizeof blobs / sizeof blobs[0]; i++) {
        struct buffer bytes = BUFFER_INIT;
        hex_append(&bytes, blobs[i]);
        for (size_t cut = 1; cut <= bytes.length; cut++) {
            struct geometry geometry;
            int32_t srid = 77;
            struct error err = ERROR_INIT;
            assert_false(read_blob(blobs[i], cut, *state, &geometry, &srid, &err));
            assert_int_equal(err.kind, ERROR_INPUT);
            assert_int_equal(srid, 77);
        }
        buffer_free(&bytes);
    }
}

static void other_bytes_are_not_taken_for_a_spatialite_blob(void **state)
{
    const char *bad[] = {
        "01 01 6A080000" ONE TWO ONE TWO "7C 01000000" ONE TWO "FE",    /* start */
        "00 02 6A080000" ONE TWO ONE TWO "7C 01000000" ONE TWO "FE",    /* byte order */
        "00 01 6A080000" ONE TWO ONE TWO "7D 01000000" ONE TWO "FE",    /* end of the box */
        "00 01 6A080000" ONE TWO ONE TWO "7C 01000000" ONE TWO "FF",    /* end */
        "00 01 6A080000" ONE TWO ONE TWO "7C 01000000" ONE TWO "00 FE", /* a byte too many */
        "00 01 6A080000" ONE TWO ONE TWO "7C 01000000" ONE "FE",
        "00 01 6A080000" ONE TWO ONE TWO "7C 07000000 00000000 FE",
        "00 01 6A080000" ONE TWO ONE TWO "7C 42420F00 02000000" ONE TWO TWO TWO "FE", /* compressed */
        "00 01 6A080000" ONE TWO ONE TWO "7C 01000080" ONE TWO ZERO "FE", /* EWKB's flag has no place here */
        "00 01 6A080000" ONE TWO ONE TWO "7C 04000000 01000000 01 01000000" ONE TWO "FE",
        "00 01 6A080000" ONE TWO ONE TWO "7C 02000000 FFFFFFFF" ONE TWO "FE",
        "00 81 6A080000 01" ONE TWO "FE", /* TinyPoint */
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct geometry geometry = GEOMETRY_EMPTY;
        struct error err = ERROR_INIT;
        assert_false(read_blob(bad[i], 0, *state, &geometry, NULL, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_true(err.message[0] != '\0');
    }
}

static void a_spatialite_blob_is_written_as_spatialite_writes_it(void **state)
{
    /* SELECT hex(GeomFromText('MULTILINESTRING((1 1, 2 2))', 2154)) in SpatiaLite 5.0.1 */
    static const char wanted[] = "00016A080000000000000000F03F000000000000F03F00000000000000400000000000000040"
                                 "7C0500000001000000690200000002000000000000000000F03F000000000000F03F"
                                 "00000000000000400000000000000040FE";
    struct geometry geometry = GEOMETRY_EMPTY;
    struct buffer blob = BUFFER_INIT, hex = BUFFER_INIT;
    struct error err = ERROR_INIT;
    assert_true(read_blob(wanted, 0, *state, &geometry, NULL, &err));
    wkb_write_spatialite(&geometry, 2154, &blob);
    for (size_t i = 0; i < blob.length; i++)
        buffer_printf(&hex, "%02X", (unsigned char)blob.bytes[i]);
    assert_string_equal(hex.bytes, wanted);
    buffer_free(&hex);
    buffer_free(&blob);
}

#define test(name) cmocka_unit_test_setup_teardown(name, arena_setup, arena_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(what_is_written_is_read_back),
        test(empty_geometries_are_written_and_read_back_with_their_type),
        test(the_bytes_written_are_those_of_the_standard),
        test(both_byte_orders_are_read_even_mixed),
        test(z_and_m_are_dropped_in_both_dialects),
        test(empty_members_are_left_out),
        test(truncation_at_any_length_is_an_error),
        test(counts_that_lie_cost_no_memory),
        test(types_that_are_not_ours_are_refused),
        test(a_multi_geometry_has_members_of_its_own_kind),
        test(coordinates_that_are_not_finite_are_refused),
        test(shapes_that_are_none_are_refused),
        test(spatialite_blobs_are_read_with_their_srid),
        test(a_big_endian_spatialite_blob_is_read_too),
        test(a_spatialite_blob_cut_anywhere_is_refused),
        test(other_bytes_are_not_taken_for_a_spatialite_blob),
        test(a_spatialite_blob_is_written_as_spatialite_writes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
