#include "store/tileset.h"

#include "base/file.h"
#include "base/json.h"
#include "base/number.h"
#include "tile/names.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Degrees to nine digits are 0.1 mm. */
#define DEGREES_DECIMALS 9

/* ---- what it says ---- */

/* What is said of a field in TileJSON is free; MBTiles wants its type. */
static const char *field_word(const struct snapshot_field *field, enum tileset_word word)
{
    if (word == TILESET_TITLES)
        return field->title_fr;
    return field->type == VALUE_TEXT ? "String" : "Number";
}

/* `from`: where its fields stand among the collection's; NULL: they are the collection's. */
static void layer_write(struct json_writer *json, const char *id, const struct snapshot_collection *collection,
                        const size_t *from, size_t field_count, const struct tileset_range *zooms)
{
    unsigned first = collection->tile_zoom_min > zooms->min ? collection->tile_zoom_min : zooms->min;
    json_object_open(json);
    json_key_string(json, "id", id);
    json_key_string(json, "description", collection->title_fr);
    json_key_integer(json, "minzoom", first);
    json_key_integer(json, "maxzoom", zooms->max);
    json_key(json, "fields");
    json_object_open(json);
    for (size_t i = 0; i < field_count; i++) {
        const struct snapshot_field *field = &collection->fields[from != NULL ? from[i] : i];
        json_key_string(json, field->name, field_word(field, zooms->word));
    }
    json_object_close(json);
    json_object_close(json);
}

void tileset_layers_write(struct json_writer *json, const struct snapshot_collection *collection,
                          const struct tileset_range *zooms, struct arena *arena)
{
    layer_write(json, collection->id, collection, NULL, collection->field_count, zooms);
    if (geometry_dimension(collection->geometry) != 2)
        return;
    struct field *fields = arena_array(arena, collection->field_count, sizeof *fields);
    for (size_t i = 0; i < collection->field_count; i++)
        fields[i] = (struct field){collection->fields[i].name, collection->fields[i].type};
    struct tile_names names =
        tile_names_of(collection->id, collection->key, collection->label, fields, collection->field_count, arena);
    layer_write(json, names.layer, collection, names.from, names.field_count, zooms);
}

