#include "draw/book.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static struct display *page_with(const char *text)
{
    static const struct colour ink = {0, 0, 0, 1};
    struct display *page = display_new(200, 100);
    page->title = "Livre";
    display_text(page, ROLE_TITLE, 10, 20, 12, WEIGHT_REGULAR, ink, text);
    return page;
}

static void book_of_two(struct buffer *out)
{
    struct error err = ERROR_INIT;
    struct book *book = book_new();
    const struct book_link forward = {{10, 10, 60, 25}, 2};
    struct display *first = page_with("Un"), *second = page_with("Deux");
    book_page(book, first, "Sommaire", &forward, 1);
    display_free(first);
    book_page(book, second, "L\u2019autre (1)", NULL, 0);
    display_free(second);
    if (!book_write(book, out, &err))
        fail_msg("%s", err.message);
    book_free(book);
}

static void the_same_pages_are_the_same_bytes_with_a_link_to_a_page_that_comes_later(void **state)
{
    (void)state;
    setenv("SOURCE_DATE_EPOCH", "1790000000", 1);
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    book_of_two(&first);
    book_of_two(&second);
    assert_true(first.length > 500 && memcmp(first.bytes, "%PDF-", 5) == 0);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    assert_non_null(memmem(first.bytes, first.length, "/Link", 5));
    buffer_free(&first);
    buffer_free(&second);
}

static void a_book_without_pages_is_refused(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    struct book *book = book_new();
    assert_false(book_write(book, &out, &err));
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_int_equal(out.length, 0);
    book_free(book);
    book_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_pages_are_the_same_bytes_with_a_link_to_a_page_that_comes_later),
        cmocka_unit_test(a_book_without_pages_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
