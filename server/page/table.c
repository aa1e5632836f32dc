#include "page/table.h"

#include "base/number.h"
#include "base/text.h"
#include "draw/text.h"
#include "print/words.h"

#include <math.h>
#include <string.h>

static const char *indicator_title(const struct view *view, const struct snapshot_indicator *indicator)
{
    return view_is_english(view) ? indicator->title_en : indicator->title_fr;
}

/* The unit where the title alone would leave it open: nothing for a count. */
static bool unit_is_worth(const struct snapshot_indicator *indicator)
{
    static const char *const counts[] = {"nombre", "hab."};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (strcmp(indicator->unit, counts[i]) == 0) {
            return false;
        }
    }
    return true;
}

static void heading_write(const struct view *view, const struct snapshot_indicator *indicator, struct buffer *out)
{
    buffer_puts(out, "<th scope=\"col\" class=\"number\"><abbr title=\"");
    buffer_xml(out, view_is_english(view) ? indicator->definition_en : indicator->definition_fr);
    buffer_puts(out, "\">");
    buffer_xml(out, indicator_title(view, indicator));
    buffer_puts(out, "</abbr>");
    if (unit_is_worth(indicator)) {
        buffer_puts(out, " <span class=\"unit\">(");
        buffer_xml(out, indicator->unit);
        buffer_puts(out, ")</span>");
    }
    buffer_puts(out, "</th>\n");
}

/* The greatest value among the EPCI: a full bar. */
static double bar_full(const struct view *view, const char *indicator)
{
    double full = 0.0;
    for (size_t i = 0; i < view->coverage.row_count; i++) {
        const struct coverage_row *row = &view->coverage.rows[i];
        double value = coverage_value(&view->coverage, row, indicator);
        if (strcmp(row->level, "total") != 0 && isfinite(value)) {
            full = fmax(full, value);
        }
    }
    return full;
}

static void cell_write(const struct view *view, const struct coverage_row *row,
                       const struct snapshot_indicator *indicator, struct buffer *out)
{
    double value = coverage_value(&view->coverage, row, indicator->id);
    bool is_barred = view->theme->indicator != NULL && strcmp(indicator->id, view->theme->indicator) == 0;
    buffer_printf(out, "<td class=\"number%s%s\">", is_barred ? " barred" : "", isfinite(value) ? "" : " unknown");
    if (is_barred && value > 0.0 && strcmp(row->level, "total") != 0) {
        double full = bar_full(view, indicator->id);
        buffer_puts(out, "<span class=\"bar\" style=\"width:");
        number_write(out, full > 0.0 ? 4.5 * value / full : 0.0, 2);
        buffer_puts(out, "em\"></span> ");
    }
    view_number(view, value, indicator->decimals, out);
    buffer_puts(out, "</td>");
}

static void name_write(const struct view *view, const struct coverage_row *row, struct buffer *out)
{
    buffer_puts(out, "<th scope=\"row\">");
    if (strcmp(row->level, "epci") != 0) {
        buffer_xml(out, view_text(view, row->level));
    } else {
        buffer_printf(out, "<a href=\"%s\">", view_address(view, view->theme->id, row->territory, view->lang));
        buffer_xml(out, text_typographic(row->name, view->arena));
        buffer_puts(out, "</a>");
    }
    buffer_puts(out, "</th>");
}

static void row_write(const struct view *view, const struct coverage_row *row, struct buffer *out)
{
    bool is_chosen = view->epci != NULL && strcmp(row->territory, view->epci) == 0;
    buffer_printf(out, "<tr class=\"%s%s\">", row->level, is_chosen ? " chosen" : "");
    name_write(view, row, out);
    for (const char *const *id = view->theme->table; *id != NULL; id++) {
        const struct snapshot_indicator *indicator = snapshot_indicator_of(view->snapshot, *id);
        if (indicator != NULL) {
            cell_write(view, row, indicator, out);
        }
    }
    buffer_puts(out, "</tr>\n");
}

