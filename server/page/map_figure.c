#include "page/map_figure.h"

#include "base/number.h"
#include "draw/map.h"
#include "draw/paint.h"
#include "draw/svg.h"
#include "draw/text.h"
#include "print/sheet.h"

#include <math.h>
#include <string.h>

/* LOOK: widths of lines and letters are those of a map 1000 pixels wide. Its unit is a quarter of such a pixel, which no screen
 * shows, so that coordinates are whole numbers: they weigh a sixth less than those with a decimal that are as exact. */
#define MAP_PIXEL 4.0
#define MAP_WIDTH (1000.0 * MAP_PIXEL)
/* What outlines may be off, so that with the rounding they are within half a pixel of any sheet and tile. */
#define MAP_TOLERANCE (0.3 * MAP_PIXEL)
#define SWATCH_WIDTH  26.0
#define SWATCH_HEIGHT 14.0

static const struct colour ink = {0x23 / 255.0, 0x21 / 255.0, 0x1c / 255.0, 1.0};

/* A bar of a round length in the lower right corner, ticks at its ends and middle. */
static void scale_bar_add(struct display *display, double metres_per_unit, const struct view *view)
{
    double metres = scale_bar_length(0.22 * MAP_WIDTH * metres_per_unit);
    double length = metres / metres_per_unit;
    double right = display->width - 26.0 * MAP_PIXEL, left = right - length;
    double base = display->height - 22.0 * MAP_PIXEL, tick = 5.0 * MAP_PIXEL, size = 12.0 * MAP_PIXEL;
    display_group_open(display, ROLE_SCALE, "scale", NULL);
    struct path_builder *builder = path_builder_new(display->arena);
    path_move(builder, left, base - tick);
    path_line(builder, left, base);
    path_line(builder, right, base);
    path_line(builder, right, base - tick);
    path_move(builder, (left + right) / 2.0, base);
    path_line(builder, (left + right) / 2.0, base - 0.6 * tick);
    struct mark *mark = display_add(display, MARK_PATH);
    mark->path = path_take(builder);
    mark->paint.stroke = ink;
    mark->paint.width = 1.2 * MAP_PIXEL;
    struct buffer text = BUFFER_INIT;
    view_number(view, metres / 1000.0, metres < 1000.0 ? 1 : 0, &text);
    buffer_puts(&text, "\u00a0km");
    display_text(display, ROLE_SCALE, left, base - 0.75 * size, size, WEIGHT_REGULAR, ink, "0")->anchor = ANCHOR_START;
    display_text(display, ROLE_SCALE, right, base - 0.75 * size, size, WEIGHT_REGULAR, ink,
                 arena_string(display->arena, text.bytes))
        ->anchor = ANCHOR_END;
    buffer_free(&text);
    display_group_close(display);
}

/* Across the widest circle of the entry; 0 without any. */
static double circle_of(const struct view *view, const struct style_legend_entry *entry)
{
    struct paint_scale scale = {view->theme, 0.0, 1.0};
    double radius = 0.0;
    for (const char *const *id = entry->layers; *id != NULL; id++) {
        const struct style_layer *layer = style_layer_of(view->theme, *id);
        if (layer != NULL && layer->type == LAYER_CIRCLE) {
            radius = fmax(radius, paint_radius(layer, entry->sample, scale));
        }
    }
    return 2.0 * radius;
}

/* A circle of the legend is as large as on the map above it, whatever the width of the page: `cqw` is a hundredth of the map. */
static void swatch_write(const struct view *view, const struct style_legend_entry *entry, struct buffer *out)
{
    double circle = circle_of(view, entry);
    double width = circle > 0.0 ? circle + 2.0 : SWATCH_WIDTH, height = circle > 0.0 ? width : SWATCH_HEIGHT;
    struct display *display = display_new(width, height);
    map_swatch(display, view->theme, entry, 1.0, 1.0, width - 2.0, height - 2.0, 1.0);
    struct svg_options options = {.is_inline = true, .decimals = 1, .unit = "px"};
    if (circle > 0.0) {
        buffer_puts(out, "<span class=\"circle\" style=\"--across:");
        number_write(out, 100.0 * width * MAP_PIXEL / MAP_WIDTH, 3);
        buffer_puts(out, "cqw\">");
    }
    svg_write(display, &options, out);
    buffer_puts(out, circle > 0.0 ? "</span> " : " ");
    display_free(display);
}

static void entry_write(const struct view *view, const struct style_legend_entry *entry, struct buffer *out)
{
    bool is_words = entry->layers[0] == NULL;
    buffer_printf(out, "<li class=\"%s%s\">", is_words ? "words" : "of-", entry->layer);
    if (!is_words) {
        swatch_write(view, entry, out);
    }
    buffer_xml(out, view_is_english(view) ? entry->text_en : entry->text_fr);
    buffer_puts(out, "</li>\n");
}

