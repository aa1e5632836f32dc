#include "print/sheet.h"

#include "base/text.h"
#include "print/figure_map.h"
#include "print/sheet_layout.h"

#include <math.h>
#include <string.h>

#define POINTS_IN_MM (72 / 25.4)
/* On smaller pictures type would shrink below what can be read; they lose legend and subtitle instead. */
#define PICTURE_FACTOR_MIN 0.5

const struct sheet_sizes sheet_on_paper = {.margin = 12 * POINTS_IN_MM,
                                           .title = 30,
                                           .subtitle = 13,
                                           .legend = 10.5,
                                           .scale = 9,
                                           .credits = 7.5,
                                           .notice = 11,
                                           .swatch_width = 20,
                                           .swatch_height = 11,
                                           .row = 17,
                                           .logo = 14 * POINTS_IN_MM};
const struct sheet_sizes sheet_in_picture = {.margin = 30,
                                             .title = 38,
                                             .subtitle = 20,
                                             .legend = 17,
                                             .scale = 16,
                                             .credits = 13,
                                             .notice = 17,
                                             .swatch_width = 26,
                                             .swatch_height = 15,
                                             .row = 30,
                                             .logo = 44};

const struct colour sheet_ink = {0x23 / 255.0, 0x21 / 255.0, 0x1c / 255.0, 1};
const struct colour sheet_soft_ink = {0x5e / 255.0, 0x5a / 255.0, 0x50 / 255.0, 1};
const struct colour sheet_hairline = {0xd9 / 255.0, 0xd6 / 255.0, 0xcc / 255.0, 1};
const struct colour sheet_paper = {0xfd / 255.0, 0xfc / 255.0, 0xf8 / 255.0, 1};

const struct sheet_sizes *sheet_sizes_of(const struct sheet *sheet)
{
    return sheet->request->paper.is_pixels ? &sheet_in_picture : &sheet_on_paper;
}

double sheet_map_scale(const struct sheet *sheet)
{
    return sheet->request->paper.is_pixels ? fmax(1.1 * box_width(sheet->frame) / 1000, 0.6) : sheet->factor;
}

bool sheet_is_of_part(const struct sheet *sheet)
{
    return strcmp(sheet->territory, "total") != 0;
}

/* 0.8 from A3 to A4, so with the power of the diagonal that gives just that. */
double sheet_factor(const struct paper *paper)
{
    double diagonal = hypot(paper->width, paper->height);
    if (paper->is_pixels)
        return fmax(sqrt(paper->width * paper->height / (1200.0 * 630.0)), PICTURE_FACTOR_MIN);
    return pow(diagonal / hypot(420, 297), log(0.8) / log(hypot(297, 210) / hypot(420, 297)));
}

bool sheet_is_small(const struct sheet *sheet)
{
    return sheet->request->paper.is_pixels && sheet->factor <= PICTURE_FACTOR_MIN;
}

bool sheet_check(const struct sheet_request *request, struct error *err)
{
    const struct paper *paper = &request->paper;
    double least = paper->is_pixels ? SHEET_PX_MIN : SHEET_MM_MIN,
           most = paper->is_pixels ? SHEET_PX_MAX : SHEET_MM_MAX;
    if (!(fmin(paper->width, paper->height) >= least) || !(fmax(paper->width, paper->height) <= most))
        return error_set(err, ERROR_LIMIT, "paper: a side has %.0f to %.0f %s", least, most,
                         paper->is_pixels ? "px" : "mm");
    if (request->bleed != 0 && paper->is_pixels)
        return error_set(err, ERROR_INPUT, "bleed: a picture in pixels has none; paper has");
    if (!(request->bleed >= 0) || !(request->bleed <= SHEET_BLEED_MAX))
        return error_set(err, ERROR_LIMIT, "bleed: wants 0 to %.0f mm", SHEET_BLEED_MAX);
    if (request->logo_count > SHEET_LOGOS_MAX)
        return error_set(err, ERROR_LIMIT, "%zu logos; a sheet has room for %d", request->logo_count, SHEET_LOGOS_MAX);
    if (strcmp(request->lang, "fr") != 0 && strcmp(request->lang, "en") != 0)
        return error_set(err, ERROR_INPUT, "lang \"%.20s\": wants fr or en", request->lang);
    const char *const texts[] = {request->title, request->author}, *const names[] = {"title", "author"};
    for (size_t i = 0; i < 2; i++) {
        if (texts[i] == NULL)
            continue;
        size_t length = strlen(texts[i]);
        if (length > SHEET_TITLE_MAX)
            return error_set(err, ERROR_LIMIT, "%s: %zu bytes, at most %d", names[i], length, SHEET_TITLE_MAX);
        if (!text_is_utf8(texts[i], length) || strpbrk(texts[i], "\n\r\t") != NULL)
            return error_set(err, ERROR_INPUT, "%s: wants one line of UTF-8", names[i]);
    }
    return true;
}

