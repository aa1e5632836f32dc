#include "load/inspect.h"

#include "base/arena.h"
#include "base/json.h"
#include "catalogue/catalogue.h"
#include "exchange/child.h"
#include "store/snapshot.h"

#include <inttypes.h>
#include <string.h>

/* Stocks where the parts do not make up the whole. Parts of which one is unknown cannot be summed. */
static const char sums_sql[] =
    "WITH part AS ("
    "  SELECT perimeter, CASE level WHEN 'commune' THEN 'communes' ELSE 'EPCI' END AS kind, indicator,"
    "         sum(value) AS value, count(value) = count(*) AS is_known"
    "  FROM figure WHERE level IN ('commune', 'epci', 'hors') GROUP BY 1, 2, 3)"
    "SELECT p.perimeter, p.indicator, p.kind FROM part AS p"
    " JOIN indicator AS i ON i.id = p.indicator AND i.kind = 'stock'"
    " JOIN figure AS t ON t.perimeter = p.perimeter AND t.level = 'total' AND t.indicator = p.indicator"
    " WHERE p.is_known AND NOT coalesce(abs(p.value - t.value) <= 1e-9 * max(1, abs(t.value)), 0)"
    " ORDER BY 1, 2, 3 LIMIT 1";

bool inspect_sums(struct store *store, struct error *err)
{
    struct statement *rows = statement_open(store, sums_sql, err);
    int step = rows == NULL ? -1 : statement_step(rows, err);
    if (step == 1)
        error_set(err, ERROR_STORAGE, "figures of %s, perimeter %s: the %s do not make up the total",
                  statement_text(rows, 1), statement_text(rows, 0), statement_text(rows, 2));
    statement_close(rows);
    return step == 0;
}

static bool collection_inspect(struct store *store, const struct snapshot_collection *collection, struct arena *arena,
                               struct error *err)
{
    int64_t rows, renditions;
    const char *in_table = arena_printf(arena, "SELECT count(*) FROM %s WHERE geometry IS NOT NULL", collection->table);
    const char *prepared = arena_printf(
        arena, "SELECT count(*) FROM rendition WHERE id BETWEEN %" PRId64 " AND %" PRId64 " AND length(json) > 0",
        collection->position << 32, (collection->position + 1) << 32);
    if (!store_integer(store, in_table, &rows, err) || !store_integer(store, prepared, &renditions, err))
        return false;
    if (rows != collection->features || renditions != collection->features)
        return error_set(err, ERROR_STORAGE,
                         "%s: says %" PRId64 " features; %" PRId64 " are in its table and %" PRId64 " are prepared",
                         collection->id, collection->features, rows, renditions);
    return true;
}

bool inspect_snapshot(const char *path, struct buffer *report, struct error *err)
{
    struct generation *generation = generation_open(path, err);
    struct store *store = generation == NULL ? NULL : generation_borrow(generation, err);
    struct arena *arena = arena_new();
    bool done = store != NULL;
    const struct snapshot *snapshot = done ? generation_snapshot(generation) : NULL;
    for (size_t i = 0; done && i < snapshot->collection_count; i++) {
        const struct snapshot_collection *collection = &snapshot->collections[i];
        done = collection_inspect(store, collection, arena, err);
        if (done)
            buffer_printf(report, "%s: %" PRId64 " features%s\n", collection->id, collection->features,
                          collection->is_approximate ? " (schematic)" : "");
    }
    done = done && inspect_sums(store, err);
    if (done)
        buffer_printf(report, "generation %s: figures add up\n", snapshot->generation);
    arena_free(arena);
    if (store != NULL)
        generation_return(generation, store);
    generation_unref(generation);
    return done;
}

static const struct catalogue_source *source_named(const struct catalogue *catalogue, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    for (size_t i = 0; i < catalogue->source_count; i++)
        for (size_t k = 0; k < catalogue->sources[i].file_count; k++)
            if (strcmp(catalogue->sources[i].files[k].name, name) == 0)
                return &catalogue->sources[i];
    return NULL;
}

static void frame_tell(const struct frame *frame, const char *what, struct buffer *report)
{
    struct json_document *document = json_read(frame->json, frame->json_length, "report", NULL);
    const struct json_value *root = json_root(document);
    const char *key = json_text(json_get(root, "key"), NULL);
    buffer_printf(report, "  %s: feature %.0f%s%s: %s\n", what, json_double(json_get(root, "feature"), 0),
                  key != NULL ? ", " : "", key != NULL ? key : "", json_text(json_get(root, "reason"), ""));
    json_free(document);
}

static bool frames_inspect(struct exchange_import *import, const char *id, struct buffer *report, struct error *err)
{
    struct frame frame;
    int more;
    int64_t features = 0, repaired = 0, refused = 0;
    struct frame_reader *reader = exchange_import_reader(import);
    while ((more = frame_read(reader, &frame, err)) == 1) {
        features += frame.type == FRAME_FEATURE;
        repaired += frame.type == FRAME_REPAIRED;
        refused += frame.type == FRAME_REFUSED;
        if (frame.type == FRAME_REPAIRED || frame.type == FRAME_REFUSED)
            frame_tell(&frame, frame.type == FRAME_REPAIRED ? "repaired" : "refused", report);
    }
    buffer_printf(report, "%s: %" PRId64 " read, %" PRId64 " repaired, %" PRId64 " refused\n", id, features + refused,
                  repaired, refused);
    return more == 0;
}

bool inspect_file(const char *home, const char *id, const char *path, struct buffer *report, struct error *err)
{
    struct arena *arena = arena_new();
    struct exchange_import *import = NULL;
    bool done = false;
    const char *catalogue_path = arena_printf(arena, "%s/geodata/catalogue.json", home);
    struct catalogue *catalogue = catalogue_open(catalogue_path, err);
    if (catalogue == NULL)
        goto finished;
    const struct catalogue_source *source =
        id != NULL ? catalogue_source_of(catalogue, id) : source_named(catalogue, path);
    const char *near = source == NULL && id != NULL ? catalogue_source_near(catalogue, id, arena) : NULL;
    if (source == NULL && id != NULL)
        error_set(err, ERROR_INPUT, "there is no source \"%s\" in the catalogue%s%s%s", id,
                  near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    else if (source == NULL)
        error_set(err, ERROR_INPUT, "%s: no source of the catalogue has a file of this name; --source says which it is",
                  path);
    if (source == NULL)
        goto finished;
    import = exchange_import_start(catalogue_path, source->id, path, err);
    done = import != NULL && exchange_import_open(import, err) && frames_inspect(import, source->id, report, err) &&
           exchange_import_finish(import, err);

finished:
    exchange_import_free(import);
    catalogue_close(catalogue);
    arena_free(arena);
    return done;
}
