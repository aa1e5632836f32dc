#include "store/fixture.h"

#include <math.h>

static struct buffer out = BUFFER_INIT;

static int close_all(void **state)
{
    buffer_free(&out);
    return fixture_close(state);
}

static struct items_result ask(const char *collection, struct items_query query)
{
    struct error err = ERROR_INIT;
    struct items_result result = {-1, -1, -1, false};
    buffer_clear(&out);
    if (!snapshot_items(reading.store, reading.snapshot, snapshot_collection_of(reading.snapshot, collection), &query,
                        &out, &result, &err))
        fail_msg("%s", err.message);
    return result;
}

/* How often the id stands in the answer. */
static size_t members(void)
{
    size_t count = 0;
    for (const char *at = out.bytes; out.length > 0 && (at = strstr(at, "\"id\":")) != NULL; at++)
        count++;
    return count;
}

static void all_features_come_in_pages(void **state)
{
    (void)state;
    struct items_query query = {.box = BOX_EMPTY, .limit = 30};
    size_t seen = 0;
    for (;;) {
        struct items_result result = ask("cells", query);
        assert_int_equal(result.matched, 100);
        assert_int_equal(result.returned, members());
        seen += (size_t)result.returned;
        char first[32];
        snprintf(first, sizeof first, "\"cells-%d\"", (int)query.after + 1);
        assert_non_null(strstr(out.bytes, first));
        assert_int_equal(result.last, query.after + result.returned);
        assert_int_equal(result.has_more, seen < 100);
        if (!result.has_more)
            break;
        query.after = result.last;
    }
    assert_int_equal(seen, 100);
    struct box whole = snapshot_collection_of(reading.snapshot, "cells")->extent;
    assert_true(ask("cells", (struct items_query){.box = whole, .limit = 99}).has_more);
    assert_false(ask("cells", (struct items_query){.box = whole, .limit = 100}).has_more);
    assert_false(ask("cells", (struct items_query){.box = whole, .limit = 30, .after = 70}).has_more);
    assert_int_equal(ask("cells", (struct items_query){.box = BOX_EMPTY, .limit = 0}).matched, 100);
    assert_int_equal(ask("cells", (struct items_query){.box = BOX_EMPTY, .limit = 10, .after = INT64_MAX}).returned, 0);
    struct items_result none = ask("void", (struct items_query){.box = BOX_EMPTY, .limit = 10});
    assert_int_equal(none.matched, 0);
    assert_int_equal(none.returned, 0);
    assert_int_equal(out.length, 0);
}

static void what_is_skipped_is_counted_and_what_is_left_follows(void **state)
{
    (void)state;
    struct box whole = snapshot_collection_of(reading.snapshot, "cells")->extent;
    const struct box boxes[] = {BOX_EMPTY, whole}; /* by range, and each looked at */
    for (size_t i = 0; i < 2; i++) {
        struct items_result some =
            ask("cells", (struct items_query){.box = boxes[i], .limit = 10, .after = 20, .skip = 5});
        assert_int_equal(some.matched, 100);
        assert_int_equal(some.returned, 10);
        assert_int_equal(some.last, 35);
        assert_true(some.has_more);
        struct items_result rest = ask("cells", (struct items_query){.box = boxes[i], .limit = 10, .skip = 90});
        assert_int_equal(rest.last, 100);
        assert_int_equal(rest.returned, 10);
        assert_false(rest.has_more);
        struct items_result none = ask("cells", (struct items_query){.box = boxes[i], .limit = 10, .skip = INT64_MAX});
        assert_int_equal(none.matched, 100);
        assert_int_equal(none.returned, 0);
        assert_false(none.has_more);
    }
}

static void an_answer_is_features_with_commas(void **state)
{
    (void)state;
    ask("cells", (struct items_query){.box = BOX_EMPTY, .limit = 2, .after = 4});
    assert_string_equal(out.bytes, "{\"generation\":\"00000000000000aa\",\"id\":\"cells-5\"},"
                                   "{\"generation\":\"00000000000000aa\",\"id\":\"cells-6\"}");
}

