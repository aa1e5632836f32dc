#include "print/sheet_layout.h"

#include "base/clock.h"
#include "base/number.h"
#include "draw/text.h"

#include <math.h>
#include <string.h>
#include <time.h>

static bool sheet_shows(const struct sheet *sheet, const char *collection)
{
    const struct snapshot_collection *known = snapshot_collection_of(sheet->snapshot, collection);
    if (sheet->report.drawn == NULL)
        return known != NULL && known->features > 0;
    return map_has_drawn(&sheet->report, collection);
}

/* One of the layers that the entry stands for. */
static bool entry_shows(const struct sheet *sheet, const struct style_legend_entry *entry)
{
    for (const char *const *id = entry->layers; *id != NULL; id++) {
        const struct style_layer *layer = style_layer_of(sheet->request->style, *id);
        if (layer != NULL && (layer->source == NULL || sheet_shows(sheet, layer->source)))
            return true;
    }
    return false;
}

const struct style_legend_entry **legend_entries(const struct sheet *sheet)
{
    const struct style *style = sheet->request->style;
    const struct style_legend_entry **entries = arena_array(sheet->arena, style->legend_count + 1, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < style->legend_count; i++)
        if (entry_shows(sheet, &style->legend[i]))
            entries[count++] = &style->legend[i];
    return entries;
}

static const char *legend_text(const struct sheet *sheet, const struct style_legend_entry *entry)
{
    if (sheet->has_legend_line)
        return sheet->is_english ? entry->short_en : entry->short_fr;
    return sheet->is_english ? entry->text_en : entry->text_fr;
}

void panel_draw(struct sheet *sheet, struct box box)
{
    struct paint paint = {.fill = sheet_paper, .stroke = sheet_hairline, .width = 0.6 * sheet->factor};
    display_rectangle(sheet->display, box.xmin, box.ymin, box_width(box), box_height(box), &paint);
}

void legend_measure(const struct sheet *sheet, const struct style_legend_entry *const *entries, double *width,
                    double *height)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double widest = 0, k = sheet->factor;
    size_t count = 0;
    for (; entries[count] != NULL; count++)
        widest = fmax(widest, text_width(legend_text(sheet, entries[count]), sizes->legend * k, WEIGHT_REGULAR));
    *width = widest + (2.4 * sizes->swatch_width + sizes->legend) * k;
    *height = ((double)count * sizes->row + sizes->legend) * k;
}

static void legend_entry_draw(struct sheet *sheet, const struct style_legend_entry *entry, double x, double middle)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double k = sheet->factor;
    map_swatch(sheet->display, sheet->request->style, entry, x, middle - sizes->swatch_height * k / 2,
               sizes->swatch_width * k, sizes->swatch_height * k, sheet_map_scale(sheet));
    display_text(sheet->display, ROLE_LEGEND, x + 1.4 * sizes->swatch_width * k, middle + 0.36 * sizes->legend * k,
                 sizes->legend * k, WEIGHT_REGULAR, sheet_ink, legend_text(sheet, entry));
}

void legend_draw(struct sheet *sheet, const struct style_legend_entry *const *entries)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double k = sheet->factor;
    if (entries[0] == NULL)
        return;
    display_group_open(sheet->display, ROLE_LEGEND, "legend", sheet->is_english ? "Legend" : "Légende");
    /* The map may have drawn less than was foreseen. */
    double width, height;
    legend_measure(sheet, entries, &width, &height);
    sheet->legend.xmax = sheet->legend.xmin + width;
    sheet->legend.ymin = sheet->legend.ymax - height;
    panel_draw(sheet, sheet->legend);
    double x = sheet->legend.xmin + sizes->swatch_width / 2 * k;
    double y = sheet->legend.ymin + sizes->legend / 2 * k + sizes->row * k / 2;
    for (; *entries != NULL; entries++, y += sizes->row * k)
        legend_entry_draw(sheet, *entries, x, y);
    display_group_close(sheet->display);
}

static double legend_entry_width(const struct sheet *sheet, const struct style_legend_entry *entry)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double k = sheet->factor;
    return 1.4 * sizes->swatch_width * k + text_width(legend_text(sheet, entry), sizes->legend * k, WEIGHT_REGULAR);
}

int legend_rows(const struct sheet *sheet, const struct style_legend_entry *const *entries, double width)
{
    double gap = sheet_sizes_of(sheet)->legend * sheet->factor, x = 0;
    int rows = 1;
    for (; *entries != NULL; entries++) {
        double entry = legend_entry_width(sheet, *entries);
        if (x > 0 && x + entry > width) {
            rows++;
            x = 0;
        }
        x += entry + gap;
    }
    return rows;
}

