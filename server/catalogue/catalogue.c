#include "catalogue/catalogue.h"

#include "catalogue/entry.h"
#include "catalogue/part.h"

#include "base/file.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define CATALOGUE_BYTES_MAX (8u * 1024u * 1024u)
#define INDICATORS_FILE     "indicators.json"

/* What catalogue_open hands out is the first member. */
struct catalogue_owner {
    struct catalogue catalogue;
    struct arena *arena;
};

static const char *file_name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static struct json_document *document_read(const char *path, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    struct json_document *document = NULL;
    if (file_read(path, CATALOGUE_BYTES_MAX, &text, err))
        document = json_read(text.bytes != NULL ? text.bytes : "", text.length, file_name_of(path), err);
    buffer_free(&text);
    return document;
}

static bool sources_read(const struct entry *root, struct catalogue *catalogue, struct error *err)
{
    const struct json_value *array;
    if (!entry_array(root, "sources", 1, &array, &catalogue->source_count, err))
        return false;
    struct catalogue_source *sources = arena_array(root->arena, catalogue->source_count, sizeof *sources);
    catalogue->sources = sources;
    for (size_t i = 0; i < catalogue->source_count; i++) {
        struct entry entry;
        if (!entry_open(&entry, json_at(array, i), root, "source", i + 1, err) ||
            !source_read(&entry, &sources[i], err))
            return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(sources[k].id, sources[i].id) == 0)
                return entry_error(&entry, err, "the id is given twice");
    }
    return true;
}

static bool collection_references(const struct entry *entry, const struct catalogue *catalogue,
                                  const struct catalogue_collection *collection, struct error *err)
{
    if (catalogue_source_of(catalogue, collection->source) == NULL)
        return entry_error(entry, err, "member \"source\": there is no source \"%s\"", collection->source);
    for (size_t i = 0; collection->also != NULL && collection->also[i] != NULL; i++)
        if (catalogue_source_of(catalogue, collection->also[i]) == NULL)
            return entry_error(entry, err, "member \"also\": there is no source \"%s\"", collection->also[i]);
    return true;
}

/* Tables share one room with those of schema.sql and SpatiaLite. */
static bool table_is_taken(const char *table)
{
    static const char *const taken[] = {"meta",   "source",           "collection",    "field",     "indicator", "part",
                                        "figure", "programme_figure", "estate_figure", "rendition", "report",    NULL};
    for (size_t i = 0; taken[i] != NULL; i++)
        if (strcmp(taken[i], table) == 0)
            return true;
    return strncmp(table, "raw_", 4) == 0 || strncmp(table, "fact_", 5) == 0 || strncmp(table, "sqlite_", 7) == 0;
}

static bool collections_read(const struct entry *root, struct catalogue *catalogue, struct error *err)
{
    const struct json_value *array;
    if (!entry_array(root, "collections", 1, &array, &catalogue->collection_count, err))
        return false;
    struct catalogue_collection *collections =
        arena_array(root->arena, catalogue->collection_count, sizeof *collections);
    catalogue->collections = collections;
    for (size_t i = 0; i < catalogue->collection_count; i++) {
        struct entry entry;
        if (!entry_open(&entry, json_at(array, i), root, "collection", i + 1, err) ||
            !collection_read(&entry, &collections[i], err) ||
            !collection_references(&entry, catalogue, &collections[i], err))
            return false;
        if (table_is_taken(collections[i].table))
            return entry_error(&entry, err, "a table of the snapshot has this name already");
        for (size_t k = 0; k < i; k++)
            if (strcmp(collections[k].table, collections[i].table) == 0)
                return entry_error(&entry, err, "the id is given twice");
    }
    return true;
}

static const struct catalogue_indicator *indicator_of(const struct catalogue *catalogue, const char *id)
{
    for (size_t i = 0; i < catalogue->indicator_count; i++)
        if (strcmp(catalogue->indicators[i].id, id) == 0)
            return &catalogue->indicators[i];
    return NULL;
}

/* The numerator and denominator of a ratio are stocks, so that they can be summed. */
static bool indicator_references(const struct entry *entry, const struct catalogue *catalogue,
                                 const struct catalogue_indicator *indicator, struct error *err)
{
    const char *const parts[] = {indicator->numerator, indicator->denominator};
    for (size_t i = 0; i < 2; i++) {
        if (parts[i] == NULL)
            continue;
        const struct catalogue_indicator *part = indicator_of(catalogue, parts[i]);
        if (part == NULL)
            return entry_error(entry, err, "there is no indicator \"%s\"", parts[i]);
        if (strcmp(part->kind, "stock") != 0)
            return entry_error(entry, err, "\"%s\" is not a stock", parts[i]);
    }
    for (size_t i = 0; indicator->sources[i] != NULL; i++)
        if (catalogue_source_of(catalogue, indicator->sources[i]) == NULL)
            return entry_error(entry, err, "member \"sources\": there is no source \"%s\"", indicator->sources[i]);
    return true;
}

