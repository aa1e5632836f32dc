#include "print/ranking.h"

#include "draw/text.h"
#include "print/sheet_layout.h"
#include "print/words.h"

#include <math.h>
#include <string.h>

#define RANKED_MAX 2048

static const char *const questions[] = {
    [RANKING_EPCI] =
        "SELECT epci.nom, value FROM figure JOIN epci ON epci.siren = territory WHERE perimeter = 'epci' AND "
        "level = 'epci' AND indicator = ?1 AND ?2 <> '' ORDER BY value DESC, epci.siren",
    [RANKING_COMMUNES_OF_BASIN] =
        "SELECT communes.nom, value FROM figure JOIN communes ON insee = territory WHERE perimeter = 'bassin' AND "
        "level = 'commune' AND indicator = ?1 AND ?2 <> '' ORDER BY value DESC, insee",
    [RANKING_COMMUNES_OF_EPCI] =
        "SELECT communes.nom, value FROM figure JOIN communes ON insee = territory WHERE perimeter = 'epci' AND "
        "level = 'commune' AND indicator = ?1 AND epci_siren = ?2 ORDER BY value DESC, insee",
};

bool ranking_read(enum ranking_of of, const char *indicator, const char *siren, struct store *store,
                  struct ranking *ranking, struct arena *arena, struct error *err)
{
    struct statement *statement = store_statement(store, questions[of], err);
    if (statement == NULL)
        return false;
    statement_bind_text(statement, 1, indicator);
    statement_bind_text(statement, 2, siren != NULL ? siren : "total");
    struct ranked *ranked = arena_array(arena, RANKED_MAX, sizeof *ranked);
    *ranking = (struct ranking){.ranked = ranked};
    int row;
    while ((row = statement_step(statement, err)) == 1 && ranking->count < RANKED_MAX) {
        if (statement_is_null(statement, 1))
            ranking->unknown++;
        else
            ranked[ranking->count++] =
                (struct ranked){text_typographic(statement_text(statement, 0), arena), statement_real(statement, 1)};
    }
    statement_reset(statement);
    return row >= 0;
}

/* ---- as bars on a sheet ---- */

/* Row heights: a line of heading, then one a territory. */
static double ranking_height(const struct sheet *sheet)
{
    const struct sheet_sizes *sizes = sheet_sizes_of(sheet);
    return ((double)(sheet->ranking.count + 1) * sizes->row + sizes->legend) * sheet->factor;
}

/* On upright paper the basin, twice as wide as it is high, leaves room at its foot; there the EPCI are compared. */
bool ranking_place(struct sheet *sheet, double gap, struct error *err)
{
    const struct box *frame = &sheet->frame;
    const char *indicator = sheet->request->style->indicator;
    sheet->ranking_box = BOX_EMPTY;
    if (sheet_is_of_part(sheet) || box_height(*frame) < 1.15 * box_width(*frame) ||
        snapshot_indicator_of(sheet->snapshot, indicator) == NULL)
        return true;
    if (!ranking_read(RANKING_EPCI, indicator, NULL, sheet->store, &sheet->ranking, sheet->arena, err))
        return false;
    struct box box = {sheet->legend.xmax + gap, 0, frame->xmax - gap, sheet->scale.ymin - gap};
    box.ymin = box.ymax - ranking_height(sheet);
    bool has_room = box_width(box) > 0.45 * box_width(*frame) && box_height(box) < 0.3 * box_height(*frame);
    if (has_room && sheet->ranking.count > 1 && sheet->ranking.count <= 16)
        sheet->ranking_box = box;
    return true;
}

static void ranking_row(struct sheet *sheet, const struct ranked *ranked, const char *value, double bar,
                        const double columns[4], double middle)
{
    double k = sheet->factor, size = sheet_sizes_of(sheet)->legend * k, base = middle + 0.36 * size;
    const struct paint paint = {.fill = sheet_soft_ink};
    display_text(sheet->display, ROLE_LEGEND, columns[0], base, size, WEIGHT_REGULAR, sheet_ink,
                 text_cut(ranked->name, size, WEIGHT_REGULAR, columns[1] - columns[0] - size, sheet->arena));
    if (bar > 0)
        display_rectangle(sheet->display, columns[1], middle - 0.3 * size, bar, 0.6 * size, &paint);
    display_text(sheet->display, ROLE_LEGEND, columns[3], base, size, WEIGHT_MEDIUM, sheet_ink, value)->anchor =
        ANCHOR_END;
}

void ranking_draw(struct sheet *sheet)
{
    if (box_is_empty(sheet->ranking_box))
        return;
    const struct snapshot_indicator *indicator =
        snapshot_indicator_of(sheet->snapshot, sheet->request->style->indicator);
    const struct ranked *ranked = sheet->ranking.ranked;
    double k = sheet->factor, size = sheet_sizes_of(sheet)->legend * k, row = sheet_sizes_of(sheet)->row * k;
    double names = 0, values = 0, most = fmax(fabs(ranked[0].value), fabs(ranked[sheet->ranking.count - 1].value));
    const char **texts = arena_array(sheet->arena, sheet->ranking.count, sizeof *texts);
    for (size_t i = 0; i < sheet->ranking.count; i++) {
        texts[i] = figure_text_with_unit(ranked[i].value, indicator, sheet->is_english, sheet->arena);
        names = fmax(names, text_width(ranked[i].name, size, WEIGHT_REGULAR));
        values = fmax(values, text_width(texts[i], size, WEIGHT_MEDIUM));
    }
    const struct box *box = &sheet->ranking_box;
    double left = box->xmin + size, right = box->xmax - size;
    double bars = fmin(left + names + size, left + 0.62 * (right - left));
    const double columns[] = {left, bars, fmax(right - values - size, bars), right};
    display_group_open(sheet->display, ROLE_LEGEND, "ranking", sheet->is_english ? "Ranking" : "Classement");
    panel_draw(sheet, *box);
    const char *heading = arena_printf(sheet->arena, sheet->is_english ? "%s by EPCI" : "%s par intercommunalité",
                                       sheet->is_english ? indicator->title_en : indicator->title_fr);
    double y = box->ymin + size / 2 + row / 2;
    display_text(sheet->display, ROLE_LEGEND, left, y + 0.36 * size, size, WEIGHT_SEMIBOLD, sheet_ink,
                 text_cut(heading, size, WEIGHT_SEMIBOLD, right - left, sheet->arena));
    for (size_t i = 0; i < sheet->ranking.count; i++) {
        double bar = most > 0 ? fmax(ranked[i].value, 0) / most * (columns[2] - columns[1]) : 0;
        ranking_row(sheet, &ranked[i], texts[i], bar, columns, y + (double)(i + 1) * row);
    }
    display_group_close(sheet->display);
}
