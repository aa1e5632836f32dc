#include "draw/text.h"

#include "base/buffer.h"
#include "draw/text_layout.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A context and its font map belong to one thread; they go when the thread does. */
static pthread_key_t text_key;
static pthread_once_t text_once = PTHREAD_ONCE_INIT;

struct text_thread {
    PangoFontMap *map;
    PangoContext *context;
};

static void text_thread_free(void *payload)
{
    struct text_thread *thread = payload;
    g_object_unref(thread->context);
    g_object_unref(thread->map);
    g_free(thread);
}

/* The thread that ends the program does not end itself. */
static void text_exit(void)
{
    struct text_thread *thread = pthread_getspecific(text_key);
    if (thread != NULL)
        text_thread_free(thread);
    pthread_setspecific(text_key, NULL);
}

static void text_key_make(void)
{
    pthread_key_create(&text_key, text_thread_free);
    atexit(text_exit);
}

static PangoContext *text_context(void)
{
    pthread_once(&text_once, text_key_make);
    struct text_thread *thread = pthread_getspecific(text_key);
    if (thread != NULL)
        return thread->context;
    thread = g_new0(struct text_thread, 1);
    thread->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(thread->map), 72);
    thread->context = pango_font_map_create_context(thread->map);
    /* The same widths at every size and on every surface: no hinting, no rounding to pixels. */
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(thread->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(thread->context, FALSE);
    pthread_setspecific(text_key, thread);
    return thread->context;
}

#if defined(__SANITIZE_ADDRESS__)
/* fontconfig keeps one pattern that nobody can give back. */
const char *__lsan_default_options(void);
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
#endif

PangoLayout *text_layout_new(const char *text, double size, enum text_weight weight)
{
    PangoLayout *layout = pango_layout_new(text_context());
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, TEXT_FAMILY);
    pango_font_description_set_weight(font, (PangoWeight)weight);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

void text_layout_spread(PangoLayout *layout, double spacing)
{
    if (spacing == 0)
        return;
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_letter_spacing_new((int)lround(spacing * PANGO_SCALE)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

double text_width(const char *text, double size, enum text_weight weight)
{
    PangoLayout *layout = text_layout_new(text, size, weight);
    PangoRectangle logical;
    pango_layout_get_extents(layout, NULL, &logical);
    g_object_unref(layout);
    return (double)logical.width / PANGO_SCALE;
}

/* How many bytes of `text` make the longest line that fits, broken at spaces; at least one word. */
static size_t text_line_length(const char *text, double size, enum text_weight weight, double width,
                               struct arena *arena)
{
    size_t fits = 0;
    for (const char *end = text; *end != '\0';) {
        size_t length = (size_t)(end - text) + strcspn(end + (*end == ' '), " ") + (*end == ' ');
        if (fits > 0 && text_width(arena_copy(arena, text, length), size, weight) > width)
            break;
        fits = length;
        end = text + length;
    }
    return fits;
}

size_t text_wrap(const char *text, double size, enum text_weight weight, double width, struct arena *arena,
                 const char ***lines)
{
    size_t capacity = strlen(text) + 1, count = 0;
    *lines = arena_array(arena, capacity, sizeof **lines);
    while (*text == ' ')
        text++;
    while (*text != '\0') {
        size_t length = text_line_length(text, size, weight, width, arena);
        (*lines)[count++] = arena_copy(arena, text, length);
        text += length;
        while (*text == ' ')
            text++;
    }
    return count;
}

const char *text_typographic(const char *text, struct arena *arena)
{
    if (text == NULL || strchr(text, '\'') == NULL)
        return arena_string(arena, text);
    struct buffer curled = BUFFER_INIT;
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            buffer_puts(&curled, "\u2019");
        else
            buffer_putc(&curled, *text);
    }
    const char *copy = arena_copy(arena, curled.bytes, curled.length);
    buffer_free(&curled);
    return copy;
}

const char *text_cut(const char *text, double size, enum text_weight weight, double width, struct arena *arena)
{
    size_t length = strlen(text);
    const char *cut = text;
    while (length > 0 && text_width(cut, size, weight) > width) {
        do
            length--;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80);
        while (length > 0 && text[length - 1] == ' ')
            length--;
        cut = arena_printf(arena, "%.*s\u2026", (int)length, text);
    }
    return cut;
}
