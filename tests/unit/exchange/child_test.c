#include "exchange/child.h"

#include "exchange/fixture.h"

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
        cmocka_unit_test(a_source_without_an_address_is_not_fetched),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
