/* The coverage table as a process. */
#include "analysis/coverage.h"
#include "analysis/coverage_choice.h"
#include "analysis/process.h"
#include "analysis/tally.h"

#include <string.h>

enum {
    INPUT_BY,
    INPUT_PERIMETER,
    INPUT_THEMES,
    INPUT_INDICATORS,
    INPUT_DISTANCES,
    INPUT_TERRITORIES,
    INPUT_OF,
    INPUT_FILTER,
    INPUTS
};

static const char *const levels[] = {"epci", "commune", NULL};
static const char *const perimeters[] = {"bassin", "epci", NULL};

static const char *const *themes_of(const struct snapshot *snapshot, struct arena *arena)
{
    const char **themes = arena_array(arena, snapshot->indicator_count + 1, sizeof *themes);
    size_t count = 0;
    for (size_t i = 0; i < snapshot->indicator_count; i++) {
        size_t known = 0;
        while (known < count && strcmp(themes[known], snapshot->indicators[i].theme) != 0)
            known++;
        if (known == count)
            themes[count++] = snapshot->indicators[i].theme;
    }
    return themes;
}

static const char *const *ids_of(const struct snapshot *snapshot, struct arena *arena)
{
    const char **ids = arena_array(arena, snapshot->indicator_count + 1, sizeof *ids);
    for (size_t i = 0; i < snapshot->indicator_count; i++)
        ids[i] = snapshot->indicators[i].id;
    return ids;
}

static size_t coverage_inputs(const struct snapshot *snapshot, struct arena *arena, struct process_input *inputs)
{
    size_t distance_count;
    const int *distances = coverage_distances(snapshot, arena, &distance_count);
    inputs[INPUT_BY] = (struct process_input){.id = "by",
                                              .title = "Maille",
                                              .description = "Une ligne par intercommunalité ou par commune",
                                              .kind = PROCESS_WORD,
                                              .most = 1,
                                              .words = levels,
                                              .otherwise = "\"epci\""};
    inputs[INPUT_PERIMETER] =
        (struct process_input){.id = "perimeter",
                               .title = "Périmètre",
                               .description = "bassin : les 250 communes du bassin minier ; epci : toutes les communes "
                                              "des 8 intercommunalités",
                               .kind = PROCESS_WORD,
                               .most = 1,
                               .words = perimeters,
                               .otherwise = "\"bassin\""};
    inputs[INPUT_THEMES] = (struct process_input){.id = "themes",
                                                  .title = "Sujets",
                                                  .description = "Groupes d’indicateurs ; tous par défaut",
                                                  .kind = PROCESS_WORD,
                                                  .words = themes_of(snapshot, arena)};
    inputs[INPUT_INDICATORS] = (struct process_input){.id = "indicators",
                                                      .title = "Indicateurs",
                                                      .description = "Identifiants d’indicateurs ; tous par défaut",
                                                      .kind = PROCESS_WORD,
                                                      .words = ids_of(snapshot, arena)};
    inputs[INPUT_DISTANCES] = (struct process_input){
        .id = "distances",
        .title = "Distances",
        .description = "Mètres : des indicateurs qui dépendent d’une distance, seuls ceux de ces "
                       "distances restent ; toutes les distances préparées par défaut",
        .kind = PROCESS_WHOLE,
        .numbers = distances,
        .number_count = distance_count};
    inputs[INPUT_TERRITORIES] = (struct process_input){
        .id = "territories",
        .title = "Territoires",
        .description = "Codes SIREN (par intercommunalité) ou INSEE (par commune), hors, total ; "
                       "tous par défaut",
        .kind = PROCESS_TEXT};
    for (size_t i = INPUT_THEMES; i <= INPUT_INDICATORS; i++)
        while (inputs[i].words[inputs[i].most] != NULL)
            inputs[i].most++;
    inputs[INPUT_DISTANCES].most = distance_count;
    inputs[INPUT_TERRITORIES].most = PROCESS_VALUES_MAX;
    inputs[INPUT_OF] = process_of_input(snapshot, arena);
    inputs[INPUT_FILTER] = process_filter_input(
        "CQL2 en texte : avec « of », les objets à compter, par les champs de leur collection ; sinon les "
        "territoires, par les champs des collections epci ou communes");
    return INPUTS;
}

static bool coverage_write(const struct coverage *coverage, struct store *store, enum process_form form,
                           struct buffer *out, struct error *err)
{
    if (form == PROCESS_GEOJSON)
        return coverage_write_geojson(coverage, store, out, err);
    (form == PROCESS_CSV ? coverage_write_csv : coverage_write_json)(coverage, out);
    return true;
}

