#include "command/connection.h"

#include "base/buffer.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

#define SCHEMA_MAX 63 /* NAMEDATALEN - 1 */

static const char *const beginnings[] = {"postgresql://", "postgres://", "PG:"};

bool connection_is(const char *text)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (text_starts_with(text, beginnings[i]))
            return true;
    return false;
}

static bool password_refused(struct error *err)
{
    return error_set(err, ERROR_INPUT,
                     "a password on the command line can be read by everybody on this machine: put it into "
                     "PGPASSWORD or ~/.pgpass");
}

static bool schema_check(const char *schema, struct error *err)
{
    bool is_good = (isalpha((unsigned char)schema[0]) || schema[0] == '_') && strlen(schema) <= SCHEMA_MAX;
    for (const char *at = schema; *at != '\0' && is_good; at++)
        is_good = isalnum((unsigned char)*at) || *at == '_';
    return is_good || error_set(err, ERROR_INPUT,
                                "schema \"%.70s\": letters without accents, digits and _ are allowed, at most %d",
                                schema, SCHEMA_MAX);
}

/* One parameter, decoded. `is_ours` becomes true for what libpq is not to see. */
static bool parameter_read(const char *name, const char *value, struct arena *arena, struct connection *connection,
                           bool *is_ours, struct error *err)
{
    *is_ours = strcmp(name, "schema") == 0;
    if (strstr(name, "password") != NULL)
        return password_refused(err);
    if (*is_ours)
        connection->schema = arena_string(arena, value);
    return !*is_ours || schema_check(value, err);
}

/* ---- postgresql://user@host:port/database?name=value&.. ---- */

static bool query_read(const char *query, struct arena *arena, struct connection *connection, struct buffer *place,
                       struct error *err)
{
    bool is_good = true;
    char before = '?';
    while (*query != '\0' && is_good) {
        size_t length = strcspn(query, "&"), name_length = strcspn(query, "=&");
        struct buffer name = BUFFER_INIT, value = BUFFER_INIT;
        bool is_ours = false;
        buffer_puts(&value, "");
        is_good = text_percent_decode(&name, query, name_length, false) &&
                  (name_length == length ||
                   text_percent_decode(&value, query + name_length + 1, length - name_length - 1, false));
        if (!is_good)
            error_set(err, ERROR_INPUT, "the address of the database has a bad escape behind its ?");
        is_good =
            is_good && (name.length == 0 || parameter_read(name.bytes, value.bytes, arena, connection, &is_ours, err));
        if (is_good && !is_ours && length > 0) {
            buffer_putc(place, before);
            buffer_append(place, query, length);
            before = '&';
        }
        query += length + (query[length] == '&');
        buffer_free(&name);
        buffer_free(&value);
    }
    return is_good;
}

static bool address_read(const char *text, struct arena *arena, struct connection *connection, struct buffer *place,
                         struct error *err)
{
    const char *rest = strstr(text, "://") + 3;
    size_t authority = strcspn(rest, "/?"), whole = strcspn(rest, "?");
    const char *at = memchr(rest, '@', authority);
    if (at != NULL && memchr(rest, ':', (size_t)(at - rest)) != NULL)
        return password_refused(err);
    buffer_puts(place, "postgresql://");
    buffer_append(place, rest, whole);
    return rest[whole] == '\0' || query_read(rest + whole + 1, arena, connection, place, err);
}

/* ---- PG:name=value name='value' .. (libpq 34.1.1.1) ---- */

/* The value at `at`, unquoted into `value`; gives what stands behind it, NULL when a quote is open. */
static const char *word_value(const char *at, struct buffer *value)
{
    bool is_quoted = *at == '\'';
    buffer_puts(value, "");
    for (at += is_quoted; *at != '\0' && (is_quoted ? *at != '\'' : !isspace((unsigned char)*at)); at++) {
        if (*at == '\\' && at[1] != '\0')
            at++;
        buffer_putc(value, *at);
    }
    if (is_quoted)
        return *at == '\'' ? at + 1 : NULL;
    return at;
}

static bool words_read(const char *text, struct arena *arena, struct connection *connection, struct buffer *place,
                       struct error *err)
{
    buffer_puts(place, "");
    for (const char *at = text + strspn(text, " \t"); *at != '\0'; at += strspn(at, " \t")) {
        const char *start = at;
        size_t length = strcspn(at, "= \t");
        const char *name = arena_copy(arena, at, length);
        at += length + strspn(at + length, " \t");
        if (*at != '=')
            return error_set(err, ERROR_INPUT, "PG: wants words such as dbname=sig host=db user=bassin");
        at += 1 + strspn(at + 1, " \t");
        struct buffer value = BUFFER_INIT;
        bool is_ours = false;
        at = word_value(at, &value);
        bool is_good = at != NULL ? parameter_read(name, value.bytes, arena, connection, &is_ours, err)
                                  : error_set(err, ERROR_INPUT, "PG: a quote is not closed");
        buffer_free(&value);
        if (!is_good)
            return false;
        if (!is_ours) {
            buffer_puts(place, place->length > 0 ? " " : "");
            buffer_append(place, start, (size_t)(at - start));
        }
    }
    return true;
}

bool connection_read(const char *text, struct arena *arena, struct connection *connection, struct error *err)
{
    struct buffer place = BUFFER_INIT;
    connection->schema = "public";
    bool is_good = text_starts_with(text, "PG:") ? words_read(text + 3, arena, connection, &place, err)
                                                 : address_read(text, arena, connection, &place, err);
    connection->place = is_good ? arena_string(arena, place.bytes) : NULL;
    buffer_free(&place);
    return is_good;
}
