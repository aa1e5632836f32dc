#include "ogc/items_query.h"

#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "ogc/filtering.h"
#include "ogc/items_time.h"
#include "ogc/resource.h"
#include "store/resident.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX      1000 /* bytes of a property's value */
#define FAST_LIMIT_MAX 1000
#define FAST_READ_MAX                                                                                                  \
    5000 /* features of a collection that is read into memory while other questions wait: some 20 ms */

/* Parameters that are no properties; a field of the same name cannot be asked by it. */
static const char *const page_parameters[] = {
    "f",        "limit",  "bbox",        "bbox-crs",   "datetime", "properties", "sortby", "crs", "skipGeometry",
    "simplify", "filter", "filter-lang", "filter-crs", "after",    "offset",     "lang",   NULL};
static const char *const one_parameters[] = {"f", "crs", "properties", "skipGeometry", "simplify", "lang", NULL};

static bool name_is_in(const char *name, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(*list, name) == 0) {
            return true;
        }
    }
    return false;
}

static const struct snapshot_field *field_of(const struct snapshot_collection *collection, const char *name)
{
    for (size_t i = 0; i < collection->field_count; i++) {
        if (strcmp(collection->fields[i].name, name) == 0) {
            return &collection->fields[i];
        }
    }
    return NULL;
}

/* NULL-ended: the words of `first`, then the collection's fields. */
static const char **names_of(const struct items_question *question, const char *const *first)
{
    const struct snapshot_collection *collection = question->collection;
    size_t count = 0;
    while (first[count] != NULL) {
        count++;
    }
    const char **names = arena_array(question->request->arena, count + collection->field_count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = first[i];
    }
    for (size_t i = 0; i < collection->field_count; i++) {
        names[count + i] = collection->fields[i].name;
    }
    return names;
}

