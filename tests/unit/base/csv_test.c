#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

static void check(const char *cell, const char *expected)
{
    struct buffer out = BUFFER_INIT;
    struct csv_writer writer;
    csv_writer_init(&writer, &out);
    csv_text(&writer, cell);
    csv_text(&writer, "|");
    buffer_putc(&out, '\0');
    size_t length = out.length - 3;
    assert_memory_equal(out.bytes + length, ",|", 3);
    out.bytes[length] = '\0';
    assert_string_equal(out.bytes, expected);
    buffer_free(&out);
}

static void rows_end_with_crlf_and_cells_are_parted_by_commas(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct csv_writer writer;
    csv_writer_init(&writer, &out);
    csv_text(&writer, "nom");
    csv_text(&writer, NULL);
    csv_text(&writer, "");
    csv_end_row(&writer);
    csv_text(&writer, NULL);
    csv_number(&writer, -12.345, 2);
    csv_number(&writer, NAN, 2);
    csv_exact(&writer, 0.1);
    csv_exact(&writer, INFINITY);
    csv_end_row(&writer);
    assert_string_equal(out.bytes, "nom,,\r\n,-12.35,,0.1,\r\n");
    buffer_free(&out);
}

static void quotes_stand_only_where_they_must(void **state)
{
    (void)state;
    check("Lens", "Lens");
    check("Noyelles sous Lens", "Noyelles sous Lens");
    check("a;b", "a;b");
    check("a,b", "\"a,b\"");
    check("cité \"Sabatier\"", "\"cité \"\"Sabatier\"\"\"");
    check("\"", "\"\"\"\"");
    check("deux\nlignes", "\"deux\nlignes\"");
    check("\r\n", "\"'\r\n\"");
}

static void no_cell_is_run_as_a_formula(void **state)
{
    (void)state;
    check("=1+1", "'=1+1");
    check("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    check("+33 3 21", "'+33 3 21");
    check("-cmd", "'-cmd");
    check("-", "'-");
    check("@SUM(A1)", "'@SUM(A1)");
    check("\t=1", "'\t=1");
}

static void signed_numbers_stay_numbers(void **state)
{
    (void)state;
    check("-12.5", "-12.5");
    check("+3", "+3");
    check("-1e-5", "-1e-5");
    check("-inf", "'-inf");
    check("-0x10", "'-0x10");
}

static void a_french_spreadsheet_gets_semicolons_and_decimal_commas(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    struct csv_writer writer;
    csv_writer_french(&writer, &out);
    csv_text(&writer, "a,b");
    csv_text(&writer, "a;b");
    csv_number(&writer, 12.5, 2);
    csv_exact(&writer, -0.125);
    csv_exact(&writer, 7);
    csv_text(&writer, "1.5");
    csv_end_row(&writer);
    assert_string_equal(out.bytes, "a,b;\"a;b\";12,5;-0,125;7;1.5\r\n");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_end_with_crlf_and_cells_are_parted_by_commas),
        cmocka_unit_test(quotes_stand_only_where_they_must),
        cmocka_unit_test(no_cell_is_run_as_a_formula),
        cmocka_unit_test(signed_numbers_stay_numbers),
        cmocka_unit_test(a_french_spreadsheet_gets_semicolons_and_decimal_commas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
