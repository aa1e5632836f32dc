#include "print/sheet.h"

#include "base/text.h"
#include "draw/text.h"
#include "print/sheet_layout.h"

#include <math.h>
#include <string.h>

#define POINTS_IN_MM    (72 / 25.4)
#define TITLE_LINES_MAX 3

const struct sheet_sizes sheet_on_paper = {.margin = 12 * POINTS_IN_MM,
                                           .title = 30,
                                           .subtitle = 13,
                                           .legend = 10.5,
                                           .scale = 9,
                                           .credits = 7.5,
                                           .notice = 11,
                                           .swatch_width = 20,
                                           .swatch_height = 11,
                                           .row = 17};
const struct sheet_sizes sheet_in_picture = {.margin = 30,
                                             .title = 38,
                                             .subtitle = 20,
                                             .legend = 17,
                                             .scale = 16,
                                             .credits = 13,
                                             .notice = 17,
                                             .swatch_width = 26,
                                             .swatch_height = 15,
                                             .row = 30};

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
    return sheet->request->paper.is_pixels ? 1.1 * box_width(sheet->frame) / 1000 : sheet->factor;
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
        return sqrt(paper->width * paper->height / (1200.0 * 630.0));
    return pow(diagonal / hypot(420, 297), log(0.8) / log(hypot(297, 210) / hypot(420, 297)));
}

static bool sheet_check(const struct sheet_request *request, struct error *err)
{
    const struct paper *paper = &request->paper;
    double least = paper->is_pixels ? SHEET_PX_MIN : SHEET_MM_MIN,
           most = paper->is_pixels ? SHEET_PX_MAX : SHEET_MM_MAX;
    if (!(fmin(paper->width, paper->height) >= least) || !(fmax(paper->width, paper->height) <= most))
        return error_set(err, ERROR_LIMIT, "paper: a side has %.0f to %.0f %s", least, most,
                         paper->is_pixels ? "px" : "mm");
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
    display->title = request->title != NULL && request->title[0] != '\0'
                         ? arena_string(sheet->arena, request->title)
                         : sheet_text(sheet->is_english ? style->title_en : style->title_fr, sheet->territory,
                                      request->lang, sheet->store, sheet->snapshot, sheet->arena, err);
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

/* The size at which the text fits: in one line where a sixth less does it, else in at most `most`, else half the size. */
static double sheet_fit_size(struct sheet *sheet, const char *text, double size, enum text_weight weight, double width,
                             size_t most)
{
    double whole = text_width(text, size, weight), shrunk = size;
    const char **lines;
    if (whole > width && whole < width * 1.2)
        return size * width / whole * 0.999;
    while (shrunk > size / 2) {
        size_t count = text_wrap(text, shrunk, weight, width, sheet->arena, &lines);
        if (lines_fit(lines, count, most, shrunk, weight, width))
            return shrunk;
        shrunk *= 0.94;
    }
    return size / 2;
}

double sheet_paragraph(struct sheet *sheet, const char *text, enum mark_role role, double top, double size,
                       enum text_weight weight, struct colour colour, size_t most)
{
    double width = sheet->display->width - 2 * sheet->margin;
    const char **lines;
    size = sheet_fit_size(sheet, text, size, weight, width, most);
    size_t count = sheet_balance(sheet, text, size, weight, width, &lines);
    for (size_t i = 0; i < count && i < most; i++) {
        top += size;
        display_text(sheet->display, role, sheet->margin, top, size, weight, colour,
                     text_cut(lines[i], size, weight, width, sheet->arena));
        top += i + 1 < count && i + 1 < most ? 0.15 * size : 0.28 * size;
    }
    return top;
}

/* Title and subtitle; returns the top of what follows. */
static double sheet_head(struct sheet *sheet, const char *subtitle)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double k = sheet->factor;
    bool is_picture = sheet->request->paper.is_pixels;
    display_group_open(sheet->display, ROLE_NONE, "head", sheet->is_english ? "Title" : "Titre");
    double top = sheet_paragraph(sheet, sheet->display->title, ROLE_TITLE, sheet->margin - 0.15 * sizes->title * k,
                                 sizes->title * k, WEIGHT_SEMIBOLD, sheet_ink, is_picture ? 2 : TITLE_LINES_MAX);
    if (!is_picture && subtitle[0] != '\0')
        top = sheet_paragraph(sheet, subtitle, ROLE_SUBTITLE, top + 0.2 * sizes->subtitle * k, sizes->subtitle * k,
                              WEIGHT_REGULAR, sheet_soft_ink, 2);
    display_group_close(sheet->display);
    return top + 0.55 * sizes->subtitle * k;
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
    if (sheet->snapshot->is_schematic && is_wide) /* the notice stands there */
        box = (struct box){x, y + 4 * gap, x + width, y + height + 4 * gap};
    if (box_contains(*frame, box) && !box_meets(box, sheet->legend) && !box_meets(box, sheet->scale))
        sheet->inset = box;
}

