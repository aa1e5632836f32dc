#include "print/sheet_layout.h"

#include "base/text.h"
#include "draw/text.h"

#include <string.h>

#define TITLE_LINES_MAX 3

static bool lines_fit(const char *const *lines, size_t count, size_t most, double size, enum text_weight weight,
                      double width)
{
    for (size_t i = 0; i < count && count <= most; i++) {
        if (text_width(lines[i], size, weight) > width)
            return false;
    }
    return count <= most;
}

/* Lines of about the same length: the narrowest width that needs no further line. */
static size_t sheet_balance(struct sheet *sheet, const char *text, double size, enum text_weight weight, double width,
                            const char ***lines)
{
    size_t count = text_wrap(text, size, weight, width, sheet->arena, lines);
    for (double narrow = 0.95 * width; count > 1 && narrow > 0.5 * width; narrow *= 0.95) {
        const char **narrower;
        size_t needed = text_wrap(text, size, weight, narrow, sheet->arena, &narrower);
        if (!lines_fit(narrower, needed, count, size, weight, narrow))
            break;
        *lines = narrower;
    }
    return count;
}

/* A wide picture: every line of the head is taken from the map. */
static bool sheet_is_flat(const struct sheet *sheet)
{
    return sheet->request->paper.is_pixels && sheet->display->height < 0.8 * sheet->display->width;
}

/* The size at which the text fits: in one line where a sixth (in a flat picture, a quarter) less does it, else in at most `most`, else half the size. */
static double sheet_fit_size(struct sheet *sheet, const char *text, double size, enum text_weight weight, double width,
                             size_t most)
{
    double whole = text_width(text, size, weight), shrunk = size;
    const char **lines;
    if (whole > width && whole < width * (sheet_is_flat(sheet) ? 1.4 : 1.2))
        return size * width / whole * 0.999;
    while (shrunk > size / 2) {
        size_t count = text_wrap(text, shrunk, weight, width, sheet->arena, &lines);
        if (lines_fit(lines, count, most, shrunk, weight, width))
            return shrunk;
        shrunk *= 0.94;
    }
    return size / 2;
}

/* Words of one or two letters stay with the next one: no line ends with "à" or "de". */
static const char *sheet_glue(struct sheet *sheet, const char *text)
{
    struct buffer glued = BUFFER_INIT;
    buffer_puts(&glued, "");
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        buffer_append(&glued, text, length);
        text += length;
        if (*text == ' ')
            buffer_puts(&glued, text_characters(text - length, length) <= 2 ? "\u00a0" : " ");
        text += *text == ' ';
    }
    const char *copy = arena_copy(sheet->arena, glued.bytes, glued.length);
    buffer_free(&glued);
    return copy;
}

/* A text in at most `most` lines. Returns the foot of the last one. */
double sheet_paragraph(struct sheet *sheet, const char *text, enum mark_role role, double top, double size,
                       enum text_weight weight, struct colour colour, size_t most)
{
    double width = sheet->display->width - 2 * sheet->margin;
    const char **lines;
    size = sheet_fit_size(sheet, text, size, weight, width, most);
    if (text_width(text, size, weight) > width)
        text = sheet_glue(sheet, text);
    size_t count = sheet_balance(sheet, text, size, weight, width, &lines);
    for (size_t i = 0; i < count && i < most; i++) {
        top += size;
        display_text(sheet->display, role, sheet->margin, top, size, weight, colour,
                     text_cut(lines[i], size, weight, width, sheet->arena));
        top += i + 1 < count && i + 1 < most ? 0.15 * size : 0.28 * size;
    }
    return top;
}

double head_draw(struct sheet *sheet, const char *subtitle)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double k = sheet->factor;
    bool is_picture = sheet->request->paper.is_pixels;
    display_group_open(sheet->display, ROLE_NONE, "head", sheet->is_english ? "Title" : "Titre");
    double top = sheet_paragraph(sheet, sheet->display->title, ROLE_TITLE, sheet->margin - 0.15 * sizes->title * k,
                                 sizes->title * k, WEIGHT_SEMIBOLD, sheet_ink, is_picture ? 2 : TITLE_LINES_MAX);
    if (subtitle[0] != '\0' && !sheet_is_small(sheet))
        top = sheet_paragraph(sheet, subtitle, ROLE_SUBTITLE, top + 0.2 * sizes->subtitle * k, sizes->subtitle * k,
                              WEIGHT_REGULAR, sheet_soft_ink, is_picture ? 1 : 2);
    display_group_close(sheet->display);
    return top + 0.55 * sizes->subtitle * k;
}
