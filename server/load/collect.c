#include "load/loading.h"

#include "base/text.h"

#include <string.h>

/* How one try to build a collection went. */
enum attempt { ATTEMPT_STANDS, ATTEMPT_REFUSED, ATTEMPT_FAILED };

/* What the SELECT gave and the table has not: features without geometry, and those given twice word for word. */
static bool omissions_report(struct loading *loading, const struct catalogue_collection *collection, const char *source,
                             struct error *err)
{
    const char *key = collection->key;
    const char *sql =
        arena_printf(loading->arena,
                     "SELECT %s, geometry IS NULL, count(*) FROM temp.filling GROUP BY %s, geometry IS NULL "
                     "HAVING geometry IS NULL OR count(*) > 1 ORDER BY 1",
                     key, key);
    struct statement *rows = statement_open(loading->store, sql, err);
    int step = -1;
    while (rows != NULL && (step = statement_step(rows, err)) == 1) {
        bool has_none = statement_integer(rows, 1) != 0;
        report_add(loading->report, source, has_none ? SEVERITY_REFUSED : SEVERITY_REPAIRED, statement_text(rows, 0),
                   "%s: %s", collection->id,
                   has_none ? "it has no place on the map: its code is not known, or its geometry is empty"
                            : "it was given several times, word for word, and is taken once");
    }
    statement_close(rows);
    return step == 0;
}

/* Builds the table and checks it; undoes it when a check fails. `err` says why unless it stands. */
static enum attempt attempt_make(struct loading *loading, const struct catalogue_collection *collection,
                                 const char *select_path, bool is_approximate, struct error *err)
{
    const char *select = loading_text(loading, select_path, err);
    if (select == NULL || !store_script(loading->store, "SAVEPOINT attempt", collection->id, err))
        return ATTEMPT_FAILED;
    size_t said = report_count(loading->report);
    bool stands = builder_collection(loading->builder, collection, select, select_path, loading->position + 1,
                                     is_approximate, err) &&
                  omissions_report(loading, collection, collection->source, err) &&
                  loading_check(loading, collection, collection->source, err);
    if (!stands) {
        report_cut(loading->report, said);
        if (!store_script(loading->store, "ROLLBACK TO attempt", collection->id, NULL))
            return ATTEMPT_FAILED;
    }
    if (!store_script(loading->store, "RELEASE attempt", collection->id, NULL))
        return ATTEMPT_FAILED;
    if (stands) {
        loading->position++;
        loading->is_approximate = loading->is_approximate || is_approximate;
    }
    return stands ? ATTEMPT_STANDS : ATTEMPT_REFUSED;
}

/* From the source's file; where that does not do, from the next file. */
static enum attempt official_make(struct loading *loading, const struct catalogue_collection *collection,
                                  struct error *err)
{
    struct loading_source *source = loading_source_of(loading, collection->source);
    while (source->read != NULL) {
        struct error cause = ERROR_INIT;
        enum attempt attempt = attempt_make(loading, collection, collection->select, false, &cause);
        if (attempt == ATTEMPT_STANDS)
            return attempt;
        if (attempt == ATTEMPT_FAILED || loading->options->is_strict) {
            error_set(err, cause.kind, "%s", cause.message);
            return ATTEMPT_FAILED;
        }
        loading_refuse(loading, source, source->read, cause.message);
        bool has_rows;
        if (!loading_import_next(loading, source, &has_rows, err))
            return ATTEMPT_FAILED;
    }
    return ATTEMPT_REFUSED;
}

/* The fact table that a schematic SELECT draws from: the first that the collection names. */
static const char *stand_in_of(const struct catalogue_collection *collection)
{
    for (size_t i = 0; collection->also != NULL && collection->also[i] != NULL; i++)
        if (text_starts_with(collection->also[i], "fact_"))
            return collection->also[i];
    return collection->source;
}

static enum attempt schematic_make(struct loading *loading, const struct catalogue_collection *collection,
                                   struct error *err)
{
    if (collection->schematic == NULL)
        return ATTEMPT_REFUSED;
    struct catalogue_collection drawn = *collection;
    drawn.source = stand_in_of(collection);
    enum attempt attempt = attempt_make(loading, &drawn, collection->schematic, !collection->schematic_is_exact, err);
    if (attempt != ATTEMPT_STANDS)
        return attempt;
    loading_source_of(loading, collection->source)->stand_in = drawn.source;
    if (!loading->options->is_schematic)
        report_add(loading->report, collection->source, SEVERITY_WARNING, NULL, "%s: drawn from the fact table %s",
                   collection->id, drawn.source);
    return attempt;
}

/* A collection that is computed from others is credited to what they were drawn from, and as approximate as they are. */
static enum attempt derived_make(struct loading *loading, const struct catalogue_collection *collection,
                                 struct error *err)
{
    struct catalogue_collection derived = *collection;
    const struct loading_source *source = loading_source_of(loading, collection->source);
    if (source->stand_in != NULL)
        derived.source = source->stand_in;
    else if (source->read == NULL)
        return ATTEMPT_REFUSED;
    return attempt_make(loading, &derived, collection->select, loading->is_approximate, err);
}

/* What its SELECTs read. */
static bool sources_import(struct loading *loading, const struct catalogue_collection *collection, struct error *err)
{
    if (!loading_import(loading, loading_source_of(loading, collection->source), err))
        return false;
    for (size_t i = 0; collection->also != NULL && collection->also[i] != NULL; i++)
        if (!loading_import(loading, loading_source_of(loading, collection->also[i]), err))
            return false;
    return true;
}

static bool collection_make(struct loading *loading, const struct catalogue_collection *collection, struct error *err)
{
    struct error cause = ERROR_INIT;
    enum attempt attempt = ATTEMPT_REFUSED;
    if (!sources_import(loading, collection, err))
        return false;
    if (collection->is_derived)
        attempt = derived_make(loading, collection, &cause);
    else if (!loading->options->is_schematic)
        attempt = official_make(loading, collection, &cause);
    if (attempt == ATTEMPT_REFUSED && !collection->is_derived)
        attempt = schematic_make(loading, collection, &cause);
    if (attempt == ATTEMPT_STANDS)
        return true;
    if (attempt == ATTEMPT_FAILED || collection->is_required ||
        (loading->options->is_strict && cause.kind != ERROR_NONE))
        return error_set(err, cause.kind != ERROR_NONE ? cause.kind : ERROR_INPUT, "%s",
                         cause.kind != ERROR_NONE
                             ? cause.message
                             : arena_printf(loading->arena, "%s: no source for it could be read", collection->id));
    if (cause.kind != ERROR_NONE)
        report_add(loading->report, collection->source, SEVERITY_REFUSED, NULL, "%s", cause.message);
    return builder_collection(loading->builder, collection, NULL, NULL, 0, false, err);
}

bool loading_collect(struct loading *loading, struct error *err)
{
    for (size_t i = 0; i < loading->catalogue->collection_count; i++) {
        if (!collection_make(loading, &loading->catalogue->collections[i], err))
            return false;
        loading_progress(loading, loading->catalogue->collections[i].id);
    }
    return true;
}