static void a_key_finds_its_feature_and_nothing_else(void **state)
{
    (void)state;
    struct items_result result = ask("cells", (struct items_query){.box = BOX_EMPTY, .limit = 10, .key = "c041"});
    assert_int_equal(result.matched, 1);
    assert_non_null(strstr(out.bytes, "cells-42\""));
    assert_int_equal(ask("spots", (struct items_query){.box = BOX_EMPTY, .limit = 10, .key = "7"}).last, 8);
    static const char *const none[] = {"c41", "' OR 1=1 --", "c041'; DROP TABLE cells; --", "", "%", "c0%"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(ask("cells", (struct items_query){.box = BOX_EMPTY, .limit = 10, .key = none[i]}).matched, 0);
    static const char *const other[] = {"07", "7.0", " 7", "7 ", "+7", "7e0"};
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        assert_int_equal(ask("spots", (struct items_query){.box = BOX_EMPTY, .limit = 10, .key = other[i]}).matched, 0);
    struct box far = {-10, 40, -9, 41};
    assert_int_equal(ask("cells", (struct items_query){.box = far, .limit = 10, .key = "c041"}).matched, 0);
    struct box world = {-180, -90, 180, 90};
    assert_int_equal(ask("cells", (struct items_query){.box = world, .limit = 10, .key = "c041"}).matched, 1);
}

/* Every feature transformed, every one asked. Appends the answer as snapshot_items should. */
static int64_t brute_force(const char *id, const struct items_query *query, struct buffer *expected)
{
    struct error err = ERROR_INIT;
    int64_t matched = 0, returned = 0;
    struct arena *shapes = arena_new();
    struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, &err);
    struct feature_stream stream;
    struct feature feature;
    assert_true(
        snapshot_features(reading.store, snapshot_collection_of(reading.snapshot, id), BOX_EMPTY, 0, &stream, &err));
    while (stream.next(&stream, &feature, &err) == 1) {
        arena_reset(shapes);
        struct geometry geometry = geometry_copy(&feature.geometry, shapes);
        assert_true(crs_transform_geometry(transform, &geometry, &err));
        if (!geometry_meets_box(&geometry, query->box))
            continue;
        matched++;
        if (feature.id <= query->after || returned == query->limit)
            continue;
        buffer_printf(expected, "%s{\"generation\":\"00000000000000aa\",\"id\":\"%s-%d\"}", returned++ > 0 ? "," : "",
                      id, (int)feature.id);
    }
    stream.close(&stream);
    crs_transform_close(transform);
    arena_free(shapes);
    return matched;
}

static double random_between(double low, double high)
{
    return low + (high - low) * ((double)rand() / RAND_MAX);
}

static void compare(const char *id, struct items_query query)
{
    struct buffer expected = BUFFER_INIT;
    int64_t matched = brute_force(id, &query, &expected);
    struct items_result result = ask(id, query);
    if (result.matched != matched)
        fail_msg("%s in %.17g %.17g %.17g %.17g: %d, should be %d", id, query.box.xmin, query.box.ymin, query.box.xmax,
                 query.box.ymax, (int)result.matched, (int)matched);
    assert_int_equal(out.length, expected.length);
    if (expected.length > 0)
        assert_string_equal(out.bytes, expected.bytes);
    buffer_free(&expected);
}

static void random_boxes_give_what_a_look_at_each_feature_gives(void **state)
{
    (void)state;
    static const char *const ids[] = {"cells", "ways", "spots"};
    srand(62);
    for (int i = 0; i < 1500; i++) {
        const char *id = ids[i % 3];
        struct box extent = box_grow(snapshot_collection_of(reading.snapshot, id)->extent, 0.01);
        double size = pow(10, random_between(-5, 0));
        double x = random_between(extent.xmin, extent.xmax), y = random_between(extent.ymin, extent.ymax);
        struct box box = {x, y, x + size * random_between(0, 1), y + size * random_between(0, 1)};
        compare(id,
                (struct items_query){.box = box, .limit = rand() % 40, .after = rand() % 3 == 0 ? rand() % 100 : 0});
    }
}

