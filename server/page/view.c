#include "page/view.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

static bool epci_read(const struct request *request, struct view *view, struct error *err)
{
    const char *epci = request_parameter(request, "epci");
    if (epci == NULL || epci[0] == '\0') {
        return true;
    }
    for (size_t i = 0; i < view->coverage.row_count; i++) {
        const struct coverage_row *row = &view->coverage.rows[i];
        if (strcmp(row->level, "epci") == 0 && strcmp(row->territory, epci) == 0) {
            view->epci = row->territory;
            view->epci_name = row->name;
            return true;
        }
    }
    return error_set(err, ERROR_INPUT, "epci=%.40s: the SIREN of one of the 8 EPCI is wanted, such as 246200364", epci);
}

bool view_read(const struct request *request, struct store *store, struct view *view, struct error *err)
{
    memset(view, 0, sizeof *view);
    view->site = request->context;
    view->snapshot = generation_snapshot(request->generation);
    view->store = store;
    view->arena = request->arena;
    view->is_filed = request->is_filed;
    view->lang = site_language(request, err);
    if (view->lang == NULL) {
        return false;
    }
    const char *theme = request_parameter(request, "theme");
    view->theme = site_theme(view->site, theme != NULL && theme[0] != '\0' ? theme : "cites", err);
    const struct coverage_query basin = {PERIMETER_BASSIN, COVERAGE_BY_EPCI},
                                whole = {PERIMETER_EPCI, COVERAGE_BY_EPCI};
    return view->theme != NULL && coverage_read(store, view->snapshot, basin, view->arena, &view->coverage, err) &&
           epci_read(request, view, err) &&
           (view->epci == NULL || coverage_read(store, view->snapshot, whole, view->arena, &view->whole, err));
}

bool view_is_english(const struct view *view)
{
    return strcmp(view->lang, "en") == 0;
}

const char *view_text(const struct view *view, const char *key)
{
    return site_text(view->site, view->lang, key);
}

const char *view_address(const struct view *view, const char *theme, const char *epci, const char *lang)
{
    struct buffer address = BUFFER_INIT;
    const char *separator = "?";
    buffer_putc(&address, '/');
    const struct {
        const char *name, *value, *otherwise;
    } parts[] = {{"theme", theme, "cites"}, {"epci", epci, ""}, {"lang", lang, "fr"}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].value != NULL && strcmp(parts[i].value, parts[i].otherwise) != 0) {
            buffer_printf(&address, "%s%s=%s", separator, parts[i].name, parts[i].value);
            separator = "&amp;";
        }
    }
    const char *copy = arena_string(view->arena, address.bytes);
    buffer_free(&address);
    return copy;
}

void view_number(const struct view *view, double value, int decimals, struct buffer *out)
{
    if (!isfinite(value)) {
        buffer_puts(out, view_text(view, "unknown"));
        return;
    }
    (view_is_english(view) ? number_write_english : number_write_french)(out, value, decimals);
}

const struct coverage_row *view_row(const struct view *view, const struct coverage **coverage)
{
    const char *wanted = view->epci != NULL ? view->epci : "total";
    *coverage = view->epci != NULL ? &view->whole : &view->coverage;
    for (size_t i = 0; i < (*coverage)->row_count; i++) {
        if (strcmp((*coverage)->rows[i].territory, wanted) == 0) {
            return &(*coverage)->rows[i];
        }
    }
    return NULL;
}