static const char *layers_text(const struct snapshot *snapshot, const struct tileset *tileset, struct arena *arena)
{
    struct buffer text = BUFFER_INIT;
    struct json_writer json;
    const struct tileset_range zooms = {tileset->zoom_min, tileset->zoom_max, TILESET_TYPES};
    json_writer_init(&json, &text);
    json_array_open(&json);
    for (size_t i = 0; i < snapshot->collection_count; i++)
        if (snapshot->collections[i].features > 0)
            tileset_layers_write(&json, &snapshot->collections[i], &zooms, arena);
    json_array_close(&json);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

/* The zoom of WebMercatorQuad's first or last tile: numbers grow with the zoom, those of other sets stand behind. */
static bool zoom_read(struct store *store, bool is_last, unsigned *zoom, struct error *err)
{
    struct statement *row = store_statement(store,
                                            is_last ? "SELECT id FROM tile WHERE id < ? ORDER BY id DESC LIMIT 1"
                                                    : "SELECT id FROM tile WHERE id < ? ORDER BY id LIMIT 1",
                                            err);
    if (row == NULL)
        return false;
    statement_bind_integer(row, 1, INT64_C(1) << TILE_NUMBER_BITS);
    int step = statement_step(row, err);
    if (step == 1)
        *zoom = tile_of_number((uint64_t)statement_integer(row, 0)).zoom;
    statement_reset(row);
    return step == 1 || (step == 0 && error_set(err, ERROR_NOT_FOUND,
                                                "the snapshot has no tiles; terril load makes "
                                                "them"));
}

static bool zooms_read(struct store *store, struct tileset *tileset, struct error *err)
{
    return zoom_read(store, false, &tileset->zoom_min, err) && zoom_read(store, true, &tileset->zoom_max, err);
}

bool tileset_read(struct store *store, const struct snapshot *snapshot, const char *attribution, struct arena *arena,
                  struct tileset *tileset, struct error *err)
{
    struct tileset read = {.name = "Bassin minier en cartes",
                           .description = "Toutes les couches du bassin minier du Nord et du Pas-de-Calais",
                           .attribution = attribution,
                           .version = arena_string(arena, snapshot->generation),
                           .bounds = BOX_EMPTY};
    if (!zooms_read(store, &read, err))
        return false;
    if (snapshot->is_schematic)
        read.description = arena_printf(arena, "%s (édition schématique)", read.description);
    for (size_t i = 0; i < snapshot->collection_count; i++)
        read.bounds = box_join(read.bounds, snapshot->collections[i].extent);
    read.vector_layers = layers_text(snapshot, &read, arena);
    *tileset = read;
    return true;
}

void tileset_write_metadata(const struct tileset *tileset, struct buffer *out)
{
    struct json_writer json;
    json_writer_init(&json, out);
    json_object_open(&json);
    json_key_string(&json, "name", tileset->name);
    json_key_string(&json, "description", tileset->description);
    json_key_string(&json, "attribution", tileset->attribution);
    json_key_string(&json, "type", "overlay");
    json_key_string(&json, "version", tileset->version);
    json_key(&json, "vector_layers");
    json_raw(&json, tileset->vector_layers, strlen(tileset->vector_layers));
    json_object_close(&json);
}

/* ---- MBTiles ---- */

/* application_id: "MPBX" (MBTiles 1.3, 2.1.1). Its `version` wants a number, which no generation is: left out. */
static const char mbtiles_schema[] = "PRAGMA application_id = 0x4d504258;"
                                     "BEGIN;"
                                     "CREATE TABLE metadata (name TEXT, value TEXT);"
                                     "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, "
                                     "tile_data BLOB);"
                                     "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);";

static bool insert_done(struct statement *insert, struct error *err)
{
    bool is_done = statement_step(insert, err) >= 0;
    statement_reset(insert);
    return is_done;
}

static bool metadata_add(struct store *target, const char *name, const char *value, struct error *err)
{
    struct statement *insert = store_statement(target, "INSERT INTO metadata VALUES (?, ?)", err);
    if (insert == NULL)
        return false;
    statement_bind_text(insert, 1, name);
    statement_bind_text(insert, 2, value);
    return insert_done(insert, err);
}

/* Rows are counted from the south (TMS). */
static bool tile_add(void *payload, struct tile tile, const void *gzip, size_t length, struct error *err)
{
    struct store *target = payload;
    struct statement *insert = store_statement(target, "INSERT INTO tiles VALUES (?, ?, ?, ?)", err);
    if (insert == NULL)
        return false;
    statement_bind_integer(insert, 1, tile.zoom);
    statement_bind_integer(insert, 2, tile.x);
    statement_bind_integer(insert, 3, ((int64_t)1 << tile.zoom) - 1 - tile.y);
    statement_bind_blob(insert, 4, gzip, length);
    return insert_done(insert, err);
}

static const char *degrees_text(const double *values, size_t count, struct arena *arena)
{
    struct buffer text = BUFFER_INIT;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_putc(&text, ',');
        number_write(&text, values[i], DEGREES_DECIMALS);
    }
    const char *copy = arena_copy(arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

static bool metadata_write(struct store *target, const struct tileset *tileset, struct error *err)
{
    struct arena *arena = arena_new();
    const struct box box = tileset->bounds;
    const double bounds[] = {box.xmin, box.ymin, box.xmax, box.ymax};
    const double centre[] = {(box.xmin + box.xmax) / 2.0, (box.ymin + box.ymax) / 2.0,
                             (tileset->zoom_min + tileset->zoom_max) / 2};
    const struct {
        const char *name, *value;
    } rows[] = {
        {"name", tileset->name},
        {"format", "pbf"},
        {"bounds", degrees_text(bounds, 4, arena)},
        {"center", degrees_text(centre, 3, arena)},
        {"minzoom", arena_printf(arena, "%u", tileset->zoom_min)},
        {"maxzoom", arena_printf(arena, "%u", tileset->zoom_max)},
        {"attribution", tileset->attribution},
        {"description", tileset->description},
        {"type", "overlay"},
        {"json", arena_printf(arena, "{\"vector_layers\":%s}", tileset->vector_layers)},
    };
    bool is_done = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && is_done; i++)
        is_done = metadata_add(target, rows[i].name, rows[i].value, err);
    arena_free(arena);
    return is_done;
}

/* A new database is its maker's alone; this one is for anybody. */
static bool mode_set(const char *path, struct error *err)
{
    return chmod(path, 0644) == 0 || error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
}

bool tileset_write_mbtiles(struct store *store, const struct tileset *tileset, const char *path, struct error *err)
{
    struct arena *arena = arena_new();
    const char *finished = arena_printf(arena, "%s.new-%ld", path, (long)getpid());
    unlink(finished); /* of a process of the same number that died */
    struct store *target = store_open(finished, STORE_CREATE, err);
    bool is_done = target != NULL && store_script(target, mbtiles_schema, "mbtiles", err) &&
                   metadata_write(target, tileset, err) && snapshot_tiles(store, tile_add, target, err) &&
                   store_script(target, "COMMIT; PRAGMA journal_mode = DELETE", "mbtiles", err);
    store_close(target);
    is_done = is_done && mode_set(finished, err) && file_publish(finished, path, err);
    if (!is_done)
        unlink(finished);
    arena_free(arena);
    return is_done;
}