/* "did you mean a? " and "allowed: a, b". */
static bool name_refuse(const struct items_question *question, const char *what, const char *name,
                        const char *const *names, struct error *err)
{
    struct buffer line = BUFFER_INIT;
    const char *near = text_nearest(name, names);
    if (near != NULL) {
        buffer_printf(&line, "did you mean %s? ", near);
    }
    buffer_puts(&line, "allowed: ");
    for (size_t i = 0; names[i] != NULL; i++) {
        buffer_printf(&line, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    error_set(err, ERROR_INPUT, "%s \"%.64s\" of %s: %s", what, name, question->collection->id, line.bytes);
    buffer_free(&line);
    return false;
}

/* ---- properties as parameters ---- */

static bool value_read(const struct snapshot_field *field, const char *text, struct value *value, struct error *err)
{
    size_t length = strlen(text);
    int64_t integer;
    double real;
    if (length == 0 || length > VALUE_MAX) {
        return error_set(err, ERROR_INPUT, "%s=%.40s: a value of 1 to %d bytes is wanted", field->name, text,
                         VALUE_MAX);
    }
    switch (field->type) {
    case VALUE_INTEGER:
        if (!number_read_integer(text, length, INT64_MIN, INT64_MAX, &integer)) {
            return error_set(err, ERROR_INPUT, "%s=%.40s: a whole number is wanted", field->name, text);
        }
        *value = value_integer(integer);
        return true;
    case VALUE_REAL:
        if (!number_read(text, length, &real)) {
            return error_set(err, ERROR_INPUT, "%s=%.40s: a number is wanted, such as 12.5", field->name, text);
        }
        *value = value_real(real);
        return true;
    default:
        break;
    }
    if (field->kind == FIELD_DATE && !items_time_is_day(text)) {
        return error_set(err, ERROR_INPUT, "%s=%.40s: a day is wanted, such as 2022-01-23", field->name, text);
    }
    if (field->kind == FIELD_LIST && strchr(text, ' ') != NULL) {
        return error_set(err, ERROR_INPUT, "%s=%.40s: one word of the list is wanted, without a space", field->name,
                         text);
    }
    *value = value_text(text);
    return true;
}

/* Every parameter is known, given once and not empty; properties become conditions. */
static bool parameters_read(struct items_question *question, bool is_one, struct error *err)
{
    const struct request *request = question->request;
    const char *const *fixed = is_one ? one_parameters : page_parameters;
    struct items_condition *conditions = arena_array(request->arena, ITEMS_CONDITIONS_MAX, sizeof *conditions);
    size_t count = 0;
    for (size_t i = 0; i < request->parameter_count; i++) {
        const char *name = request->parameters[i].name, *value = request->parameters[i].value;
        const struct snapshot_field *field = is_one ? NULL : field_of(question->collection, name);
        bool is_fixed = name_is_in(name, fixed);
        if (!is_fixed && field == NULL) {
            return name_refuse(question, "unknown parameter", name, is_one ? fixed : names_of(question, fixed), err);
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(request->parameters[k].name, name) == 0) {
                return error_set(err, ERROR_INPUT, "parameter \"%.64s\" is given twice", name);
            }
        }
        if (value[0] == '\0') {
            return error_set(err, ERROR_INPUT, "parameter \"%.64s\" is empty: give it a value or leave it out", name);
        }
        if (is_fixed) {
            continue;
        }
        if (count == ITEMS_CONDITIONS_MAX) {
            return error_set(err, ERROR_LIMIT, "more than %d properties are asked for", ITEMS_CONDITIONS_MAX);
        }
        conditions[count].field = field;
        if (!value_read(field, value, &conditions[count++].value, err)) {
            return false;
        }
    }
    question->query.conditions = conditions;
    question->query.condition_count = count;
    return true;
}

/* ---- lists of names ---- */

/* The next name of a list with commas between them; false, with `*is_bad`, for an empty or too long one. */
static bool name_next(const char **list, char name[80], bool *is_bad)
{
    if (*list == NULL) {
        return false;
    }
    size_t length = strcspn(*list, ",");
    *is_bad = length == 0 || length >= 80;
    if (*is_bad) {
        return false;
    }
    memcpy(name, *list, length);
    name[length] = '\0';
    *list = (*list)[length] == ',' ? *list + length + 1 : NULL;
    return true;
}

static bool list_refuse(const char *parameter, const char *text, struct error *err)
{
    return error_set(err, ERROR_INPUT, "%s=%.80s: names of properties with commas between them are wanted", parameter,
                     text);
}

static bool properties_read(struct items_question *question, struct error *err)
{
    static const char *const none[] = {NULL};
    const struct snapshot_collection *collection = question->collection;
    const char *text = request_parameter(question->request, "properties"), *list = text;
    if (text == NULL) {
        return true;
    }
    bool *fields = arena_array(question->request->arena, collection->field_count, sizeof *fields), is_bad = false;
    char name[80];
    while (name_next(&list, name, &is_bad)) {
        const struct snapshot_field *field = field_of(collection, name);
        if (field == NULL) {
            return name_refuse(question, "properties: unknown property", name, names_of(question, none), err);
        }
        if (fields[field - collection->fields]) {
            return error_set(err, ERROR_INPUT, "properties: \"%s\" is given twice", name);
        }
        fields[field - collection->fields] = true;
    }
    question->text.fields = fields;
    return !is_bad || list_refuse("properties", text, err);
}

/* OGC API - Features part 8 and Records: +name or name upwards, -name downwards. A + that was not escaped came as a space. */
static bool sortby_read(struct items_question *question, struct error *err)
{
    static const char *const none[] = {NULL};
    const char *text = request_parameter(question->request, "sortby"), *list = text;
    struct items_key *keys = arena_array(question->request->arena, ITEMS_KEYS_MAX, sizeof *keys);
    size_t count = 0;
    bool is_bad = false;
    char sign[80];
    while (name_next(&list, sign, &is_bad)) {
        const char *name = sign + (strchr("+- ", sign[0]) != NULL);
        const struct snapshot_field *field = field_of(question->collection, name);
        if (field == NULL) {
            return name_refuse(question, "sortby: unknown property", name, names_of(question, none), err);
        }
        for (size_t i = 0; i < count; i++) {
            if (keys[i].field == field) {
                return error_set(err, ERROR_INPUT, "sortby: \"%s\" is given twice", name);
            }
        }
        if (count == ITEMS_KEYS_MAX) {
            return error_set(err, ERROR_LIMIT, "sortby: more than %d properties", ITEMS_KEYS_MAX);
        }
        keys[count++] = (struct items_key){field, sign[0] == '-'};
    }
    question->query.sort = keys;
    question->query.sort_count = count;
    return !is_bad || list_refuse("sortby", text, err);
}

/* ---- addresses ---- */

static void pair_write(struct buffer *address, const char *name, const char *value)
{
    buffer_putc(address, '&');
    text_percent_encode(address, name);
    buffer_putc(address, '=');
    text_percent_encode(address, value); /* a + would be read as a space */
}

/* Every parameter but those that tell the links of an answer apart. */
static const char *pairs_write(const struct items_question *question, bool has_offset)
{
    const struct request *request = question->request;
    struct buffer pairs = BUFFER_INIT;
    buffer_puts(&pairs, "");
    for (size_t i = 0; i < request->parameter_count; i++) {
        const char *name = request->parameters[i].name;
        if (strcmp(name, "f") != 0 && strcmp(name, "after") != 0 && (has_offset || strcmp(name, "offset") != 0)) {
            /* the limit that was taken (17-069r4, 7.15.2) */
            const char *value = strcmp(name, "limit") == 0
                                    ? arena_printf(request->arena, "%" PRId64, question->query.limit)
                                    : request->parameters[i].value;
            pair_write(&pairs, name, value);
        }
    }
    const char *copy = arena_string(request->arena, pairs.bytes);
    buffer_free(&pairs);
    return copy;
}

/* What all of an answer's links have in common is written once. */
static void address_begin(struct items_question *question)
{
    const struct request *request = question->request;
    const char *key = request->captures[1];
    struct buffer path = BUFFER_INIT;
    buffer_printf(&path, "/ogc/collections/%s/items", question->collection->id);
    if (key != NULL) {
        buffer_putc(&path, '/');
        text_percent_encode(&path, key);
    }
    question->path = arena_string(request->arena, path.bytes);
    buffer_free(&path);
    question->pairs = pairs_write(question, true);
    question->pairs_next = pairs_write(question, false);
}

const char *items_question_address(const struct items_question *question, const struct items_form *form,
                                   const char *after)
{
    const struct request *request = question->request;
    struct buffer address = BUFFER_INIT;
    /* another `after` says itself where the page begins */
    bool is_next = after != NULL && after != request_parameter(request, "after");
    const char *word = form != NULL ? form->word : request_parameter(request, "f");
    if (word == NULL && question->form != items_forms) {
        word = question->form->word; /* chosen by Accept */
    }
    buffer_puts(&address, question->path);
    size_t mark = address.length;
    if (word != NULL) {
        pair_write(&address, "f", word);
    }
    buffer_puts(&address, is_next ? question->pairs_next : question->pairs);
    if (after != NULL) {
        pair_write(&address, "after", after);
    }
    if (address.length > mark) {
        address.bytes[mark] = '?';
    }
    const char *copy = arena_copy(request->arena, address.bytes, address.length);
    buffer_free(&address);
    return copy;
}

/* ---- the rest ---- */

static bool datetime_read(struct items_question *question, struct error *err)
{
    const char *text = request_parameter(question->request, "datetime");
    if (text == NULL) {
        return true;
    }
    char *days = arena_alloc(question->request->arena, 2 * DAY_BYTES);
    if (!items_time_read(text, days, days + DAY_BYTES, err)) {
        return false;
    }
    question->query.date_first = days[0] != '\0' ? days : NULL;
    question->query.date_last = days[DAY_BYTES] != '\0' ? days + DAY_BYTES : NULL;
    return true;
}

static bool skip_geometry_read(struct items_question *question, struct error *err)
{
    const char *text = request_parameter(question->request, "skipGeometry");
    question->text.skips_geometry = text != NULL && strcmp(text, "true") == 0;
    return text == NULL || question->text.skips_geometry || strcmp(text, "false") == 0 ||
           error_set(err, ERROR_INPUT, "skipGeometry=%.40s: true or false is wanted", text);
}

/* The fid alone; what stands behind it in an order is looked at by items_question_resume. */
static bool after_read(struct items_question *question, struct error *err)
{
    const char *text = request_parameter(question->request, "after");
    if (text == NULL) {
        return true;
    }
    bool is_sorted = question->query.sort_count > 0;
    size_t length = strcspn(text, "~");
    if ((text[length] == '~') == is_sorted &&
        number_read_integer(text, length, is_sorted ? 1 : 0, UINT32_MAX, &question->query.after)) {
        return true;
    }
    return error_set(err, ERROR_INPUT, "after=%.40s: what the next link of the same question gives is wanted", text);
}

/* Not of the standard, but what clients page with that know no next link: ogc-client sends offset=0 unless told not to. */
static bool offset_read(struct items_question *question, struct error *err)
{
    const char *text = request_parameter(question->request, "offset");
    return text == NULL || number_read_integer(text, strlen(text), 0, ITEMS_OFFSET_MAX, &question->query.skip) ||
           error_set(err, ERROR_INPUT, "offset=%.40s: a whole number from 0 to %d is wanted", text, ITEMS_OFFSET_MAX);
}

static bool page_read(struct items_question *question, struct error *err)
{
    const struct request *request = question->request;
    struct items_query *query = &question->query;
    struct resource_boxes boxes;
    if (!resource_limit(request, &query->limit, err) || !resource_boxes(request, &boxes, err) ||
        !datetime_read(question, err) || !sortby_read(question, err) || !after_read(question, err) ||
        !offset_read(question, err)) {
        return false;
    }
    query->box = boxes.box;
    query->beyond = boxes.beyond;
    query->has_beyond = boxes.has_beyond;
    query->box_crs = boxes.crs;
    return true;
}

bool items_question_read(const struct request *request, bool is_one, struct items_question *question, struct error *err)
{
    memset(question, 0, sizeof *question);
    question->request = request;
    question->query.box = BOX_EMPTY;
    question->query.limit = 1;
    question->collection = resource_collection(request, err);
    if (question->collection == NULL || !parameters_read(question, is_one, err) ||
        (question->form = items_form_of(request, err)) == NULL || !resource_crs(request, "crs", &question->crs, err) ||
        !resource_simplify(request, &question->query.tolerance, err) || !properties_read(question, err) ||
        !skip_geometry_read(question, err) || (!is_one && !page_read(question, err))) {
        return false;
    }
    if (strcmp(question->form->word, ITEMS_FORM_PAGE) == 0) {
        /* the page draws one feature, in degrees, and of many it shows the fields */
        question->crs = CRS_CRS84;
        question->text.skips_geometry = !is_one;
    }
    question->text.form = question->form->form;
    question->text.crs = question->crs;
    question->query.text = &question->text;
    address_begin(question);
    return true;
}

/* ---- paging in an order ---- */

/* A sum of the order and of what the feature has for it: changed when the data, the order or the token is. */
static uint64_t keys_hash(const struct items_question *question, int64_t fid, const struct value *values)
{
    const struct items_query *query = &question->query;
    uint64_t hash = hash_bytes(HASH_SEED, question->collection->id, strlen(question->collection->id) + 1);
    hash = hash_bytes(hash, &fid, sizeof fid);
    for (size_t i = 0; i < query->sort_count; i++) {
        const char *name = query->sort[i].field->name, *text = values[i].text;
        const int64_t parts[] = {query->sort[i].is_descending, values[i].type, values[i].integer};
        hash = hash_bytes(hash, name, strlen(name) + 1);
        hash = hash_bytes(hash, parts, sizeof parts);
        hash = hash_bytes(hash, &values[i].real, sizeof values[i].real);
        hash = text == NULL ? hash : hash_bytes(hash, text, strlen(text) + 1);
    }
    return hash;
}

static struct value *keys_read(const struct items_question *question, struct store *store, int64_t fid,
                               struct error *err)
{
    struct arena *arena = question->request->arena;
    struct value *values = arena_array(arena, ITEMS_KEYS_MAX, sizeof *values);
    return snapshot_items_keys(store, question->collection, &question->query, fid, arena, values, err) ? values : NULL;
}

bool items_question_resume(struct items_question *question, struct store *store, struct error *err)
{
    struct items_query *query = &question->query;
    if (!resource_selection(question->request, question->collection, store, &query->selection, err)) {
        return false;
    }
    if (query->sort_count == 0 || query->after == 0) {
        return true;
    }
    const char *text = request_parameter(question->request, "after");
    char sum[24];
    struct value *values = NULL;
    if (query->after <= question->collection->features) {
        values = keys_read(question, store, query->after, err);
        if (values == NULL) {
            return false;
        }
        snprintf(sum, sizeof sum, "~%016" PRIx64, keys_hash(question, query->after, values));
    }
    if (values == NULL || strcmp(strchr(text, '~'), sum) != 0) {
        return error_set(err, ERROR_INPUT,
                         "after=%.40s: it is not what the next link of this question gives, or the data have changed; "
                         "begin with the first page",
                         text);
    }
    query->after_keys = values;
    return true;
}

const char *items_question_token(const struct items_question *question, struct store *store, int64_t fid,
                                 struct error *err)
{
    struct arena *arena = question->request->arena;
    if (question->query.sort_count == 0) {
        return arena_printf(arena, "%" PRId64, fid);
    }
    const struct value *values = keys_read(question, store, fid, err);
    return values == NULL ? NULL
                          : arena_printf(arena, "%" PRId64 "~%016" PRIx64, fid, keys_hash(question, fid, values));
}

/* ---- for the routes ---- */

bool items_allows(const struct request *request, const char *name)
{
    (void)request, (void)name;
    return true;
}

/* The first question for a large collection of a generation reads it. */
static bool is_read_first(const struct request *request)
{
    const struct snapshot_collection *collection =
        snapshot_collection_of(resource_snapshot(request), request->captures[0]);
    return collection != NULL && collection->features > FAST_READ_MAX &&
           !residents_are_made(generation_residents(request->generation), collection,
                               request_parameter(request, "bbox") != NULL);
}

bool items_are_slow(const struct request *request)
{
    static const char *const plain[] = {"limit", "bbox", "after", "offset", NULL};
    const char *limit = request_parameter(request, "limit"), *form = request_parameter(request, "f");
    bool is_json = form == NULL || strcmp(form, "json") == 0 || strcmp(form, "geojson") == 0;
    if (!is_json || (limit != NULL && strtoll(limit, NULL, 10) > FAST_LIMIT_MAX)) {
        return true;
    }
    for (size_t i = 0; i < request->parameter_count; i++) {
        if (strcmp(request->parameters[i].name, "f") != 0 && !name_is_in(request->parameters[i].name, plain)) {
            return true;
        }
    }
    return is_read_first(request);
}
