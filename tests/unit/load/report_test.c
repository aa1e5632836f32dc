#include "load/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void lines_are_told_by_source(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct report *report = report_new();
    report_add(report, "ponds", SEVERITY_REFUSED, "p1", "it is %s", "dry");
    report_add(report, "lakes", SEVERITY_NOTE, NULL, "a lake");
    report_add(report, NULL, SEVERITY_WARNING, NULL, "about none");
    report_write(report, "ponds", &out);
    assert_string_equal(out.bytes, "  refused: p1: it is dry\n");
    buffer_clear(&out);
    report_write(report, NULL, &out);
    assert_string_equal(out.bytes, "  warning: about none\n");
    buffer_free(&out);
    report_free(report);
    report_free(NULL);
}

static void many_lines_are_cut_and_counted(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct report *report = report_new();
    for (int i = 0; i < 200; i++)
        report_add(report, "ponds", SEVERITY_REPAIRED, "p", "number %d", i);
    report_write(report, "ponds", &out);
    assert_non_null(strstr(out.bytes, "number 9\n"));
    assert_null(strstr(out.bytes, "number 10\n"));
    assert_non_null(strstr(out.bytes, "repaired: 190 more"));
    assert_int_equal(report_count(report), 200);
    buffer_free(&out);
    report_free(report);
}

static void what_was_said_about_a_file_given_up_is_forgotten(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct report *report = report_new();
    report_add(report, "ponds", SEVERITY_NOTE, NULL, "kept");
    size_t said = report_count(report);
    report_add(report, "ponds", SEVERITY_NOTE, NULL, "forgotten");
    report_cut(report, said);
    report_write(report, "ponds", &out);
    assert_string_equal(out.bytes, "  note: kept\n");
    buffer_free(&out);
    report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_told_by_source),
        cmocka_unit_test(many_lines_are_cut_and_counted),
        cmocka_unit_test(what_was_said_about_a_file_given_up_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
