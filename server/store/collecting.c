/* A collection's table: created, filled by its SELECT, registered with SpatiaLite, described for readers. */
#include "store/building.h"

#include <ctype.h>
#include <string.h>

static const char *geometry_sql_name(enum geometry_type type)
{
    switch (type) {
    case GEOMETRY_POINT:
        return "POINT";
    case GEOMETRY_MULTIPOINT:
        return "MULTIPOINT";
    case GEOMETRY_MULTILINE:
        return "MULTILINESTRING";
    default:
        return "MULTIPOLYGON";
    }
}

static void names_write(const struct catalogue_collection *collection, struct buffer *sql)
{
    for (size_t i = 0; i < collection->field_count; i++)
        buffer_printf(sql, "%s, ", collection->fields[i].name);
}

static bool table_create(struct builder *builder, const struct catalogue_collection *collection, struct error *err)
{
    struct buffer sql = BUFFER_INIT;
    buffer_printf(&sql, "CREATE TABLE %s (fid INTEGER PRIMARY KEY, ", collection->table);
    for (size_t i = 0; i < collection->field_count; i++)
        buffer_printf(&sql, "%s %s, ", collection->fields[i].name, building_column_type(collection->fields[i].type));
    buffer_printf(&sql, "geometry %s);", geometry_sql_name(collection->geometry));
    bool done = building_run(builder, &sql, collection->id, err);
    buffer_free(&sql);
    return done;
}

/* A SELECT stands inside brackets, so without the semicolon that ends it in its file, and on lines of its own, as its last one
 * may be a comment. */
static bool table_fill(struct builder *builder, const struct catalogue_collection *collection, const char *select,
                       const char *select_name, struct error *err)
{
    size_t length = strlen(select);
    while (length > 0 && (isspace((unsigned char)select[length - 1]) || select[length - 1] == ';'))
        length--;
    struct buffer sql = BUFFER_INIT;
    buffer_puts(&sql, "DROP TABLE IF EXISTS temp.filling; CREATE TEMP TABLE filling AS SELECT * FROM (");
    buffer_append(&sql, select, length);
    buffer_puts(&sql, "\n);");
    bool done = building_run(builder, &sql, select_name, err);
    if (done) {
        bool is_multi = collection->geometry != GEOMETRY_POINT;
        buffer_printf(&sql, "INSERT INTO %s SELECT row_number() OVER (ORDER BY %s), ", collection->table,
                      collection->key);
        names_write(collection, &sql);
        buffer_printf(
            &sql,
            "%s(CastToXY(geometry)) FROM (SELECT DISTINCT * FROM temp.filling WHERE geometry IS NOT NULL) ORDER BY %s;",
            is_multi ? "CastToMulti" : "", collection->key);
        done = building_run(builder, &sql, select_name, err);
    }
    buffer_free(&sql);
    return done;
}

/* False with a sentence about the first row that `sql` gives: its key, then what is wrong. */
static bool none_found(struct builder *builder, const struct catalogue_collection *collection, const char *sql,
                       struct error *err)
{
    struct statement *statement = store_statement(builder->store, sql, err);
    int step = statement == NULL ? -1 : statement_step(statement, err);
    if (step != 1)
        return step == 0;
    const char *key = statement_text(statement, 0);
    error_set(err, ERROR_INPUT, "%s: %s %s: %s", collection->id, collection->key, key != NULL ? key : "(none)",
              statement_text(statement, 1));
    statement_reset(statement);
    return false;
}

/* A date is compared as text, which is right for days written in one way alone. */
static bool dates_check(struct builder *builder, const struct catalogue_collection *collection, struct error *err)
{
    for (size_t i = 0; i < collection->field_count; i++) {
        const char *name = collection->fields[i].name;
        if (collection->fields[i].kind == FIELD_DATE &&
            !none_found(builder, collection,
                        arena_printf(builder->arena,
                                     "SELECT %s, 'its %s is no day, YYYY-MM-DD' FROM %s "
                                     "WHERE %s NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'",
                                     collection->key, name, collection->table, name),
                        err))
            return false;
    }
    return true;
}

static bool table_check(struct builder *builder, const struct catalogue_collection *collection, struct error *err)
{
    const char *table = collection->table, *key = collection->key;
    struct arena *arena = builder->arena;
    if (!none_found(builder, collection,
                    arena_printf(arena,
                                 "SELECT fid, 'the feature with this number has no key' FROM %s WHERE %s IS NULL",
                                 table, key),
                    err) ||
        !none_found(builder, collection,
                    arena_printf(arena,
                                 "SELECT %s, 'the key is given to ' || count(*) || ' features' FROM %s GROUP BY %s "
                                 "HAVING count(*) > 1 ORDER BY 1",
                                 key, table, key),
                    err) ||
        !none_found(
            builder, collection,
            arena_printf(arena,
                         "SELECT %s, 'its geometry is a ' || coalesce(GeometryType(geometry), 'damaged one') || "
                         "' and not a %s' FROM %s WHERE coalesce(GeometryType(geometry), '') <> '%s'",
                         key, geometry_sql_name(collection->geometry), table, geometry_sql_name(collection->geometry)),
            err))
        return false;
    if (!dates_check(builder, collection, err))
        return false;
    return collection->geometry == GEOMETRY_POINT ||
           none_found(builder, collection,
                      arena_printf(arena,
                                   "SELECT %s, 'its geometry is not valid' FROM %s WHERE ST_IsValid(geometry) <> 1",
                                   key, table),
                      err);
}

