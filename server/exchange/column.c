#include "exchange/column.h"

#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define SHAPEFILE_NAME 10                 /* bytes of a dBASE field name */
#define EXACT_MAX      9007199254740992.0 /* 2^53: whole numbers beyond are no longer told apart in a double */
#define NUMBER_MAX     64                 /* bytes of a number's text */

/* ---- finding ---- */

static bool column_is_called(const char *name, const char *wanted, bool is_shapefile)
{
    return strcasecmp(name, wanted) == 0 ||
           (is_shapefile && strlen(name) == SHAPEFILE_NAME && strncasecmp(name, wanted, SHAPEFILE_NAME) == 0);
}

static int column_find(OGRFeatureDefnH definition, const struct catalogue_input *input, bool is_shapefile)
{
    int count = OGR_FD_GetFieldCount(definition);
    for (const char *const *from = input->from; from != NULL && *from != NULL; from++)
        for (int i = 0; i < count; i++)
            if (column_is_called(OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)), *from, is_shapefile))
                return i;
    return -1;
}

static bool column_refuse(const struct catalogue_input *input, OGRFeatureDefnH definition, const char *file_name,
                          struct error *err)
{
    struct buffer have = BUFFER_INIT, wanted = BUFFER_INIT;
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); i++)
        buffer_printf(&have, "%s%s", i > 0 ? ", " : "", OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i)));
    for (const char *const *from = input->from; from != NULL && *from != NULL; from++)
        buffer_printf(&wanted, "%s%s", wanted.length > 0 ? ", " : "", *from);
    error_set(err, ERROR_INPUT, "%s: no column for \"%s\" (known spellings: %s); the file has: %s", file_name,
              input->name, wanted.length > 0 ? wanted.bytes : "none", have.length > 0 ? have.bytes : "no columns");
    buffer_free(&have);
    buffer_free(&wanted);
    return false;
}

bool column_set_open(struct column_set *set, const struct catalogue_source *source, const struct layer *layer,
                     const char *file_name, struct arena *arena, struct error *err)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer->handle);
    memset(set, 0, sizeof *set);
    set->source = source;
    set->count = source->input_count;
    set->key = set->count;
    set->fields = arena_array(arena, set->count, sizeof *set->fields);
    set->columns = arena_array(arena, set->count, sizeof *set->columns);
    for (size_t i = 0; i < set->count; i++) {
        const struct catalogue_input *input = &source->inputs[i];
        struct column *column = &set->columns[i];
        set->fields[i] = (struct field){input->name, input->type};
        column->index = column_find(definition, input, layer->format == SNIFF_SHAPEFILE);
        if (column->index >= 0)
            column->type = OGR_Fld_GetType(OGR_FD_GetFieldDefn(definition, column->index));
        else if (input->required)
            return column_refuse(input, definition, file_name, err);
        if (set->key == set->count && input->required)
            set->key = i;
    }
    if (set->key == set->count)
        set->key = 0;
    return true;
}

void column_set_close(struct column_set *set)
{
    buffer_free(&set->room);
}

/* ---- values ---- */

/* The space of the byte sequence at `at` that French numbers are grouped with; 0 when there is none. */
static size_t column_space(const char *at)
{
    if (*at == ' ' || *at == '\t')
        return 1;
    if (strncmp(at, "\xC2\xA0", 2) == 0) /* U+00A0 */
        return 2;
    if (strncmp(at, "\xE2\x80\xAF", 3) == 0) /* U+202F */
        return 3;
    return 0;
}

bool column_number(const char *text, double *number)
{
    char plain[NUMBER_MAX];
    size_t length = 0;
    bool has_point = strchr(text, '.') != NULL;
    for (size_t space; *text != '\0'; text += space > 0 ? space : 1) {
        space = column_space(text);
        if (space > 0)
            continue;
        if (length == sizeof plain || (*text == ',' && has_point))
            return false;
        has_point = has_point || *text == ',';
        plain[length++] = *text == ',' ? '.' : *text;
    }
    return number_read(plain, length, number);
}

static struct value column_bad(struct column *column, const char *text, struct arena *arena)
{
    if (column->unreadable++ == 0)
        column->first_bad = arena_string(arena, text);
    return VALUE_UNKNOWN;
}

static struct value column_from_real(struct column *column, double number, enum value_type wanted, struct buffer *room,
                                     struct arena *arena)
{
    bool is_whole = isfinite(number) && fabs(number) <= EXACT_MAX && number == nearbyint(number);
    if (!isfinite(number))
        return VALUE_UNKNOWN;
    if (wanted == VALUE_REAL)
        return value_real(number);
    if (wanted == VALUE_INTEGER && is_whole)
        return value_integer((int64_t)number);
    buffer_clear(room);
    number_write_exact(room, number);
    if (wanted == VALUE_INTEGER)
        return column_bad(column, room->bytes, arena);
    return value_text(arena_string(arena, room->bytes));
}

