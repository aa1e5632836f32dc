#include "print/figure_map_inside.h"

#include "base/number.h"
#include "print/words.h"
#include "style/circle.h"
#include "style/class_label.h"

#include <math.h>
#include <string.h>

/* ---- words ---- */

const char *figure_map_unit(const struct figure_map *map)
{
    static const struct {
        const char *unit, *fr, *en;
    } units[] = {{"nombre", NULL, NULL},
                 {"hab.", "hab.", "inh."},
                 {"hab./km²", "hab./km²", "inh./km²"},
                 {"km/1 000 hab.", "km pour 1\u202f000\u00a0hab.", "km per 1,000 inh."}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(units[i].unit, map->indicator->unit) == 0)
            return map->is_english ? units[i].en : units[i].fr;
    }
    return map->indicator->unit[0] != '\0' ? map->indicator->unit : NULL;
}

static const char *taken(struct buffer *text, struct arena *arena)
{
    const char *copy = arena_copy(arena, text->bytes, text->length);
    buffer_free(text);
    return copy;
}

/* The number, and its unit where asked for. */
static const char *number_text(const struct figure_map *map, double value, int decimals, bool has_unit,
                               struct arena *arena)
{
    struct buffer text = BUFFER_INIT;
    const char *unit = has_unit && isfinite(value) ? figure_map_unit(map) : NULL;
    (map->is_english ? number_write_english : number_write_french)(&text, value, value == 0 ? 0 : decimals);
    if (unit != NULL)
        buffer_printf(&text, "%s%s", map->is_english && strcmp(unit, "%") == 0 ? "" : "\u00a0", unit);
    return taken(&text, arena);
}

const char *figure_map_text(const struct figure_map *map, double value, struct arena *arena)
{
    return number_text(map, value, map->indicator->decimals, true, arena);
}

const char *figure_map_territories(const struct figure_map *map)
{
    if (map->is_by_epci)
        return map->is_english ? "EPCI" : "intercommunalités";
    return "communes";
}

const char *figure_map_notice(const struct figure_map *map, size_t index)
{
    const struct notice *notice = &map->notices.items[index];
    return map->is_english ? notice->en : notice->fr;
}

/* "De 33 à 3 012 hab./km²" */
static const char *range_text(const struct figure_map *map, struct arena *arena)
{
    bool is_english = map->is_english;
    if (map->known == 0)
        return is_english ? "No value known" : "Aucune valeur renseignée";
    if (map->least == map->greatest)
        return arena_printf(arena, is_english ? "Everywhere %s" : "Partout %s",
                            figure_map_text(map, map->least, arena));
    const char *from = number_text(map, map->least, map->indicator->decimals, false, arena);
    return arena_printf(arena, is_english ? "From %s to %s" : "De %s à %s", from,
                        figure_map_text(map, map->greatest, arena));
}

static const char *perimeter_text(const struct figure_map *map, struct arena *arena)
{
    const char *fr, *en;
    if (map->is_by_epci) {
        fr = map->is_of_epci ? "intercommunalités entières" : "intercommunalités, dans le Bassin minier";
        en = map->is_of_epci ? "EPCI, whole" : "EPCI, within the mining basin";
    } else {
        fr = map->is_of_epci ? "communes des 8 intercommunalités" : "communes du Bassin minier";
        en = map->is_of_epci ? "communes of the 8 EPCI" : "communes of the mining basin";
    }
    return arena_printf(arena, "%zu %s", map->count, map->is_english ? en : fr);
}

static const char *date_text(const struct figure_map *map, struct arena *arena)
{
    if (map->indicator->date == NULL)
        return "";
    return arena_printf(arena, map->is_english ? ", data of %s" : ", données de %s",
                        month_name(map->indicator->date, map->is_english, arena));
}

/* What a template of such a theme may name beside what sheet_text fills in. */
static const char *word_of(const struct figure_map *map, const char *name, size_t length, struct arena *arena)
{
    static const char *const names[] = {"figure", "by", "range", "perimeter", "date"};
    size_t at = 0;
    while (at < 5 && (strlen(names[at]) != length || strncmp(names[at], name, length) != 0))
        at++;
    switch (at) {
    case 0:
        return map->is_english ? map->indicator->title_en : map->indicator->title_fr;
    case 1:
        return map->is_english ? (map->is_by_epci ? "EPCI" : "commune")
                               : (map->is_by_epci ? "intercommunalité" : "commune");
    case 2:
        return range_text(map, arena);
    case 3:
        return perimeter_text(map, arena);
    case 4:
        return date_text(map, arena);
    default:
        return NULL;
    }
}

