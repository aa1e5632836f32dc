#include "page/figures.h"

#include "style/palette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the form ---- */

static void option_write(const char *value, const char *text, bool is_chosen, struct buffer *out)
{
    buffer_printf(out, "<option value=\"%s\"%s>", value, is_chosen ? " selected" : "");
    buffer_xml(out, text);
    buffer_puts(out, "</option>\n");
}

static void select_open(const struct view *view, const char *name, struct buffer *out)
{
    const char *key = arena_printf(view->arena, "choose_%s", name);
    buffer_puts(out, "<label>");
    buffer_xml(out, view_text(view, key));
    buffer_printf(out, " <select name=\"%s\">\n", name);
}

static void select_close(struct buffer *out)
{
    buffer_puts(out, "</select></label>\n");
}

/* The value that the map has or that was asked for; "" for what suits the indicator. */
static const char *asked(const struct view *view, const char *name)
{
    struct figure_map_choice choice = view->choice;
    const char *value = *figure_map_parameter(&choice, name);
    return value != NULL ? value : "";
}

static void indicators_write(const struct view *view, struct buffer *out)
{
    const char *chosen = view->figures != NULL ? view->figures->indicator->id : asked(view, "indicator");
    const char *group = "";
    select_open(view, "indicator", out);
    for (size_t i = 0; i < view->snapshot->indicator_count; i++) {
        const struct snapshot_indicator *indicator = &view->snapshot->indicators[i];
        if (strcmp(group, indicator->theme) != 0) {
            buffer_printf(out, "%s<optgroup label=\"", group[0] != '\0' ? "</optgroup>\n" : "");
            group = indicator->theme;
            buffer_xml(out, view_text(view, arena_printf(view->arena, "group_%s", group)));
            buffer_puts(out, "\">\n");
        }
        option_write(indicator->id, view_is_english(view) ? indicator->title_en : indicator->title_fr,
                     strcmp(indicator->id, chosen) == 0, out);
    }
    buffer_puts(out, group[0] != '\0' ? "</optgroup>\n" : "");
    select_close(out);
}

/* A few words, each with its sentence "<name>_is_<word>"; the first of them when none is asked for. */
static void words_write(const struct view *view, const char *name, const char *const *words, const char *chosen,
                        struct buffer *out)
{
    select_open(view, name, out);
    for (; *words != NULL; words++) {
        const char *key = (*words)[0] == '\0' ? "choose_auto" : arena_printf(view->arena, "%s_is_%s", name, *words);
        option_write(*words, view_text(view, key), strcmp(*words, chosen) == 0, out);
    }
    select_close(out);
}

static void methods_write(const struct view *view, struct buffer *out)
{
    select_open(view, "method", out);
    option_write("", view_text(view, "choose_auto"), asked(view, "method")[0] == '\0', out);
    for (int method = 0; method < CLASS_METHOD_COUNT; method++) {
        const char *name = class_method_name((enum class_method)method);
        bool is_chosen = strcmp(asked(view, "method"), name) == 0;
        if (method != CLASS_MANUAL || is_chosen) {
            option_write(name, class_method_title((enum class_method)method, view_is_english(view)), is_chosen, out);
        }
    }
    select_close(out);
}

static void numbers_write(const struct view *view, struct buffer *out)
{
    select_open(view, "classes", out);
    option_write("", view_text(view, "choose_auto"), asked(view, "classes")[0] == '\0', out);
    for (int count = CLASSES_MIN; count <= CLASSES_MAX; count++) {
        const char *text = arena_printf(view->arena, "%d", count);
        option_write(text, text, strcmp(asked(view, "classes"), text) == 0, out);
    }
    select_close(out);
}

static void palettes_write(const struct view *view, struct buffer *out)
{
    size_t count;
    const struct palette *all = palettes(&count);
    select_open(view, "palette", out);
    option_write("", view_text(view, "choose_auto"), asked(view, "palette")[0] == '\0', out);
    for (size_t i = 0; i < count; i++) {
        bool is_chosen = strcmp(asked(view, "palette"), all[i].id) == 0;
        if (all[i].kind == PALETTE_SEQUENTIAL || is_chosen) {
            option_write(all[i].id, view_is_english(view) ? all[i].name_en : all[i].name_fr, is_chosen, out);
        }
    }
    select_close(out);
}