static bool sheet_words(struct sheet *sheet, const char **subtitle, struct error *err)
{
    const struct sheet_request *request = sheet->request;
    const struct style *style = request->style;
    struct display *display = sheet->display;
    display->title =
        request->title != NULL && request->title[0] != '\0'
            ? arena_string(sheet->arena, request->title)
            : sheet_title(style, sheet->territory, request->lang, sheet->store, sheet->snapshot, sheet->arena, err);
    *subtitle = sheet_text(sheet->is_english ? style->subtitle_en : style->subtitle_fr, sheet->territory, request->lang,
                           sheet->store, sheet->snapshot, sheet->arena, err);
    if (display->title == NULL || *subtitle == NULL)
        return false;
    display->author = arena_string(sheet->arena, request->author);
    display->lang = sheet->is_english ? "en" : "fr";
    display->description = sheet_description(style, display->title, sheet->territory, request->lang, sheet->store,
                                             sheet->snapshot, sheet->arena, err);
    return display->description != NULL;
}

/* Every collection that the style draws and the snapshot has. */
static const char *const *sheet_collections(struct sheet *sheet)
{
    const struct style *style = sheet->request->style;
    const char **collections = arena_array(sheet->arena, style->layer_count + 1, sizeof *collections);
    size_t count = 0;
    for (size_t i = 0; i < style->layer_count; i++) {
        const char *source = style->layers[i].source;
        const struct snapshot_collection *known =
            source != NULL ? snapshot_collection_of(sheet->snapshot, source) : NULL;
        if (known != NULL && known->features > 0)
            collections[count++] = source;
    }
    return collections;
}

/* In the band that sheet_fit keeps free: above the legend, or beside it on upright paper. None where it would not fit. */
static void sheet_place_inset(struct sheet *sheet, double gap)
{
    const struct box *frame = &sheet->frame;
    double width, height;
    inset_measure(sheet, &width, &height);
    bool is_wide = box_width(*frame) > box_height(*frame);
    double x = is_wide ? frame->xmin + gap : sheet->legend.xmax + gap;
    double y = is_wide ? frame->ymin + gap : sheet->legend.ymin;
    struct box box = {x, y, x + width, y + height};
    struct box notice = notice_box(sheet);
    if (box_meets(notice, box))
        box = (struct box){x, notice.ymax + gap, x + width, notice.ymax + gap + height};
    if (box_contains(*frame, box) && !box_meets(box, sheet->legend) && !box_meets(box, sheet->scale))
        sheet->inset = box;
}

/* In the upper right corner, where the map is the emptiest. */
static void sheet_place_north(struct sheet *sheet, double gap)
{
    double width = 2.1 * sheet_sizes_of(sheet)->scale * sheet->factor, right = sheet->frame.xmax - gap,
           top = sheet->frame.ymin + gap;
    sheet->north = (struct box){right - width, top, right, top + 1.9 * width};
}

/* Rows of the legend under the map: in pictures, and on paper so small that the panel would cover the map. 0: a panel, or no
 * room for any. */
static int sheet_legend_rows(struct sheet *sheet, double width, double height)
{
    bool is_picture = sheet->request->paper.is_pixels, is_tall = sheet->display->height > 0.8 * sheet->display->width;
    double panel_width, panel_height;
    const struct style_legend_entry **entries = legend_entries(sheet);
    legend_measure(sheet, entries, &panel_width, &panel_height);
    sheet->has_legend_line =
        !legend_is_tall(sheet) && (is_picture || (panel_width > 0.45 * width && panel_height > 0.4 * height));
    if (!sheet->has_legend_line)
        return 0;
    entries = legend_entries(sheet); /* short texts from here on */
    int most = is_tall ? 5 : sheet_is_small(sheet) ? 0 : 2, rows = legend_rows(sheet, entries, width);
    return rows < most ? rows : most;
}

