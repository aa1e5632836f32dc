#include "print/figure_map_inside.h"

#include "base/number.h"
#include "base/text.h"
#include "draw/text.h"
#include "style/circle.h"

#include <math.h>
#include <string.h>

/* ---- what people choose ---- */

static const char *chosen(const char *text, const char *otherwise)
{
    return text != NULL && text[0] != '\0' ? text : otherwise;
}

const char *const figure_map_parameters[] = {"indicator", "by",      "perimeter", "representation", "method", "classes",
                                             "breaks",    "palette", NULL};

const char **figure_map_parameter(struct figure_map_choice *choice, const char *name)
{
    const char **const places[] = {&choice->indicator, &choice->by,      &choice->perimeter, &choice->representation,
                                   &choice->method,    &choice->classes, &choice->breaks,    &choice->palette};
    for (size_t i = 0; figure_map_parameters[i] != NULL; i++) {
        if (strcmp(figure_map_parameters[i], name) == 0)
            return places[i];
    }
    return NULL;
}

bool figure_map_is_chosen(const struct figure_map_choice *choice)
{
    struct figure_map_choice copy = *choice;
    for (const char *const *name = figure_map_parameters; *name != NULL; name++) {
        if (chosen(*figure_map_parameter(&copy, *name), NULL) != NULL)
            return true;
    }
    return false;
}

