#include "tile/matrix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From zxyToTileId of the npm package pmtiles 3.0.7, by Protomaps. */
static const struct {
    struct tile tile;
    uint64_t number;
} known[] = {
    {{0, 0, 0}, 0},
    {{1, 0, 0}, 1},
    {{1, 0, 1}, 2},
    {{1, 1, 1}, 3},
    {{1, 1, 0}, 4},
    {{2, 0, 0}, 5},
    {{3, 5, 2}, 76},
    {{7, 65, 43}, 19385},
    {{12, 2090, 1370}, 19854045},
    {{14, 8300, 5490}, 317642571},
    {{18, 133000, 88000}, 81316376597},
    {{20, 531313, 351111}, 1301064045715},
    {{22, 0, 0}, 5864062014805},
    {{22, 4194303, 0}, 23456248059220},
    {{22, 4194303, 4194303}, 17592186044415},
    {{22, 2125252, 1404444}, 20817024731445},
};

static void assert_same_tile(struct tile one, struct tile other)
{
    assert_int_equal(one.zoom, other.zoom);
    assert_int_equal(one.x, other.x);
    assert_int_equal(one.y, other.y);
}

static void tiles_are_numbered_as_pmtiles_numbers_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_int_equal(tile_number(known[i].tile), known[i].number);
        assert_same_tile(tile_of_number(known[i].number), known[i].tile);
    }
}

static void every_number_has_its_tile_beside_the_one_before(void **state)
{
    (void)state;
    struct tile last = {0, 0, 0};
    for (uint64_t number = 0; number < 100000; number++) {
        struct tile tile = tile_of_number(number);
        assert_int_equal(tile_number(tile), number);
        if (number > 0 && tile.zoom == last.zoom)
            assert_int_equal(labs((long)tile.x - (long)last.x) + labs((long)tile.y - (long)last.y), 1);
        last = tile;
    }
    for (uint64_t number = 100000; number < UINT64_C(23456248059221); number = number * 5 / 4 + 1)
        assert_int_equal(tile_number(tile_of_number(number)), number);
}

static void assert_read(const char *zoom, const char *row, const char *column, enum error_kind kind, const char *named)
{
    struct error err = ERROR_INIT;
    struct tile tile = {9, 9, 9};
    assert_false(tile_read(zoom, row, column, &tile, &err));
    assert_int_equal(err.kind, kind);
    assert_non_null(strstr(err.message, named));
    assert_same_tile(tile, (struct tile){9, 9, 9});
}

static void an_address_is_read_row_before_column(void **state)
{
    (void)state;
    struct tile tile;
    assert_true(tile_read("7", "43", "65", &tile, NULL));
    assert_same_tile(tile, (struct tile){7, 65, 43});
    assert_true(tile_read("0", "0", "0", &tile, NULL));
    assert_true(tile_read("22", "4194303", "4194303", &tile, NULL));
}

static void an_address_that_is_none_is_refused_by_name(void **state)
{
    (void)state;
    const char *const odd[] = {"", "-1", "+1", " 1", "1 ", "01", "1.0", "1e2", "x", "0x1", "\xc3\xa9"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_read(odd[i], "0", "0", ERROR_INPUT, "zoom");
        assert_read("1", odd[i], "0", ERROR_INPUT, "row");
        assert_read("1", "0", odd[i], ERROR_INPUT, "column");
    }
    assert_read("23", "0", "0", ERROR_NOT_FOUND, "zoom 23");
    assert_read("4294967296", "0", "0", ERROR_NOT_FOUND, "zoom");
    assert_read("3", "8", "0", ERROR_NOT_FOUND, "row 8");
    assert_read("3", "0", "8", ERROR_NOT_FOUND, "column 8");
    assert_read("3", "99999999999999999999999999", "0", ERROR_NOT_FOUND, "row");
}