/* Where map and panels stand, under `top`. Gives the last baseline of the credits and the rows of a legend under the map. */
static bool sheet_lay_out(struct sheet *sheet, double top, double *foot, int *rows, struct error *err)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double k = sheet->factor, width = sheet->display->width - 2 * sheet->margin, gap = 8 * k, panel_width, panel_height;
    const char **lines;
    *foot = sheet->display->height - sheet->margin * (sheet->request->paper.is_pixels ? 0.7 : 1);
    size_t count = credits_wrap(sheet, sheet_collections(sheet), width, &lines);
    double bottom = *foot - (double)count * 1.35 * sizes->credits * k - 0.4 * sizes->credits * k;
    bottom = sheet_place_logos(sheet, width, bottom);
    *rows = sheet_legend_rows(sheet, width, bottom - top);
    if (*rows > 0)
        bottom -= (*rows * sizes->row + 0.2 * sizes->legend) * k;
    sheet->frame = (struct box){sheet->margin, top, sheet->margin + width, fmax(bottom, top + 20)};
    sheet->inset = sheet->legend = sheet->north = sheet->ranking_box = BOX_EMPTY;
    scale_measure(sheet, &panel_width, &panel_height);
    sheet->scale = (struct box){sheet->frame.xmax - panel_width, sheet->frame.ymax - panel_height, sheet->frame.xmax,
                                sheet->frame.ymax};
    if (sheet->request->has_north)
        sheet_place_north(sheet, gap);
    if (sheet->has_legend_line)
        return true;
    legend_measure(sheet, legend_entries(sheet), &panel_width, &panel_height);
    sheet->legend = (struct box){sheet->frame.xmin + gap, sheet->frame.ymax - gap - panel_height,
                                 sheet->frame.xmin + gap + panel_width, sheet->frame.ymax - gap};
    if (sheet_is_of_part(sheet))
        sheet_place_inset(sheet, gap);
    return ranking_place(sheet, gap, err);
}

/* Is the legend so high, or the paper so upright, that the territory must stand beside it? The basin leaves the lower left
 * corner of wide paper free by its shape; an EPCI may not. */
static bool sheet_needs_room(const struct sheet *sheet)
{
    return sheet_is_of_part(sheet) || box_height(sheet->frame) > box_width(sheet->frame) ||
           box_height(sheet->legend) > 0.42 * box_height(sheet->frame);
}

/* The ground of the frame such that the territory lies beside the panels, not under them. */
static struct box sheet_fit(struct sheet *sheet, struct box ground)
{
    struct box frame = sheet->frame, room = frame;
    if (!sheet->has_legend_line && sheet_needs_room(sheet)) {
        double low =
            box_is_empty(sheet->ranking_box) ? sheet->legend.ymin : fmin(sheet->legend.ymin, sheet->ranking_box.ymin);
        if (box_width(frame) > box_height(frame))
            room.xmin = fmin(sheet->legend.xmax, frame.xmin + 0.4 * box_width(frame));
        else
            room.ymax = fmax(low, frame.ymin + 0.6 * box_height(frame));
    }
    double metres = fmax(box_width(ground) / box_width(room), box_height(ground) / box_height(room));
    double x = (ground.xmin + ground.xmax) / 2, y = (ground.ymin + ground.ymax) / 2;
    double room_x = (room.xmin + room.xmax) / 2, room_y = (room.ymin + room.ymax) / 2;
    return (struct box){x - (room_x - frame.xmin) * metres, y - (frame.ymax - room_y) * metres,
                        x + (frame.xmax - room_x) * metres, y + (room_y - frame.ymin) * metres};
}

/* Where no name may stand. */
#define FURNITURE_MAX 6
static size_t sheet_furniture(const struct sheet *sheet, struct box boxes[FURNITURE_MAX])
{
    const struct box all[FURNITURE_MAX] = {sheet->scale, sheet->legend,      sheet->inset,
                                           sheet->north, sheet->ranking_box, notice_box(sheet)};
    size_t count = 0;
    for (size_t i = 0; i < FURNITURE_MAX; i++) {
        if (!box_is_empty(all[i]))
            boxes[count++] = all[i];
    }
    return count;
}

/* Borders are drawn to a dot of 720 an inch and their outlines to less than a printer's hairline; in pixels as much closer as a
 * drawing of the page's scale needs to be within half a pixel of it. In points and pixels. */
#define SHEET_GRID      0.1
#define SHEET_GRID_PX   0.05
#define SHEET_TOLERANCE 0.15