void table_write(const struct view *view, struct buffer *out)
{
    buffer_puts(out, "<div class=\"table\" tabindex=\"0\" role=\"region\" "
                     "aria-labelledby=\"table-title\"><table>\n<thead><tr><th scope=\"col\">");
    buffer_xml(out, view_text(view, "epci"));
    buffer_puts(out, "</th>\n");
    for (const char *const *id = view->theme->table; *id != NULL; id++) {
        const struct snapshot_indicator *indicator = snapshot_indicator_of(view->snapshot, *id);
        if (indicator != NULL) {
            heading_write(view, indicator, out);
        }
    }
    buffer_puts(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < view->coverage.row_count; i++) {
        row_write(view, &view->coverage.rows[i], out);
    }
    buffer_puts(out, "</tbody></table></div>\n");
}

static void figure_note_write(const struct view *view, const char *title, const char *date, const char *source,
                              struct buffer *out)
{
    buffer_puts(out, "<span class=\"what\">");
    buffer_xml(out, title);
    buffer_puts(out, "</span> <span class=\"from\">");
    buffer_xml(out, source);
    if (date != NULL) {
        buffer_puts(out, ", ");
        buffer_xml(out, month_name(date, view_is_english(view), view->arena));
    }
    buffer_puts(out, "</span></li>\n");
}

static void indicator_figure_write(const struct view *view, const char *id, struct buffer *out)
{
    const struct snapshot_indicator *indicator = snapshot_indicator_of(view->snapshot, id);
    const struct coverage *coverage;
    const struct coverage_row *row = view_row(view, &coverage);
    if (indicator == NULL || row == NULL) {
        return;
    }
    buffer_puts(out, "<li><strong>");
    view_number(view, coverage_value(coverage, row, id), indicator->decimals, out);
    if (unit_is_worth(indicator)) {
        buffer_printf(out, " <small>%s</small>", indicator->unit);
    }
    buffer_puts(out, "</strong> ");
    figure_note_write(view, indicator_title(view, indicator), indicator->date, indicator->source, out);
}

/* The newest figure that the programme has published of this name; nothing when there is none. */
static bool programme_figure_write(const struct view *view, const char *id, struct buffer *out, struct error *err)
{
    struct statement *statement = store_statement(
        view->store,
        "SELECT value, definition, date, source FROM programme_figure WHERE indicator = ?1 AND perimeter = 'bassin' "
        "ORDER BY date DESC LIMIT 1",
        err);
    if (statement == NULL) {
        return false;
    }
    statement_reset(statement);
    statement_bind_text(statement, 1, id);
    int step = statement_step(statement, err);
    if (step == 1) {
        buffer_puts(out, "<li><strong>");
        view_number(view, statement_real(statement, 0), 0, out);
        buffer_puts(out, "</strong> ");
        figure_note_write(view, statement_text(statement, 1), NULL, statement_text(statement, 3), out);
    }
    statement_reset(statement);
    return step >= 0;
}

bool key_figures_write(const struct view *view, struct buffer *out, struct error *err)
{
    static const char programme[] = "programme:";
    buffer_puts(out, "<h2 class=\"unseen\">");
    buffer_xml(out, view_text(view, "figures"));
    buffer_puts(out, "</h2>\n<ul class=\"figures\">\n");
    for (const char *const *id = view->theme->figures; *id != NULL; id++) {
        if (!text_starts_with(*id, programme)) {
            indicator_figure_write(view, *id, out);
        } else if (view->epci == NULL && !programme_figure_write(view, *id + strlen(programme), out, err)) {
            return false;
        }
    }
    buffer_puts(out, "</ul>\n");
    return true;
}

void definitions_write(const struct view *view, struct buffer *out)
{
    buffer_puts(out, "<dl>\n");
    for (const char *const *id = view->theme->table; *id != NULL; id++) {
        const struct snapshot_indicator *indicator = snapshot_indicator_of(view->snapshot, *id);
        if (indicator == NULL) {
            continue;
        }
        buffer_puts(out, "<dt>");
        buffer_xml(out, indicator_title(view, indicator));
        buffer_puts(out, "</dt><dd>");
        buffer_xml(out, view_is_english(view) ? indicator->definition_en : indicator->definition_fr);
        if (view->snapshot->is_schematic && indicator->is_geometric) {
            buffer_printf(out, " <em>(%s)</em>", view_text(view, "approximate"));
        }
        buffer_puts(out, " <span class=\"from\">");
        buffer_xml(out, indicator->source);
        if (indicator->date != NULL) {
            buffer_printf(out, ", %s", month_name(indicator->date, view_is_english(view), view->arena));
        }
        buffer_puts(out, "</span></dd>\n");
    }
    buffer_puts(out, "</dl>\n");
}