void legend_draw_line(struct sheet *sheet, const struct style_legend_entry *const *entries, double x, double y,
                      double width, int rows)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double k = sheet->factor, gap = sizes->legend * k, at = 0;
    display_group_open(sheet->display, ROLE_LEGEND, "legend", sheet->is_english ? "Legend" : "Légende");
    for (int row = 0; *entries != NULL; entries++) {
        double entry = legend_entry_width(sheet, *entries);
        if (at > 0 && at + entry > width) {
            row++;
            at = 0;
        }
        if (row >= rows || entry > width)
            break;
        legend_entry_draw(sheet, *entries, x + at, y + (row + 0.5) * sizes->row * k);
        at += entry + gap;
    }
    display_group_close(sheet->display);
}

/* ---- scale ---- */

static double scale_bar_most(const struct sheet *sheet)
{
    return fmin(0.22 * box_width(sheet->frame), 190 * sheet->factor);
}

static const char *scale_length_text(const struct sheet *sheet, double metres)
{
    struct buffer text = BUFFER_INIT;
    number_write(&text, metres >= 1000 ? metres / 1000 : metres, 0);
    buffer_puts(&text, metres >= 1000 ? "\u00a0km" : "\u00a0m");
    const char *copy = arena_copy(sheet->arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

/* "RGF93 v1 / Lambert-93 (EPSG:2154)", with the numeric scale in front where the paper's size is fixed. */
static const char *scale_projection_text(const struct sheet *sheet)
{
    const char *projection = "RGF93 v1 / Lambert-93 (EPSG\u00a0:\u00a02154)";
    if (sheet->is_english)
        projection = "RGF93 v1 / Lambert-93 (EPSG:2154)";
    if (sheet->request->paper.is_pixels || !(sheet->report.metres_per_unit > 0))
        return projection;
    double scale = sheet->report.metres_per_unit * 72 / 0.0254;
    double power = pow(10, floor(log10(scale)) - 2);
    struct buffer text = BUFFER_INIT;
    (sheet->is_english ? number_write_english : number_write_french)(&text, round(scale / power) * power, 0);
    const char *copy = arena_printf(sheet->arena, sheet->is_english ? "1:%s \u2013 %s" : "1\u202f:\u202f%s \u2013 %s",
                                    text.bytes, projection);
    buffer_free(&text);
    return copy;
}

void scale_measure(const struct sheet *sheet, double *width, double *height)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double k = sheet->factor, size = sizes->scale * k;
    bool is_picture = sheet->request->paper.is_pixels;
    double text = text_width("1\u202f:\u202f000\u202f000 \u2013 RGF93 v1 / Lambert-93 (EPSG\u00a0:\u00a02154)", size,
                             WEIGHT_REGULAR);
    *width = (is_picture ? scale_bar_most(sheet) : fmax(text, scale_bar_most(sheet))) + 2.4 * size;
    *height = (is_picture ? 2.6 : 4.2) * size;
}

void scale_draw(struct sheet *sheet)
{
    double size = sheet_sizes_of(sheet)->scale * sheet->factor, tick = 0.45 * size;
    double metres = scale_bar_length(scale_bar_most(sheet) * sheet->report.metres_per_unit);
    double length = metres / sheet->report.metres_per_unit;
    double right = sheet->scale.xmax - size, left = right - length, y = sheet->scale.ymin + 1.9 * size;
    display_group_open(sheet->display, ROLE_SCALE, "scale", sheet->is_english ? "Scale" : "Échelle");
    struct path_builder *builder = path_builder_new(sheet->arena);
    path_move(builder, left, y - tick);
    path_line(builder, left, y);
    path_line(builder, right, y);
    path_line(builder, right, y - tick);
    path_move(builder, (left + right) / 2, y - tick / 2);
    path_line(builder, (left + right) / 2, y);
    struct mark *bar = display_add(sheet->display, MARK_PATH);
    bar->path = path_take(builder);
    bar->paint.stroke = sheet_ink;
    bar->paint.width = 0.1 * size;
    const char *ends[] = {"0", scale_length_text(sheet, metres)};
    for (int i = 0; i < 2; i++) {
        struct mark *text = display_text(sheet->display, ROLE_SCALE, i == 0 ? left : right, y - 0.7 * size, size,
                                         WEIGHT_REGULAR, sheet_ink, ends[i]);
        text->anchor = i == 0 ? ANCHOR_START : ANCHOR_END;
        text->halo = 0.18 * size;
        text->paint.stroke = sheet_paper;
    }
    if (!sheet->request->paper.is_pixels) {
        struct mark *text = display_text(sheet->display, ROLE_SCALE, right, y + 1.5 * size, size, WEIGHT_REGULAR,
                                         sheet_soft_ink, scale_projection_text(sheet));
        text->anchor = ANCHOR_END;
        text->halo = 0.18 * size;
        text->paint.stroke = sheet_paper;
    }
    display_group_close(sheet->display);
}

/* ---- credits and notice ---- */

/* "Réalisation : .. – JJ/MM/AAAA" */
static const char *credits_making(const struct sheet *sheet)
{
    time_t seconds = (time_t)clock_date();
    struct tm date;
    char day[16];
    gmtime_r(&seconds, &date);
    strftime(day, sizeof day, sheet->is_english ? "%Y-%m-%d" : "%d/%m/%Y", &date);
    const char *author = sheet->request->author;
    if (author == NULL || author[0] == '\0')
        return day[0] == '\0' ? "" : arena_string(sheet->arena, day);
    return arena_printf(sheet->arena, sheet->is_english ? "Made by: %s \u2013 %s" : "Réalisation\u00a0: %s \u2013 %s",
                        author, day);
}

size_t credits_wrap(struct sheet *sheet, const char *const *collections, double width, const char ***lines)
{
    double size = sheet_sizes_of(sheet)->credits * sheet->factor;
    const char *lang = sheet->request->lang;
    if (!sheet->request->paper.is_pixels) {
        const char *text =
            arena_printf(sheet->arena, "%s. %s", sheet_credits(collections, lang, sheet->snapshot, sheet->arena),
                         credits_making(sheet));
        return text_wrap(text, size, WEIGHT_REGULAR, width, sheet->arena, lines);
    }
    const char *text =
        arena_printf(sheet->arena, "%s. %s", sheet_credits_short(collections, lang, sheet->snapshot, sheet->arena),
                     credits_making(sheet));
    *lines = arena_array(sheet->arena, 1, sizeof **lines);
    (*lines)[0] = text;
    return 1;
}

void credits_draw(struct sheet *sheet, double width, double bottom)
{
    double size = sheet_sizes_of(sheet)->credits * sheet->factor;
    const char **lines;
    size_t count = credits_wrap(sheet, sheet->report.drawn, width, &lines);
    /* One line that is too long gets smaller: a credit is never cut. */
    if (sheet->request->paper.is_pixels)
        size *= fmin(1, width / text_width(lines[0], size, WEIGHT_REGULAR));
    display_group_open(sheet->display, ROLE_CREDITS, "credits", "Sources");
    for (size_t i = 0; i < count; i++)
        display_text(sheet->display, ROLE_CREDITS, sheet->margin, bottom - (double)(count - 1 - i) * 1.35 * size, size,
                     WEIGHT_REGULAR, sheet_soft_ink, lines[i]);
    display_group_close(sheet->display);
}

static const char *notice_text(const struct sheet *sheet)
{
    return sheet->is_english ? "Schematic edition: outlines are approximate"
                             : "Édition schématique\u00a0: contours approchés";
}

struct box notice_box(const struct sheet *sheet)
{
    if (!sheet->snapshot->is_schematic)
        return BOX_EMPTY;
    double size = sheet_sizes_of(sheet)->notice * sheet->factor, pad = 0.6 * size;
    double width = text_width(notice_text(sheet), size, WEIGHT_SEMIBOLD);
    return (struct box){sheet->frame.xmin + pad, sheet->frame.ymin + pad, sheet->frame.xmin + 3 * pad + width,
                        sheet->frame.ymin + 3 * pad + size};
}

void notice_draw(struct sheet *sheet)
{
    static const struct colour brick = {0xa6 / 255.0, 0x3a / 255.0, 0x1f / 255.0, 1};
    struct box box = notice_box(sheet);
    if (box_is_empty(box))
        return;
    double size = sheet_sizes_of(sheet)->notice * sheet->factor, pad = 0.6 * size;
    display_group_open(sheet->display, ROLE_NOTICE, "notice", sheet->is_english ? "Notice" : "Avertissement");
    panel_draw(sheet, box);
    display_text(sheet->display, ROLE_NOTICE, box.xmin + pad, box.ymax - pad - 0.12 * size, size, WEIGHT_SEMIBOLD,
                 brick, notice_text(sheet));
    display_group_close(sheet->display);
}
