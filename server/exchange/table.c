#include "exchange/table.h"

#include "base/buffer.h"
#include "base/text.h"
#include "exchange/driver.h"

#include <ogr_api.h>

/* 'text', whatever stands in it (PostgreSQL 4.1.2.1, standard_conforming_strings). */
static void sql_quote(struct buffer *sql, char quote, const char *text)
{
    buffer_putc(sql, quote);
    for (; *text != '\0'; text++) {
        if (*text == quote)
            buffer_putc(sql, quote);
        buffer_putc(sql, *text);
    }
    buffer_putc(sql, quote);
}

/* The first column of the first row, appended. -1 with an error, 0 without a row, 1 with one. */
static int table_ask(GDALDatasetH dataset, const struct buffer *sql, struct buffer *answer, struct error *err)
{
    driver_complaint_take();
    OGRLayerH rows = GDALDatasetExecuteSQL(dataset, sql->bytes, NULL, NULL);
    OGRFeatureH row = rows != NULL ? OGR_L_GetNextFeature(rows) : NULL;
    int found = row != NULL;
    if (row != NULL) {
        buffer_puts(answer, OGR_F_GetFieldAsString(row, 0));
        OGR_F_Destroy(row);
    }
    if (rows != NULL)
        GDALDatasetReleaseResultSet(dataset, rows);
    struct driver_complaint complaint = driver_complaint_take();
    if (!complaint.is_failure)
        return found;
    error_set(err, ERROR_STORAGE, "the database: %s", complaint.message);
    return -1;
}

static bool database_check(GDALDatasetH dataset, const char *schema, struct error *err)
{
    struct buffer sql = BUFFER_INIT, answer = BUFFER_INIT;
    buffer_puts(&sql, "SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'postgis'");
    int found = table_ask(dataset, &sql, &answer, err);
    if (found == 0)
        error_set(err, ERROR_STORAGE, "the database has no PostGIS; CREATE EXTENSION postgis gives it to it");
    if (found == 1) {
        buffer_clear(&sql);
        buffer_puts(&sql, "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = ");
        sql_quote(&sql, '\'', schema);
        found = table_ask(dataset, &sql, &answer, err);
        if (found == 0)
            error_set(err, ERROR_NOT_FOUND, "the database has no schema \"%s\"; CREATE SCHEMA makes it", schema);
    }
    buffer_free(&sql);
    buffer_free(&answer);
    return found == 1;
}

static bool table_drop(GDALDatasetH dataset, const char *schema, const char *name, struct error *err)
{
    struct buffer sql = BUFFER_INIT, answer = BUFFER_INIT;
    buffer_puts(&sql, "DROP TABLE "); /* RESTRICT, by default: not with what hangs on it */
    sql_quote(&sql, '"', schema);
    buffer_putc(&sql, '.');
    sql_quote(&sql, '"', name);
    bool is_done = table_ask(dataset, &sql, &answer, err) >= 0;
    buffer_free(&sql);
    buffer_free(&answer);
    return is_done;
}

bool table_clear(GDALDatasetH dataset, const char *schema, const char *name, struct error *err)
{
    if (!database_check(dataset, schema, err))
        return false;
    struct buffer sql = BUFFER_INIT, comment = BUFFER_INIT;
    buffer_puts(&sql, "SELECT coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), '') FROM pg_catalog.pg_class c "
                      "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ");
    sql_quote(&sql, '\'', schema);
    buffer_puts(&sql, " AND c.relname = ");
    sql_quote(&sql, '\'', name);
    int found = table_ask(dataset, &sql, &comment, err);
    bool is_ours = found == 1 && text_starts_with(comment.bytes, TABLE_MARK);
    if (found == 1 && !is_ours)
        error_set(err, ERROR_STORAGE,
                  "%s.%s is there and was not written by terril: rename it, or name another schema with ?schema=",
                  schema, name);
    buffer_free(&sql);
    buffer_free(&comment);
    return found == 0 || (is_ours && table_drop(dataset, schema, name, err));
}
