/* What a snapshot holds, read once and tested: a file that is not wholly right is not served. */
#include "store/connection.h"
#include "store/reading.h"

#include <string.h>

#define SNAPSHOT_FORMAT   "1"
#define GENERATION_DIGITS 16
#define ENTRIES_MAX       10000 /* sources, collections or indicators */

const char *reading_text(struct reading *reading, const struct statement *row, int column)
{
    if (statement_is_null(row, column))
        reading->missing = statement_name(row, column);
    return arena_string(reading->arena, statement_text(row, column));
}

const char *reading_text_or_null(struct reading *reading, const struct statement *row, int column)
{
    return arena_string(reading->arena, statement_text(row, column));
}

bool reading_is_whole(struct reading *reading, const char *table, const char *id, struct error *err)
{
    if (reading->missing == NULL)
        return true;
    return error_set(err, ERROR_STORAGE, "snapshot: table %s, %.80s: %s is not given", table, id != NULL ? id : "a row",
                     reading->missing);
}

void *reading_room(struct reading *reading, const char *count_sql, size_t size, size_t *count, struct error *err)
{
    int64_t rows;
    if (!store_integer(reading->store, count_sql, &rows, err))
        return NULL;
    if (rows > ENTRIES_MAX) {
        error_set(err, ERROR_LIMIT, "snapshot: \"%s\" gives %lld, allowed are %d", count_sql, (long long)rows,
                  ENTRIES_MAX);
        return NULL;
    }
    *count = (size_t)rows;
    return arena_array(reading->arena, *count, size);
}

bool reading_rows(struct reading *reading, const char *sql, size_t count, reading_row *read, struct error *err)
{
    struct statement *rows = store_statement(reading->store, sql, err);
    if (rows == NULL)
        return false;
    size_t at = 0;
    int step;
    while ((step = statement_step(rows, err)) == 1 && at < count) {
        reading->missing = NULL;
        if (!read(reading, rows, at++, err)) {
            statement_reset(rows);
            return false;
        }
    }
    statement_reset(rows);
    if (step < 0)
        return false;
    return (step == 0 && at == count) ||
           error_set(err, ERROR_STORAGE, "snapshot: a table has not the %zu rows that it counts", count);
}

/* ---- meta ---- */

static const char *meta_of(struct reading *reading, const char *key, struct error *err)
{
    struct statement *row = store_statement(reading->store, "SELECT value FROM meta WHERE key = ?", err);
    if (row == NULL)
        return NULL;
    statement_bind_text(row, 1, key);
    int step = statement_step(row, err);
    const char *value = step == 1 ? reading_text_or_null(reading, row, 0) : NULL;
    statement_reset(row);
    if (step >= 0 && value == NULL)
        error_set(err, ERROR_STORAGE, "snapshot: meta has no \"%s\"", key);
    return value;
}

static bool meta_read(struct reading *reading, struct error *err)
{
    int64_t tables;
    if (!store_integer(reading->store, "SELECT count(*) FROM sqlite_master WHERE name = 'meta'", &tables, err))
        return false;
    if (tables == 0)
        return error_set(err, ERROR_STORAGE, "%s: not a snapshot: it lacks the tables that load makes",
                         reading->store->name);
    const char *format = meta_of(reading, "format", err);
    if (format == NULL)
        return false;
    if (strcmp(format, SNAPSHOT_FORMAT) != 0)
        return error_set(err, ERROR_STORAGE, "snapshot: format %.20s; this program reads format %s", format,
                         SNAPSHOT_FORMAT);
    const char *generation = meta_of(reading, "generation", err), *edition = meta_of(reading, "edition", err);
    if (generation == NULL || edition == NULL)
        return false;
    if (strlen(generation) != GENERATION_DIGITS || strspn(generation, "0123456789abcdef") != GENERATION_DIGITS)
        return error_set(err, ERROR_STORAGE, "snapshot: generation \"%.40s\" is not 16 hexadecimal digits", generation);
    reading->snapshot->generation = generation;
    reading->snapshot->is_schematic = strcmp(edition, "schematic") == 0;
    if (!reading->snapshot->is_schematic && strcmp(edition, "official") != 0)
        return error_set(err, ERROR_STORAGE, "snapshot: edition \"%.40s\" is neither official nor schematic", edition);
    return true;
}

/* ---- sources ---- */

static bool source_row(struct reading *reading, const struct statement *row, size_t at, struct error *err)
{
    struct snapshot_source *source = (struct snapshot_source *)&reading->snapshot->sources[at];
    *source = (struct snapshot_source){.id = reading_text(reading, row, 0),
                                       .title_fr = reading_text(reading, row, 1),
                                       .title_en = reading_text(reading, row, 2),
                                       .publisher = reading_text(reading, row, 3),
                                       .licence = reading_text(reading, row, 4),
                                       .credit = reading_text(reading, row, 5),
                                       .edition = reading_text(reading, row, 6),
                                       .address = reading_text_or_null(reading, row, 7),
                                       .date = reading_text_or_null(reading, row, 8)};
    return reading_is_whole(reading, "source", source->id, err);
}

