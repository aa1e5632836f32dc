#include "command/command.h"

#include "analysis/coverage.h"
#include "analysis/tally.h"
#include "base/arena.h"
#include "base/text.h"
#include "command/chosen.h"
#include "store/snapshot.h"

#include <stdio.h>
#include <string.h>

#define INDICATORS_MAX 64

static const char help[] = "terril coverage: figures per EPCI or commune\n"
                           "\n"
                           "  terril coverage                                 the 8 EPCI, in the terminal\n"
                           "  terril coverage --perimeter epci --format csv   all communes of the 8 EPCI\n"
                           "  terril coverage --by commune --format geojson   one figure a commune, on a map\n"
                           "  terril coverage --indicators cites,logements    these columns\n"
                           "  terril coverage --of slag-heaps --filter \"unesco IS NOT NULL\"\n"
                           "                                                  number and surface of these\n"
                           "\n"
                           "  --by epci|commune         one row for each (epci)\n"
                           "  --perimeter bassin|epci   which communes count: the 250 of the basin, or all\n"
                           "                            those of the 8 EPCI (bassin)\n"
                           "  --format FORM             table, csv, json, geojson, or definitions: what each\n"
                           "                            indicator is, its date and source, as JSON (table)\n"
                           "  --indicators ID,ID..      columns of the table (a choice); else all\n"
                           "  --of COLLECTION           instead of indicators: how many of its features, and\n"
                           "                            how much of them, lie in each territory\n"
                           "  --filter CQL2             of those features the ones it chooses\n"
                           "  --lang fr|en              language of the definitions (fr)\n"
                           "  --snapshot FILE           snapshot to read (" SNAPSHOT_DEFAULT ")\n"
                           "\n"
                           "Rows add up to the last one. An empty cell, null or \"n. r.\" is a figure that\n"
                           "nobody knows; it is never 0.\n";

static const char *const forms[] = {"table", "csv", "json", "geojson", "definitions", NULL};

struct wishes {
    const char *by, *perimeter, *format, *indicators, *lang, *snapshot;
    struct chosen_wish chosen;
};

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

static bool wishes_check(const struct wishes *wishes, struct coverage_query *query, struct error *err)
{
    static const char *const languages[] = {"fr", "en", NULL};
    if (!is_one_of(wishes->format, forms))
        return error_set(err, ERROR_INPUT,
                         "coverage: format \"%s\": allowed are table, csv, json, geojson and definitions",
                         wishes->format);
    if (!is_one_of(wishes->lang, languages))
        return error_set(err, ERROR_INPUT, "coverage: lang \"%s\": allowed are fr and en", wishes->lang);
    if (wishes->chosen.of != NULL && wishes->indicators != NULL)
        return error_set(err, ERROR_INPUT,
                         "coverage: --indicators and --of exclude each other: the features of a "
                         "collection have columns of their own");
    return coverage_level_read(wishes->by, &query->level, err) &&
           perimeter_read(wishes->perimeter, &query->perimeter, err);
}

static bool indicator_unknown(const char *id, const struct snapshot *snapshot, struct arena *arena, struct error *err)
{
    const char **names = arena_array(arena, snapshot->indicator_count + 1, sizeof *names);
    for (size_t i = 0; i < snapshot->indicator_count; i++)
        names[i] = snapshot->indicators[i].id;
    const char *near = text_nearest(id, names);
    return error_set(err, ERROR_INPUT,
                     "coverage: no indicator \"%s\"%s%s%s; the first line of --format csv lists those there are", id,
                     near != NULL ? ", did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
}

/* "cites,logements" as a NULL-ended list in the arena. False when the snapshot lacks one. */
static bool indicators_split(const char *text, const struct snapshot *snapshot, struct arena *arena,
                             const char ***indicators, struct error *err)
{
    const char **list = arena_array(arena, INDICATORS_MAX + 1, sizeof *list);
    size_t count = 0;
    for (const char *at = text; *at != '\0' && count < INDICATORS_MAX;) {
        size_t length = strcspn(at, ",");
        const char *id = arena_copy(arena, at, length);
        if (snapshot_indicator_of(snapshot, id) == NULL)
            return indicator_unknown(id, snapshot, arena, err);
        list[count++] = id;
        at += length + (at[length] == ',');
    }
    *indicators = list;
    return true;
}

static bool coverage_print(struct store *store, const struct coverage *coverage, const struct wishes *wishes,
                           const char *const *indicators, struct error *err)
{
    struct buffer out = BUFFER_INIT;
    bool done = true;
    if (strcmp(wishes->format, "csv") == 0)
        coverage_write_csv(coverage, &out);
    else if (strcmp(wishes->format, "json") == 0)
        coverage_write_json(coverage, &out);
    else if (strcmp(wishes->format, "definitions") == 0)
        coverage_write_indicators(coverage->snapshot, wishes->lang, &out);
    else if (strcmp(wishes->format, "geojson") == 0)
        done = coverage_write_geojson(coverage, store, &out, err);
    else
        coverage_write_table(coverage, indicators, &out);
    done = done && command_print(&out, err);
    buffer_free(&out);
    return done;
}

/* The table of indicators, or of the features that are chosen. */
static int coverage_make(struct store *store, const struct snapshot *snapshot, const struct wishes *wishes,
                         struct coverage_query query, struct arena *arena, struct error *err)
{
    const char **indicators = NULL;
    struct tally_query features;
    struct coverage coverage;
    if ((wishes->indicators != NULL && !indicators_split(wishes->indicators, snapshot, arena, &indicators, err)) ||
        !chosen_read(&wishes->chosen, store, snapshot, arena, &features, err))
        return err->kind == ERROR_INPUT ? command_misuse(err) : command_failed(err);
    static const char *tally_columns[] = {"nombre", "surface_ha", "part_pct", "longueur_km", NULL};
    if (features.of != NULL)
        indicators = tally_columns;
    bool is_read = features.of == NULL ? coverage_read(store, snapshot, query, arena, &coverage, err)
                                       : tally_coverage(store, snapshot, query, features, arena, &coverage, err);
    return is_read && coverage_print(store, &coverage, wishes, indicators, err) ? EXIT_DONE : command_failed(err);
}

int command_coverage(int argc, char **argv)
{
    struct wishes wishes = {"epci", "bassin", "table", NULL, "fr", SNAPSHOT_DEFAULT, {NULL, NULL}};
    const struct option options[] = {{"--by", &wishes.by, NULL},
                                     {"--perimeter", &wishes.perimeter, NULL},
                                     {"--format", &wishes.format, NULL},
                                     {"--indicators", &wishes.indicators, NULL},
                                     {"--of", &wishes.chosen.of, NULL},
                                     {"--filter", &wishes.chosen.filter, NULL},
                                     {"--lang", &wishes.lang, NULL},
                                     {"--snapshot", &wishes.snapshot, NULL},
                                     {NULL, NULL, NULL}};
    const struct command_line line = {help, options, NULL};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO)
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    struct error err = ERROR_INIT;
    struct coverage_query query;
    if (!wishes_check(&wishes, &query, &err))
        return command_misuse(&err);
    struct arena *arena = arena_new();
    struct store *store =
        command_has_snapshot(wishes.snapshot, &err) ? store_open(wishes.snapshot, STORE_READ, &err) : NULL;
    struct snapshot *snapshot = store != NULL ? snapshot_read(store, arena, &err) : NULL;
    int status = snapshot == NULL ? command_failed(&err) : coverage_make(store, snapshot, &wishes, query, arena, &err);
    store_close(store);
    arena_free(arena);
    return status;
}