static void boxes_that_touch_are_boxes_that_meet(void **state)
{
    (void)state;
    const struct snapshot_collection *cells = snapshot_collection_of(reading.snapshot, "cells");
    struct box extent = cells->extent;
    struct box corner = {extent.xmax, extent.ymin, extent.xmax + 1, extent.ymax}; /* shares one x with the lot */
    compare("cells", (struct items_query){.box = corner, .limit = 100});
    assert_int_equal(ask("cells", (struct items_query){.box = corner, .limit = 100}).matched, 1);
    corner.xmin = nextafter(extent.xmax, 180);
    assert_int_equal(ask("cells", (struct items_query){.box = corner, .limit = 100}).matched, 0);
    /* a box without area, on a spot */
    struct error err = ERROR_INIT;
    struct statement *row =
        store_statement(reading.store, "SELECT xmin, ymin FROM rendition WHERE id = 3 << 32 | 5", &err);
    assert_int_equal(statement_step(row, &err), 1);
    struct box spot = box_of_point(statement_real(row, 0), statement_real(row, 1));
    statement_reset(row);
    assert_true(ask("spots", (struct items_query){.box = spot, .limit = 100}).matched >= 1);
    compare("spots", (struct items_query){.box = spot, .limit = 100});
}

static void a_box_in_a_hole_meets_nothing(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, &err);
    struct point in_hole = {FIXTURE_LEFT + 500, FIXTURE_LOWER + 300}, beside = {FIXTURE_LEFT + 50, FIXTURE_LOWER + 300};
    assert_true(crs_transform_points(transform, &in_hole, 1, &err));
    assert_true(crs_transform_points(transform, &beside, 1, &err));
    crs_transform_close(transform);
    struct box hole = box_grow(box_of_point(in_hole.x, in_hole.y), 1e-4);
    assert_int_equal(ask("cells", (struct items_query){.box = hole, .limit = 10}).matched, 0);
    struct box edge = box_grow(box_of_point(beside.x, beside.y), 1e-4);
    assert_int_equal(ask("cells", (struct items_query){.box = edge, .limit = 10}).last, 1);
}

static void the_world_and_its_ends_are_boxes_too(void **state)
{
    (void)state;
    struct box world = {-180, -90, 180, 90}, pole = {-180, 89, 180, 90}, pacific = {170, -50, 180, 50};
    for (size_t i = 0; i < 3; i++) {
        const char *id = fixture_collections[i].id;
        int64_t features = snapshot_collection_of(reading.snapshot, id)->features;
        struct items_result result = ask(id, (struct items_query){.box = world, .limit = 1000});
        assert_int_equal(result.matched, features);
        assert_int_equal(result.returned, features);
        assert_int_equal(members(), features);
        assert_int_equal(ask(id, (struct items_query){.box = pole, .limit = 1000}).matched, 0);
        assert_int_equal(ask(id, (struct items_query){.box = pacific, .limit = 1000}).matched, 0);
    }
    assert_int_equal(ask("void", (struct items_query){.box = world, .limit = 10}).matched, 0);
}

/* The fids of a page, in its order. */
static size_t page(const char *collection, const struct items_query *query, int64_t fids[], struct items_result *result)
{
    struct error err = ERROR_INIT;
    struct buffer found = BUFFER_INIT;
    if (!snapshot_items_find(reading.store, snapshot_collection_of(reading.snapshot, collection), query, &found, result,
                             &err))
        fail_msg("%s", err.message);
    size_t count = found.length / sizeof *fids;
    if (count > 0)
        memcpy(fids, found.bytes, found.length);
    assert_int_equal(count, result->returned);
    buffer_free(&found);
    return count;
}

/* `part` is i / 8 but for every seventh, where it is not known; `rang` is i. */
static void an_order_of_the_readers_puts_what_is_not_known_last_and_loses_nothing(void **state)
{
    (void)state;
    const struct snapshot_collection *cells = snapshot_collection_of(reading.snapshot, "cells");
    struct arena *arena = arena_new();
    for (int down = 0; down < 2; down++) {
        const struct items_key sort[] = {{&cells->fields[3], down != 0}};
        struct items_query query = {.box = BOX_EMPTY, .limit = 9, .sort = sort, .sort_count = 1};
        struct value keys[ITEMS_KEYS_MAX];
        int64_t all[200], expected[100];
        size_t seen = 0, count = 0;
        struct items_result result;
        for (int i = 0; i < 100; i++)
            if ((down ? 99 - i : i) % 7 != 0)
                expected[count++] = (down ? 99 - i : i) + 1;
        for (int i = 0; i < 100; i += 7)
            expected[count++] = i + 1;
        do {
            seen += page("cells", &query, all + seen, &result);
            assert_int_equal(result.matched, 100);
            query.after = result.last;
            query.after_keys = keys;
            assert_true(snapshot_items_keys(reading.store, cells, &query, result.last, arena, keys, NULL));
        } while (result.has_more);
        assert_int_equal(seen, 100);
        assert_memory_equal(all, expected, sizeof expected);
    }
    arena_free(arena);
}