static bool sources_read(struct reading *reading, struct error *err)
{
    struct snapshot *snapshot = reading->snapshot;
    snapshot->sources =
        reading_room(reading, "SELECT count(*) FROM source", sizeof *snapshot->sources, &snapshot->source_count, err);
    return snapshot->sources != NULL &&
           reading_rows(reading,
                        "SELECT id, title_fr, title_en, publisher, licence, credit, edition, address, date "
                        "FROM source ORDER BY rowid",
                        snapshot->source_count, source_row, err);
}

/* ---- indicators ---- */

static bool indicator_row(struct reading *reading, const struct statement *row, size_t at, struct error *err)
{
    struct snapshot_indicator *indicator = (struct snapshot_indicator *)&reading->snapshot->indicators[at];
    int64_t decimals = statement_integer(row, 9);
    *indicator = (struct snapshot_indicator){.id = reading_text(reading, row, 0),
                                             .theme = reading_text(reading, row, 1),
                                             .title_fr = reading_text(reading, row, 2),
                                             .title_en = reading_text(reading, row, 3),
                                             .unit = reading_text(reading, row, 4),
                                             .kind = reading_text(reading, row, 5),
                                             .definition_fr = reading_text(reading, row, 6),
                                             .definition_en = reading_text(reading, row, 7),
                                             .source = reading_text(reading, row, 8),
                                             .decimals = decimals < 0    ? 0
                                                         : decimals > 15 ? 15
                                                                         : (int)decimals,
                                             .is_geometric = statement_integer(row, 10) != 0,
                                             .date = reading_text_or_null(reading, row, 11)};
    return reading_is_whole(reading, "indicator", indicator->id, err);
}

static bool indicators_read(struct reading *reading, struct error *err)
{
    struct snapshot *snapshot = reading->snapshot;
    snapshot->indicators = reading_room(reading, "SELECT count(*) FROM indicator", sizeof *snapshot->indicators,
                                        &snapshot->indicator_count, err);
    return snapshot->indicators != NULL &&
           reading_rows(reading,
                        "SELECT id, theme, title_fr, title_en, unit, kind, definition_fr, definition_en, source, "
                        "decimals, geometric, date FROM indicator ORDER BY position",
                        snapshot->indicator_count, indicator_row, err);
}

/* ---- the whole ---- */

/* What readers will ask for and no collection stands for. */
static bool tables_exist(struct reading *reading, struct error *err)
{
    static const char *const questions[] = {
        "SELECT perimeter, level, territory, indicator, value FROM figure LIMIT 0",
        "SELECT insee, indicator, value FROM part LIMIT 0",
        "SELECT date, indicator, definition, value, unit, perimeter, source FROM programme_figure LIMIT 0",
        "SELECT id_lsm, indicator, value, unit, date, certainty, source FROM estate_figure LIMIT 0",
        "SELECT position, source_id, severity, feature, message FROM report LIMIT 0",
    };
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        struct statement *statement = statement_open(reading->store, questions[i], err);
        if (statement == NULL)
            return false;
        statement_close(statement);
    }
    return true;
}

struct snapshot *snapshot_read(struct store *store, struct arena *arena, struct error *err)
{
    struct snapshot *snapshot = arena_alloc(arena, sizeof *snapshot);
    struct reading reading = {.store = store, .arena = arena, .snapshot = snapshot};
    bool done = meta_read(&reading, err) && sources_read(&reading, err) && collections_read(&reading, err) &&
                indicators_read(&reading, err) && tables_exist(&reading, err);
    return done ? snapshot : NULL;
}

const struct snapshot_collection *snapshot_collection_of(const struct snapshot *snapshot, const char *id)
{
    for (size_t i = 0; i < snapshot->collection_count; i++)
        if (strcmp(snapshot->collections[i].id, id) == 0)
            return &snapshot->collections[i];
    return NULL;
}

const char *snapshot_licence_address(const char *licence)
{
    if (strncmp(licence, "Licence Ouverte", strlen("Licence Ouverte")) == 0)
        return "https://www.etalab.gouv.fr/licence-ouverte-open-licence/";
    return strncmp(licence, "ODbL", strlen("ODbL")) == 0 ? "https://opendatacommons.org/licenses/odbl/1-0/" : NULL;
}

const struct snapshot_indicator *snapshot_indicator_of(const struct snapshot *snapshot, const char *id)
{
    for (size_t i = 0; i < snapshot->indicator_count; i++)
        if (strcmp(snapshot->indicators[i].id, id) == 0)
            return &snapshot->indicators[i];
    return NULL;
}
