#include "draw/picture.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "draw/cairo.h"
#include "draw/display.h"
#include "draw/svg.h"

#include <string.h>

/* A PNG made by our own writer: a brick ground of 4 x 2 pixels. */
static struct buffer small_png(void)
{
    struct error err = ERROR_INIT;
    struct buffer png = BUFFER_INIT;
    struct display *display = display_new(4, 2);
    display_rectangle(display, 0, 0, 4, 2, &(struct paint){.fill = {1, 0, 0, 1}});
    assert_true(png_write(display, 1, &png, &err));
    display_free(display);
    return png;
}

static void a_png_is_read_with_its_pixels(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct buffer png = small_png();
    const struct picture *picture = picture_read(png.bytes, png.length, "logo.png", arena, &err);
    assert_non_null(picture);
    assert_int_equal(picture->width, 4);
    assert_int_equal(picture->height, 2);
    for (int i = 0; i < 8; i++)
        assert_int_equal(picture->pixels[i], 0xffff0000u);
    buffer_free(&png);
    arena_free(arena);
}

static void what_is_no_png_or_a_broken_one_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buffer png = small_png();
    struct error err = ERROR_INIT;
    assert_null(picture_read("GIF89a", 6, "logo.gif", arena, &err));
    assert_non_null(strstr(err.message, "logo.gif: is no PNG"));
    /* Cut anywhere. */
    for (size_t length = 0; length + 12 < png.length; length++) {
        err = (struct error)ERROR_INIT;
        assert_null(picture_read(png.bytes, length, "logo.png", arena, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
    }
    buffer_free(&png);
    arena_free(arena);
}

static void a_huge_one_is_refused_before_it_is_unpacked(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct buffer png = small_png();
    struct error err = ERROR_INIT;
    png.bytes[16] = 0x7f; /* of the width's four bytes the highest */
    assert_null(picture_read(png.bytes, png.length, "logo.png", arena, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_non_null(strstr(err.message, "1 to 4000"));
    buffer_free(&png);
    arena_free(arena);
}

static void an_svg_holds_the_picture_itself(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    struct buffer png = small_png(), svg = BUFFER_INIT;
    struct display *display = display_new(100, 50);
    const struct picture *picture = picture_read(png.bytes, png.length, "logo.png", arena, &err);
    display_picture(display, picture, 10, 5, 20);
    svg_write(display, &(struct svg_options){false, 2, "px"}, &svg);
    assert_non_null(strstr(svg.bytes, "<image x=\"10\" y=\"5\" width=\"40\" height=\"20\" "
                                      "xlink:href=\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg"));
    assert_non_null(strstr(svg.bytes, "=\"/>"));
    display_free(display);
    buffer_free(&svg);
    buffer_free(&png);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_png_is_read_with_its_pixels),
        cmocka_unit_test(what_is_no_png_or_a_broken_one_is_refused),
        cmocka_unit_test(a_huge_one_is_refused_before_it_is_unpacked),
        cmocka_unit_test(an_svg_holds_the_picture_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
