/* tests/fuzz/timed.c: around each fuzzer's function: an input that takes a parser longer than TOO_LONG fails like one that breaks it, and the
 * end names the slowest.
 *
 * The time is the processor's for this thread, so that other work on the machine does not count, and an input is too slow only
 * when it is so three times in a row: the first one pays for what is set up once. Sanitizers and libFuzzer's counters make
 * everything 3 to 10 times as slow; the bound is kept all the same, so that what a visitor meets has room. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define TOO_LONG 0.1 /* seconds */
#define TRIES    3

int fuzz_one(const uint8_t *data, size_t size); /* the fuzzer's own, by its build: LLVMFuzzerTestOneInput */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static double slowest;
static size_t slowest_size;

static void slowest_tell(void)
{
    printf("slowest input: %.2f ms, %zu bytes\n", slowest * 1e3, slowest_size);
    fflush(stdout);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int is_told;
    double least = 0;
    int result = 0;
    for (int try = 0; try < TRIES && (try == 0 || least > TOO_LONG / 10); try++) {
        double begin = seconds();
        result = fuzz_one(data, size);
        double took = seconds() - begin;
        least = try == 0 || took < least ? took : least;
    }
    if (!is_told)
        atexit(slowest_tell);
    is_told = 1;
    if (least > slowest) {
        slowest = least;
        slowest_size = size;
    }
    if (least > TOO_LONG) {
        fprintf(stderr, "an input of %zu bytes takes %.0f ms, more than %.0f\n", size, least * 1e3, TOO_LONG * 1e3);
        abort();
    }
    return result;
}
