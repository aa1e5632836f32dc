#include "exchange/fetch.h"

#include "exchange/fixture.h"
#include "exchange/meta.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

/* What needs a server is in tests/wire/fetch.test.mjs. */
static struct error fetched(const char *source, struct fetch_report *report)
{
    struct error err = ERROR_INIT;
    const struct fetch_order order = {.catalogue_path = fixture_catalogue(),
                                      .source_id = source,
                                      .folder = fixture_folder,
                                      .mirror = "http://127.0.0.1:1",
                                      .patience = 1,
                                      .tries = 1,
                                      .is_private_allowed = true};
    bool is_done = fetch_run(&order, report, &err);
    assert_int_equal(is_done, err.kind == ERROR_NONE);
    return err;
}

static void a_source_must_have_an_address(void **state)
{
    (void)state;
    struct fetch_report report;
    assert_says(fetched("cites", &report).message, "cites: the catalogue has no address");
    assert_says(fetched("nothing", &report).message, "no source \"nothing\"");
}

static void a_failure_leaves_nothing_behind(void **state)
{
    (void)state;
    struct fetch_report report;
    unsetenv("http_proxy");
    assert_says(fetched("loin", &report).message, "http://127.0.0.1:1/a.csv: ");
    assert_int_equal(access(fixture_path("loin.csv"), F_OK), -1);
}

static void what_is_a_day_old_is_good_where_the_server_says_nothing(void **state)
{
    (void)state;
    struct fetch_report report;
    struct meta *meta = calloc(1, sizeof *meta);
    const char *file = fixture_file("loin.csv", "insee\n59002\n");
    meta->address = "x";
    meta->bytes = 12;
    meta->downloads[0].address = "http://127.0.0.1:1/a.csv";
    meta->count = 1;
    assert_true(meta_write(file, meta, NULL));
    assert_int_equal(fetched("loin", &report).kind, ERROR_NONE);
    assert_true(report.is_unchanged);
    meta->downloads[0].address = "http://127.0.0.1:1/another.csv";
    assert_true(meta_write(file, meta, NULL));
    assert_int_not_equal(fetched("loin", &report).kind, ERROR_NONE);
    free(meta);
}

static void a_folder_that_another_fetch_holds_is_left_alone(void **state)
{
    (void)state;
    struct fetch_report report;
    mkdir(fixture_path("loin.part"), 0700);
    int held = open(fixture_path("loin.part"), O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(held, LOCK_EX), 0);
    assert_int_equal(fetched("loin", &report).kind, ERROR_BUSY);
    close(held);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_must_have_an_address),
        cmocka_unit_test(a_failure_leaves_nothing_behind),
        cmocka_unit_test(what_is_a_day_old_is_good_where_the_server_says_nothing),
        cmocka_unit_test(a_folder_that_another_fetch_holds_is_left_alone),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
