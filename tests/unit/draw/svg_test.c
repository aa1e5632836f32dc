#include "draw/svg.h"

#include "draw/fixture.h"

#include <stdlib.h>

static const struct colour brick = {0xa6 / 255.0, 0x3a / 255.0, 0x1f / 255.0, 1};

static void assert_has(const struct buffer *svg, const char *text)
{
    if (strstr(svg->bytes, text) == NULL)
        fail_msg("no %s in %s", text, svg->bytes);
}

static void text_of_strangers_is_escaped(void **state)
{
    (void)state;
    struct display *display = display_new(100, 50);
    display->title = "</svg><script>alert(1)</script>";
    display->description = "a & b";
    display_text(display, ROLE_TITLE, 1, 2, 10, WEIGHT_SEMIBOLD, brick, "<b>\"x\" & 'y'</b>");
    struct buffer svg = BUFFER_INIT;
    svg_write(display, &(struct svg_options){false, 2, "px"}, &svg);
    assert_null(strstr(svg.bytes, "<script>"));
    assert_has(&svg, "<title id=\"map-title\">&lt;/svg&gt;");
    assert_has(&svg, "<desc id=\"map-description\">a &amp; b</desc>");
    assert_has(&svg, "&lt;b&gt;");
    assert_has(&svg, "role=\"img\"");
    buffer_free(&svg);
    display_free(display);
}

static void a_path_is_short_and_relative(void **state)
{
    (void)state;
    struct display *display = display_new(100, 50);
    struct paint paint = {.fill = brick};
    struct mark *mark = display_rectangle(display, 10.5, 20, 4, 0.5, &paint);
    mark->id = "704";
    mark->title = "Cité";
    struct buffer svg = BUFFER_INIT;
    svg_write(display, &(struct svg_options){true, 1, "px"}, &svg);
    assert_has(&svg, "d=\"m10.5 20 4 0 0 .5-4 0z\"><title>Cité</title></path>");
    assert_has(&svg, "data-key=\"704\" fill=\"#a63a1f\"");
    buffer_free(&svg);
    display_free(display);
}

static void rounding_does_not_add_up(void **state)
{
    (void)state;
    struct display *display = display_new(100, 50);
    struct path_builder *builder = path_builder_new(display->arena);
    path_move(builder, 0, 0);
    for (int i = 1; i <= 100; i++)
        path_line(builder, 0.26 * i, 0.26 * i);
    struct mark *mark = display_add(display, MARK_PATH);
    mark->path = path_take(builder);
    mark->paint.stroke = brick;
    mark->paint.width = 1;
    struct buffer svg = BUFFER_INIT;
    svg_write(display, &(struct svg_options){true, 1, "px"}, &svg);
    double sum = 0;
    const char *at = strstr(svg.bytes, "d=\"m") + 4;
    for (int i = 0; i < 202; i++) {
        char *end;
        double step = strtod(at, &end);
        sum += i % 2 == 0 ? step : 0;
        at = end;
    }
    assert_float_equal(sum, 26, 0.051);
    buffer_free(&svg);
    display_free(display);
}

static void layers_have_names_for_inkscape_and_sizes_in_millimetres(void **state)
{
    (void)state;
    struct display *display = display_new(841.89, 595.276);
    display->point = 1;
    display_group_open(display, ROLE_LAYER, "layer-communes", "Communes");
    display_group_close(display);
    struct buffer svg = BUFFER_INIT;
    svg_write(display, &(struct svg_options){false, 2, "mm"}, &svg);
    assert_has(&svg, "inkscape:groupmode=\"layer\" inkscape:label=\"Communes\"");
    assert_has(&svg, "width=\"297mm\" height=\"210mm\"");
    buffer_clear(&svg);
    svg_write(display, &(struct svg_options){true, 2, "mm"}, &svg);
    assert_null(strstr(svg.bytes, "inkscape"));
    assert_null(strstr(svg.bytes, "297mm"));
    buffer_free(&svg);
    display_free(display);
}

static void a_label_has_its_rank_and_its_halo_behind_it(void **state)
{
    (void)state;
    struct display *display = display_new(100, 50);
    struct mark *mark = display_text(display, ROLE_LABEL, 50, 25, 15, WEIGHT_SEMIBOLD, brick, "Lens");
    mark->rank = 1;
    mark->halo = 1.7;
    mark->anchor = ANCHOR_MIDDLE;
    struct buffer svg = BUFFER_INIT;
    svg_write(display, &(struct svg_options){true, 1, "px"}, &svg);
    assert_has(&svg, "<text class=\"label rank-1\" x=\"50\" y=\"25\" font-size=\"15\" font-weight=\"600\" "
                     "text-anchor=\"middle\"");
    assert_has(&svg, "stroke-width=\"3.4\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
    buffer_free(&svg);
    display_free(display);
}

static void a_pattern_is_defined_once(void **state)
{
    struct display *display = country_draw(country_new(*state), country_style_read(*state), NULL, NULL);
    display->title = "Carte";
    struct buffer svg = BUFFER_INIT;
    svg_write(display, &(struct svg_options){true, 1, "px"}, &svg);
    const char *first = strstr(svg.bytes, "<pattern id=\"hatch-a63a1f-100\"");
    assert_non_null(first);
    assert_null(strstr(first + 1, "<pattern"));
    assert_has(&svg, "fill=\"url(#hatch-a63a1f-100)\"");
    buffer_free(&svg);
    display_free(display);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, country_setup, country_teardown)
    const struct CMUnitTest tests[] = {
        TEST(text_of_strangers_is_escaped),
        TEST(a_path_is_short_and_relative),
        TEST(rounding_does_not_add_up),
        TEST(layers_have_names_for_inkscape_and_sizes_in_millimetres),
        TEST(a_label_has_its_rank_and_its_halo_behind_it),
        TEST(a_pattern_is_defined_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
