#include "store/fixture.h"

#include "store/connection.h"
#include "store/feature_text.h"
#include "store/resident.h"
#include "store/selection.h"

#include <math.h>
#include <pthread.h>

#define MANY 1000

/* The same snapshot twice: `reading.store` knows the file alone, `quick` has a generation's memory. */
static struct generation *generation;
static struct store *quick;

static int open_both(void **state)
{
    struct error err = ERROR_INIT;
    if (fixture_open(state) != 0)
        return -1;
    generation = generation_open(fixture_path("reading.sqlite"), &err);
    quick = generation == NULL ? NULL : generation_borrow(generation, &err);
    return quick != NULL ? 0 : -1;
}

static int close_both(void **state)
{
    generation_return(generation, quick);
    generation_unref(generation);
    return fixture_close(state);
}

static const struct snapshot_collection *collection(const char *id)
{
    return snapshot_collection_of(reading.snapshot, id);
}

static double random_between(double low, double high)
{
    return low + (high - low) * ((double)rand() / RAND_MAX);
}

/* ---- both ways find the same ---- */

static void compare(const char *id, const struct items_query *query)
{
    struct error err = ERROR_INIT;
    struct buffer fids[2] = {BUFFER_INIT, BUFFER_INIT};
    struct items_result results[2];
    struct store *stores[2] = {reading.store, quick};
    for (size_t i = 0; i < 2; i++)
        if (!snapshot_items_find(stores[i], collection(id), query, &fids[i], &results[i], &err))
            fail_msg("%s", err.message);
    if (results[0].matched != results[1].matched)
        fail_msg("%s in %.17g %.17g %.17g %.17g of %d: %d in memory, %d in the file", id, query->box.xmin,
                 query->box.ymin, query->box.xmax, query->box.ymax, (int)query->box_crs, (int)results[1].matched,
                 (int)results[0].matched);
    assert_int_equal(results[0].returned, results[1].returned);
    assert_int_equal(results[0].last, results[1].last);
    assert_int_equal(results[0].has_more, results[1].has_more);
    assert_int_equal(fids[0].length, fids[1].length);
    if (fids[0].length > 0)
        assert_memory_equal(fids[0].bytes, fids[1].bytes, fids[0].length);
    buffer_free(&fids[0]);
    buffer_free(&fids[1]);
}

static struct box extent_in(const char *id, enum crs crs)
{
    struct error err = ERROR_INIT;
    struct box plane = {629000, 6989000, 731000, 7081000}, image = plane;
    if (crs == CRS_CRS84 || crs == CRS_EPSG4326)
        return collection(id)->extent;
    if (crs != CRS_LAMBERT93) {
        struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, crs, &err);
        assert_true(crs_transform_box(transform, plane, &image, &err));
        crs_transform_close(transform);
    }
    return image;
}

static struct box random_box(struct box extent)
{
    double size = pow(10, random_between(-5, 0)) * box_width(extent);
    double x = random_between(extent.xmin, extent.xmax), y = random_between(extent.ymin, extent.ymax);
    return (struct box){x, y, x + size * random_between(0, 1), y + size * random_between(0, 1)};
}

static void boxes_of_every_system_find_the_same_in_memory_as_in_the_file(void **state)
{
    (void)state;
    static const char *const ids[] = {"cells", "ways", "spots"};
    static const enum crs systems[] = {0, CRS_CRS84, CRS_EPSG4326, CRS_LAMBERT93, CRS_WEBMERCATOR, CRS_CC50};
    srand(93);
    for (size_t s = 0; s < sizeof systems / sizeof systems[0]; s++) {
        for (int i = 0; i < 150; i++) {
            const char *id = ids[i % 3];
            struct box extent = extent_in(id, systems[s] == 0 ? CRS_CRS84 : systems[s]);
            compare(id, &(struct items_query){.box = random_box(extent),
                                              .box_crs = systems[s],
                                              .limit = rand() % 40,
                                              .skip = rand() % 4 == 0 ? rand() % 10 : 0,
                                              .after = rand() % 3 == 0 ? rand() % 100 : 0});
        }
        assert_non_null(residents_places(quick->residents, quick, collection("cells"), systems[s]));
    }
    compare("void", &(struct items_query){.box = {-180, -90, 180, 90}, .limit = 10});
}

