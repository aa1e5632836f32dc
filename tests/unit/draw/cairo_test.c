#include "draw/cairo.h"

#include "draw/fixture.h"

#include <pthread.h>
#include <stdlib.h>

static struct display *country_display(struct arena *arena)
{
    struct display *display = country_draw(country_new(arena), country_style_read(arena), NULL, NULL);
    display->title = "59 cités";
    display->description = "Une carte";
    return display;
}

static void a_pdf_is_the_same_twice(void **state)
{
    struct error err = ERROR_INIT;
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    setenv("SOURCE_DATE_EPOCH", "1790000000", 1);
    for (int i = 0; i < 2; i++) {
        struct display *display = country_display(*state);
        assert_true(pdf_write(display, i == 0 ? &first : &second, &err));
        display_free(display);
    }
    assert_memory_equal(first.bytes, "%PDF", 4);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    buffer_free(&first);
    buffer_free(&second);
}

static uint32_t png_number(const struct buffer *png, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)png->bytes + at;
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void a_png_has_the_pixels_and_the_density_asked_for(void **state)
{
    struct error err = ERROR_INIT;
    struct buffer png = BUFFER_INIT;
    struct display *display = country_display(*state);
    assert_true(png_write(display, 2, &png, &err));
    assert_memory_equal(png.bytes, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(png_number(&png, 16), 2000);
    assert_int_equal(png_number(&png, 20), 1000);
    assert_memory_equal(png.bytes + 37, "pHYs", 4);
    assert_int_equal(png_number(&png, 41), 7559); /* 192 dots an inch: 2 for each pixel of 1/96 inch */
    assert_memory_equal(png.bytes + png.length - 8, "IEND", 4);
    buffer_free(&png);
    display_free(display);
}

static void a_picture_of_too_many_pixels_is_refused(void **state)
{
    struct error err = ERROR_INIT;
    struct buffer png = BUFFER_INIT;
    struct display *display = country_display(*state);
    assert_false(png_write(display, 20, &png, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_non_null(strstr(err.message, "20000 x 10000"));
    assert_false(png_write(display, 0, &png, &err));
    assert_int_equal(png.length, 0);
    display_free(display);
}

static void *write_pdf(void *payload)
{
    struct arena *arena = arena_new();
    struct display *display = country_display(arena);
    bool is_written = pdf_write(display, payload, NULL);
    display_free(display);
    arena_free(arena);
    return is_written ? payload : NULL;
}

static void threads_write_the_same_pdf_side_by_side(void **state)
{
    (void)state;
    pthread_t threads[4];
    struct buffer pdfs[4] = {BUFFER_INIT, BUFFER_INIT, BUFFER_INIT, BUFFER_INIT};
    setenv("SOURCE_DATE_EPOCH", "1790000000", 1);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_pdf, &pdfs[i]), 0);
    for (int i = 0; i < 4; i++) {
        void *written;
        pthread_join(threads[i], &written);
        assert_non_null(written);
    }
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pdfs[i].length, pdfs[0].length);
        assert_memory_equal(pdfs[i].bytes, pdfs[0].bytes, pdfs[0].length);
    }
    for (int i = 0; i < 4; i++)
        buffer_free(&pdfs[i]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_pdf_is_the_same_twice),
        TEST(a_png_has_the_pixels_and_the_density_asked_for),
        TEST(a_picture_of_too_many_pixels_is_refused),
        TEST(threads_write_the_same_pdf_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
