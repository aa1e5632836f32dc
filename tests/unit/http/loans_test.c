#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/loans.h"

#include <string.h>

/* Own bytes in small letters, lent ones in capitals: ab ABC c DE F de (nothing of its own between DE and F). */
static const char whole[] = "abABCcDEFde";
#define WHOLE (sizeof whole - 1)

static struct loans lend(void)
{
    static const struct loan list[] = {{"ABC", 2, 3, 1}, {"DE", 3, 2, 2}, {"F", 3, 1, 3}};
    struct loans loans = {.list = BUFFER_INIT, .length = 6};
    buffer_append(&loans.list, list, sizeof list);
    return loans;
}

static void every_part_is_cut_where_it_begins_and_ends(void **state)
{
    (void)state;
    struct loans loans = lend();
    for (size_t first = 0; first <= WHOLE; first++) {
        for (size_t length = 0; first + length <= WHOLE; length++) {
            struct loan_slice slices[LOAN_SLICES_MAX];
            struct buffer joined = BUFFER_INIT;
            size_t count = loans_slices(&loans, "abcde", 5, first, length, slices);
            for (size_t i = 0; i < count; i++) {
                assert_true(slices[i].length > 0);
                buffer_append(&joined, slices[i].bytes, slices[i].length);
            }
            assert_int_equal(joined.length, length);
            if (length > 0)
                assert_memory_equal(joined.bytes, whole + first, length);
            buffer_free(&joined);
        }
    }
    loans_free(&loans);
}

static void without_loans_a_part_is_one_slice(void **state)
{
    (void)state;
    struct loans none = {.list = BUFFER_INIT};
    struct loan_slice slices[LOAN_SLICES_MAX];
    const char own[] = "abcde";
    assert_int_equal(loans_slices(&none, own, 5, 1, 3, slices), 1);
    assert_ptr_equal(slices[0].bytes, own + 1);
    assert_int_equal(slices[0].length, 3);
    assert_int_equal(loans_slices(&none, NULL, 0, 0, 0, slices), 0);
    loans_free(&none);
}

static void count_release(void *owner)
{
    ++*(int *)owner;
}

static void the_owner_is_let_go_once(void **state)
{
    (void)state;
    int released = 0;
    struct loans loans = lend();
    loans.owner = &released;
    loans.release = count_release;
    loans_free(&loans);
    loans_free(&loans);
    assert_int_equal(released, 1);
    assert_int_equal(loans_count(&loans), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_is_cut_where_it_begins_and_ends),
        cmocka_unit_test(without_loans_a_part_is_one_slice),
        cmocka_unit_test(the_owner_is_let_go_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
