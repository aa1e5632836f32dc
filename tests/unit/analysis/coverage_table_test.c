#include "analysis/coverage.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct snapshot_indicator indicators[] = {
    {"population", "territory", "Population", "Population", "hab.", "stock", "", "", NULL, "", 0, false},
    {"cites_ha", "estates", "Surface des cités", "Surface of estates", "ha", "stock", "", "", NULL, "", 1, true},
};
static const struct snapshot snapshot = {.is_schematic = true, .indicators = indicators, .indicator_count = 2};
static const struct coverage_row rows[] = {
    {"200072460", "CA de Béthune-Bruay, Artois-Lys Romane", "epci", (const double[]){221299, NAN}},
    {"total", "Bassin minier", "total", (const double[]){1184821, 1133.8457}},
};
static const struct coverage coverage = {{PERIMETER_BASSIN, COVERAGE_BY_EPCI}, rows, 2, &snapshot};

static void figures_stand_right_in_french_form(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    coverage_write_table(&coverage, NULL, &out);
    static const char expected[] = "                          population  cites_ha\n"
                                   "CA de Béthune-Bruay, Ar…     221\u202f299     n. r.\n"
                                   "Bassin minier              1\u202f184\u202f821   1\u202f133,8\n"
                                   "\n"
                                   "population : Population (hab.)\n"
                                   "cites_ha : Surface des cités (ha)\n"
                                   "Périmètre : les communes du Bassin minier.\n"
                                   "n. r. : non renseigné.\n"
                                   "Édition schématique : surfaces et longueurs approchées.\n";
    assert_string_equal(out.bytes, expected);
    buffer_free(&out);
}

static void columns_can_be_chosen(void **state)
{
    (void)state;
    struct buffer out = BUFFER_INIT;
    coverage_write_table(&coverage, (const char *const[]){"cites_ha", "nothing", NULL}, &out);
    assert_null(strstr(out.bytes, "population"));
    assert_null(strstr(out.bytes, "nothing"));
    assert_non_null(strstr(out.bytes, "cites_ha"));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_stand_right_in_french_form),
        cmocka_unit_test(columns_can_be_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