static void values_choose_and_a_box_chooses_among_them(void **state)
{
    (void)state;
    const struct snapshot_collection *cells = snapshot_collection_of(reading.snapshot, "cells");
    struct items_condition conditions[] = {{&cells->fields[3], value_real(1.25)},
                                           {&cells->fields[0], value_text("c010")}};
    struct items_query query = {.box = BOX_EMPTY, .limit = 10, .conditions = conditions, .condition_count = 2};
    struct items_result result;
    int64_t fids[10];
    assert_int_equal(page("cells", &query, fids, &result), 1);
    assert_int_equal(fids[0], 11);
    conditions[1].value = value_text("c010' OR 1 --");
    assert_int_equal(page("cells", &query, fids, &result), 0);
    query.condition_count = 1;
    query.box_crs = CRS_LAMBERT93;
    query.box = (struct box){680450, 7031200, 680550, 7031300};
    assert_int_equal(page("cells", &query, fids, &result), 0); /* its hole */
    query.box.xmin = 680050;
    assert_int_equal(page("cells", &query, fids, &result), 1);
    query.box = (struct box){682000.5, 7031100, 682900, 7031200};
    assert_int_equal(page("cells", &query, fids, &result), 0);
}

/* A cell's corner stands at 680,000 7,030,000: in the system of the features themselves the border is exact. */
static void a_box_in_the_plane_is_exact_to_the_last_digit(void **state)
{
    (void)state;
    struct items_query query = {.limit = 10, .box_crs = CRS_LAMBERT93};
    struct items_result result;
    int64_t fids[10];
    query.box = (struct box){679000, 7029000, 680000, 7030000};
    assert_int_equal(page("cells", &query, fids, &result), 1);
    query.box.xmax = nextafter(680000, 0);
    assert_int_equal(page("cells", &query, fids, &result), 0);
    query.box = (struct box){-1e300, -1e300, 1e300, 1e300};
    query.limit = 0;
    page("cells", &query, fids, &result);
    assert_int_equal(result.matched, 100);
}

static void two_boxes_count_a_feature_once(void **state)
{
    (void)state;
    const struct box extent = snapshot_collection_of(reading.snapshot, "cells")->extent;
    double middle = (extent.xmin + extent.xmax) / 2;
    struct items_query query = {.limit = 0, .has_beyond = true};
    struct items_result result;
    query.box = (struct box){middle, extent.ymin, 180, extent.ymax};
    query.beyond = (struct box){-180, extent.ymin, middle, extent.ymax};
    page("cells", &query, NULL, &result);
    assert_int_equal(result.matched, 100);
    query.box = (struct box){170, -90, 180, 90};
    query.beyond = (struct box){-180, -90, -170, 90};
    page("cells", &query, NULL, &result);
    assert_int_equal(result.matched, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_features_come_in_pages),
        cmocka_unit_test(what_is_skipped_is_counted_and_what_is_left_follows),
        cmocka_unit_test(an_answer_is_features_with_commas),
        cmocka_unit_test(a_key_finds_its_feature_and_nothing_else),
        cmocka_unit_test(random_boxes_give_what_a_look_at_each_feature_gives),
        cmocka_unit_test(boxes_that_touch_are_boxes_that_meet),
        cmocka_unit_test(a_box_in_a_hole_meets_nothing),
        cmocka_unit_test(the_world_and_its_ends_are_boxes_too),
        cmocka_unit_test(an_order_of_the_readers_puts_what_is_not_known_last_and_loses_nothing),
        cmocka_unit_test(values_choose_and_a_box_chooses_among_them),
        cmocka_unit_test(a_box_in_the_plane_is_exact_to_the_last_digit),
        cmocka_unit_test(two_boxes_count_a_feature_once),
    };
    return cmocka_run_group_tests(tests, fixture_open, close_all);
}
