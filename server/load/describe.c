#include "load/loading.h"

#include "base/file.h"

#include <inttypes.h>
#include <string.h>

bool loading_describe_source(struct loading *loading, const struct loading_source *loaded, struct error *err)
{
    const struct catalogue_source *source = loaded->source;
    struct statement *insert = store_statement(
        loading->store, "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    if (insert == NULL)
        return false;
    char hash[17];
    struct buffer text = BUFFER_INIT;
    buffer_printf(&text, "%016" PRIx64, loaded->hash);
    memcpy(hash, text.bytes, sizeof hash);
    buffer_free(&text);
    const char *const texts[] = {source->id,
                                 source->title.fr,
                                 source->title.en,
                                 source->publisher,
                                 source->licence,
                                 source->credit,
                                 source->address,
                                 loaded->read->file->date,
                                 loaded->read->file->name,
                                 source->is_fact ? "facts" : "official",
                                 hash};
    for (int i = 0; i < 11; i++)
        statement_bind_text(insert, i + 1, texts[i]);
    statement_bind_integer(insert, 12, loaded->features);
    statement_bind_integer(insert, 13, loaded->repaired);
    statement_bind_integer(insert, 14, loaded->refused);
    bool done = statement_step(insert, err) >= 0;
    statement_reset(insert);
    return done;
}

static const struct loading_source *origin_of(struct loading *loading, const char *id)
{
    const struct loading_source *source = loading_source_of(loading, id);
    return source->stand_in != NULL ? loading_source_of(loading, source->stand_in) : source;
}

/* Oldest date and joined credit lines of the sources behind an indicator, or of what stood in for them: of those that were
 * read, unless none was. */
static void indicator_origin(struct loading *loading, const struct catalogue_indicator *indicator, const char **date,
                             struct buffer *credit)
{
    bool is_any_read = false;
    for (size_t i = 0; indicator->sources[i] != NULL; i++)
        is_any_read = is_any_read || origin_of(loading, indicator->sources[i])->read != NULL;
    *date = NULL;
    for (size_t i = 0; indicator->sources[i] != NULL; i++) {
        const struct loading_source *source = origin_of(loading, indicator->sources[i]);
        if (is_any_read && source->read == NULL)
            continue;
        if (credit->length == 0 || strstr(credit->bytes, source->source->credit) == NULL)
            buffer_printf(credit, "%s%s", credit->length == 0 ? "" : "\u202f; ", source->source->credit);
        const char *its = source->read != NULL ? source->read->file->date : NULL;
        if (its != NULL && (*date == NULL || strcmp(its, *date) < 0))
            *date = its;
    }
}

static bool indicator_insert(struct loading *loading, const struct catalogue_indicator *indicator, int64_t position,
                             struct error *err)
{
    struct statement *insert = store_statement(
        loading->store, "INSERT INTO indicator VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", err);
    if (insert == NULL)
        return false;
    const char *date;
    struct buffer credit = BUFFER_INIT;
    indicator_origin(loading, indicator, &date, &credit);
    statement_bind_text(insert, 1, indicator->id);
    statement_bind_integer(insert, 2, position);
    statement_bind_text(insert, 3, indicator->theme);
    statement_bind_text(insert, 4, indicator->title.fr);
    statement_bind_text(insert, 5, indicator->title.en);
    statement_bind_text(insert, 6, indicator->unit);
    statement_bind_text(insert, 7, indicator->kind);
    statement_bind_integer(insert, 8, indicator->decimals);
    statement_bind_text(insert, 9, indicator->definition.fr);
    statement_bind_text(insert, 10, indicator->definition.en);
    statement_bind_text(insert, 11, indicator->numerator);
    statement_bind_text(insert, 12, indicator->denominator);
    if (indicator->numerator != NULL)
        statement_bind_real(insert, 13, indicator->factor);
    statement_bind_integer(insert, 14, indicator->is_geometric);
    statement_bind_text(insert, 15, date);
    statement_bind_text(insert, 16, credit.bytes);
    buffer_free(&credit);
    bool done = statement_step(insert, err) >= 0;
    statement_reset(insert);
    return done;
}

bool loading_describe_indicators(struct loading *loading, struct error *err)
{
    for (size_t i = 0; i < loading->catalogue->indicator_count; i++)
        if (!indicator_insert(loading, &loading->catalogue->indicators[i], (int64_t)i + 1, err))
            return false;
    return true;
}

/* The generation tells one content from another: every file read, every script run, and the program that did it. */
bool loading_describe_meta(struct loading *loading, struct error *err)
{
    uint64_t hash = loading->generation;
    for (size_t i = 0; i < loading->catalogue->source_count; i++) {
        const struct loading_source *source = &loading->sources[i];
        if (source->read == NULL)
            continue;
        hash = hash_bytes(hash, source->source->id, strlen(source->source->id));
        hash = hash_bytes(hash, &source->hash, sizeof source->hash);
    }
    hash = hash_bytes(hash, TERRIL_VERSION, strlen(TERRIL_VERSION));
    const char *const rows[][2] = {{"format", "1"},
                                   {"generation", arena_printf(loading->arena, "%016" PRIx64, hash)},
                                   {"edition", loading->is_approximate ? "schematic" : "official"},
                                   {"program", TERRIL_VERSION}};
    struct statement *insert = store_statement(loading->store, "INSERT INTO meta VALUES (?, ?)", err);
    for (size_t i = 0; insert != NULL && i < sizeof rows / sizeof *rows; i++) {
        statement_bind_text(insert, 1, rows[i][0]);
        statement_bind_text(insert, 2, rows[i][1]);
        if (statement_step(insert, err) < 0)
            return false;
        statement_reset(insert);
    }
    return insert != NULL;
}
