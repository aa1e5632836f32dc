#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void memory_of_no_bytes_is_still_a_pointer(void **state)
{
    (void)state;
    void *memory = memory_alloc(0);
    assert_non_null(memory);
    memory = memory_resize(memory, 10);
    memset(memory, 1, 10);
    free(memory);
}

static void sums_and_products_that_fit_are_just_that(void **state)
{
    (void)state;
    assert_int_equal(memory_sum(SIZE_MAX - 1, 1), SIZE_MAX);
    assert_int_equal(memory_product(0, SIZE_MAX), 0);
    assert_int_equal(memory_product(SIZE_MAX, 0), 0);
    assert_int_equal(memory_product(SIZE_MAX / 2, 2), SIZE_MAX - 1);
}

static void sum_too_large(void)
{
    memory_sum(SIZE_MAX, 1);
}

static void product_too_large(void)
{
    memory_product(SIZE_MAX / 2 + 1, 2);
}

/* Runs `act` in a process of its own; what that says on stderr stands in `said`. */
static int status_of(void (*act)(void), char *said, size_t size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(ends[1], STDERR_FILENO);
        act();
        _exit(0);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], said, size - 1);
    said[got > 0 ? got : 0] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void a_size_that_cannot_be_ends_the_program_with_a_line(void **state)
{
    (void)state;
    void (*const acts[])(void) = {sum_too_large, product_too_large, memory_end};
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        char said[100];
        int status = status_of(acts[i], said, sizeof said);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 1);
        assert_string_equal(said, "terril: out of memory\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_of_no_bytes_is_still_a_pointer),
        cmocka_unit_test(sums_and_products_that_fit_are_just_that),
        cmocka_unit_test(a_size_that_cannot_be_ends_the_program_with_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