/* RecoverGeometryColumn and CreateSpatialIndex answer 0 when they refuse. */
static bool geometry_register(struct builder *builder, const struct catalogue_collection *collection, struct error *err)
{
    int64_t is_recovered = 0, is_indexed = 0;
    const char *table = collection->table;
    if (!store_integer(builder->store,
                       arena_printf(builder->arena, "SELECT RecoverGeometryColumn('%s', 'geometry', 2154, '%s', 'XY')",
                                    table, geometry_sql_name(collection->geometry)),
                       &is_recovered, err) ||
        !store_integer(builder->store,
                       arena_printf(builder->arena, "SELECT CreateSpatialIndex('%s', 'geometry')", table), &is_indexed,
                       err))
        return false;
    if (is_recovered != 1 || is_indexed != 1)
        return error_set(err, ERROR_STORAGE, "%s: SpatiaLite refused its geometry", collection->id);
    struct buffer sql = BUFFER_INIT;
    buffer_printf(&sql, "CREATE UNIQUE INDEX %s_key ON %s (%s);", table, table, collection->key);
    bool done = building_run(builder, &sql, collection->id, err);
    buffer_free(&sql);
    return done;
}

static bool fields_describe(struct builder *builder, const struct catalogue_collection *collection, struct error *err)
{
    static const char *const types[] = {"", "integer", "real", "text"};
    static const char *const kinds[] = {NULL, "date", "list"};
    struct statement *insert = store_statement(builder->store, "INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?)", err);
    for (size_t i = 0; insert != NULL && i < collection->field_count; i++) {
        const struct catalogue_field *field = &collection->fields[i];
        statement_bind_text(insert, 1, collection->id);
        statement_bind_integer(insert, 2, (int64_t)i + 1);
        statement_bind_text(insert, 3, field->name);
        statement_bind_text(insert, 4, field->kind != FIELD_PLAIN ? kinds[field->kind] : types[field->type]);
        statement_bind_text(insert, 5, field->title.fr);
        statement_bind_text(insert, 6, field->title.en);
        statement_bind_text(insert, 7, field->unit);
        if (statement_step(insert, err) < 0)
            return false;
        statement_reset(insert);
    }
    return insert != NULL;
}

static bool collection_describe(struct builder *builder, const struct catalogue_collection *collection,
                                int64_t position, bool is_approximate, struct error *err)
{
    int64_t features;
    if (!store_integer(builder->store, arena_printf(builder->arena, "SELECT count(*) FROM %s", collection->table),
                       &features, err))
        return false;
    struct statement *insert = store_statement(builder->store,
                                               "INSERT INTO collection VALUES "
                                               "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, ?, ?, 0)",
                                               err);
    if (insert == NULL)
        return false;
    const char *const texts[] = {collection->table,
                                 collection->title.fr,
                                 collection->title.en,
                                 collection->description.fr,
                                 collection->description.en,
                                 geometry_type_name(collection->geometry),
                                 collection->key,
                                 collection->label,
                                 collection->source};
    statement_bind_text(insert, 1, collection->id);
    statement_bind_integer(insert, 2, position);
    for (int i = 0; i < 9; i++)
        statement_bind_text(insert, i + 3, texts[i]);
    statement_bind_integer(insert, 12, features);
    statement_bind_integer(insert, 13, is_approximate);
    statement_bind_integer(insert, 14, collection->shares_borders);
    bool done = statement_step(insert, err) >= 0;
    statement_reset(insert);
    return done && fields_describe(builder, collection, err);
}

bool builder_collection(struct builder *builder, const struct catalogue_collection *collection, const char *select,
                        const char *select_name, int64_t position, bool is_approximate, struct error *err)
{
    if (!store_script(builder->store, "SAVEPOINT collecting", collection->id, err))
        return false;
    bool done = table_create(builder, collection, err);
    if (select != NULL)
        done =
            done && table_fill(builder, collection, select, select_name, err) && table_check(builder, collection, err);
    done = done && geometry_register(builder, collection, err);
    if (select != NULL)
        done = done && collection_describe(builder, collection, position, is_approximate, err);
    if (!done)
        store_script(builder->store, "ROLLBACK TO collecting", collection->id, NULL);
    return store_script(builder->store, "RELEASE collecting", collection->id, done ? err : NULL) && done;
}
