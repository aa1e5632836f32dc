#include "load/loading.h"

#include "base/file.h"
#include "geo/crs.h"

#include <inttypes.h>
#include <string.h>

/* One broken rule: into the report, and, unless it is a mere warning, into `err`, where the first one stays. */
static void broken(struct loading *loading, const struct catalogue_check *check, const char *collection,
                   const char *source, const char *key, const char *sentence, struct error *err)
{
    enum severity severity = check->is_warning ? SEVERITY_WARNING : SEVERITY_REFUSED;
    report_add(loading->report, source, severity, key, "%s: %s", collection, sentence);
    if (check->is_warning || err->kind != ERROR_NONE)
        return;
    if (key != NULL)
        error_set(err, ERROR_INPUT, "%s: %s: %s", collection, key, sentence);
    else
        error_set(err, ERROR_INPUT, "%s: %s", collection, sentence);
}

static bool count_check(struct loading *loading, const struct catalogue_collection *collection,
                        const struct catalogue_check *check, const char *source, struct error *found, struct error *err)
{
    int64_t count;
    if (!store_integer(loading->store, arena_printf(loading->arena, "SELECT count(*) FROM %s", collection->table),
                       &count, err))
        return false;
    bool is_fewer = check->count_min >= 0 && count < check->count_min;
    bool is_more = check->count_max >= 0 && count > check->count_max;
    if (is_fewer || is_more)
        broken(loading, check, collection->id, source, NULL,
               arena_printf(loading->arena, "it has %" PRId64 " features, but %s", count, check->what), found);
    return true;
}

static bool rows_check(struct loading *loading, const struct catalogue_collection *collection,
                       const struct catalogue_check *check, const char *sql, const char *source, struct error *found,
                       struct error *err)
{
    struct statement *rows = statement_open(loading->store, sql, err);
    int step = -1;
    while (rows != NULL && (step = statement_step(rows, err)) == 1) {
        const char *sentence = statement_text(rows, 1);
        broken(loading, check, collection->id, source, statement_text(rows, 0),
               sentence != NULL ? sentence : check->what, found);
    }
    statement_close(rows);
    return step == 0;
}

/* Features whose box does not meet the box, by the spatial index. */
static bool extent_check(struct loading *loading, const struct catalogue_collection *collection,
                         const struct catalogue_check *check, const char *source, struct error *found,
                         struct error *err)
{
    struct box box;
    struct crs_transform *transform = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, err);
    bool done = transform != NULL && crs_transform_box(transform, check->extent, &box, err);
    crs_transform_close(transform);
    if (!done)
        return false;
    const char *sql = arena_printf(
        loading->arena,
        "SELECT %s, 'it lies outside of the territory' FROM %s WHERE fid NOT IN (SELECT pkid FROM idx_%s_geometry "
        "WHERE xmax >= %.0f AND xmin <= %.0f AND ymax >= %.0f AND ymin <= %.0f)",
        collection->key, collection->table, collection->table, box.xmin, box.xmax, box.ymin, box.ymax);
    return rows_check(loading, collection, check, sql, source, found, err);
}

bool loading_check(struct loading *loading, const struct catalogue_collection *collection, const char *source,
                   struct error *err)
{
    struct error found = ERROR_INIT;
    const struct catalogue_check territory = {
        -1, -1, loading->catalogue->extent, NULL, "features lie in the territory", false};
    if (!extent_check(loading, collection, &territory, source, &found, err))
        return false;
    for (size_t i = 0; i < collection->check_count; i++) {
        const struct catalogue_check *check = &collection->checks[i];
        bool is_counted = check->count_min >= 0 || check->count_max >= 0;
        if ((is_counted && !count_check(loading, collection, check, source, &found, err)) ||
            (!box_is_empty(check->extent) && !extent_check(loading, collection, check, source, &found, err)) ||
            (check->sql != NULL && !rows_check(loading, collection, check, check->sql, source, &found, err)))
            return false;
    }
    if (found.kind != ERROR_NONE)
        return error_set(err, found.kind, "%s", found.message);
    return true;
}

/* One collection of the present target: its features then and its features now. */
static bool collection_compare(const struct statement *before, struct statement *now, struct error *err)
{
    const char *id = statement_text(before, 0);
    int64_t features = 0;
    bool is_approximate = false;
    statement_bind_text(now, 1, id);
    if (statement_step(now, NULL) == 1) {
        features = statement_integer(now, 0);
        is_approximate = statement_integer(now, 1) != 0;
    }
    statement_reset(now);
    if (features * 2 < statement_integer(before, 1))
        return error_set(err, ERROR_INPUT,
                         "%s: it has %" PRId64 " features, and %" PRId64 " in the snapshot in place, which stays; "
                         "--force publishes all the same",
                         id, features, statement_integer(before, 1));
    if (is_approximate && statement_integer(before, 2) == 0)
        return error_set(
            err, ERROR_INPUT,
            "%s: it is drawn from a fact table, and from its source in the snapshot in place, which stays; "
            "--force publishes all the same",
            id);
    return true;
}

bool loading_compare(struct loading *loading, struct error *err)
{
    if (loading->options->is_forced || !file_is_regular(loading->options->target))
        return true;
    struct store *present = store_open(loading->options->target, STORE_READ, NULL);
    struct statement *before =
        present == NULL
            ? NULL
            : statement_open(present, "SELECT id, features, approximate FROM collection ORDER BY position", NULL);
    struct statement *now =
        before == NULL
            ? NULL
            : statement_open(loading->store, "SELECT features, approximate FROM collection WHERE id = ?", err);
    bool done = true;
    while (now != NULL && done && statement_step(before, NULL) == 1)
        done = collection_compare(before, now, err);
    statement_close(now);
    statement_close(before);
    store_close(present);
    return done;
}
