#include "page/view.h"

#include "base/number.h"
#include "base/text.h"
#include "draw/text.h"

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
            view->epci_name = text_typographic(row->name, view->arena);
            return true;
        }
    }
    return error_set(err, ERROR_INPUT, "epci=%.40s: the SIREN of one of the 8 EPCI is wanted, such as 246200364", epci);
}

void view_choice_read(const struct request *request, struct figure_map_choice *choice)
{
    memset(choice, 0, sizeof *choice);
    for (const char *const *name = figure_map_parameters; *name != NULL; name++) {
        *figure_map_parameter(choice, *name) = request_parameter(request, *name);
    }
}

static const char *choice_write(const struct view *view)
{
    struct figure_map_choice choice = view->choice;
    struct buffer text = BUFFER_INIT;
    buffer_puts(&text, "");
    for (const char *const *name = figure_map_parameters; *name != NULL; name++) {
        const char *value = *figure_map_parameter(&choice, *name);
        if (value != NULL && value[0] != '\0') {
            buffer_printf(&text, "&amp;%s=", *name);
            text_percent_encode(&text, value);
        }
    }
    const char *copy = arena_string(view->arena, text.bytes);
    buffer_free(&text);
    return copy;
}

/* The indicator's map of a theme that shows any; a refusal is something to show, not an error. */
static bool figures_read(const struct request *request, struct view *view, struct error *err)
{
    view_choice_read(request, &view->choice);
    view->query = choice_write(view);
    if (view->theme->classes == NULL) {
        if (!figure_map_is_chosen(&view->choice)) {
            return true;
        }
        return error_set(err, ERROR_INPUT, "theme %s shows one subject: it takes no indicator and no classes",
                         view->theme->id);
    }
    struct error cause = ERROR_INIT;
    bool is_refused;
    view->figures = figure_map_make(view->theme, &view->choice, view->lang, view->store, view->snapshot, view->arena,
                                    &is_refused, &cause);
    if (view->figures != NULL) {
        view->theme = view->figures->style;
    } else if (is_refused) {
        view->refusal = arena_string(view->arena, cause.message);
    } else {
        return error_set(err, cause.kind, "%s", cause.message);
    }
    return true;
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
           epci_read(request, view, err) && figures_read(request, view, err) &&
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
    if (theme != NULL && strcmp(theme, view->theme->id) == 0) {
        buffer_puts(&address, view->query);
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
