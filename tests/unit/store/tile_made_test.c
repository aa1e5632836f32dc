#include "store/fixture.h"

#include "tile/mvt.h"

/* The tile of a zoom in which a place (EPSG:2154) lies. */
static struct tile tile_of(const struct tile_matrix_set *set, unsigned zoom, struct point place)
{
    struct error err = ERROR_INIT;
    if (set->crs != CRS_LAMBERT93) {
        struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, set->crs, &err);
        assert_true(crs_transform_points(transform, &place, 1, &err));
        crs_transform_close(transform);
    }
    struct tile_limits limits = tile_limits(set, zoom, box_of_point(place.x, place.y));
    return (struct tile){(uint8_t)zoom, limits.xmin, limits.ymin};
}

/* Names of the layers of the tile made of these collections, with a space behind each. */
static const char *layers_of(const char *set_id, unsigned zoom, struct point place, const char *first,
                             const char *second)
{
    struct error err = ERROR_INIT;
    const struct tile_matrix_set *set = tile_matrix_set_of(set_id, &err);
    const struct choice choices[] = {{snapshot_collection_of(reading.snapshot, first), NULL},
                                     {snapshot_collection_of(reading.snapshot, second), NULL}};
    struct buffer tile = BUFFER_INIT, names = BUFFER_INIT;
    struct mvt_slice slice;
    size_t at = 0;
    if (!snapshot_tile_make(reading.store, choices, 2, set, tile_of(set, zoom, place), &tile, &err))
        fail_msg("%s", err.message);
    while (mvt_next(tile.bytes, tile.length, &at, &slice))
        buffer_printf(&names, "%.*s ", (int)slice.name_length, slice.name);
    const char *text = arena_copy(reading.arena, names.bytes != NULL ? names.bytes : "", names.length);
    buffer_free(&tile);
    buffer_free(&names);
    return text;
}

static const struct point inside = {FIXTURE_LEFT + 500, FIXTURE_LOWER + 50}, /* the name of the first cell */
    far_away = {300000, 6500000};

static void a_tile_has_a_layer_a_collection_and_one_of_names(void **state)
{
    (void)state;
    assert_string_equal(layers_of("Lambert93Quad", 8, inside, "cells", "spots"), "cells cells-labels spots ");
    assert_string_equal(layers_of("WebMercatorQuad", 12, inside, "cells", "spots"), "cells cells-labels spots ");
    assert_string_equal(layers_of("Lambert93Quad", 16, inside, "cells", "void"), "cells cells-labels ");
}

static void a_tile_of_the_whole_world_is_made_too(void **state)
{
    (void)state;
    assert_string_equal(layers_of("WebMercatorQuad", 0, inside, "cells", "spots"), "cells spots ");
    assert_string_equal(layers_of("Lambert93Quad", 0, inside, "ways", "void"), "ways ");
}

static void areas_too_narrow_for_a_name_have_none(void **state)
{
    (void)state;
    assert_string_equal(layers_of("WebMercatorQuad", 9, inside, "cells", "void"), "cells ");
}

static void where_there_is_nothing_there_is_no_byte(void **state)
{
    (void)state;
    assert_string_equal(layers_of("Lambert93Quad", 10, far_away, "cells", "spots"), "");
    assert_string_equal(layers_of("WebMercatorQuad", 10, far_away, "cells", "spots"), "");
}

static void a_tile_made_twice_has_the_same_bytes(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const struct tile_matrix_set *set = tile_matrix_set_of("WebMercatorQuad", &err);
    const struct choice cells = {snapshot_collection_of(reading.snapshot, "cells"), NULL};
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    struct tile tile = tile_of(set, 12, inside);
    assert_true(snapshot_tile_make(reading.store, &cells, 1, set, tile, &first, &err));
    assert_true(snapshot_tile_make(reading.store, &cells, 1, set, tile, &second, &err));
    assert_true(first.length > 0);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    buffer_free(&first);
    buffer_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tile_has_a_layer_a_collection_and_one_of_names),
        cmocka_unit_test(a_tile_of_the_whole_world_is_made_too),
        cmocka_unit_test(areas_too_narrow_for_a_name_have_none),
        cmocka_unit_test(where_there_is_nothing_there_is_no_byte),
        cmocka_unit_test(a_tile_made_twice_has_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
