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

static void a_link_that_leads_to_no_page_is_found_out(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    struct book *book = book_new();
    const struct book_link beyond = {{10, 10, 60, 25}, 3};
    struct display *page = page_with("Un");
    book_page(book, page, NULL, &beyond, 1);
    display_free(page);
    assert_false(book_write(book, &out, &err));
    assert_non_null(strstr(err.message, "page 3 of 1"));
    assert_int_equal(out.length, 0);
    book_free(book);
}

static size_t count_of(const struct buffer *pdf, const char *part)
{
    size_t count = 0;
    const char *at = pdf->bytes, *end = at + pdf->length;
    while ((at = memmem(at, (size_t)(end - at), part, strlen(part))) != NULL) {
        at += strlen(part);
        count++;
    }
    return count;
}

static void fonts_and_layers_of_many_pages_are_written_once(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    struct book *book = book_new();
    for (int i = 0; i < 3; i++) {
        struct display *page = page_with("Page");
        display_group_open(page, ROLE_LAYER, "layer-estates", "Estates");
        display_text(page, ROLE_LABEL, 10, 60, 12, WEIGHT_REGULAR, (struct colour){0, 0, 0, 1}, "Lens");
        display_group_close(page);
        book_page(book, page, i == 1 ? "Deux" : NULL, NULL, 0);
        display_free(page);
    }
    assert_true(book_write(book, &out, &err));
    book_free(book);
    assert_int_equal(count_of(&out, "/Type/OCG"), 1);
    assert_int_equal(count_of(&out, "/FontDescriptor/FontName"), 1);
    assert_int_equal(count_of(&out, "/Type/Page/"), 3);
    assert_int_equal(count_of(&out, "/S/Sect"), 1);
    assert_int_equal(count_of(&out, "/S/H1"), 3);
    buffer_free(&out);
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
        cmocka_unit_test(a_link_that_leads_to_no_page_is_found_out),
        cmocka_unit_test(fonts_and_layers_of_many_pages_are_written_once),
        cmocka_unit_test(a_book_without_pages_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