/* What the map shows; the legend of what it could show would promise too much. */
static bool legend_is_drawn(const struct view *view, const struct style_legend_entry *entry,
                            const struct map_report *report)
{
    if (entry->is_for_epci && view->epci == NULL) {
        return false;
    }
    if (entry->layers[0] == NULL || view->figures != NULL) {
        return true;
    }
    for (const char *const *id = entry->layers; *id != NULL; id++) {
        const struct style_layer *layer = style_layer_of(view->theme, *id);
        if (layer != NULL && (layer->source == NULL || map_has_drawn(report, layer->source)))
            return true;
    }
    return false;
}

static void legend_write(const struct view *view, const struct map_report *report, struct buffer *out)
{
    buffer_puts(out, "<figcaption><h2 class=\"unseen\">");
    buffer_xml(out, view_text(view, "legend"));
    buffer_puts(out, "</h2>\n<ul class=\"legend\">\n");
    for (size_t i = 0; i < view->theme->legend_count; i++) {
        if (legend_is_drawn(view, &view->theme->legend[i], report)) {
            entry_write(view, &view->theme->legend[i], out);
        }
    }
    buffer_puts(out, "</ul></figcaption>\n");
}

/* Size that every label gets on a phone (web/page.css): 11 pixels on a map 320 wide. */
#define PHONE_LABEL_SIZE (36.0 * MAP_PIXEL)
/* Of a label that has no room there: the style sheet hides it. */
#define PHONE_RANK_HIDDEN 9

static struct box phone_box(const struct mark *mark)
{
    double width = text_width(mark->text, PHONE_LABEL_SIZE, mark->weight);
    double left = mark->anchor == ANCHOR_START ? mark->x
                  : mark->anchor == ANCHOR_END ? mark->x - width
                                               : mark->x - width / 2.0;
    return (struct box){left, mark->y - 0.8 * PHONE_LABEL_SIZE, left + width, mark->y + 0.25 * PHONE_LABEL_SIZE};
}

static bool phone_has_room(const struct display *display, struct box box, const struct box *kept, size_t count)
{
    if (!box_contains((struct box){0.0, 0.0, display->width, display->height}, box)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (box_meets(kept[i], box)) {
            return false;
        }
    }
    return true;
}

/* The same drawing serves a phone, where the style sheet draws every label larger: those that would then overlap or be cut
 * are ranked to be hidden. Lower ranks go first; in a rank, the order of drawing. */
static void labels_thin(struct display *display)
{
    struct box *kept = arena_array(display->arena, display->mark_count, sizeof *kept);
    size_t count = 0;
    for (int rank = 1; rank < PHONE_RANK_HIDDEN; rank++) {
        for (size_t i = 0; i < display->mark_count; i++) {
            struct mark *mark = &display->marks[i];
            if (mark->kind != MARK_TEXT || mark->role != ROLE_LABEL || mark->rank != rank) {
                continue;
            }
            struct box box = phone_box(mark);
            if (phone_has_room(display, box, kept, count)) {
                kept[count++] = box;
            } else {
                mark->rank = PHONE_RANK_HIDDEN;
            }
        }
    }
}

/* Height that shows the ground at MAP_WIDTH, between a third and nine tenths of it. */
static double height_of(struct box ground)
{
    double height = MAP_WIDTH * box_height(ground) / box_width(ground);
    return round(fmin(fmax(height, MAP_WIDTH / 3.0), 0.9 * MAP_WIDTH));
}

bool map_figure_write(const struct view *view, struct buffer *out, const char **credits, struct error *err)
{
    struct box ground;
    if (!sheet_ground(view->epci, view->store, view->snapshot, &ground, err)) {
        return false;
    }
    struct display *display = display_new(MAP_WIDTH, height_of(ground));
    const char *title = sheet_title(view->theme, view->epci != NULL ? view->epci : "total", view->lang, view->store,
                                    view->snapshot, view->arena, err);
    struct map_request request = {.style = view->theme,
                                  .lang = view->lang,
                                  .ground = ground,
                                  .frame = {0.0, 0.0, display->width, display->height},
                                  .scale = MAP_PIXEL,
                                  .fade_but = view->epci,
                                  .grid = 1.0,
                                  .close_grid = 1.0,
                                  .tolerance = MAP_TOLERANCE,
                                  .has_titles = true};
    struct map_features features = figure_map_features(view->figures, view->store, view->snapshot, view->arena);
    struct map_report report;
    bool is_done = title != NULL && map_draw(display, &request, &features, &report, err);
    if (is_done) {
        labels_thin(display);
        display->title = title;
        display->lang = view->lang;
        scale_bar_add(display, report.metres_per_unit, view);
        *credits = sheet_credits(report.drawn, view->lang, view->snapshot, view->arena);
        if (view->figures != NULL) {
            *credits = figure_map_credits(view->figures, *credits, false, view->arena);
        }
        struct svg_options options = {.is_inline = true, .decimals = 0, .unit = "px"};
        buffer_printf(out, "<figure class=\"map %s\">\n", view->epci != NULL ? "near" : "far");
        svg_write(display, &options, out);
        legend_write(view, &report, out);
        buffer_puts(out, "</figure>\n");
    }
    display_free(display);
    return is_done;
}