/* Where map and panels stand, under `top`. Returns the last baseline of the credits. */
static double sheet_lay_out(struct sheet *sheet, double top, int *rows)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    double k = sheet->factor, width = sheet->display->width - 2 * sheet->margin, panel_width, panel_height;
    double foot = sheet->display->height - sheet->margin * (sheet->request->paper.is_pixels ? 0.7 : 1);
    const char **lines;
    size_t count = credits_wrap(sheet, sheet_collections(sheet), width, &lines);
    double bottom = foot - (double)count * 1.35 * sizes->credits * k - 0.4 * sizes->credits * k;
    const struct style_legend_entry **entries = legend_entries(sheet);
    *rows = 0;
    if (sheet->request->paper.is_pixels) {
        int most = sheet->display->height > 0.8 * sheet->display->width ? 4 : 1;
        *rows = legend_rows(sheet, entries, width);
        *rows = *rows < most ? *rows : most;
        bottom -= (*rows * sizes->row + 0.2 * sizes->legend) * k;
    }
    sheet->frame = (struct box){sheet->margin, top, sheet->margin + width, fmax(bottom, top + 20)};
    sheet->inset = BOX_EMPTY;
    scale_measure(sheet, &panel_width, &panel_height);
    sheet->scale = (struct box){sheet->frame.xmax - panel_width, sheet->frame.ymax - panel_height, sheet->frame.xmax,
                                sheet->frame.ymax};
    if (*rows > 0)
        return foot;
    legend_measure(sheet, entries, &panel_width, &panel_height);
    double gap = 8 * k;
    sheet->legend = (struct box){sheet->frame.xmin + gap, sheet->frame.ymax - gap - panel_height,
                                 sheet->frame.xmin + gap + panel_width, sheet->frame.ymax - gap};
    if (sheet_is_of_part(sheet))
        sheet_place_inset(sheet, gap);
    return foot;
}

/* The ground of the frame such that the territory lies beside the panels, not under them. The basin leaves the lower left
 * corner free by its shape; an EPCI may not. */
static struct box sheet_fit(struct sheet *sheet, struct box ground)
{
    struct box frame = sheet->frame, room = frame;
    if (sheet_is_of_part(sheet) && !sheet->request->paper.is_pixels) {
        if (box_width(frame) > box_height(frame))
            room.xmin = fmin(sheet->legend.xmax, frame.xmin + 0.4 * box_width(frame));
        else
            room.ymax = fmax(sheet->legend.ymin, frame.ymin + 0.6 * box_height(frame));
    }
    double metres = fmax(box_width(ground) / box_width(room), box_height(ground) / box_height(room));
    double x = (ground.xmin + ground.xmax) / 2, y = (ground.ymin + ground.ymax) / 2;
    double room_x = (room.xmin + room.xmax) / 2, room_y = (room.ymin + room.ymax) / 2;
    return (struct box){x - (room_x - frame.xmin) * metres, y - (frame.ymax - room_y) * metres,
                        x + (frame.xmax - room_x) * metres, y + (room_y - frame.ymin) * metres};
}

static bool sheet_map(struct sheet *sheet, struct box ground, struct error *err)
{
    const struct sheet_request *request = sheet->request;
    struct map_features features = sheet_features(sheet->store, sheet->snapshot, sheet->arena);
    const struct box furniture[] = {sheet->scale, sheet->legend, sheet->inset};
    struct map_request map = {
        .style = request->style,
        .lang = request->lang,
        .ground = sheet_fit(sheet, ground),
        .frame = sheet->frame,
        .scale = sheet_map_scale(sheet),
        .fade_but = sheet_is_of_part(sheet) ? sheet->territory : NULL,
        .fades_commune = request->commune != NULL,
        .grid = request->paper.is_pixels ? 0.25 : 0.2,
        .furniture = furniture,
        .furniture_count = request->paper.is_pixels     ? 1
                           : box_is_empty(sheet->inset) ? 2
                                                        : 3,
        .has_titles = true,
        .deadline = request->deadline,
    };
    display_group_open(sheet->display, ROLE_MAP, "map", sheet->is_english ? "Map" : "Carte");
    bool is_drawn = map_draw(sheet->display, &map, &features, &sheet->report, err);
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
    int rows;
    if (!sheet_ground(sheet_is_of_part(sheet) ? sheet->territory : NULL, sheet->store, sheet->snapshot, &ground, err) ||
        !sheet_words(sheet, &subtitle, err))
        return false;
    if (sheet->request->paper.is_pixels) {
        struct paint paper = {.fill = sheet_paper};
        display_rectangle(sheet->display, 0, 0, sheet->display->width, sheet->display->height, &paper);
    }
    double foot = sheet_lay_out(sheet, sheet_head(sheet, subtitle), &rows);
    if (!sheet_map(sheet, ground, err))
        return false;
    const struct style_legend_entry **entries = legend_entries(sheet);
    double width = sheet->display->width - 2 * sheet->margin;
    if (rows > 0)
        legend_draw_line(sheet, entries, sheet->margin, sheet->frame.ymax + 2 * sheet->factor, width, rows);
    else
        legend_draw(sheet, entries);
    if (!inset_draw(sheet, err))
        return false;
    scale_draw(sheet);
    notice_draw(sheet);
    if (!nothing_draw(sheet, err))
        return false;
    credits_draw(sheet, width, foot);
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
    struct sheet sheet = {.request = request,
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
    if (!sheet_fill(&sheet, err)) {
        display_free(display);
        return NULL;
    }
    if (report != NULL)
        *report = sheet.report;
    return display;
}
