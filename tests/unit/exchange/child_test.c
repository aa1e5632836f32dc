#include "exchange/child.h"

#include "exchange/fixture.h"

#include <signal.h>

/* terril-exchange stands one folder up from the tests, when it is built. */
static struct exchange_import *started(const char *source, const char *file)
{
    struct error err = ERROR_INIT;
    struct exchange_import *import = exchange_import_start(fixture_catalogue(), source, file, &err);
    if (import == NULL && err.kind == ERROR_NOT_FOUND)
        skip();
    assert_non_null(import);
    return import;
}

static void frames_come_from_the_child(void **state)
{
    (void)state;
    struct frame frame;
    size_t features = 0;
    int more;
    struct exchange_import *import =
        started("cites", fixture_file("a.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE))));
    assert_true(exchange_import_open(import, NULL));
    struct frame_reader *reader = exchange_import_reader(import);
    assert_says(frame_reader_source(reader), "\"driver\":\"GeoJSON\"");
    while ((more = frame_read(reader, &frame, NULL)) > 0)
        features += frame.type == FRAME_FEATURE ? 1 : 0;
    assert_int_equal(more, 0);
    assert_int_equal(features, 1);
    assert_true(exchange_import_finish(import, NULL));
    exchange_import_free(import);
}

static void a_refusal_is_the_childs_sentence(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct exchange_import *import = started("cites", fixture_file("e.geojson", ESTATES()));
    assert_false(exchange_import_open(import, &err));
    assert_string_equal(err.message, "e.geojson: the layer \"e\" holds no feature");
    exchange_import_free(import);
}

static void a_child_left_alone_goes(void **state)
{
    (void)state;
    exchange_import_free(started("cites", fixture_file("a.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE)))));
    exchange_import_free(NULL);
}

static void several_run_at_once(void **state)
{
    (void)state;
    struct exchange_import *imports[4];
    char file[256];
    strcpy(file, fixture_file("a.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE))));
    for (size_t i = 0; i < 4; i++)
        imports[i] = started("cites", file);
    for (size_t i = 0; i < 4; i++) {
        struct frame frame;
        assert_true(exchange_import_open(imports[i], NULL));
        while (frame_read(exchange_import_reader(imports[i]), &frame, NULL) > 0)
            continue;
        assert_true(exchange_import_finish(imports[i], NULL));
        exchange_import_free(imports[i]);
    }
}

/* The reader is a fork of one that had PROJ's database open. */
static void a_system_from_projs_database_is_read_by_the_child(void **state)
{
    (void)state;
    struct frame frame;
    struct exchange_import *import = started(
        "cites", fixture_file("ntf.geojson",
                              "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{"
                              "\"name\":\"urn:ogc:def:crs:EPSG::27572\"}},\"features\":[" ESTATE(
                                  "\"id_lsm\":\"1\"", "{\"type\":\"Point\",\"coordinates\":[632950,2600700]}") "]}"));
    assert_true(exchange_import_open(import, NULL));
    assert_int_equal(frame_read(exchange_import_reader(import), &frame, NULL), 1);
    assert_true(frame.type == FRAME_FEATURE && frame.feature.geometry.points[0].x > 684000 &&
                frame.feature.geometry.points[0].x < 687000);
    assert_int_equal(frame_read(exchange_import_reader(import), &frame, NULL), 1);
    assert_true(exchange_import_finish(import, NULL));
    exchange_import_free(import);
}

static void a_nursery_that_was_killed_is_replaced(void **state)
{
    (void)state;
    const char *file = fixture_file("a.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE)));
    exchange_import_free(started("cites", file));
    FILE *children = fopen("/proc/thread-self/children", "re"); /* our own: the nursery is the only one */
    int nursery = 0;
    bool is_known = children != NULL && fscanf(children, "%d", &nursery) == 1;
    if (children != NULL)
        fclose(children);
    if (!is_known)
        skip();
    /* Stopped first, so that it surely dies with the request unread. */
    assert_int_equal(kill(nursery, SIGSTOP), 0);
    struct exchange_import *import = started("cites", file);
    assert_int_equal(kill(nursery, SIGKILL), 0);
    assert_true(exchange_import_open(import, NULL));
    exchange_import_free(import);
}

static void a_source_without_an_address_is_not_fetched(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    exchange_import_free(started("cites", fixture_file("e.geojson", ESTATES())));
    assert_false(exchange_fetch(fixture_catalogue(), "cites", fixture_folder, &err));
    assert_string_equal(err.message, "cites: the catalogue has no address to download it from");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_from_the_child),
        cmocka_unit_test(a_refusal_is_the_childs_sentence),
        cmocka_unit_test(a_child_left_alone_goes),
        cmocka_unit_test(several_run_at_once),
        cmocka_unit_test(a_system_from_projs_database_is_read_by_the_child),
        cmocka_unit_test(a_nursery_that_was_killed_is_replaced),
        cmocka_unit_test(a_source_without_an_address_is_not_fetched),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
