/* The snapshot's collections: read and tested against their tables. */
#include "store/reading.h"

#include "catalogue/entry.h"

#include <string.h>

#define FEATURES_MAX (INT64_C(1) << 32) /* fids have 32 bits in the key of `rendition` */
#define POSITION_MAX (INT64_C(1) << 20)

/* Names of tables and columns go into SQL, so nothing but [a-z][a-z0-9_]* may be one. */
static bool name_check(const char *collection, const char *what, const char *name, bool hyphens, struct error *err)
{
    return name_is_safe(name, hyphens) ||
           error_set(err, ERROR_STORAGE, "snapshot: collection %.80s: %s \"%.80s\" is not a plain name", collection,
                     what, name);
}

static bool type_of_geometry(const char *name, enum geometry_type *type)
{
    for (enum geometry_type each = GEOMETRY_POINT; each <= GEOMETRY_MULTIPOLYGON; each++)
        if (strcmp(geometry_type_name(each), name) == 0) {
            *type = each;
            return true;
        }
    return false;
}

static bool type_of_field(const char *name, struct snapshot_field *field)
{
    static const struct {
        const char *name;
        enum value_type type;
        enum field_kind kind;
    } types[] = {{"integer", VALUE_INTEGER, FIELD_PLAIN},
                 {"real", VALUE_REAL, FIELD_PLAIN},
                 {"text", VALUE_TEXT, FIELD_PLAIN},
                 {"date", VALUE_TEXT, FIELD_DATE},
                 {"list", VALUE_TEXT, FIELD_LIST}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].name, name) == 0) {
            field->type = types[i].type;
            field->kind = types[i].kind;
            return true;
        }
    return false;
}

static const struct snapshot_source *source_of(const struct snapshot *snapshot, const char *id)
{
    for (size_t i = 0; i < snapshot->source_count; i++)
        if (strcmp(snapshot->sources[i].id, id) == 0)
            return &snapshot->sources[i];
    return NULL;
}

/* ---- fields ---- */

static bool field_row(struct reading *reading, const struct statement *row, struct snapshot_collection *collection,
                      struct snapshot_field *field, struct error *err)
{
    *field = (struct snapshot_field){.name = reading_text(reading, row, 0),
                                     .title_fr = reading_text(reading, row, 2),
                                     .title_en = reading_text(reading, row, 3),
                                     .unit = reading_text_or_null(reading, row, 4)};
    const char *type = reading_text(reading, row, 1);
    if (!reading_is_whole(reading, "field", field->name, err) ||
        !name_check(collection->id, "field", field->name, false, err))
        return false;
    return type_of_field(type, field) ||
           error_set(err, ERROR_STORAGE,
                     "snapshot: collection %s: field %s: type \"%.40s\" is none of integer, real, text, date, list", collection->id,
                     field->name, type);
}

static bool has_field(const struct snapshot_collection *collection, const char *name)
{
    for (size_t i = 0; i < collection->field_count; i++)
        if (strcmp(collection->fields[i].name, name) == 0)
            return true;
    return false;
}

static bool fields_read(struct reading *reading, struct snapshot_collection *collection, struct error *err)
{
    struct statement *rows = store_statement(
        reading->store,
        "SELECT name, type, title_fr, title_en, unit FROM field WHERE collection_id = ? ORDER BY position", err);
    if (rows == NULL)
        return false;
    struct snapshot_field *fields = arena_array(reading->arena, FEATURE_FIELDS_MAX, sizeof *fields);
    collection->fields = fields;
    statement_bind_text(rows, 1, collection->id);
    int step;
    while ((step = statement_step(rows, err)) == 1) {
        if (collection->field_count == FEATURE_FIELDS_MAX) {
            error_set(err, ERROR_LIMIT, "snapshot: collection %s has more than %d fields", collection->id,
                      FEATURE_FIELDS_MAX);
            break;
        }
        if (!field_row(reading, rows, collection, &fields[collection->field_count], err))
            break;
        collection->field_count++;
    }
    statement_reset(rows);
    if (step != 0)
        return false;
    return (has_field(collection, collection->key) && has_field(collection, collection->label)) ||
           error_set(err, ERROR_STORAGE, "snapshot: collection %s: its key %s or label %s is none of its fields",
                     collection->id, collection->key, collection->label);
}

/* The first field that is a date, and from when to when it goes. */
static bool dates_read(struct reading *reading, struct snapshot_collection *collection, struct error *err)
{
    for (size_t i = 0; i < collection->field_count && collection->date == NULL; i++)
        if (collection->fields[i].kind == FIELD_DATE)
            collection->date = &collection->fields[i];
    if (collection->date == NULL)
        return true;
    const char *name = collection->date->name;
    struct statement *row =
        store_statement(reading->store,
                        arena_printf(reading->arena, "SELECT min(%s), max(%s) FROM %s", name, name, collection->table),
                        err);
    int step = row == NULL ? -1 : statement_step(row, err);
    if (step == 1) {
        collection->date_first = reading_text_or_null(reading, row, 0);
        collection->date_last = reading_text_or_null(reading, row, 1);
        statement_reset(row);
    }
    return step == 1;
}