/* The place of the word in the NULL-ended list, or -1 with an error that says what is allowed. */
static int word_of(const char *name, const char *word, const char *const *allowed, struct error *err)
{
    struct buffer words = BUFFER_INIT;
    for (int i = 0; allowed[i] != NULL; i++) {
        if (strcmp(allowed[i], word) == 0) {
            buffer_free(&words);
            return i;
        }
        buffer_printf(&words, "%s%s", i > 0 ? ", " : "", allowed[i]);
    }
    const char *near = text_nearest(word, allowed);
    error_set(err, ERROR_INPUT, "%s \"%.40s\": allowed are %s%s%s%s", name, word, words.bytes,
              near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    buffer_free(&words);
    return -1;
}

/* What is being made. */
struct making {
    struct figure_map *map;
    const struct figure_map_choice *choice;
    const struct style *theme;
    struct store *store;
    const struct snapshot *snapshot;
    struct arena *arena;
    double *values; /* the known ones */
    struct error *err;
};

static bool indicator_choose(struct making *making)
{
    const struct snapshot *snapshot = making->snapshot;
    const char *id = chosen(making->choice->indicator, making->theme->classes->indicator);
    making->map->indicator = snapshot_indicator_of(snapshot, id);
    if (making->map->indicator != NULL)
        return true;
    const char **ids = arena_array(making->arena, snapshot->indicator_count + 1, sizeof *ids);
    for (size_t i = 0; i < snapshot->indicator_count; i++)
        ids[i] = snapshot->indicators[i].id;
    const char *near = text_nearest(id, ids);
    return error_set(making->err, ERROR_INPUT, "no indicator \"%.60s\"%s%s%s (/data/indicators.json lists all %zu)", id,
                     near != NULL ? ", did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "",
                     snapshot->indicator_count);
}

static bool territories_choose(struct making *making)
{
    static const char *const levels[] = {"commune", "epci", NULL}, *const perimeters[] = {"bassin", "epci", NULL};
    const struct style_classes *theme = making->theme->classes;
    int by = word_of("by", chosen(making->choice->by, theme->by), levels, making->err);
    int perimeter =
        by < 0 ? -1
               : word_of("perimeter", chosen(making->choice->perimeter, theme->perimeter), perimeters, making->err);
    making->map->is_by_epci = by == 1;
    making->map->is_of_epci = perimeter == 1;
    return by >= 0 && perimeter >= 0;
}

static bool palette_choose(struct making *making)
{
    const struct style_classes *theme = making->theme->classes;
    const char *id = "slate";
    for (size_t i = 0; i < theme->palette_count; i++) {
        if (strcmp(theme->palettes[i].group, making->map->indicator->theme) == 0)
            id = theme->palettes[i].id;
    }
    id = chosen(making->choice->palette, id);
    size_t count;
    const struct palette *all = palettes(&count);
    const char **ids = arena_array(making->arena, count + 1, sizeof *ids);
    for (size_t i = 0; i < count; i++)
        ids[i] = all[i].id;
    int at = word_of("palette", id, ids, making->err);
    making->map->palette = at < 0 ? NULL : &all[at];
    return at >= 0;
}

/* ---- the figures ---- */

/* How many rows there are, then each; 0 at the first call leaves the table unread. */
static bool figures_read(struct making *making, struct figure_territory *territories, size_t *count)
{
    static const char *const sql[] = {
        "SELECT f.territory, f.value, t.nom, t.fid FROM figure AS f JOIN communes AS t ON t.insee = f.territory "
        "WHERE f.perimeter = ?1 AND f.level = 'commune' AND f.indicator = ?2 ORDER BY f.territory",
        "SELECT f.territory, f.value, t.nom, t.fid FROM figure AS f JOIN epci AS t ON t.siren = f.territory "
        "WHERE f.perimeter = ?1 AND f.level = 'epci' AND f.indicator = ?2 ORDER BY f.territory"};
    const struct figure_map *map = making->map;
    struct statement *rows = statement_open(making->store, sql[map->is_by_epci], making->err);
    const struct snapshot_collection *outlines =
        snapshot_collection_of(making->snapshot, map->is_by_epci ? "epci" : "communes");
    if (rows == NULL)
        return false;
    statement_bind_text(rows, 1, map->is_of_epci ? "epci" : "bassin");
    statement_bind_text(rows, 2, map->indicator->id);
    int row;
    size_t at = 0;
    bool is_read = true;
    while (is_read && (row = statement_step(rows, making->err)) == 1) {
        if (territories != NULL && at < *count) {
            struct figure_territory *territory = &territories[at];
            territory->id = arena_string(making->arena, statement_text(rows, 0));
            territory->value = statement_is_null(rows, 1) ? NAN : statement_real(rows, 1);
            territory->name = text_typographic(chosen(statement_text(rows, 2), ""), making->arena);
            is_read =
                map->form != MAP_SYMBOLS ||
                snapshot_label_point(making->store, outlines, statement_integer(rows, 3), &territory->at, making->err);
        }
        at++;
    }
    statement_close(rows);
    if (territories == NULL)
        *count = at;
    return is_read && row == 0;
}

static bool figures_count(struct making *making)
{
    struct figure_map *map = making->map;
    if (!figures_read(making, NULL, &map->count))
        return false;
    if (map->count == 0)
        return error_set(making->err, ERROR_NOT_FOUND, "the snapshot has no figure \"%s\" by %s", map->indicator->id,
                         map->is_by_epci ? "EPCI" : "commune");
    return true;
}

static bool figures_fill(struct making *making)
{
    struct figure_map *map = making->map;
    struct figure_territory *territories = arena_array(making->arena, map->count, sizeof *territories);
    if (!figures_read(making, territories, &map->count))
        return false;
    map->territories = territories;
    map->known = 0;
    map->least = map->greatest = NAN;
    making->values = arena_array(making->arena, map->count, sizeof *making->values);
    for (size_t i = 0; i < map->count; i++) {
        double value = territories[i].value;
        if (!isfinite(value))
            continue;
        making->values[map->known++] = value;
        map->least = fmin(map->least, value);
        map->greatest = fmax(map->greatest, value);
    }
    return true;
}

/* ---- the rules ---- */

static bool classes_choose(struct making *making, struct semiology_wish *wish)
{
    const char *count = chosen(making->choice->classes, NULL), *method = chosen(making->choice->method, NULL);
    bool has_breaks = chosen(making->choice->breaks, NULL) != NULL;
    static const char *const methods[] = {"equal",     "quantiles", "q6",           "ckmeans", "deviation",
                                          "geometric", "head-tail", "nested-means", "manual",  NULL};
    int64_t read;
    if (count != NULL) {
        if (!number_read_integer(count, strlen(count), CLASSES_MIN, CLASSES_MAX, &read))
            return error_set(making->err, ERROR_INPUT, "classes \"%.20s\": wants a whole number from %d to %d", count,
                             CLASSES_MIN, CLASSES_MAX);
        wish->classes = (size_t)read;
    }
    if (method != NULL && word_of("method", method, methods, making->err) < 0)
        return false;
    if (method != NULL)
        class_method_read(method, &wish->method);
    if (has_breaks && method != NULL && wish->method != CLASS_MANUAL)
        return error_set(making->err, ERROR_INPUT, "breaks and method \"%.20s\": bounds of your own are method manual",
                         method);
    if (has_breaks)
        wish->method = CLASS_MANUAL;
    if (wish->method == CLASS_MANUAL && !has_breaks)
        return error_set(making->err, ERROR_INPUT, "method manual wants breaks, such as breaks=0;10;20,5;100");
    return true;
}

static bool wish_choose(struct making *making, const struct semiology_subject *subject, struct semiology_wish *wish)
{
    static const char *const forms[] = {"choropleth", "symbols", NULL};
    *wish = semiology_proposal(subject);
    const char *form = chosen(making->choice->representation, NULL);
    int at = form != NULL ? word_of("representation", form, forms, making->err) : 0;
    if (at < 0)
        return false;
    if (form != NULL)
        wish->form = at == 1 ? MAP_SYMBOLS : MAP_CHOROPLETH;
    if (!palette_choose(making) || !classes_choose(making, wish))
        return false;
    wish->palette = making->map->palette->kind;
    return true;
}

/* The number of classes of bounds given by people is theirs. */
static bool breaks_choose(struct making *making, struct class_choice *choice, double bounds[CLASSES_MAX + 1],
                          struct semiology_wish *wish)
{
    if (wish->method != CLASS_MANUAL)
        return true;
    const char *text = making->choice->breaks;
    choice->manual = bounds;
    if (!class_bounds_read(text, strlen(text), bounds, &choice->manual_count, &making->map->notices))
        return false;
    wish->classes = choice->manual_count - 1;
    return true;
}

static void say_one(struct making *making)
{
    struct figure_map *map = making->map;
    for (size_t i = 0; i < map->count; i++) {
        const struct figure_territory *territory = &map->territories[i];
        if (!isfinite(territory->value))
            continue;
        map->notices.count = 0;
        const char *value = figure_map_text(map, territory->value, making->arena);
        notices_add(&map->notices, NOTICE_WARNING,
                    "Un seul territoire est renseigné, %s (%s)\u00a0: une phrase le dit mieux qu’une carte.",
                    "A single territory has a value, %s (%s): a sentence says it better than a map.", territory->name,
                    value);
    }
}

/* False with a refusal among the notices. */
static bool figures_classify(struct making *making, const struct semiology_subject *subject,
                             struct semiology_wish *wish)
{
    struct figure_map *map = making->map;
    double bounds[CLASSES_MAX + 1];
    struct class_choice choice = {.method = wish->method, .side = CLASS_RIGHT_CLOSED, .is_rounded = true};
    if (map->known == 0) {
        notices_add(&map->notices, NOTICE_WARNING,
                    "«\u00a0%s\u00a0» n’est renseigné pour aucun territoire\u00a0: la carte ne montre aucune valeur.",
                    "“%s” is not known for any territory: the map shows no value.",
                    map->is_english ? subject->title_en : subject->title_fr);
        return true;
    }
    if (wish->form == MAP_CHOROPLETH && !breaks_choose(making, &choice, bounds, wish))
        return false;
    choice.count = wish->classes;
    if (!semiology_check(subject, wish, &map->notices))
        return false;
    map->method = wish->method;
    map->class_count = wish->classes;
    if (wish->form == MAP_CHOROPLETH &&
        !classes_make(making->values, map->known, &choice, &map->classes, &map->notices))
        return false;
    if (map->known == 1)
        say_one(making);
    return true;
}

static bool refused(const struct figure_map *map, bool *is_refused, struct error *err)
{
    for (size_t i = 0; i < map->notices.count; i++) {
        const struct notice *notice = &map->notices.items[i];
        if (notice->kind != NOTICE_REFUSAL)
            continue;
        if (is_refused != NULL)
            *is_refused = true;
        return error_set(err, ERROR_INPUT, "%s", map->is_english ? notice->en : notice->fr);
    }
    return false;
}

static bool figure_map_fill(struct making *making, bool *is_refused)
{
    struct figure_map *map = making->map;
    if (!indicator_choose(making) || !territories_choose(making) || !figures_count(making) || !figures_fill(making))
        return false;
    const struct snapshot_indicator *indicator = map->indicator;
    struct semiology_subject subject = {.title_fr = indicator->title_fr,
                                        .title_en = indicator->title_en,
                                        .values = making->values,
                                        .count = map->known,
                                        .unknown = map->count - map->known};
    struct semiology_wish wish;
    if (!indicator_kind_read(indicator->kind, &subject.kind))
        return error_set(making->err, ERROR_STORAGE, "indicator %s: kind \"%.20s\" is not one that maps are made of",
                         indicator->id, indicator->kind);
    if (!wish_choose(making, &subject, &wish))
        return false;
    map->form = wish.form;
    if (!figures_classify(making, &subject, &wish))
        return refused(map, is_refused, making->err);
    map->max_radius = map->is_by_epci ? making->theme->classes->epci_radius : making->theme->classes->commune_radius;
    /* Read again: circles have a place. */
    return map->form != MAP_SYMBOLS || figures_fill(making);
}

struct figure_map *figure_map_make(const struct style *theme, const struct figure_map_choice *choice, const char *lang,
                                   struct store *store, const struct snapshot *snapshot, struct arena *arena,
                                   bool *is_refused, struct error *err)
{
    struct figure_map *map = arena_alloc(arena, sizeof *map);
    map->is_english = strcmp(lang, "en") == 0;
    struct making making = {map, choice, theme, store, snapshot, arena, NULL, err};
    if (is_refused != NULL)
        *is_refused = false;
    if (theme->classes == NULL) {
        error_set(err, ERROR_INPUT, "theme %s shows one subject: it takes no indicator and no classes", theme->id);
        return NULL;
    }
    if (!figure_map_fill(&making, is_refused))
        return NULL;
    map->style = figure_map_bind(map, theme, arena);
    return map;
}

struct colour figure_map_colour(const struct figure_map *map, size_t index)
{
    struct colour colours[CLASSES_MAX];
    if (map->form == MAP_CHOROPLETH && index < map->classes.count) {
        palette_colours(map->palette, map->classes.count, colours);
        return colours[index];
    }
    palette_colours(map->palette, 5, colours);
    return colours[4];
}

double figure_map_radius(const struct figure_map *map, double value)
{
    return map->greatest > 0 ? circle_radius(value, map->greatest, map->max_radius) : 0;
}
