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
    assert_has(&svg, "<text class=\"label rank-1\" x=\"50\" y=\"25\" text-anchor=\"middle\" "
                     "font-size=\"15\" font-weight=\"600\"");
    assert_has(&svg, "stroke-width=\"3.4\" stroke-linejoin=\"round\" paint-order=\"stroke\"");
    buffer_free(&svg);
    display_free(display);
}

static void a_file_has_classes_for_its_texts_and_a_page_has_none(void **state)
{
    (void)state;
    struct display *display = display_new(100, 50);
    display_text(display, ROLE_LABEL, 50, 25, 15, WEIGHT_SEMIBOLD, brick, "Lens")->rank = 1;
    display_text(display, ROLE_LABEL, 20, 25, 15, WEIGHT_SEMIBOLD, brick, "Douai");
    display_text(display, ROLE_NONE, 20, 45, 12, WEIGHT_REGULAR, brick, "0");
    struct buffer svg = BUFFER_INIT;
    svg_write(display, &(struct svg_options){false, 1, "px"}, &svg);
    assert_has(&svg, "<style>\n.look-1{font-size:15px;font-weight:600;fill:#a63a1f;}\n"
                     ".look-2{font-size:12px;fill:#a63a1f;}\n</style>");
    assert_has(&svg, "<text class=\"label rank-1 look-1\" x=\"50\" y=\"25\">Lens</text>");
    assert_has(&svg, "<text class=\"label look-1\" x=\"20\" y=\"25\">Douai</text>");
    assert_has(&svg, "<text class=\"look-2\" x=\"20\" y=\"45\">0</text>");
    buffer_clear(&svg);
    svg_write(display, &(struct svg_options){true, 1, "px"}, &svg);
    assert_null(strstr(svg.bytes, "look-"));
    assert_null(strstr(svg.bytes, "<style"));
    buffer_free(&svg);
    display_free(display);
}

static void symbols_of_a_kind_are_written_in_the_same_words(void **state)
{
    (void)state;
    struct display *display = display_new(100, 50);
    struct path_builder *builder = path_builder_new(display->arena);
    for (int i = 0; i < 3; i++) { /* rounded by themselves, the corners of the second would stand elsewhere */
        path_move(builder, 10.04 + 17.33 * i, 10);
        path_line(builder, 13.08 + 17.33 * i, 12.04);
        path_line(builder, 10.04 + 17.33 * i, 14.07);
        path_close(builder);
    }
    struct mark *mark = display_add(display, MARK_PATH);
    mark->path = path_take(builder);
    mark->paint.fill = brick;
    struct buffer svg = BUFFER_INIT;
    svg_write(display, &(struct svg_options){true, 1, "px"}, &svg);
    assert_has(&svg, "d=\"m10 10 3 2-3 2.1zm17.4 0 3 2-3 2.1zm17.3 0 3 2-3 2.1z\"");
    buffer_free(&svg);
    display_free(display);
}

static void what_all_of_a_layer_look_like_is_said_once(void **state)
{
    (void)state;
    struct display *display = display_new(100, 50);
    display_group_open(display, ROLE_LAYER, "layer-a", "A");
    for (int i = 0; i < 3; i++)
        display_rectangle(display, 10 * i, 0, 5, 5, &(struct paint){.fill = brick});
    display_group_close(display);
    display_rectangle(display, 0, 20, 5, 5, &(struct paint){.fill = {0, 0, 0, 1}});
    struct buffer svg = BUFFER_INIT;
    svg_write(display, &(struct svg_options){true, 1, "px"}, &svg);
    assert_has(&svg, "<g id=\"layer-a\" class=\"layer\" fill=\"#a63a1f\">\n<path d=");
    assert_has(&svg, "</g>\n<path fill=\"#000000\" d=");
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
        TEST(a_file_has_classes_for_its_texts_and_a_page_has_none),
        TEST(symbols_of_a_kind_are_written_in_the_same_words),
        TEST(what_all_of_a_layer_look_like_is_said_once),
        TEST(a_pattern_is_defined_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