static const char *template_fill(const struct figure_map *map, const char *pattern, struct arena *arena)
{
    struct buffer text = BUFFER_INIT;
    buffer_puts(&text, "");
    while (*pattern != '\0') {
        const char *end = *pattern == '{' ? strchr(pattern, '}') : NULL;
        const char *word = end != NULL ? word_of(map, pattern + 1, (size_t)(end - pattern - 1), arena) : NULL;
        if (word != NULL) {
            buffer_puts(&text, word);
            pattern = end + 1;
        } else
            buffer_putc(&text, *pattern++);
    }
    return taken(&text, arena);
}

/* ---- the legend ---- */

struct legend {
    const struct figure_map *map;
    struct style_legend_entry *entries;
    size_t count;
    bool has_counts; /* a number of territories in brackets stands somewhere */
    struct arena *arena;
};

/* `brief` stands in the one line of a picture's legend; "" leaves it out there. */
static void legend_add(struct legend *legend, const char *const *layers, const struct figure_territory *sample,
                       const char *figure, const char *text, const char *brief)
{
    struct value *values = arena_array(legend->arena, FIELD_COUNT, sizeof *values);
    struct feature *feature = arena_alloc(legend->arena, sizeof *feature);
    figure_values(legend->map, sample, figure, values, legend->arena);
    *feature = (struct feature){1, figure_fields, values, FIELD_COUNT, GEOMETRY_EMPTY};
    legend->entries[legend->count++] = (struct style_legend_entry){.layers = layers,
                                                                   .layer = layers[0] != NULL ? layers[0] : "",
                                                                   .text_fr = text,
                                                                   .text_en = text,
                                                                   .short_fr = brief,
                                                                   .short_en = brief,
                                                                   .sample = feature};
}

static void legend_say(struct legend *legend, const char *text)
{
    static const char *const none[] = {NULL};
    static const struct figure_territory nothing = {"", "", NAN, {0, 0}};
    legend_add(legend, none, &nothing, "", text, "");
}

static void legend_classes(struct legend *legend)
{
    static const char *const layers[] = {"classes", NULL};
    const struct figure_map *map = legend->map;
    const struct class_label label = {
        .unit = figure_map_unit(map), .decimals = map->indicator->decimals, .is_english = map->is_english};
    legend->has_counts = true;
    for (size_t i = map->classes.count; i-- > 0;) {
        /* A value of the class, so that the sample has its colour. */
        struct figure_territory sample = {"", "", map->classes.bounds[i + 1], {0, 0}};
        struct buffer text = BUFFER_INIT;
        class_label_write(&text, &map->classes, i, &label);
        const char *brief = arena_copy(legend->arena, text.bytes, text.length);
        buffer_printf(&text, " (%zu)", map->classes.sizes[i]);
        legend_add(legend, layers, &sample, "class", taken(&text, legend->arena), brief);
    }
}

static void legend_circles(struct legend *legend)
{
    static const char *const layers[] = {"circles", NULL};
    const struct figure_map *map = legend->map;
    double values[CIRCLE_LEGEND_MAX];
    size_t count = circle_legend(map->greatest, map->indicator->decimals, values), none = 0;
    for (size_t i = 0; i < count; i++) {
        struct figure_territory sample = {"", "", values[i], {0, 0}};
        int decimals = values[i] == floor(values[i]) ? 0 : map->indicator->decimals;
        const char *text = number_text(map, values[i], decimals, true, legend->arena);
        legend_add(legend, layers, &sample, "circle", text, text);
    }
    for (size_t i = 0; i < map->count; i++)
        none += map->territories[i].value == 0;
    legend->has_counts = none > 0;
    if (none > 0)
        legend_say(legend, arena_printf(legend->arena,
                                        map->is_english ? "no circle: 0 (%zu)" : "sans cercle\u00a0: 0 (%zu)", none));
}

static void legend_unknown(struct legend *legend)
{
    static const char *const layers[] = {"unknown-ground", "unknown", NULL};
    static const struct figure_territory sample = {"", "", NAN, {0, 0}};
    const struct figure_map *map = legend->map;
    if (map->known == map->count)
        return;
    legend->has_counts = true;
    const char *text = map->is_english ? "not known" : "non renseigné";
    legend_add(legend, layers, &sample, "unknown",
               arena_printf(legend->arena, "%s (%zu)", text, map->count - map->known), text);
}

