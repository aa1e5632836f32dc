#include "analysis/land.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct field fields[] = {{"surface_ha", VALUE_REAL}, {"cites", VALUE_REAL}};
static const struct value values[] = {{VALUE_REAL, 0, 78.5, NULL}, {VALUE_NULL, 0, 0, NULL}};
static const struct land_site sites[] = {{"b1", "Lavoir", "friche potentielle", 10000, true},
                                         {"b2", NULL, NULL, NAN, false}};
static const struct land_row rows[] = {
    {"8701", "Annay", 500, fields, values, 2, sites, 2, "{\"type\":\"MultiPolygon\",\"coordinates\":[]}"}};
static const struct land_row point_rows[] = {
    {NULL, "point", 500, fields, values, 2, NULL, 0, "{\"type\":\"MultiPolygon\",\"coordinates\":[]}"}};
static const struct land station = {rows, 1, NULL, false, true}, point = {point_rows, 1, NULL, false, true};

static void assert_written(void (*write)(const struct land *, struct buffer *), const struct land *land,
                           const char *expected)
{
    struct buffer out = BUFFER_INIT;
    write(land, &out);
    assert_string_equal(out.bytes, expected);
    buffer_free(&out);
}

static void csv_has_a_row_a_distance(void **state)
{
    (void)state;
    assert_written(land_write_csv, &station,
                   "code_uic,nom,distance_m,surface_ha,cites,friches_liste\r\n8701,Annay,500,78.5,,b1 b2\r\n");
    assert_written(land_write_csv, &point,
                   "code_uic,nom,distance_m,surface_ha,cites,friches_liste\r\n,point,500,78.5,,\r\n");
    /* the features of one collection: nobody asked for brownfields */
    const struct land counted = {point_rows, 1, NULL, false, false};
    assert_written(land_write_csv, &counted, "code_uic,nom,distance_m,surface_ha,cites\r\n,point,500,78.5,\r\n");
}

static void json_says_null_for_unknown(void **state)
{
    (void)state;
    assert_written(
        land_write_json, &station,
        "[{\"code_uic\":\"8701\",\"nom\":\"Annay\",\"distance_m\":500,\"surface_ha\":78.5,"
        "\"cites\":null,\"friches_liste\":[{\"id\":\"b1\",\"nom\":\"Lavoir\",\"statut\":\"friche potentielle\","
        "\"verifie\":true,\"surface_m2\":10000},{\"id\":\"b2\",\"nom\":null,\"statut\":null,\"verifie\":false,"
        "\"surface_m2\":null}]}]");
}

static void geojson_has_the_disc(void **state)
{
    (void)state;
    assert_written(land_write_geojson, &point,
                   "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{"
                   "\"code_uic\":null,\"nom\":\"point\",\"distance_m\":500,\"surface_ha\":78.5,\"cites\":null,"
                   "\"friches_liste\":\"\"},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[]}}]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_has_a_row_a_distance),
        cmocka_unit_test(json_says_null_for_unknown),
        cmocka_unit_test(geojson_has_the_disc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
