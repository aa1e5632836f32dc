#include "draw/pdf.h"

#include "draw/fixture.h"
#include "draw/text.h"
#include "geo/crs.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

static struct display *country_display(struct arena *arena)
{
    struct display *display = country_draw(country_new(arena), country_style_read(arena), NULL, NULL);
    display->title = "59 cités";
    display->description = "Une carte (petite) \\ de \xf0\x9f\x9a\xb2";
    return display;
}

static struct buffer written(const struct display *display)
{
    struct error err = ERROR_INIT;
    struct buffer pdf = BUFFER_INIT;
    setenv("SOURCE_DATE_EPOCH", "1790000000", 1);
    if (!pdf_write(display, &pdf, &err))
        fail_msg("%s", err.message);
    return pdf;
}

/* The file with NULs and compressed bytes as question marks, so that the rest is a string. */
static char *readable(const struct buffer *pdf, struct arena *arena)
{
    char *text = arena_copy(arena, pdf->bytes, pdf->length);
    for (size_t i = 0; i < pdf->length; i++) {
        if (text[i] == '\0')
            text[i] = '?';
    }
    return text;
}

/* The first stream: the page's content. */
static char *content(const struct buffer *pdf, struct arena *arena)
{
    const char *head = strstr(pdf->bytes, "/Length "), *stream = strstr(head, "stream\n") + strlen("stream\n");
    uLongf length = 1 << 22;
    char *text = arena_alloc(arena, length + 1);
    assert_int_equal(uncompress((Bytef *)text, &length, (const Bytef *)stream, strtoul(head + 8, NULL, 10)), Z_OK);
    return text;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        count++;
    return count;
}

static void a_pdf_is_the_same_twice(void **state)
{
    struct buffer pdfs[2];
    for (int i = 0; i < 2; i++) {
        struct display *display = country_display(*state);
        pdfs[i] = written(display);
        display_free(display);
    }
    assert_memory_equal(pdfs[0].bytes, "%PDF-1.7", 8);
    assert_int_equal(pdfs[0].length, pdfs[1].length);
    assert_memory_equal(pdfs[0].bytes, pdfs[1].bytes, pdfs[0].length);
    buffer_free(&pdfs[0]);
    buffer_free(&pdfs[1]);
}

static void every_object_stands_where_the_table_says(void **state)
{
    struct display *display = country_display(*state);
    struct buffer pdf = written(display);
    const char *text = readable(&pdf, *state), *table = strstr(text, "\nxref\n0 ");
    unsigned count = (unsigned)strtoul(table + 8, NULL, 10);
    assert_int_equal(strtoul(strstr(table, "startxref") + 10, NULL, 10), table + 1 - text);
    const char *entry = strstr(table, "65535 f \n") + 9;
    for (unsigned number = 1; number < count; number++, entry += 20) {
        char head[24];
        snprintf(head, sizeof head, "%u 0 obj\n", number);
        assert_memory_equal(text + strtoul(entry, NULL, 10), head, strlen(head));
    }
    buffer_free(&pdf);
    display_free(display);
}

static void a_reader_who_does_not_see_it_is_told(void **state)
{
    struct display *display = country_display(*state);
    display->lang = "en";
    display_group_open(display, ROLE_MAP, "map", "Map");
    display_text(display, ROLE_LABEL, 10, 10, 8, WEIGHT_REGULAR, (struct colour){0, 0, 0, 1}, "Lens");
    display_group_close(display);
    display_text(display, ROLE_TITLE, 10, 30, 20, WEIGHT_SEMIBOLD, (struct colour){0, 0, 0, 1}, "Two");
    display_text(display, ROLE_TITLE, 10, 50, 20, WEIGHT_SEMIBOLD, (struct colour){0, 0, 0, 1}, "lines");
    struct buffer pdf = written(display);
    const char *text = readable(&pdf, *state);
    assert_non_null(strstr(text, "/Lang(en)"));
    assert_non_null(strstr(text, "/MarkInfo<</Marked true>>"));
    assert_non_null(strstr(text, "/DisplayDocTitle true"));
    assert_non_null(strstr(text, "<dc:language><rdf:Bag><rdf:li>en</rdf:li>"));
    assert_int_equal(count_of(text, "/S/H1"), 1); /* two lines of one heading */
    assert_int_equal(count_of(text, "/S/Figure"), 1);
    /* UTF-16 of "(petite) \ de" and, beyond the first plane, of a bicycle. */
    assert_non_null(strstr(text, "/Alt<FEFF0055006E0065002000630061007200740065"));
    assert_non_null(strstr(text, "D83DDEB2>"));
    buffer_free(&pdf);
    display_free(display);
}

static void everything_drawn_belongs_to_an_element_or_is_an_artifact(void **state)
{
    struct display *display = country_display(*state);
    struct buffer pdf = written(display);
    const char *line = content(&pdf, *state);
    int marked = 0, layers = 0, depth = 0;
    bool opened[8];
    for (; line != NULL && *line != '\0'; line = strchr(line, '\n'), line += line != NULL) {
        size_t length = strcspn(line, "\n");
        if (length >= 3 && memcmp(line + length - 3, "BDC", 3) == 0) {
            opened[depth++] = memcmp(line, "/OC", 3) == 0;
            layers += opened[depth - 1];
            marked += !opened[depth - 1];
            assert_true(depth < 8 && marked <= 1 && layers <= 1);
        } else if (length == 3 && memcmp(line, "EMC", 3) == 0) {
            assert_true(depth > 0);
            layers -= opened[--depth];
            marked -= !opened[depth];
        } else if ((length == 1 && strchr("fSB", *line) != NULL) || (length >= 2 && memcmp(line, "BT", 2) == 0)) {
            assert_int_equal(marked, 1);
        }
    }
    assert_int_equal(depth, 0);
    buffer_free(&pdf);
    display_free(display);
}

