/* Sources whose features are meant to be a partition: slivers between them are given to a neighbour before anything is
 * computed from them. */
#include "load/loading.h"

#include "base/number.h"
#include "geo/partition.h"
#include "geo/topology.h"
#include "geo/wkb.h"

/* The rows of a raw table. */
struct rows {
    struct arena *arena;
    struct buffer fids;  /* int64_t */
    struct buffer keys;  /* const char * */
    struct buffer areas; /* struct geometry */
    size_t count;
};

/* What feature lines are keyed by, as terril-exchange does: the first input that is required, else the first. */
static const char *key_of(const struct catalogue_source *source)
{
    for (size_t i = 0; i < source->input_count; i++)
        if (source->inputs[i].required)
            return source->inputs[i].name;
    return source->inputs[0].name;
}

static bool row_take(struct rows *rows, const struct statement *row, struct error *err)
{
    size_t length;
    const void *blob = statement_blob(row, 2, &length);
    struct geometry area = GEOMETRY_EMPTY;
    if (blob != NULL && !wkb_read_spatialite(blob, length, rows->arena, &area, NULL, err))
        return false;
    int64_t fid = statement_integer(row, 0);
    const char *key = statement_text(row, 1);
    key = key != NULL ? arena_string(rows->arena, key) : arena_printf(rows->arena, "feature %lld", (long long)fid);
    buffer_append(&rows->fids, &fid, sizeof fid);
    buffer_append(&rows->keys, &key, sizeof key);
    buffer_append(&rows->areas, &area, sizeof area);
    rows->count++;
    return true;
}

static bool rows_read(struct loading *loading, const struct catalogue_source *source, struct rows *rows,
                      struct error *err)
{
    struct statement *select = statement_open(
        loading->store,
        arena_printf(rows->arena, "SELECT fid, %s, geometry FROM temp.raw_%s ORDER BY fid", key_of(source), source->id),
        err);
    int step = -1;
    while (select != NULL && (step = statement_step(select, err)) == 1)
        if (!row_take(rows, select, err)) {
            step = -1;
            break;
        }
    statement_close(select);
    return step == 0;
}

static bool rows_write(struct loading *loading, const struct catalogue_source *source, const struct rows *rows,
                       const struct geometry *cleaned, struct error *err)
{
    const int64_t *fids = (const int64_t *)(const void *)rows->fids.bytes;
    const struct geometry *areas = (const struct geometry *)(const void *)rows->areas.bytes;
    const char *sql =
        arena_printf(rows->arena, "UPDATE temp.raw_%s SET geometry = GeomFromWKB(?2, 2154) WHERE fid = ?1", source->id);
    struct statement *update = store_statement(loading->store, sql, err);
    struct buffer wkb = BUFFER_INIT;
    bool done = update != NULL;
    for (size_t i = 0; i < rows->count && done; i++) {
        if (cleaned[i].points == areas[i].points)
            continue;
        buffer_clear(&wkb);
        wkb_write(&cleaned[i], &wkb);
        statement_bind_integer(update, 1, fids[i]);
        statement_bind_blob(update, 2, wkb.bytes, wkb.length);
        done = statement_step(update, err) >= 0;
        statement_reset(update);
    }
    buffer_free(&wkb);
    return done;
}

/* ---- what is said ---- */

static const char *square_metres(struct arena *arena, double size)
{
    struct buffer text = BUFFER_INIT;
    number_write(&text, size, size < 10.0 ? 2 : 0);
    const char *copy = arena_printf(arena, "%s m²", text.bytes);
    buffer_free(&text);
    return copy;
}

static void finding_tell(struct loading *loading, const char *source, const struct rows *rows,
                         const struct partition_finding *finding)
{
    static const enum severity severities[PARTITION_KINDS] = {SEVERITY_REPAIRED, SEVERITY_REPAIRED, SEVERITY_NOTE,
                                                              SEVERITY_WARNING};
    static const char *const ends[PARTITION_KINDS] = {
        "closed: a sliver goes to the longest neighbour", "its own now: a sliver goes to the longest neighbour",
        "left open: too large or too wide for a sliver", "left to both: too large or too wide for a sliver"};
    const char *const *keys = (const char *const *)(const void *)rows->keys.bytes;
    bool is_gap = finding->kind == PARTITION_GAP_CLOSED || finding->kind == PARTITION_GAP_LEFT;
    const char *other = finding->other == TOPOLOGY_OUTSIDE ? "itself" : keys[finding->other];
    report_add(loading->report, source, severities[finding->kind], keys[finding->area], "%u %s%s %s %s, %s in all, %s",
               finding->count, is_gap ? "gap" : "overlap", finding->count > 1 ? "s" : "",
               is_gap ? "between it and" : "with", other, square_metres(loading->arena, finding->size),
               ends[finding->kind]);
}

static void clean_tell(struct loading *loading, const char *source, const struct rows *rows,
                       const struct partition_report *report)
{
    struct arena *arena = loading->arena;
    const struct partition_sum *sums = report->sums;
    if (!report->is_settled)
        report_add(loading->report, source, SEVERITY_WARNING, NULL,
                   "borders cross so closely that no rounding parts them: gaps and overlaps are as they came");
    else if (report->finding_count > 0)
        report_add(loading->report, source, SEVERITY_NOTE, NULL,
                   "meant to be a partition: %zu gaps closed (%s), %zu overlaps settled (%s), %zu gaps left (%s), "
                   "%zu overlaps left (%s); %zu features have other borders now",
                   sums[PARTITION_GAP_CLOSED].count, square_metres(arena, sums[PARTITION_GAP_CLOSED].size),
                   sums[PARTITION_OVERLAP_SETTLED].count, square_metres(arena, sums[PARTITION_OVERLAP_SETTLED].size),
                   sums[PARTITION_GAP_LEFT].count, square_metres(arena, sums[PARTITION_GAP_LEFT].size),
                   sums[PARTITION_OVERLAP_LEFT].count, square_metres(arena, sums[PARTITION_OVERLAP_LEFT].size),
                   report->reshaped);
    for (size_t i = 0; i < report->finding_count; i++)
        finding_tell(loading, source, rows, &report->findings[i]);
}

bool loading_clean(struct loading *loading, struct loading_source *source, struct error *err)
{
    if (!source->source->is_partition)
        return true;
    struct rows rows = {.arena = arena_new()};
    struct partition_report report;
    bool done = rows_read(loading, source->source, &rows, err);
    struct geometry *cleaned = arena_array(rows.arena, rows.count, sizeof *cleaned);
    done = done &&
           partition_clean((const struct geometry *)(const void *)rows.areas.bytes, rows.count, PARTITION_SLIVER,
                           rows.arena, cleaned, &report, err) &&
           rows_write(loading, source->source, &rows, cleaned, err);
    if (done) {
        source->repaired += (int64_t)report.reshaped;
        clean_tell(loading, source->source->id, &rows, &report);
    }
    buffer_free(&rows.fids);
    buffer_free(&rows.keys);
    buffer_free(&rows.areas);
    arena_free(rows.arena);
    return done;
}
