/* What stands beside the features for smaller scales: outlines, label points, tiles. */
#include "store/building.h"
#include "store/connection.h"
#include "store/snapshot.h"

#include "geo/wkb.h"

#include <assert.h>
#include <math.h>

/* ---- building ---- */

static int64_t key_of(int64_t position, int64_t fid)
{
    return position << 32 | fid;
}

static bool statement_run(struct statement *statement, struct error *err)
{
    bool done = statement_step(statement, err) >= 0;
    statement_reset(statement);
    return done;
}

bool builder_outline(struct builder *builder, int64_t position, int64_t fid, unsigned level,
                     const struct geometry *geometry, struct error *err)
{
    assert(level >= 1 && level <= OUTLINE_LEVELS);
    struct statement *insert = store_statement(builder->store, "INSERT INTO outline VALUES (?, ?)", err);
    if (insert == NULL)
        return false;
    struct buffer wkb = BUFFER_INIT;
    wkb_write(geometry, &wkb);
    statement_bind_integer(insert, 1, key_of(position, fid) << 4 | level);
    statement_bind_blob(insert, 2, wkb.bytes, wkb.length);
    buffer_free(&wkb);
    return statement_run(insert, err);
}

bool builder_label_point(struct builder *builder, int64_t position, int64_t fid, struct point at, struct error *err)
{
    struct statement *insert = store_statement(builder->store, "INSERT INTO label_point VALUES (?, ?, ?)", err);
    if (insert == NULL)
        return false;
    statement_bind_integer(insert, 1, key_of(position, fid));
    statement_bind_real(insert, 2, at.x);
    statement_bind_real(insert, 3, at.y);
    return statement_run(insert, err);
}

bool builder_zoom_min(struct builder *builder, int64_t position, unsigned zoom, struct error *err)
{
    struct statement *update =
        store_statement(builder->store, "UPDATE collection SET tile_zoom_min = ? WHERE position = ?", err);
    if (update == NULL)
        return false;
    statement_bind_integer(update, 1, zoom);
    statement_bind_integer(update, 2, position);
    return statement_run(update, err);
}

bool builder_tile_extent(struct builder *builder, const struct tile_matrix_set *set, struct box extent,
                         struct error *err)
{
    struct statement *insert = store_statement(builder->store, "INSERT INTO tile_extent VALUES (?, ?, ?, ?, ?)", err);
    if (insert == NULL)
        return false;
    statement_bind_text(insert, 1, set->id);
    statement_bind_real(insert, 2, extent.xmin);
    statement_bind_real(insert, 3, extent.ymin);
    statement_bind_real(insert, 4, extent.xmax);
    statement_bind_real(insert, 5, extent.ymax);
    return statement_run(insert, err);
}

/* Those of one set stand together, WebMercatorQuad's under their own numbers. */
static int64_t tile_key(const struct tile_matrix_set *set, struct tile tile)
{
    return (int64_t)((uint64_t)(set - tile_matrix_sets) << TILE_NUMBER_BITS | tile_number(tile));
}

bool builder_tile(struct builder *builder, const struct tile_matrix_set *set, struct tile tile, const void *gzip,
                  size_t length, struct error *err)
{
    struct statement *insert = store_statement(builder->store, "INSERT INTO tile VALUES (?, ?)", err);
    if (insert == NULL)
        return false;
    statement_bind_integer(insert, 1, tile_key(set, tile));
    statement_bind_blob(insert, 2, gzip, length);
    return statement_run(insert, err);
}

/* ---- reading ---- */

double outline_tolerance(unsigned level)
{
    return tile_tolerance(&tile_matrix_sets[0], SNAPSHOT_TILE_ZOOM_MAX + 1 - level);
}

int outline_level(const struct snapshot_collection *collection, double tolerance)
{
    int level = 0;
    while (level < OUTLINE_LEVELS && tolerance >= outline_tolerance((unsigned)level + 1))
        level++;
    return geometry_dimension(collection->geometry) == 0 ? 0 : level;
}

int64_t outline_key(const struct snapshot_collection *collection, int64_t fid)
{
    return key_of(collection->position, fid) << 4;
}

bool snapshot_label_point(struct store *store, const struct snapshot_collection *collection, int64_t fid,
                          struct point *at, struct error *err)
{
    struct statement *row = store_statement(store, "SELECT x, y FROM label_point WHERE id = ?", err);
    if (row == NULL)
        return false;
    statement_bind_integer(row, 1, key_of(collection->position, fid));
    int step = statement_step(row, err);
    if (step == 1)
        *at = (struct point){statement_real(row, 0), statement_real(row, 1)};
    statement_reset(row);
    if (step == 0)
        error_set(err, ERROR_NOT_FOUND, "%s: feature %lld has no label point", collection->id, (long long)fid);
    return step == 1;
}

bool snapshot_tile_extent(struct store *store, const struct tile_matrix_set *set, struct box *extent, struct error *err)
{
    struct statement *row =
        store_statement(store, "SELECT xmin, ymin, xmax, ymax FROM tile_extent WHERE tile_matrix_set = ?", err);
    if (row == NULL)
        return false;
    statement_bind_text(row, 1, set->id);
    int step = statement_step(row, err);
    if (step >= 0)
        *extent = step == 0 ? BOX_EMPTY
                            : (struct box){statement_real(row, 0), statement_real(row, 1), statement_real(row, 2),
                                           statement_real(row, 3)};
    statement_reset(row);
    return step >= 0;
}

unsigned snapshot_tile_zoom_max(const struct tile_matrix_set *set)
{
    return SNAPSHOT_TILE_ZOOM_MAX - set->ahead;
}

bool snapshot_tile(struct store *store, const struct tile_matrix_set *set, struct tile tile, struct buffer *gzip,
                   struct error *err)
{
    struct statement *row = store_statement(store, "SELECT gzip FROM tile WHERE id = ?", err);
    if (row == NULL)
        return false;
    statement_bind_integer(row, 1, tile_key(set, tile));
    int step = statement_step(row, err);
    if (step == 1) {
        size_t length;
        const void *bytes = statement_blob(row, 0, &length);
        buffer_append(gzip, bytes, length);
    }
    statement_reset(row);
    return step >= 0;
}

bool snapshot_tiles(struct store *store, tile_visitor *visit, void *payload, struct error *err)
{
    struct statement *rows = statement_open(store, "SELECT id, gzip FROM tile WHERE id < ? ORDER BY id", err);
    if (rows == NULL)
        return false;
    statement_bind_integer(rows, 1, INT64_C(1) << TILE_NUMBER_BITS);
    int step;
    while ((step = statement_step(rows, err)) == 1) {
        size_t length;
        const void *gzip = statement_blob(rows, 1, &length);
        if (!visit(payload, tile_of_number((uint64_t)statement_integer(rows, 0)), gzip, length, err))
            break;
    }
    statement_close(rows);
    return step == 0;
}
