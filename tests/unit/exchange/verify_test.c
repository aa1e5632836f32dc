#include "exchange/verify.h"

#include "exchange/fixture.h"

/* verify_file runs this very program with the words of an import. */
static int import_as_program(int argc, char **argv)
{
    struct error err = ERROR_INIT;
    if (argc != 8)
        return 2;
    const struct import_order order = {argv[3], argv[5], argv[7], STDOUT_FILENO, false};
    if (import_run(&order, &err))
        return 0;
    fprintf(stderr, "%s\n", err.message);
    return 1;
}

static void features_are_counted(void **state)
{
    (void)state;
    int64_t features = 0;
    const char *file =
        fixture_file("a.geojson", ESTATES(ESTATE("\"id_lsm\":\"1\"", SQUARE) "," ESTATE("\"id_lsm\":\"2\"", SQUARE)));
    assert_true(verify_file(fixture_catalogue(), "cites", file, &features, NULL));
    assert_int_equal(features, 2);
}

static void the_importers_sentence_is_handed_on(void **state)
{
    (void)state;
    int64_t features = 0;
    struct error err = ERROR_INIT;
    assert_false(verify_file(fixture_catalogue(), "cites", fixture_file("a.geojson", ESTATES()), &features, &err));
    assert_string_equal(err.message, "a.geojson: the layer \"a\" holds no feature");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features_are_counted),
        cmocka_unit_test(the_importers_sentence_is_handed_on),
    };
    if (argc > 1 && strcmp(argv[1], "import") == 0)
        return import_as_program(argc, argv);
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
