#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "http/body.h"
#include "http/cork.h"

#include <microhttpd.h>

#include <string.h>
#include <unistd.h>

static struct body *body_of(size_t length)
{
    struct buffer buffer = BUFFER_INIT;
    memset(buffer_reserve(&buffer, length), 'x', length);
    buffer.length = length;
    return body_take(&buffer);
}

static void a_body_settles_in_a_file_with_the_same_bytes(void **state)
{
    (void)state;
    struct body *body = body_of(BODY_SETTLE_MIN), *settled = body_settle(body);
    char room[BODY_SETTLE_MIN];
    assert_non_null(settled);
    assert_int_equal(settled->length, body->length);
    assert_memory_equal(settled->bytes, body->bytes, body->length);
    assert_int_equal(pread(settled->descriptor, room, sizeof room, 0), sizeof room);
    assert_memory_equal(room, body->bytes, sizeof room);
    assert_null(body_settle(settled)); /* it is there */
    body_release(body);
    body_release(settled);
}

/* Short ones leave with their head in one call, and long ones would leave in pieces. */
static void only_bodies_of_some_length_settle(void **state)
{
    (void)state;
    const struct {
        size_t length;
        bool settles;
    } cases[] = {
        {0, false}, {BODY_SETTLE_MIN - 1, false}, {BODY_SETTLE_MIN, true}, {CORK_MAX, true}, {CORK_MAX + 1, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct body *body = body_of(cases[i].length), *settled = body_settle(body);
        assert_int_equal(settled != NULL, cases[i].settles);
        body_release(settled);
        body_release(body);
    }
}

static void no_more_settle_than_there_are_descriptors_for(void **state)
{
    (void)state;
    struct body *body = body_of(BODY_SETTLE_MIN), *settled[BODY_SETTLED_MAX];
    for (unsigned i = 0; i < BODY_SETTLED_MAX; i++)
        assert_non_null(settled[i] = body_settle(body));
    assert_null(body_settle(body));
    body_release(settled[0]); /* makes room for one */
    assert_non_null(settled[0] = body_settle(body));
    for (unsigned i = 0; i < BODY_SETTLED_MAX; i++)
        body_release(settled[i]);
    body_release(body);
}

static void a_response_holds_its_body(void **state)
{
    (void)state;
    struct body *body = body_of(100), *whole = body_of(BODY_SETTLE_MIN), *settled = body_settle(whole);
    struct MHD_Response *part = body_response(body, 10, 50), *file = body_response(settled, 0, settled->length);
    assert_int_equal(body->references, 2);
    assert_int_equal(settled->references, 1); /* the file is the response's own */
    body_release(settled);
    MHD_destroy_response(file);
    MHD_destroy_response(part);
    assert_int_equal(body->references, 1);
    body_release(body);
    body_release(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_settles_in_a_file_with_the_same_bytes),
        cmocka_unit_test(only_bodies_of_some_length_settle),
        cmocka_unit_test(no_more_settle_than_there_are_descriptors_for),
        cmocka_unit_test(a_response_holds_its_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
