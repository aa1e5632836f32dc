#include "print/sheet.h"

#include <string.h>

/* "Mission Bassin Minier (cités ERBM)" and "2026-03-10" give "Mission Bassin Minier (cités ERBM, 2026-03)". */
static const char *credit_with_date(const struct snapshot_source *source, struct arena *arena)
{
    size_t length = strlen(source->credit);
    if (source->date == NULL)
        return source->credit;
    if (length > 0 && source->credit[length - 1] == ')')
        return arena_printf(arena, "%.*s, %.7s)", (int)(length - 1), source->credit, source->date);
    return arena_printf(arena, "%s (%.7s)", source->credit, source->date);
}

static const char *credit_name(const struct snapshot_source *source, struct arena *arena)
{
    const char *bracket = strstr(source->credit, " (");
    return bracket != NULL ? arena_copy(arena, source->credit, (size_t)(bracket - source->credit)) : source->credit;
}

static const char *credits_write(const char *const *collections, const char *lang, const struct snapshot *snapshot,
                                 const char *(*credit_of)(const struct snapshot_source *, struct arena *),
                                 struct arena *arena)
{
    bool is_english = strcmp(lang, "en") == 0;
    struct buffer text = BUFFER_INIT;
    buffer_puts(&text, is_english ? "Sources: " : "Sources\u00a0: ");
    size_t head = text.length;
    for (; *collections != NULL; collections++) {
        const struct snapshot_collection *collection = snapshot_collection_of(snapshot, *collections);
        if (collection == NULL || collection->source == NULL)
            continue;
        const char *credit = credit_of(collection->source, arena);
        if (strstr(text.bytes + head, credit) != NULL)
            continue;
        if (text.length > head)
            buffer_puts(&text, is_english ? "; " : "\u202f; ");
        buffer_puts(&text, credit);
    }
    const char *copy = arena_copy(arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

const char *sheet_credits(const char *const *collections, const char *lang, const struct snapshot *snapshot,
                          struct arena *arena)
{
    return credits_write(collections, lang, snapshot, credit_with_date, arena);
}

const char *sheet_credits_short(const char *const *collections, const char *lang, const struct snapshot *snapshot,
                                struct arena *arena)
{
    return credits_write(collections, lang, snapshot, credit_name, arena);
}
