#include "draw/cairo.h"

#include "draw/fixture.h"

#include <stdlib.h>

static struct display *country_display(struct arena *arena)
{
    struct display *display = country_draw(country_new(arena), country_style_read(arena), NULL, NULL);
    display->title = "59 cités";
    display->description = "Une carte";
    return display;
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_png_has_the_pixels_and_the_density_asked_for),
        TEST(a_picture_of_too_many_pixels_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