static bool indicators_read(const struct entry *root, struct catalogue *catalogue, struct error *err)
{
    const struct json_value *array;
    if (!entry_array(root, "indicators", 1, &array, &catalogue->indicator_count, err))
        return false;
    size_t count = catalogue->indicator_count;
    struct catalogue_indicator *indicators = arena_array(root->arena, count, sizeof *indicators);
    struct entry *entries = arena_array(root->arena, count, sizeof *entries);
    catalogue->indicators = indicators;
    for (size_t i = 0; i < count; i++) {
        if (!entry_open(&entries[i], json_at(array, i), root, "indicator", i + 1, err) ||
            !indicator_read(&entries[i], &indicators[i], err))
            return false;
        for (size_t k = 0; k < i; k++)
            if (strcmp(indicators[k].id, indicators[i].id) == 0)
                return entry_error(&entries[i], err, "the id is given twice");
    }
    for (size_t i = 0; i < count; i++)
        if (!indicator_references(&entries[i], catalogue, &indicators[i], err))
            return false;
    return true;
}

static bool analyses_read(const struct entry *root, struct catalogue *catalogue, struct error *err)
{
    if (!entry_list(root, "analyses", &catalogue->analyses, err))
        return false;
    if (catalogue->analyses == NULL)
        return entry_error(root, err, "member \"analyses\" is missing");
    for (size_t i = 0; catalogue->analyses[i] != NULL; i++)
        if (!path_is_safe(catalogue->analyses[i]))
            return entry_error(root, err, "member \"analyses\": \"%s\" must be an .sql file below geodata/",
                               catalogue->analyses[i]);
    return true;
}

static bool catalogue_file_read(const char *path, struct catalogue_owner *owner, struct error *err)
{
    static const char *const members[] = {"extent", "sources", "collections", NULL};
    struct json_document *document = document_read(path, err);
    if (document == NULL)
        return false;
    struct entry root = {json_root(document), file_name_of(path), NULL, owner->arena};
    bool done = entry_members(&root, members, err) && entry_box(&root, "extent", true, &owner->catalogue.extent, err) &&
                sources_read(&root, &owner->catalogue, err) && collections_read(&root, &owner->catalogue, err);
    json_free(document);
    return done;
}

/* A catalogue without the file has no indicators and no analyses. */
static bool indicators_file_read(const char *path, struct catalogue_owner *owner, struct error *err)
{
    static const char *const members[] = {"analyses", "indicators", NULL};
    static const char *const none[] = {NULL};
    const char *slash = strrchr(path, '/');
    int folder = slash == NULL ? 0 : (int)(slash + 1 - path);
    const char *beside = arena_printf(owner->arena, "%.*s%s", folder, path, INDICATORS_FILE);
    owner->catalogue.analyses = none;
    if (!file_is_regular(beside))
        return true;
    struct json_document *document = document_read(beside, err);
    if (document == NULL)
        return false;
    struct entry root = {json_root(document), INDICATORS_FILE, NULL, owner->arena};
    bool done = entry_members(&root, members, err) && analyses_read(&root, &owner->catalogue, err) &&
                indicators_read(&root, &owner->catalogue, err);
    json_free(document);
    return done;
}

struct catalogue *catalogue_open(const char *path, struct error *err)
{
    struct arena *arena = arena_new();
    struct catalogue_owner *owner = arena_alloc(arena, sizeof *owner);
    owner->arena = arena;
    if (catalogue_file_read(path, owner, err) && indicators_file_read(path, owner, err))
        return &owner->catalogue;
    arena_free(arena);
    return NULL;
}

void catalogue_close(struct catalogue *catalogue)
{
    if (catalogue != NULL)
        arena_free(((struct catalogue_owner *)catalogue)->arena);
}

const struct catalogue_source *catalogue_source_of(const struct catalogue *catalogue, const char *id)
{
    for (size_t i = 0; id != NULL && i < catalogue->source_count; i++)
        if (strcmp(catalogue->sources[i].id, id) == 0)
            return &catalogue->sources[i];
    return NULL;
}

const char *catalogue_source_near(const struct catalogue *catalogue, const char *id, struct arena *arena)
{
    const char **ids = arena_array(arena, catalogue->source_count + 1, sizeof *ids);
    for (size_t i = 0; i < catalogue->source_count; i++)
        ids[i] = catalogue->sources[i].id;
    return text_nearest(id, ids);
}

const struct catalogue_collection *catalogue_collection_of(const struct catalogue *catalogue, const char *id)
{
    for (size_t i = 0; id != NULL && i < catalogue->collection_count; i++)
        if (strcmp(catalogue->collections[i].id, id) == 0)
            return &catalogue->collections[i];
    return NULL;
}