/* The features of `of`, counted; their columns are their own. */
static bool features_count(struct store *store, const struct snapshot *snapshot, const struct process_value *values,
                           struct coverage_query query, struct arena *arena, struct coverage *whole, struct error *err)
{
    static const int indicators[] = {INPUT_THEMES, INPUT_INDICATORS, INPUT_DISTANCES};
    static const char *const names[] = {"themes", "indicators", "distances"};
    struct tally_query features = {.of = snapshot_collection_of(snapshot, values[INPUT_OF].text[0])};
    const struct selection_wish wish = {.filter = values[INPUT_FILTER].count > 0 ? values[INPUT_FILTER].text[0] : NULL};
    for (size_t i = 0; i < sizeof indicators / sizeof indicators[0]; i++)
        if (values[indicators[i]].count > 0)
            return error_set(err, ERROR_INPUT,
                             "inputs \"of\" and \"%s\" exclude each other: features of a collection have columns of "
                             "their own",
                             names[i]);
    return selection_read(&wish, features.of, store, arena, &features.selection, err) &&
           tally_coverage(store, snapshot, query, features, arena, whole, err);
}

/* A filter without `of` chooses territories. */
static bool territories_choose(struct store *store, const struct snapshot *snapshot, const struct process_value *values,
                               struct coverage_query query, struct arena *arena, struct coverage_choice *choice,
                               struct error *err)
{
    const struct snapshot_collection *rows =
        snapshot_collection_of(snapshot, query.level == COVERAGE_BY_EPCI ? "epci" : "communes");
    const struct selection_wish wish = {.filter = values[INPUT_FILTER].text[0]};
    const struct selection *selection;
    if (rows == NULL)
        return error_set(err, ERROR_NOT_FOUND, "there are no territories in this snapshot");
    if (!selection_read(&wish, rows, store, arena, &selection, err))
        return false;
    choice->fids = selection_fids(selection);
    choice->fid_count = selection_count(selection);
    return true;
}

static bool coverage_run(struct store *store, const struct snapshot *snapshot, const struct process_value *values,
                         enum process_form form, struct arena *arena, struct buffer *out, struct error *err)
{
    struct coverage_query query = {PERIMETER_BASSIN, COVERAGE_BY_EPCI};
    bool has_of = values[INPUT_OF].count > 0;
    struct coverage_choice choice = {.themes = values[INPUT_THEMES].text,
                                     .theme_count = values[INPUT_THEMES].count,
                                     .indicators = values[INPUT_INDICATORS].text,
                                     .indicator_count = values[INPUT_INDICATORS].count,
                                     .distances = values[INPUT_DISTANCES].number,
                                     .distance_count = values[INPUT_DISTANCES].count,
                                     .territories = values[INPUT_TERRITORIES].text,
                                     .territory_count = values[INPUT_TERRITORIES].count};
    if ((values[INPUT_BY].count > 0 && !coverage_level_read(values[INPUT_BY].text[0], &query.level, err)) ||
        (values[INPUT_PERIMETER].count > 0 && !perimeter_read(values[INPUT_PERIMETER].text[0], &query.perimeter, err)))
        return false;
    if (!has_of && values[INPUT_FILTER].count > 0 &&
        !territories_choose(store, snapshot, values, query, arena, &choice, err))
        return false;
    struct coverage whole, part;
    return (has_of ? features_count(store, snapshot, values, query, arena, &whole, err)
                   : coverage_read(store, snapshot, query, arena, &whole, err)) &&
           coverage_choose(store, &whole, &choice, arena, &part, err) && coverage_write(&part, store, form, out, err);
}

const struct process process_coverage = {
    .id = "coverage",
    .title = "Indicateurs par territoire",
    .description =
        "Cités minières, réseau cyclable, gares, friches et patrimoine, par intercommunalité ou par commune. "
        "Les parts s’additionnent ; une valeur inconnue est nulle, jamais 0. /data/indicators.json définit "
        "chaque indicateur.",
    .version = "1.0.0",
    .output_title = "Tableau",
    .output_description = "Une ligne par territoire : territoire, nom, puis les indicateurs",
    .row_schema = "{\"type\":\"object\",\"required\":[\"territoire\",\"nom\"],\"properties\":{\"territoire\":{\"type\":"
                  "\"string\"},\"nom\":{\"type\":\"string\"}},\"additionalProperties\":{\"type\":\"number\","
                  "\"nullable\":true}}",
    .inputs = coverage_inputs,
    .run = coverage_run,
};