static bool sheet_map(struct sheet *sheet, struct box ground, struct error *err)
{
    const struct sheet_request *request = sheet->request;
    struct map_features features = figure_map_features(request->figures, sheet->store, sheet->snapshot, sheet->arena);
    struct box furniture[FURNITURE_MAX];
    size_t furniture_count = sheet_furniture(sheet, furniture);
    struct map_request map = {
        .style = request->style,
        .lang = request->lang,
        .ground = sheet_fit(sheet, ground),
        .frame = sheet->frame,
        .scale = sheet_map_scale(sheet),
        .fade_but = sheet_is_of_part(sheet) ? sheet->territory : NULL,
        .fades_commune = request->commune != NULL,
        .grid = request->paper.is_pixels ? SHEET_GRID_PX : SHEET_GRID,
        .tolerance = SHEET_TOLERANCE,
        .furniture = furniture,
        .furniture_count = furniture_count,
        .has_titles = true,
        .deadline = request->deadline,
    };
    display_group_open(sheet->display, ROLE_MAP, "map", sheet->is_english ? "Map" : "Carte");
    bool is_drawn = map_draw(sheet->display, &map, &features, &sheet->report, err);
    sheet->display->frame = sheet->frame;
    sheet->display->ground = sheet->report.ground;
    struct paint edge = {.stroke = sheet_hairline, .width = 0.75 * sheet->factor};
    display_rectangle(sheet->display, sheet->frame.xmin, sheet->frame.ymin, box_width(sheet->frame),
                      box_height(sheet->frame), &edge);
    display_group_close(sheet->display);
    return is_drawn;
}

static bool sheet_fill(struct sheet *sheet, struct error *err)
{
    struct box ground;
    const char *subtitle;
    double foot;
    int rows;
    if (!sheet_ground(sheet_is_of_part(sheet) ? sheet->territory : NULL, sheet->store, sheet->snapshot, &ground, err) ||
        !sheet_words(sheet, &subtitle, err))
        return false;
    if (sheet->request->paper.is_pixels) {
        struct paint paper = {.fill = sheet_paper};
        display_rectangle(sheet->display, 0, 0, sheet->display->width, sheet->display->height, &paper);
    }
    if (!sheet_lay_out(sheet, head_draw(sheet, subtitle), &foot, &rows, err) || !sheet_map(sheet, ground, err))
        return false;
    const struct style_legend_entry **entries = legend_entries(sheet);
    double width = sheet->display->width - 2 * sheet->margin;
    if (rows > 0)
        legend_draw_line(sheet, entries, sheet->margin, sheet->frame.ymax + 2 * sheet->factor, width, rows);
    else if (!sheet->has_legend_line)
        legend_draw(sheet, entries);
    if (!inset_draw(sheet, err))
        return false;
    ranking_draw(sheet);
    scale_draw(sheet);
    north_draw(sheet);
    notice_draw(sheet);
    if (!nothing_draw(sheet, err))
        return false;
    logos_draw(sheet);
    credits_draw(sheet, width, foot);
    crop_marks_draw(sheet);
    return true;
}

/* A theme of any indicator that comes without one shows the one that it starts from. */
static bool sheet_bind(struct sheet_request *request, struct store *store, const struct snapshot *snapshot,
                       struct arena *arena, struct error *err)
{
    static const struct figure_map_choice nothing = {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
    if (request->figures == NULL && request->style->classes != NULL) {
        request->figures = figure_map_make(request->style, &nothing, request->lang, store, snapshot, arena, NULL, err);
        if (request->figures == NULL)
            return false;
    }
    if (request->figures != NULL)
        request->style = request->figures->style;
    return true;
}

struct display *sheet_compose(const struct sheet_request *request, struct store *store, const struct snapshot *snapshot,
                              struct error *err)
{
    return sheet_compose_reported(request, store, snapshot, NULL, err);
}

struct display *sheet_compose_reported(const struct sheet_request *request, struct store *store,
                                       const struct snapshot *snapshot, struct map_report *report, struct error *err)
{
    if (!sheet_check(request, err))
        return NULL;
    double unit = request->paper.is_pixels ? 1 : POINTS_IN_MM;
    struct display *display = display_new(request->paper.width * unit, request->paper.height * unit);
    display->point = request->paper.is_pixels ? 0.75 : 1;
    struct sheet_request bound = *request;
    struct sheet sheet = {.request = &bound,
                          .store = store,
                          .snapshot = snapshot,
                          .display = display,
                          .arena = display->arena,
                          .is_english = strcmp(request->lang, "en") == 0,
                          .territory = request->commune != NULL ? request->commune
                                       : request->epci != NULL  ? request->epci
                                                                : "total",
                          .factor = sheet_factor(&request->paper)};
    sheet.margin = sheet_sizes_of(&sheet)->margin * sheet.factor;
    sheet_bleed(&sheet);
    if (!sheet_bind(&bound, store, snapshot, sheet.arena, err) || !sheet_fill(&sheet, err)) {
        display_free(display);
        return NULL;
    }
    if (report != NULL)
        *report = sheet.report;
    return display;
}
