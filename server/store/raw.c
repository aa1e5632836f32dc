/* Features as terril-exchange sends them, in temporary tables that the SELECTs of collections read. */
#include "store/building.h"

#include <string.h>

static const char *table_of(const struct builder *builder, const struct catalogue_source *source)
{
    return source->is_fact ? source->id : arena_printf(builder->arena, "raw_%s", source->id);
}

bool builder_raw(struct builder *builder, const struct catalogue_source *source, struct error *err)
{
    const char *table = table_of(builder, source);
    struct buffer sql = BUFFER_INIT;
    buffer_printf(&sql, "DROP TABLE IF EXISTS temp.%s; CREATE TEMP TABLE %s (fid INTEGER PRIMARY KEY", table, table);
    for (size_t i = 0; i < source->input_count; i++)
        buffer_printf(&sql, ", %s %s", source->inputs[i].name, building_column_type(source->inputs[i].type));
    buffer_puts(&sql, source->has_geometry ? ", geometry BLOB);" : ");");
    bool done = building_run(builder, &sql, source->id, err);
    buffer_free(&sql);
    return done;
}

/* The same text for every row of a source, so that the store prepares it once. */
static struct statement *insert_of(struct builder *builder, const struct catalogue_source *source, struct error *err)
{
    struct buffer sql = BUFFER_INIT;
    buffer_printf(&sql, "INSERT INTO temp.%s%s VALUES (?1", source->is_fact ? "" : "raw_", source->id);
    for (size_t i = 0; i < source->input_count; i++)
        buffer_printf(&sql, ", ?%zu", i + 2);
    if (source->has_geometry)
        buffer_printf(&sql, ", GeomFromWKB(?%zu, 2154)", source->input_count + 2);
    buffer_puts(&sql, ")");
    struct statement *insert = store_statement(builder->store, sql.bytes, err);
    buffer_free(&sql);
    return insert;
}

static void value_bind(struct statement *insert, int index, const struct value *value)
{
    switch (value == NULL ? VALUE_NULL : value->type) {
    case VALUE_INTEGER:
        statement_bind_integer(insert, index, value->integer);
        break;
    case VALUE_REAL:
        statement_bind_real(insert, index, value->real);
        break;
    case VALUE_TEXT:
        statement_bind_text(insert, index, value->text);
        break;
    case VALUE_NULL:
        statement_bind_null(insert, index);
        break;
    }
}

bool builder_raw_add(struct builder *builder, const struct catalogue_source *source, const struct frame *frame,
                     struct error *err)
{
    struct statement *insert = insert_of(builder, source, err);
    if (insert == NULL)
        return false;
    statement_bind_integer(insert, 1, frame->feature.id);
    for (size_t i = 0; i < source->input_count; i++)
        value_bind(insert, (int)i + 2, feature_value(&frame->feature, source->inputs[i].name));
    if (source->has_geometry)
        statement_bind_blob(insert, (int)source->input_count + 2, frame->wkb, frame->wkb_length);
    bool done = statement_step(insert, err) >= 0;
    statement_reset(insert);
    return done;
}