static void hidden_write(const char *name, const char *value, struct buffer *out)
{
    if (value == NULL || value[0] == '\0') {
        return;
    }
    buffer_printf(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    buffer_xml(out, value);
    buffer_puts(out, "\">\n");
}

void figures_form_write(const struct view *view, struct buffer *out)
{
    static const char *const levels[] = {"commune", "epci", NULL}, *const perimeters[] = {"bassin", "epci", NULL};
    static const char *const forms[] = {"", "choropleth", "symbols", NULL};
    const struct style_classes *theme = view->theme->classes;
    const char *by = asked(view, "by"), *perimeter = asked(view, "perimeter");
    buffer_puts(out, "<form class=\"choose\" action=\"/\" method=\"get\">\n");
    hidden_write("theme", view->theme->id, out);
    hidden_write("epci", view->epci, out);
    hidden_write("lang", view_is_english(view) ? "en" : NULL, out);
    hidden_write("breaks", asked(view, "breaks"), out);
    indicators_write(view, out);
    words_write(view, "by", levels, by[0] != '\0' ? by : theme->by, out);
    words_write(view, "perimeter", perimeters, perimeter[0] != '\0' ? perimeter : theme->perimeter, out);
    words_write(view, "representation", forms, asked(view, "representation"), out);
    methods_write(view, out);
    numbers_write(view, out);
    palettes_write(view, out);
    buffer_puts(out, "<button type=\"submit\">");
    buffer_xml(out, view_text(view, "choose_show"));
    buffer_puts(out, "</button>\n</form>\n");
}

/* ---- what is to be said ---- */

static void notice_write(const char *text, struct buffer *out)
{
    buffer_puts(out, "<p class=\"notice\">");
    buffer_xml(out, text);
    buffer_puts(out, "</p>\n");
}

void figures_notices_write(const struct view *view, struct buffer *out)
{
    if (view->refusal != NULL) {
        notice_write(view->refusal, out);
    }
    for (size_t i = 0; view->figures != NULL && i < view->figures->notices.count; i++) {
        notice_write(figure_map_notice(view->figures, i), out);
    }
}

/* ---- every value ---- */

static int value_compare(const void *left, const void *right)
{
    const struct figure_territory *a = *(const struct figure_territory *const *)left,
                                  *b = *(const struct figure_territory *const *)right;
    bool is_left = isfinite(a->value), is_right = isfinite(b->value);
    if (is_left != is_right) {
        return is_left ? -1 : 1;
    }
    if (is_left && a->value != b->value) {
        return a->value > b->value ? -1 : 1;
    }
    return strcmp(a->name, b->name);
}

void figures_values_write(const struct view *view, struct buffer *out)
{
    const struct figure_map *map = view->figures;
    const struct figure_territory **rows = arena_array(view->arena, map->count, sizeof *rows);
    for (size_t i = 0; i < map->count; i++) {
        rows[i] = &map->territories[i];
    }
    qsort(rows, map->count, sizeof *rows, value_compare);
    buffer_puts(out, "<details class=\"values\">\n<summary>");
    buffer_xml(out, view_text(view, "all_values"));
    buffer_printf(out, " (%zu %s)</summary>\n<div class=\"table\"><table>\n<thead><tr><th scope=\"col\">", map->count,
                  figure_map_territories(map));
    buffer_xml(out, view_text(view, map->is_by_epci ? "epci" : "commune"));
    buffer_puts(out, "</th><th scope=\"col\" class=\"number\">");
    buffer_xml(out, view_is_english(view) ? map->indicator->title_en : map->indicator->title_fr);
    buffer_puts(out, "</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < map->count; i++) {
        buffer_puts(out, "<tr><th scope=\"row\">");
        buffer_xml(out, rows[i]->name);
        buffer_puts(out, "</th><td class=\"number\">");
        buffer_xml(out, figure_map_text(map, rows[i]->value, view->arena));
        buffer_puts(out, "</td></tr>\n");
    }
    buffer_printf(out,
                  "</tbody></table></div>\n<p class=\"note\"><a href=\"/data/coverage.csv?by=%s&amp;perimeter=%s\" "
                  "download>CSV</a></p>\n</details>\n",
                  map->is_by_epci ? "epci" : "commune", map->is_of_epci ? "epci" : "bassin");
}