static struct value column_from_integer(int64_t number, enum value_type wanted, struct arena *arena)
{
    if (wanted == VALUE_INTEGER)
        return value_integer(number);
    if (wanted == VALUE_REAL)
        return value_real((double)number);
    return value_text(arena_printf(arena, "%lld", (long long)number));
}

/* UTF-8 whatever the file had; Windows-1252 is what French administrations write otherwise. */
static const char *column_text(struct column_set *set, const char *text, struct arena *arena)
{
    size_t length = strlen(text);
    if (text_is_utf8(text, length))
        return arena_copy(arena, text, length);
    set->recoded++;
    buffer_clear(&set->room);
    text_from_cp1252(&set->room, text, length);
    return arena_string(arena, set->room.bytes);
}

static bool column_is_blank(const char *text)
{
    while (*text != '\0') {
        size_t space = column_space(text);
        if (space == 0 && *text != '\r' && *text != '\n')
            return false;
        text += space > 0 ? space : 1;
    }
    return true;
}

static struct value column_from_text(struct column_set *set, struct column *column, const char *raw,
                                     enum value_type wanted, struct arena *arena)
{
    double number;
    if (raw == NULL)
        return VALUE_UNKNOWN;
    const char *text = column_text(set, raw, arena);
    if (column_is_blank(text))
        return VALUE_UNKNOWN;
    if (wanted == VALUE_TEXT)
        return value_text(text);
    if (!column_number(text, &number))
        return column_bad(column, text, arena);
    return column_from_real(column, number, wanted, &set->room, arena);
}

static struct value column_value(struct column_set *set, struct column *column, OGRFeatureH feature,
                                 enum value_type wanted, struct arena *arena)
{
    if (column->index < 0 || !OGR_F_IsFieldSetAndNotNull(feature, column->index))
        return VALUE_UNKNOWN;
    if (column->type == OFTInteger || column->type == OFTInteger64)
        return column_from_integer(OGR_F_GetFieldAsInteger64(feature, column->index), wanted, arena);
    if (column->type == OFTReal)
        return column_from_real(column, OGR_F_GetFieldAsDouble(feature, column->index), wanted, &set->room, arena);
    if (column->type == OFTDate) { /* GDAL writes 2026/11/22; dates are ISO 8601 here */
        int year = 0, month = 0, day = 0, hour, minute, second, zone;
        OGR_F_GetFieldAsDateTime(feature, column->index, &year, &month, &day, &hour, &minute, &second, &zone);
        const char *text = arena_printf(arena, "%04d-%02d-%02d", year, month, day);
        return column_from_text(set, column, text, wanted, arena);
    }
    return column_from_text(set, column, OGR_F_GetFieldAsString(feature, column->index), wanted, arena);
}

void column_set_read(struct column_set *set, OGRFeatureH feature, struct value *values, struct arena *arena)
{
    for (size_t i = 0; i < set->count; i++)
        values[i] = column_value(set, &set->columns[i], feature, set->fields[i].type, arena);
}

const char *column_set_key(const struct column_set *set, const struct value *values, struct arena *arena)
{
    if (set->count == 0)
        return "";
    const struct value *key = &values[set->key];
    struct buffer text = BUFFER_INIT;
    const char *result = "";
    switch (key->type) {
    case VALUE_TEXT:
        return key->text;
    case VALUE_INTEGER:
        return arena_printf(arena, "%lld", (long long)key->integer);
    case VALUE_REAL:
        number_write_exact(&text, key->real);
        result = arena_string(arena, text.bytes);
        buffer_free(&text);
        break;
    case VALUE_NULL:
        break;
    }
    return result;
}

void column_set_note(const struct column_set *set, struct note_list *notes)
{
    if (set->recoded > 0)
        note_add(notes, "%zu texts were not UTF-8 and were read as Windows-1252", set->recoded);
    for (size_t i = 0; i < set->count; i++) {
        const struct column *column = &set->columns[i];
        if (column->unreadable > 0)
            note_add(notes, "field \"%s\": %zu values are no %s number (the first: \"%.40s\") and are taken as unknown",
                     set->fields[i].name, column->unreadable,
                     set->fields[i].type == VALUE_INTEGER ? "whole" : "readable", column->first_bad);
    }
}