static void two_boxes_values_and_chosen_features_go_with_boxes_in_memory(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct snapshot_collection *cells = collection("cells");
    const struct items_condition few[] = {{&cells->fields[3], value_real(1.25)}};
    const struct items_key down[] = {{&cells->fields[2], true}};
    const int64_t chosen[] = {3, 5, 8, 13, 21, 34, 55, 89};
    srand(84);
    for (int i = 0; i < 200; i++) {
        struct items_query query = {.box = random_box(cells->extent), .limit = 1 + rand() % 30};
        query.has_beyond = i % 2 == 0;
        query.beyond = query.has_beyond ? random_box(cells->extent) : (struct box)BOX_EMPTY;
        compare("cells", &query);
        query.selection = selection_of(chosen, sizeof chosen / sizeof chosen[0], arena);
        compare("cells", &query);
        query.sort = down;
        query.sort_count = 1;
        compare("cells", &query);
        query.conditions = few;
        query.condition_count = 1;
        compare("cells", &query);
    }
    arena_free(arena);
}

/* To the last digit: boxes that begin where a feature ends. */
static void boxes_that_touch_meet_in_memory_too(void **state)
{
    (void)state;
    static const char *const ids[] = {"cells", "ways", "spots"};
    static const enum crs systems[] = {CRS_CRS84, CRS_LAMBERT93};
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < 6; i++) {
        const char *id = ids[i / 2];
        bool is_plane = systems[i % 2] == CRS_LAMBERT93;
        struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, &err);
        struct feature_stream stream;
        struct feature feature;
        assert_true(snapshot_features(reading.store, collection(id), BOX_EMPTY, 0, &stream, &err));
        while (stream.next(&stream, &feature, &err) == 1) {
            if (!is_plane)
                assert_true(crs_transform_geometry(transform, &feature.geometry, &err));
            struct box own = geometry_box(&feature.geometry), right = own, above = own;
            right.xmin = own.xmax;
            right.xmax = own.xmax + 0.001;
            above.ymin = nextafter(own.ymax, INFINITY);
            above.ymax = own.ymax + 0.001;
            const struct resident_places *places =
                residents_places(quick->residents, quick, collection(id), systems[i % 2]);
            assert_true(resident_places_meet(places, feature.id, right));
            assert_false(resident_places_meet(places, feature.id, above));
            assert_true(resident_places_meet(places, feature.id, own));
        }
        stream.close(&stream);
        crs_transform_close(transform);
    }
}

/* A box in a hole has the whole feature around it and meets nothing of it; one inside an area meets it without a corner. */
static void a_box_in_a_hole_meets_nothing_and_one_inside_an_area_does(void **state)
{
    (void)state;
    const struct resident_places *places =
        residents_places(quick->residents, quick, collection("cells"), CRS_LAMBERT93);
    struct box hole = {FIXTURE_LEFT + 450, FIXTURE_LOWER + 250, FIXTURE_LEFT + 550, FIXTURE_LOWER + 350};
    struct box edge = {FIXTURE_LEFT + 20, FIXTURE_LOWER + 250, FIXTURE_LEFT + 60, FIXTURE_LOWER + 350};
    struct box inside = {FIXTURE_LEFT + 1400, FIXTURE_LOWER + 400, FIXTURE_LEFT + 1600, FIXTURE_LOWER + 600};
    assert_false(resident_places_meet(places, 1, hole));
    assert_true(resident_places_meet(places, 1, edge));
    assert_true(resident_places_meet(places, 2, inside));
    assert_false(resident_places_meet(places, 1, inside));
}

static void a_feature_without_a_place_is_nowhere(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const char *path = fixture_path("placeless.sqlite");
    fixture_copy(fixture_path("reading.sqlite"), path);
    fixture_spoil(path, "PRAGMA writable_schema = 1; DELETE FROM sqlite_master WHERE type = 'trigger'");
    fixture_spoil(path,
                  "UPDATE spots SET geometry = NULL WHERE fid = 7; DELETE FROM idx_spots_geometry WHERE pkid = 7");
    struct store *store = store_open(path, STORE_READ, &err);
    struct residents *residents = residents_new(RESIDENT_LIMITS);
    const struct box world = {-180, -90, 180, 90};
    const struct resident_places *places = residents_places(residents, store, collection("spots"), CRS_CRS84);
    assert_non_null(places);
    assert_false(resident_places_meet(places, 7, world));
    assert_true(resident_places_meet(places, 8, world));
    residents_free(residents);
    store_close(store);
}

/* ---- text ---- */

static void lent_join(const struct buffer *slices, struct buffer *out)
{
    const struct resident_slice *list = (const struct resident_slice *)(const void *)slices->bytes;
    for (size_t i = 0; i < slices->length / sizeof *list; i++)
        buffer_append(out, list[i].bytes, list[i].length);
}

