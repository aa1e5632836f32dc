#include "print/atlas.h"

#include "base/clock.h"
#include "draw/text.h"
#include "print/sheet_layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Where names stand on the pages of contents, all alike. */
struct contents_grid {
    double top, row, column, gutter, size;
    size_t rows, columns; /* of one page */
};

/* A column of names is at least this wide, on A3. */
#define COLUMN_WIDTH 250.0

static struct contents_grid grid_of(const struct sheet *sheet, double top, size_t count)
{
    double k = sheet->factor, width = sheet->display->width - 2 * sheet->margin;
    struct contents_grid grid = {.top = top, .size = sheet_sizes_of(sheet)->subtitle * k};
    grid.row = 1.75 * grid.size;
    grid.gutter = 2 * grid.size;
    double height = sheet->logos.ymin - 3 * grid.size - top;
    grid.rows = (size_t)fmax(1, floor(height / grid.row));
    size_t most = (size_t)fmax(1, floor((width + grid.gutter) / (COLUMN_WIDTH * k + grid.gutter)));
    size_t needed = (count + grid.rows - 1) / grid.rows;
    grid.columns = needed < most ? needed : most;
    grid.column = (width - grid.gutter * (double)(grid.columns - 1)) / (double)grid.columns;
    if (grid.columns == 1) /* a name and its page belong together */
        grid.column = fmin(grid.column, 2 * COLUMN_WIDTH * k);
    return grid;
}

static const char *contents_title(const struct sheet *sheet)
{
    const struct style *style = sheet->request->style;
    const char *given = sheet->request->title;
    if (given != NULL && given[0] != '\0')
        return given;
    return arena_printf(sheet->arena, sheet->is_english ? "Atlas: %s" : "Atlas\u00a0: %s",
                        sheet->is_english ? style->name_en : style->name_fr);
}

static const char *contents_subtitle(const struct sheet *sheet, const struct atlas_request *request)
{
    static const char *const words[2][2][2] = {{{"intercommunalité", "intercommunalités"}, {"EPCI", "EPCI"}},
                                               {{"commune", "communes"}, {"commune", "communes"}}};
    size_t count = request->territories.count;
    const char *word = words[request->level == ATLAS_COMMUNE][sheet->is_english][count > 1];
    char date[21];
    clock_rfc3339(clock_date(), date);
    const char *day = sheet->is_english ? arena_printf(sheet->arena, "%.10s", date)
                                        : arena_printf(sheet->arena, "%.2s/%.2s/%.4s", date + 8, date + 5, date);
    const char *edition = !sheet->snapshot->is_schematic ? ""
                          : sheet->is_english            ? ". Schematic edition: outlines are approximate"
                                                         : ". Édition schématique\u00a0: contours approchés";
    return arena_printf(sheet->arena, sheet->is_english ? "%s. %zu %s, %s%s" : "%s. %zu\u00a0%s, %s%s",
                        sheet->is_english ? "Mining basin of Nord and Pas-de-Calais"
                                          : "Bassin minier du Nord et du Pas-de-Calais",
                        count, word, day, edition);
}

static struct book_link contents_row(struct sheet *sheet, const struct contents_grid *grid, size_t place,
                                     const struct atlas_territory *territory, size_t page)
{
    double x = sheet->margin + (double)(place / grid->rows) * (grid->column + grid->gutter);
    double y = grid->top + (double)(place % grid->rows + 1) * grid->row;
    const char *number = arena_printf(sheet->arena, "%zu", page);
    double room = grid->column - text_width(number, grid->size, WEIGHT_REGULAR) - grid->size;
    /* the space keeps name and number apart for those who have them read aloud */
    display_text(
        sheet->display, ROLE_LEGEND, x, y, grid->size, WEIGHT_REGULAR, sheet_ink,
        arena_printf(sheet->arena, "%s ", text_cut(territory->name, grid->size, WEIGHT_REGULAR, room, sheet->arena)));
    display_text(sheet->display, ROLE_LEGEND, x + grid->column, y, grid->size, WEIGHT_REGULAR, sheet_soft_ink, number)
        ->anchor = ANCHOR_END;
    struct path_builder *builder = path_builder_new(sheet->arena);
    path_move(builder, x, y + 0.45 * grid->size);
    path_line(builder, x + grid->column, y + 0.45 * grid->size);
    struct mark *line = display_add(sheet->display, MARK_PATH);
    line->path = path_take(builder);
    line->paint.stroke = sheet_hairline;
    line->paint.width = 0.6 * sheet->factor;
    return (struct book_link){{x, y - 1.1 * grid->size, x + grid->column, y + 0.45 * grid->size}, page};
}

/* An empty page with its title; the foot of that in `top`. */
static struct sheet contents_page(const struct atlas_request *request, const struct snapshot *snapshot, double *top)
{
    const struct sheet_request *about = &request->sheet;
    double unit = about->paper.is_pixels ? 1 : 72 / 25.4;
    struct display *display = display_new(about->paper.width * unit, about->paper.height * unit);
    struct sheet sheet = {.request = about,
                          .snapshot = snapshot,
                          .display = display,
                          .arena = display->arena,
                          .is_english = strcmp(about->lang, "en") == 0,
                          .territory = "total",
                          .factor = sheet_factor(&about->paper)};
    const struct sheet_sizes *sizes = sheet_sizes_of(&sheet);
    sheet.margin = sizes->margin * sheet.factor;
    display->point = about->paper.is_pixels ? 0.75 : 1;
    sheet_bleed(&sheet);
    display->lang = sheet.is_english ? "en" : "fr";
    display->title = arena_string(sheet.arena, contents_title(&sheet));
    display->author = arena_string(sheet.arena, about->author);
    display->description = contents_subtitle(&sheet, request);
    double k = sheet.factor;
    *top = sheet_paragraph(&sheet, display->title, ROLE_TITLE, sheet.margin - 0.15 * sizes->title * k, sizes->title * k,
                           WEIGHT_SEMIBOLD, sheet_ink, 2);
    *top = sheet_paragraph(&sheet, display->description, ROLE_SUBTITLE, *top + 0.2 * sizes->subtitle * k,
                           sizes->subtitle * k, WEIGHT_REGULAR, sheet_soft_ink, 2);
    *top += sizes->subtitle * k;
    double foot = display->height - sheet.margin;
    sheet_place_logos(&sheet, display->width - 2 * sheet.margin, foot);
    if (about->logo_count == 0)
        sheet.logos = (struct box){0, foot, 0, foot};
    logos_draw(&sheet);
    crop_marks_draw(&sheet);
    return sheet;
}

void atlas_contents(const struct atlas_request *request, const struct snapshot *snapshot, struct arena *arena,
                    struct atlas_contents *contents)
{
    size_t count = request->territories.count, done = 0, page = 0;
    double top;
    struct sheet sheet = contents_page(request, snapshot, &top);
    const struct contents_grid grid = grid_of(&sheet, top, count);
    size_t room = grid.rows * grid.columns;
    contents->count = (count + room - 1) / room;
    contents->pages = arena_array(arena, contents->count, sizeof *contents->pages);
    for (;;) {
        size_t here = count - done < room ? count - done : room;
        struct book_link *links = arena_array(arena, here, sizeof *links);
        for (size_t i = 0; i < here; i++)
            links[i] =
                contents_row(&sheet, &grid, i, &request->territories.list[done + i], contents->count + done + i + 1);
        contents->pages[page++] = (struct atlas_contents_page){sheet.display, links, here};
        done += here;
        if (done == count)
            break;
        sheet = contents_page(request, snapshot, &top);
    }
}