/* What the numbers in brackets are, and how the classes were made. */
static void legend_method(struct legend *legend)
{
    const struct figure_map *map = legend->map;
    bool is_english = map->is_english;
    if (legend->has_counts)
        legend_say(legend, arena_printf(legend->arena, is_english ? "(n): number of %s" : "(n)\u00a0: nombre %s%s",
                                        is_english        ? figure_map_territories(map)
                                        : map->is_by_epci ? "d’"
                                                          : "de ",
                                        figure_map_territories(map)));
    if (map->known == 0)
        return;
    if (map->form == MAP_SYMBOLS) {
        legend_say(legend, is_english ? "a circle’s area is proportional to the value"
                                      : "surface du cercle proportionnelle à la valeur");
        return;
    }
    bool is_rounded = map->method != CLASS_MANUAL && map->classes.count > 1;
    legend_say(legend, arena_printf(legend->arena, is_english ? "method: %s; %s%s" : "méthode\u00a0: %s\u202f; %s%s",
                                    class_method_title(map->method, is_english),
                                    is_rounded ? (is_english ? "rounded, " : "bornes arrondies, ") : "",
                                    class_side_text(map->classes.side, is_english)));
}

static void legend_bind(const struct figure_map *map, struct style *style, struct arena *arena)
{
    size_t most = CLASSES_MAX + CIRCLE_LEGEND_MAX + 4 + style->legend_count;
    struct legend legend = {map, arena_array(arena, most, sizeof(struct style_legend_entry)), 0, false, arena};
    if (map->known > 0 && map->form == MAP_SYMBOLS)
        legend_circles(&legend);
    else if (map->known > 0)
        legend_classes(&legend);
    legend_unknown(&legend);
    legend_method(&legend);
    for (size_t i = 0; i < style->legend_count; i++)
        legend.entries[legend.count++] = style->legend[i];
    style->legend = legend.entries;
    style->legend_count = legend.count;
}

/* ---- the theme ---- */

/* The list with the indicator first. */
static const char *const *list_lead(const char *indicator, const char *const *list, struct arena *arena)
{
    size_t count = 0, kept = 1;
    while (list[count] != NULL)
        count++;
    const char **led = arena_array(arena, count + 2, sizeof *led);
    led[0] = indicator;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], indicator) != 0)
            led[kept++] = list[i];
    }
    return led;
}

const struct style *figure_map_bind(const struct figure_map *map, const struct style *theme, struct arena *arena)
{
    struct style *style = arena_alloc(arena, sizeof *style);
    *style = *theme;
    style->title_fr = style->title_en = template_fill(map, map->is_english ? theme->title_en : theme->title_fr, arena);
    style->subtitle_fr = style->subtitle_en =
        template_fill(map, map->is_english ? theme->subtitle_en : theme->subtitle_fr, arena);
    style->indicator = map->indicator->id;
    style->table = list_lead(map->indicator->id, theme->table, arena);
    style->figures = list_lead(map->indicator->id, theme->figures, arena);
    legend_bind(map, style, arena);
    return style;
}

/* ---- credits ---- */

const char *figure_map_credits(const struct figure_map *map, const char *credits, bool is_short, struct arena *arena)
{
    static const char between[] = "\u202f; "; /* as the snapshot writes several */
    const char *from = map->indicator->source;
    while (*from != '\0') {
        const char *end = strstr(from, between);
        size_t length = end != NULL ? (size_t)(end - from) : strlen(from);
        const char *credit = arena_copy(arena, from, length), *bracket = strstr(credit, " (");
        /* "(contours)" stands as "(contours, 2026-01)" where a collection was drawn. */
        const char *stem = length > 0 && credit[length - 1] == ')' ? arena_copy(arena, credit, length - 1) : credit;
        if (is_short && bracket != NULL)
            stem = credit = arena_copy(arena, credit, (size_t)(bracket - credit));
        if (strstr(credits, stem) == NULL)
            credits = arena_printf(arena, "%s%s%s", credits, map->is_english ? "; " : "\u202f; ", credit);
        from += length + (end != NULL ? strlen(between) : 0);
    }
    return credits;
}