/* In any order, as a sorted page has them. */
static void lent_text_is_what_would_be_written(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    const struct items_query query = {.box = BOX_EMPTY};
    srand(11);
    for (int i = 0; i < 200; i++) {
        struct buffer fids = BUFFER_INIT, slices = BUFFER_INIT, lent = BUFFER_INIT, written = BUFFER_INIT;
        for (int64_t fid = 1 + rand() % 100, k = 0; k < 1 + rand() % 30; k++) {
            buffer_append(&fids, &fid, sizeof fid);
            fid = rand() % 3 == 0 || fid == 100 ? 1 + rand() % 100 : fid + 1;
        }
        struct resident_text *text = snapshot_items_lend(quick, collection("cells"), &query, &fids, &slices);
        assert_non_null(text);
        lent_join(&slices, &lent);
        assert_true(snapshot_items_write(reading.store, collection("cells"), &query, &fids, &written, &err));
        assert_string_equal(lent.bytes, written.bytes);
        resident_text_release(text);
        buffer_free(&fids);
        buffer_free(&slices);
        buffer_free(&lent);
        buffer_free(&written);
    }
}

static void what_is_not_written_as_it_was_prepared_is_not_lent(void **state)
{
    (void)state;
    const int64_t fid = 1;
    const bool fields[16] = {true};
    struct buffer fids = BUFFER_INIT, slices = BUFFER_INIT;
    buffer_append(&fids, &fid, sizeof fid);
    const struct feature_text texts[] = {{.form = FEATURE_SEQUENCE}, {.form = FEATURE_JSONFG},
                                         {.form = FEATURE_CSV},      {.crs = CRS_LAMBERT93},
                                         {.fields = fields},         {.skips_geometry = true}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_null(
            snapshot_items_lend(quick, collection("cells"), &(struct items_query){.text = &texts[i]}, &fids, &slices));
    assert_null(
        snapshot_items_lend(quick, collection("cells"), &(struct items_query){.tolerance = 50}, &fids, &slices));
    assert_null(snapshot_items_lend(reading.store, collection("cells"), &(struct items_query){0}, &fids, &slices));
    assert_int_equal(slices.length, 0);
    buffer_free(&fids);
}

/* Of bytes that are not the same neither name nor length can both be the same. */
static void a_slice_is_named_by_its_bytes(void **state)
{
    (void)state;
    const struct resident_text *cells = residents_text(quick->residents, quick, collection("cells"));
    const struct resident_text *spots = residents_text(quick->residents, quick, collection("spots"));
    struct resident_slice one = resident_text_slice(cells, 2, 9, false), same = resident_text_slice(cells, 2, 9, false);
    struct resident_slice others[] = {resident_text_slice(cells, 2, 9, true), resident_text_slice(cells, 2, 8, false),
                                      resident_text_slice(cells, 3, 9, false), resident_text_slice(spots, 2, 9, false)};
    assert_true(one.name == same.name && one.length == same.length);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_true(others[i].name != one.name || others[i].length != one.length);
}

static void text_outlives_its_generation_while_it_is_held(void **state)
{
    (void)state;
    struct residents *residents = residents_new(RESIDENT_LIMITS);
    struct resident_text *held = resident_text_hold(residents_text(residents, reading.store, collection("cells")));
    struct resident_slice slice = resident_text_slice(held, 100, 100, false);
    residents_free(residents);
    assert_memory_equal(slice.bytes, "{\"generation\":\"00000000000000aa\",\"id\":\"cells-100\"}", slice.length);
    resident_text_release(held);
    resident_text_release(NULL);
    residents_free(NULL);
}

/* ---- making ---- */

/* Opening makes nothing: when somebody asks first, the file is out of reach, and the next one finds it whole again. */
static void nothing_is_read_before_somebody_asks_and_a_failure_is_not_kept(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer whole = BUFFER_INIT;
    const char *path = fixture_path("cut.sqlite");
    fixture_copy(fixture_path("reading.sqlite"), path);
    assert_true(file_read(path, 64 << 20, &whole, &err));
    struct generation *fresh = generation_open(path, &err);
    struct store *warm = generation_borrow(fresh, &err), *store = generation_borrow(fresh, &err);
    assert_int_equal(truncate(path, 8192), 0);
    assert_null(residents_text(store->residents, store, collection("cells")));
    assert_null(residents_places(store->residents, store, collection("cells"), CRS_CRS84));
    FILE *file = fopen(path, "r+");
    assert_int_equal(fwrite(whole.bytes, 1, whole.length, file), whole.length);
    assert_int_equal(fclose(file), 0);
    struct store *later = generation_borrow(fresh, &err); /* the other one goes on thinking that the file is short */
    const struct resident_text *text = residents_text(later->residents, later, collection("cells"));
    assert_non_null(text);
    assert_ptr_equal(residents_text(store->residents, store, collection("cells")), text);
    assert_non_null(residents_places(later->residents, later, collection("cells"), CRS_CRS84));
    generation_return(fresh, warm);
    generation_return(fresh, later);
    generation_return(fresh, store);
    generation_unref(fresh);
    buffer_free(&whole);
}

static void what_is_too_large_stays_in_the_file(void **state)
{
    (void)state;
    struct residents *small = residents_new((struct resident_limits){2000, 99, MANY, MANY * MANY});
    struct residents *fewer = residents_new((struct resident_limits){1 << 20, 100, 100, MANY * MANY});
    for (int i = 0; i < 2; i++) { /* the second time it is known */
        assert_null(residents_text(small, reading.store, collection("cells")));
        assert_null(residents_places(small, reading.store, collection("cells"), CRS_CRS84));
        assert_null(residents_places(fewer, reading.store, collection("cells"), CRS_LAMBERT93));
    }
    assert_non_null(residents_text(small, reading.store, collection("void")));
    assert_non_null(residents_places(small, reading.store, collection("ways"), CRS_CRS84));
    assert_non_null(residents_text(fewer, reading.store, collection("cells")));
    assert_null(residents_text(NULL, reading.store, collection("cells")));
    residents_free(small);
    residents_free(fewer);
    /* room for one of the two, whichever is asked for first */
    for (int i = 0; i < 2; i++) {
        struct residents *tight = residents_new((struct resident_limits){MANY * MANY, MANY, MANY, 12000});
        const char *first = i == 0 ? "cells" : "spots", *second = i == 0 ? "spots" : "cells";
        assert_non_null(residents_text(tight, reading.store, collection(first)));
        assert_null(residents_text(tight, reading.store, collection(second)));
        assert_non_null(residents_text(tight, reading.store, collection(first)));
        residents_free(tight);
    }
}

struct asking {
    pthread_t thread;
    const struct resident_text *text;
    const struct resident_places *places;
};

static struct generation *asked;

static void *ask(void *payload)
{
    struct asking *asking = payload;
    struct error err = ERROR_INIT;
    struct store *store = generation_borrow(asked, &err);
    if (store == NULL)
        return NULL;
    asking->places = residents_places(store->residents, store, collection("ways"), CRS_CRS84);
    asking->text = residents_text(store->residents, store, collection("ways"));
    generation_return(asked, store);
    return NULL;
}

static void who_asks_at_the_same_time_gets_the_same(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    for (int round = 0; round < 5; round++) {
        struct asking asking[8] = {{0}};
        asked = generation_open(fixture_path("reading.sqlite"), &err);
        for (size_t i = 0; i < 8; i++)
            assert_int_equal(pthread_create(&asking[i].thread, NULL, ask, &asking[i]), 0);
        for (size_t i = 0; i < 8; i++)
            pthread_join(asking[i].thread, NULL);
        for (size_t i = 0; i < 8; i++) {
            assert_non_null(asking[i].text);
            assert_ptr_equal(asking[i].text, asking[0].text);
            assert_ptr_equal(asking[i].places, asking[0].places);
        }
        generation_unref(asked);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_of_every_system_find_the_same_in_memory_as_in_the_file),
        cmocka_unit_test(two_boxes_values_and_chosen_features_go_with_boxes_in_memory),
        cmocka_unit_test(boxes_that_touch_meet_in_memory_too),
        cmocka_unit_test(a_box_in_a_hole_meets_nothing_and_one_inside_an_area_does),
        cmocka_unit_test(a_feature_without_a_place_is_nowhere),
        cmocka_unit_test(lent_text_is_what_would_be_written),
        cmocka_unit_test(what_is_not_written_as_it_was_prepared_is_not_lent),
        cmocka_unit_test(a_slice_is_named_by_its_bytes),
        cmocka_unit_test(text_outlives_its_generation_while_it_is_held),
        cmocka_unit_test(nothing_is_read_before_somebody_asks_and_a_failure_is_not_kept),
        cmocka_unit_test(what_is_too_large_stays_in_the_file),
        cmocka_unit_test(who_asks_at_the_same_time_gets_the_same),
    };
    return cmocka_run_group_tests(tests, open_both, close_both);
}
