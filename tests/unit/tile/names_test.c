#include "tile/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_name_carries_key_label_and_numbers(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct field fields[] = {{"insee", VALUE_TEXT},
                                   {"dep", VALUE_TEXT},
                                   {"nom", VALUE_TEXT},
                                   {"population", VALUE_INTEGER},
                                   {"surface_km2", VALUE_REAL}};
    const struct value values[] = {value_text("62498"), value_text("62"), value_text("Lens"), value_integer(32000),
                                   value_real(11.7)};
    struct tile_names names = tile_names_of("communes", "insee", "nom", fields, 5, arena);
    assert_string_equal(names.layer, "communes-labels");
    assert_int_equal(names.field_count, 4);
    assert_string_equal(names.fields[1].name, "nom");
    const struct value *said = tile_names_values(&names, values, arena);
    assert_string_equal(said[0].text, "62498");
    assert_string_equal(said[1].text, "Lens");
    assert_int_equal(said[2].integer, 32000);
    assert_true(said[3].real == 11.7);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_name_carries_key_label_and_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