/* "12-3" is two numbers in SVG and none in PDF. */
static void numbers_are_kept_apart(void **state)
{
    struct display *display = display_new(100, 100);
    struct path_builder *builder = path_builder_new(display->arena);
    path_move(builder, 10, -3);
    path_line(builder, -0.5, -7.25);
    struct mark *mark = display_add(display, MARK_PATH);
    mark->path = path_take(builder);
    mark->paint = (struct paint){.stroke = {0, 0, 0, 0.5}, .width = 1};
    struct buffer pdf = written(display);
    assert_non_null(strstr(content(&pdf, *state), "\n10 -3 m\n-.5 -7.25 l\nS\n"));
    assert_non_null(strstr(readable(&pdf, *state), "/b128<</CA 0.501>>"));
    buffer_free(&pdf);
    display_free(display);
}

static void layers_can_be_switched_off(void **state)
{
    struct display *display = country_display(*state);
    struct buffer pdf = written(display);
    const char *text = readable(&pdf, *state), *stream = content(&pdf, *state);
    assert_true(count_of(text, "/Type/OCG/Name") > 1);
    assert_true(count_of(stream, "/OC/L0 BDC") >= 1);
    assert_int_equal(count_of(text, "/OCProperties"), 1);
    buffer_free(&pdf);
    display_free(display);
}

static void fonts_are_embedded_once(void **state)
{
    struct display *display = display_new(400, 100);
    const struct colour black = {0, 0, 0, 1};
    for (int i = 0; i < 5; i++)
        display_text(display, ROLE_LABEL, 10, 20 + 10 * i, 10, i < 3 ? WEIGHT_REGULAR : WEIGHT_SEMIBOLD, black,
                     "Œuvre n° 1");
    struct buffer pdf = written(display);
    const char *text = readable(&pdf, *state);
    assert_int_equal(count_of(text, "/Type/FontDescriptor"), 2);
    assert_int_equal(count_of(text, "/FontFile"), 2);
    assert_int_equal(count_of(text, "/ToUnicode"), 2);
    assert_true(pdf.length < 30000);
    buffer_free(&pdf);
    display_free(display);
}

static void what_no_font_has_is_shown_and_read_as_unknown(void **state)
{
    struct display *display = display_new(400, 100);
    display_text(display, ROLE_LABEL, 10, 20, 10, WEIGHT_REGULAR, (struct colour){0, 0, 0, 1}, "a\U0010fffdb");
    struct buffer pdf = written(display);
    assert_non_null(strstr(content(&pdf, *state), "0000"));
    assert_int_equal(count_of(readable(&pdf, *state), "/Type/FontDescriptor"), 1);
    buffer_free(&pdf);
    display_free(display);
}

static void many_texts_are_many_elements(void **state)
{
    struct display *display = display_new(400, 100);
    for (int i = 0; i < 1000; i++)
        display_text(display, ROLE_LEGEND, 10, 20, 10, WEIGHT_REGULAR, (struct colour){0, 0, 0, 1}, "a");
    struct buffer pdf = written(display);
    assert_int_equal(count_of(readable(&pdf, *state), "/S/LBody"), 1000);
    buffer_free(&pdf);
    display_free(display);
}

static void the_bleed_lies_around_the_page(void **state)
{
    struct display *display = display_new(200, 100);
    display->point = 1;
    display->bleed = 10;
    display->slug = 25;
    struct buffer pdf = written(display);
    const char *text = readable(&pdf, *state);
    assert_non_null(strstr(text, "/MediaBox[0 0 250 150]"));
    assert_non_null(strstr(text, "/BleedBox[15 15 235 135]"));
    assert_non_null(strstr(text, "/TrimBox[25 25 225 125]"));
    buffer_free(&pdf);
    display_free(display);
}

static void the_map_knows_where_it_is(void **state)
{
    struct error err = ERROR_INIT;
    struct display *display = display_new(200, 100);
    display->point = 1;
    display->frame = (struct box){10, 20, 190, 80};
    display->ground = (struct box){640000, 7000000, 730000, 7030000};
    struct buffer pdf = written(display);
    const char *text = readable(&pdf, *state), *measured = strstr(text, "/GPTS[");
    assert_non_null(strstr(text, "/BBox[10 20 190 80]"));
    assert_non_null(strstr(text, "/EPSG 2154"));
    /* Upper right, the third corner, back to Lambert-93. */
    double latitude, longitude;
    assert_int_equal(sscanf(measured, "/GPTS[%*f %*f %*f %*f %lf %lf", &latitude, &longitude), 2);
    struct crs_transform *back = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, &err);
    struct point corner = {longitude, latitude};
    assert_true(crs_transform_points(back, &corner, 1, &err));
    assert_float_equal(corner.x, 730000, 0.01);
    assert_float_equal(corner.y, 7030000, 0.01);
    crs_transform_close(back);
    buffer_free(&pdf);
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
        void *done;
        pthread_join(threads[i], &done);
        assert_non_null(done);
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
        TEST(every_object_stands_where_the_table_says),
        TEST(a_reader_who_does_not_see_it_is_told),
        TEST(everything_drawn_belongs_to_an_element_or_is_an_artifact),
        TEST(numbers_are_kept_apart),
        TEST(layers_can_be_switched_off),
        TEST(fonts_are_embedded_once),
        TEST(what_no_font_has_is_shown_and_read_as_unknown),
        TEST(many_texts_are_many_elements),
        TEST(the_bleed_lies_around_the_page),
        TEST(the_map_knows_where_it_is),
        TEST(threads_write_the_same_pdf_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