/* ---- tests ---- */

/* Every column is there, and the table, its index and its renditions have as many rows as they should. */
static bool tables_check(struct reading *reading, const struct snapshot_collection *collection, struct error *err)
{
    const char *table = collection->table;
    struct buffer sql = BUFFER_INIT;
    buffer_puts(&sql, "SELECT fid, geometry");
    for (size_t i = 0; i < collection->field_count; i++)
        buffer_printf(&sql, ", %s", collection->fields[i].name);
    buffer_printf(&sql, " FROM %s LIMIT 0", table);
    struct statement *columns = statement_open(reading->store, sql.bytes, err);
    statement_close(columns);
    buffer_free(&sql);
    if (columns == NULL)
        return false;
    int64_t first = collection->position << 32, features, indexed, rendered;
    if (!store_integer(reading->store, arena_printf(reading->arena, "SELECT count(*) FROM %s", table), &features,
                       err) ||
        !store_integer(reading->store,
                       arena_printf(reading->arena, "SELECT count(*) FROM idx_%s_geometry_rowid", table), &indexed,
                       err) ||
        !store_integer(reading->store,
                       arena_printf(reading->arena, "SELECT count(*) FROM rendition WHERE id > %lld AND id < %lld",
                                    (long long)first, (long long)first + FEATURES_MAX),
                       &rendered, err))
        return false;
    if (features == collection->features && rendered == features && indexed <= features)
        return true;
    return error_set(
        err, ERROR_STORAGE,
        "snapshot: collection %s says %lld features; its table has %lld, its index %lld, its renditions %lld",
        collection->id, (long long)collection->features, (long long)features, (long long)indexed, (long long)rendered);
}

static bool collection_check(struct reading *reading, struct snapshot_collection *collection, const char *geometry,
                             const char *source, struct error *err)
{
    const char *id = collection->id;
    if (!name_check(id, "id", id, true, err) || !name_check(id, "table", collection->table, false, err) ||
        !name_check(id, "key", collection->key, false, err) || !name_check(id, "label", collection->label, false, err))
        return false;
    if (!type_of_geometry(geometry, &collection->geometry))
        return error_set(err, ERROR_STORAGE, "snapshot: collection %s: geometry \"%.40s\" is not known", id, geometry);
    collection->source = source_of(reading->snapshot, source);
    if (collection->source == NULL)
        return error_set(err, ERROR_STORAGE, "snapshot: collection %s: there is no source %.80s", id, source);
    if (collection->position < 1 || collection->position > POSITION_MAX || collection->features < 0)
        return error_set(err, ERROR_STORAGE, "snapshot: collection %s: position %lld or features %lld out of bounds",
                         id, (long long)collection->position, (long long)collection->features);
    return true;
}

static bool collection_row(struct reading *reading, const struct statement *row, size_t at, struct error *err)
{
    struct snapshot_collection *collection = (struct snapshot_collection *)&reading->snapshot->collections[at];
    *collection = (struct snapshot_collection){.id = reading_text(reading, row, 0),
                                               .table = reading_text(reading, row, 1),
                                               .title_fr = reading_text(reading, row, 2),
                                               .title_en = reading_text(reading, row, 3),
                                               .description_fr = reading_text(reading, row, 4),
                                               .description_en = reading_text(reading, row, 5),
                                               .key = reading_text(reading, row, 7),
                                               .label = reading_text(reading, row, 8),
                                               .position = statement_integer(row, 10),
                                               .features = statement_integer(row, 11),
                                               .extent = BOX_EMPTY,
                                               .is_approximate = statement_integer(row, 12) != 0,
                                               .shares_borders = statement_integer(row, 17) != 0,
                                               .tile_zoom_min = (unsigned)statement_integer(row, 18)};
    const char *geometry = reading_text(reading, row, 6), *source = reading_text(reading, row, 9);
    bool has_extent = !statement_is_null(row, 13) && !statement_is_null(row, 14) && !statement_is_null(row, 15) &&
                      !statement_is_null(row, 16);
    if (has_extent)
        collection->extent = (struct box){statement_real(row, 13), statement_real(row, 14), statement_real(row, 15),
                                          statement_real(row, 16)};
    return reading_is_whole(reading, "collection", collection->id, err) &&
           collection_check(reading, collection, geometry, source, err) && fields_read(reading, collection, err) &&
           tables_check(reading, collection, err) && dates_read(reading, collection, err);
}

bool collections_read(struct reading *reading, struct error *err)
{
    struct snapshot *snapshot = reading->snapshot;
    return (snapshot->collections = reading_room(reading, "SELECT count(*) FROM collection",
                                                 sizeof *snapshot->collections, &snapshot->collection_count, err)) &&
           reading_rows(
               reading,
               "SELECT id, table_name, title_fr, title_en, description_fr, description_en, geometry, key_field, "
               "label_field, source_id, position, features, approximate, xmin, ymin, xmax, ymax, "
               "shares_borders, tile_zoom_min "
               "FROM collection ORDER BY position",
               snapshot->collection_count, collection_row, err);
}
