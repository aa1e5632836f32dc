/* The coverage table as a process. */
#include "analysis/coverage.h"
#include "analysis/coverage_choice.h"
#include "analysis/process.h"

#include <string.h>

enum { INPUT_BY, INPUT_PERIMETER, INPUT_OF, INPUT_INDICATORS, INPUT_DISTANCES, INPUT_TERRITORIES, INPUTS };

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
    inputs[INPUT_OF] = (struct process_input){.id = "of",
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
    for (size_t i = INPUT_OF; i <= INPUT_INDICATORS; i++)
        while (inputs[i].words[inputs[i].most] != NULL)
            inputs[i].most++;
    inputs[INPUT_DISTANCES].most = distance_count;
    inputs[INPUT_TERRITORIES].most = PROCESS_VALUES_MAX;
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

static bool coverage_run(struct store *store, const struct snapshot *snapshot, const struct process_value *values,
                         enum process_form form, struct arena *arena, struct buffer *out, struct error *err)
{
    struct coverage_query query = {PERIMETER_BASSIN, COVERAGE_BY_EPCI};
    const struct coverage_choice choice = {.themes = values[INPUT_OF].text,
                                           .theme_count = values[INPUT_OF].count,
                                           .indicators = values[INPUT_INDICATORS].text,
                                           .indicator_count = values[INPUT_INDICATORS].count,
                                           .distances = values[INPUT_DISTANCES].number,
                                           .distance_count = values[INPUT_DISTANCES].count,
                                           .territories = values[INPUT_TERRITORIES].text,
                                           .territory_count = values[INPUT_TERRITORIES].count};
    if ((values[INPUT_BY].count > 0 && !coverage_level_read(values[INPUT_BY].text[0], &query.level, err)) ||
        (values[INPUT_PERIMETER].count > 0 && !perimeter_read(values[INPUT_PERIMETER].text[0], &query.perimeter, err)))
        return false;
    struct coverage whole, part;
    return coverage_read(store, snapshot, query, arena, &whole, err) &&
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
