#include "analysis/land.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct snapshot_field about[] = {{"surface_ha", "Surface", "Area", "ha", VALUE_REAL},
                                              {"cites", "Cités touchées", "Estates touched", NULL, VALUE_INTEGER}};
static const struct snapshot_collection areas = {.fields = about, .field_count = 2};
static const struct field fields[] = {{"surface_ha", VALUE_REAL}, {"cites", VALUE_REAL}};
static const struct value near_values[] = {{VALUE_REAL, 0, 78.54, NULL}, {VALUE_NULL, 0, 0, NULL}};
static const struct value far_values[] = {{VALUE_REAL, 0, 1234.56, NULL}, {VALUE_REAL, 0, 2, NULL}};
static const struct land_site sites[] = {{"b1", "Lavoir", "friche potentielle", 10000, false},
                                         {"b2", NULL, NULL, NAN, true}};
static const struct land_row rows[] = {{"8701", "Annay", 500, fields, near_values, 2, sites, 1, "null"},
                                       {"8701", "Annay", 2000, fields, far_values, 2, sites, 2, "null"}};

static void indicators_stand_down_and_distances_across(void **state)
{
    (void)state;
    const struct land land = {rows, 2, &areas, false};
    struct buffer out = BUFFER_INIT;
    land_write_text(&land, &out);
    assert_string_equal(out.bytes, "Annay (8701)\n"
                                   "\n"
                                   "                                               500 m       2\u202f000 m\n"
                                   "Surface                                      78,5 ha    1\u202f234,6 ha\n"
                                   "Cités touchées                         non renseigné             2\n"
                                   "\n"
                                   "Friches, dans quelle distance :\n"
                                   " 2\u202f000 m     n. r.  vérifiée                             sans nom (b2)\n"
                                   "   500 m    1,0 ha  non vérifiée  friche potentielle     Lavoir (b1)\n");
    buffer_free(&out);
}

static void a_station_without_passengers_is_said_to_be_one(void **state)
{
    (void)state;
    const struct land land = {rows, 2, &areas, true};
    struct buffer out = BUFFER_INIT;
    land_write_text(&land, &out);
    assert_non_null(strstr(out.bytes, "Annay (8701), sans voyageurs d'après la liste des gares\n"));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(indicators_stand_down_and_distances_across),
                                       cmocka_unit_test(a_station_without_passengers_is_said_to_be_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
