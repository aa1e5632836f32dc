#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdalign.h>
#include <stdbool.h>
#include <string.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

static void memory_is_zeroed_and_aligned_also_when_it_is_used_again(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    static const char zeros[5000];
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 5000; size += 377) {
            char *memory = arena_alloc(arena, size);
            assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
            assert_memory_equal(memory, zeros, size);
            memset(memory, 0xFF, size);
        }
        arena_reset(arena);
    }
    arena_free(arena);
}

static void pieces_do_not_overlap_whatever_their_size(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    enum { PIECES = 300 };
    unsigned char *pieces[PIECES];
    size_t sizes[PIECES];
    for (int i = 0; i < PIECES; i++) {
        sizes[i] = i % 50 == 49 ? 100000 : (size_t)i * 7 % 1000;
        pieces[i] = arena_alloc(arena, sizes[i]);
        memset(pieces[i], i & 0xFF, sizes[i]);
    }
    for (int i = 0; i < PIECES; i++)
        for (size_t at = 0; at < sizes[i]; at++)
            assert_int_equal(pieces[i][at], i & 0xFF);
    arena_free(arena);
}

static void no_bytes_have_an_address_of_their_own(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    void *first = arena_alloc(arena, 0);
    void *second = arena_alloc(arena, 0);
    assert_non_null(first);
    assert_ptr_not_equal(first, second);
    assert_int_equal(arena_used(arena), 0);
    arena_free(arena);
}

static void the_arena_counts_what_it_handed_out(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    arena_alloc(arena, 10);
    arena_array(arena, 100, 1000);
    assert_int_equal(arena_used(arena), 100010);
    arena_reset(arena);
    assert_int_equal(arena_used(arena), 0);
    arena_free(arena);
    arena_free(NULL);
}

static void a_reset_arena_gives_the_same_memory_again(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    void *first = arena_alloc(arena, 100);
    arena_alloc(arena, 1 << 20);
    arena_reset(arena);
    assert_ptr_equal(arena_alloc(arena, 100), first);
    arena_free(arena);
}

static void strings_are_copied_and_formatted(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char original[] = "Lens";
    char *copy = arena_string(arena, original);
    original[0] = 'S';
    assert_string_equal(copy, "Lens");
    assert_null(arena_string(arena, NULL));
    assert_string_equal(arena_copy(arena, "Liévin", 3), "Li\xC3");
    assert_string_equal(arena_copy(arena, NULL, 0), "");
    assert_string_equal(arena_printf(arena, "%s-%05d", "z", 42), "z-00042");
    for (int length = 1; length < 600; length++)
        assert_int_equal(strlen(arena_printf(arena, "%0*d", length, 0)), length);
    char *wide = arena_printf(arena, "%*d", 40000, 7);
    assert_int_equal(strlen(wide), 40000);
    arena_free(arena);
}

static void an_array_grows_and_keeps_what_it_has(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    size_t *numbers = NULL, capacity = 0;
    for (size_t i = 0; i < 1000; i++) {
        numbers = arena_room(arena, numbers, i, &capacity, sizeof *numbers);
        assert_true(capacity > i);
        numbers[i] = i * i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], i * i);
    size_t *same = arena_room(arena, numbers, 1000, &capacity, sizeof *numbers);
    assert_ptr_equal(same, numbers); /* there is room for 1,024 */
    assert_int_equal(capacity, 1024);
    arena_free(arena);
}

static void memory_that_nobody_holds_is_poisoned(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    struct arena *arena = arena_new();
    char *memory = arena_alloc(arena, 20);
    assert_false(__asan_address_is_poisoned(memory));
    assert_false(__asan_address_is_poisoned(memory + 19));
    assert_true(__asan_address_is_poisoned(memory + 20));
    char *next = arena_alloc(arena, 32);
    char *last = arena_alloc(arena, 1);
    assert_true(__asan_address_is_poisoned(next + 32));
    assert_true(__asan_address_is_poisoned(last + 1));
    arena_reset(arena);
    assert_true(__asan_address_is_poisoned(memory));
    arena_free(arena);
#else
    skip();
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned_also_when_it_is_used_again),
        cmocka_unit_test(pieces_do_not_overlap_whatever_their_size),
        cmocka_unit_test(no_bytes_have_an_address_of_their_own),
        cmocka_unit_test(the_arena_counts_what_it_handed_out),
        cmocka_unit_test(a_reset_arena_gives_the_same_memory_again),
        cmocka_unit_test(strings_are_copied_and_formatted),
        cmocka_unit_test(an_array_grows_and_keeps_what_it_has),
        cmocka_unit_test(memory_that_nobody_holds_is_poisoned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