static void a_set_is_found_by_its_identifier(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    assert_ptr_equal(tile_matrix_set_of("Lambert93Quad", NULL), &tile_matrix_sets[1]);
    assert_ptr_equal(tile_matrix_set_of("WebMercatorQuad", NULL), &tile_matrix_sets[0]);
    assert_null(tile_matrix_set_of("webmercatorquad", &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    assert_non_null(strstr(err.message, "Lambert93Quad"));
}

/* OGC 17-083r4, table D.1: scale denominators at 0.28 mm a pixel of a tile 256 pixels wide. */
static void web_mercator_has_the_scales_of_the_standard(void **state)
{
    (void)state;
    const struct tile_matrix_set *set = &tile_matrix_sets[0];
    double of_zoom_0 = tile_unit(set, 0) * TILE_UNITS / 256 / 0.00028;
    assert_true(fabs(of_zoom_0 - 559082264.028717) < 1e-5);
    double of_zoom_10 = tile_unit(set, 10) * TILE_UNITS / 256 / 0.00028;
    assert_true(fabs(of_zoom_10 - 545978.773465544) < 1e-8);
    struct box whole = tile_extent(set, (struct tile){0, 0, 0}, 0.0);
    assert_true(fabs(whole.xmin + 20037508.3427892) < 1e-6 && fabs(whole.ymax - 20037508.3427892) < 1e-6);
    assert_true(fabs(whole.xmax - 20037508.3427892) < 1e-6 && fabs(whole.ymin + 20037508.3427892) < 1e-6);
}

static void a_tile_covers_its_ground_and_its_margin(void **state)
{
    (void)state;
    const struct tile_matrix_set *set = &tile_matrix_sets[1];
    struct box box = tile_extent(set, (struct tile){11, 700, 343}, 0.0);
    assert_true(box.xmin == 700 * 1024.0 && box.xmax == 701 * 1024.0);
    assert_true(box.ymax == 7340032.0 - 343 * 1024.0 && box.ymin == 7340032.0 - 344 * 1024.0);
    struct box wide = tile_extent(set, (struct tile){11, 700, 343}, TILE_BUFFER);
    assert_true(wide.xmin == box.xmin - 16.0 && wide.ymax == box.ymax + 16.0);
    assert_true(tile_unit(set, 11) == 0.25);
}

static void a_border_may_be_off_by_less_than_a_pixel_in_either_set(void **state)
{
    (void)state;
    const struct tile_matrix_set *mercator = &tile_matrix_sets[0], *plane = &tile_matrix_sets[1];
    assert_true(tile_tolerance(mercator, 11) == 16.0 && tile_tolerance(mercator, 17) == 0.25);
    const double ground = 0.637;                  /* of a metre of Mercator, at 50.4 degrees */
    for (unsigned zoom = 0; zoom <= 14; zoom++) { /* 8 units are a pixel of a tile shown 512 pixels wide */
        double pixels = tile_tolerance(mercator, zoom) / (8 * tile_unit(mercator, zoom) * ground);
        double more = zoom <= 7 ? 1.5 : 1.0;
        assert_true(pixels > 0.65 * more && pixels < 0.66 * more);
        assert_true(tile_tolerance(plane, zoom) == 4 * tile_unit(plane, zoom) * (zoom <= 3 ? 1.5 : 1.0));
    }
}

static void limits_are_the_tiles_that_meet_a_box_and_stay_in_the_set(void **state)
{
    (void)state;
    const struct tile_matrix_set *set = &tile_matrix_sets[1];
    struct tile_limits limits =
        tile_limits(set, 11, (struct box){700 * 1024.0 + 1, 6988800.5, 702 * 1024.0 + 1, 6990000});
    assert_int_equal(limits.xmin, 700);
    assert_int_equal(limits.xmax, 702);
    assert_int_equal(limits.ymin, 341);
    assert_int_equal(limits.ymax, 342);
    assert_true(tile_is_within(limits, (struct tile){11, 702, 341}));
    assert_false(tile_is_within(limits, (struct tile){11, 703, 341}));
    assert_false(tile_is_within(limits, (struct tile){11, 702, 343}));
    limits = tile_limits(set, 3, (struct box){-1e9, -1e9, 1e9, 1e9});
    assert_true(limits.xmin == 0 && limits.ymin == 0 && limits.xmax == 7 && limits.ymax == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiles_are_numbered_as_pmtiles_numbers_them),
        cmocka_unit_test(every_number_has_its_tile_beside_the_one_before),
        cmocka_unit_test(an_address_is_read_row_before_column),
        cmocka_unit_test(an_address_that_is_none_is_refused_by_name),
        cmocka_unit_test(a_set_is_found_by_its_identifier),
        cmocka_unit_test(web_mercator_has_the_scales_of_the_standard),
        cmocka_unit_test(a_tile_covers_its_ground_and_its_margin),
        cmocka_unit_test(a_border_may_be_off_by_less_than_a_pixel_in_either_set),
        cmocka_unit_test(limits_are_the_tiles_that_meet_a_box_and_stay_in_the_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
