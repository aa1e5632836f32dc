#include "catalogue/part.h"

#include <math.h>
#include <string.h>

#define COUNT_MAX 1e9 /* features of a collection: far beyond any, and a long everywhere */

/* "integer", "real", "text", or text that means more: "date", "list". */
static bool field_type_read(const struct entry *entry, struct catalogue_field *field, struct error *err)
{
    static const char *const names[] = {"integer", "real", "text", "date", "list", NULL};
    static const enum value_type types[] = {VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_TEXT, VALUE_TEXT};
    static const enum field_kind kinds[] = {FIELD_PLAIN, FIELD_PLAIN, FIELD_PLAIN, FIELD_DATE, FIELD_LIST};
    int index;
    if (!entry_choice(entry, "type", true, names, &index, err))
        return false;
    field->type = types[index];
    field->kind = kinds[index];
    return true;
}

static bool fields_read(const struct entry *entry, struct catalogue_collection *collection, struct error *err)
{
    static const char *const members[] = {"name", "type", "title", "unit", NULL};
    const struct json_value *array;
    if (!entry_array(entry, "fields", 1, &array, &collection->field_count, err))
        return false;
    if (collection->field_count > FEATURE_FIELDS_MAX)
        return entry_error(entry, err, "more than %d fields", FEATURE_FIELDS_MAX);
    struct catalogue_field *fields = arena_array(entry->arena, collection->field_count, sizeof *fields);
    for (size_t i = 0; i < collection->field_count; i++) {
        struct entry item;
        if (!entry_open(&item, json_at(array, i), entry, "field", i + 1, err) || !entry_members(&item, members, err) ||
            !entry_name(&item, "name", false, &fields[i].name, err) || !field_type_read(&item, &fields[i], err) ||
            !entry_title(&item, "title", &fields[i].title, err) ||
            !entry_text(&item, "unit", false, &fields[i].unit, err))
            return false;
        if (strcmp(fields[i].name, "fid") == 0 || strcmp(fields[i].name, "geometry") == 0)
            return entry_error(&item, err, "the names fid and geometry are taken");
        for (size_t k = 0; k < i; k++)
            if (strcmp(fields[k].name, fields[i].name) == 0)
                return entry_error(&item, err, "the name is given twice");
    }
    collection->fields = fields;
    return true;
}

/* A whole number from 0 to COUNT_MAX; -1 or null for none. */
static bool count_bound_read(const struct json_value *value, long *bound)
{
    double number = json_type(value) == JSON_NULL ? -1 : json_double(value, NAN);
    if (!(number >= -1 && number <= COUNT_MAX && number == floor(number)))
        return false;
    *bound = (long)number;
    return true;
}

/* "count": [least, most]. */
static bool count_read(const struct entry *entry, struct catalogue_check *check, struct error *err)
{
    const struct json_value *count = json_get(entry->json, "count");
    check->count_min = check->count_max = -1;
    if (count == NULL)
        return true;
    if (json_length(count) != 2 || !count_bound_read(json_at(count, 0), &check->count_min) ||
        !count_bound_read(json_at(count, 1), &check->count_max) ||
        (check->count_max >= 0 && check->count_max < check->count_min))
        return entry_error(entry, err, "member \"count\" must be [least, most], whole numbers or null");
    return true;
}

static bool checks_read(const struct entry *entry, struct catalogue_collection *collection, struct error *err)
{
    static const char *const members[] = {"what", "count", "extent", "sql", "warning", NULL};
    const struct json_value *array;
    if (!entry_array(entry, "checks", 0, &array, &collection->check_count, err))
        return false;
    struct catalogue_check *checks = arena_array(entry->arena, collection->check_count, sizeof *checks);
    for (size_t i = 0; i < collection->check_count; i++) {
        struct entry item;
        if (!entry_open(&item, json_at(array, i), entry, "check", i + 1, err) || !entry_members(&item, members, err) ||
            !entry_text(&item, "what", true, &checks[i].what, err) || !count_read(&item, &checks[i], err) ||
            !entry_box(&item, "extent", false, &checks[i].extent, err) ||
            !entry_text(&item, "sql", false, &checks[i].sql, err) ||
            !entry_flag(&item, "warning", &checks[i].is_warning, err))
            return false;
        bool empty = checks[i].count_min < 0 && checks[i].count_max < 0 && box_is_empty(checks[i].extent);
        if (empty && checks[i].sql == NULL)
            return entry_error(&item, err, "one of \"count\", \"extent\" and \"sql\" must be given");
    }
    collection->checks = checks;
    return true;
}

static bool field_is_known(const struct catalogue_collection *collection, const char *name)
{
    for (size_t i = 0; i < collection->field_count; i++)
        if (strcmp(collection->fields[i].name, name) == 0)
            return true;
    return false;
}

static const char *table_of(const char *id, struct arena *arena)
{
    char *table = arena_string(arena, id);
    for (char *c = table; *c != '\0'; c++)
        if (*c == '-')
            *c = '_';
    return table;
}

static bool geometry_read(const struct entry *entry, enum geometry_type *geometry, struct error *err)
{
    static const char *const names[] = {"Point", "MultiPoint", "MultiLineString", "MultiPolygon", NULL};
    static const enum geometry_type types[] = {GEOMETRY_POINT, GEOMETRY_MULTIPOINT, GEOMETRY_MULTILINE,
                                               GEOMETRY_MULTIPOLYGON};
    int index;
    if (!entry_choice(entry, "geometry", true, names, &index, err))
        return false;
    *geometry = types[index];
    return true;
}

bool collection_read(const struct entry *entry, struct catalogue_collection *collection, struct error *err)
{
    static const char *const members[] = {
        "id",     "title",  "description", "geometry",        "key",     "label",    "source",
        "also",   "select", "schematic",   "schematic_exact", "derived", "required", "shares_borders",
        "fields", "checks", NULL};
    if (!entry_members(entry, members, err) || !entry_name(entry, "id", true, &collection->id, err) ||
        !entry_title(entry, "title", &collection->title, err) ||
        !entry_title(entry, "description", &collection->description, err) ||
        !geometry_read(entry, &collection->geometry, err) || !entry_name(entry, "key", false, &collection->key, err) ||
        !entry_name(entry, "label", false, &collection->label, err) ||
        !entry_name(entry, "source", false, &collection->source, err) ||
        !entry_list(entry, "also", &collection->also, err) ||
        !entry_path(entry, "select", true, &collection->select, err) ||
        !entry_path(entry, "schematic", false, &collection->schematic, err) ||
        !entry_flag(entry, "schematic_exact", &collection->schematic_is_exact, err) ||
        !entry_flag(entry, "derived", &collection->is_derived, err) ||
        !entry_flag(entry, "required", &collection->is_required, err) ||
        !entry_flag(entry, "shares_borders", &collection->shares_borders, err) ||
        !fields_read(entry, collection, err) || !checks_read(entry, collection, err))
        return false;
    collection->table = table_of(collection->id, entry->arena);
    if (!field_is_known(collection, collection->key))
        return entry_error(entry, err, "member \"key\": \"%s\" is not one of its fields", collection->key);
    if (!field_is_known(collection, collection->label))
        return entry_error(entry, err, "member \"label\": \"%s\" is not one of its fields", collection->label);
    return true;
}
