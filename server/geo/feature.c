#include "geo/feature.h"

#include "base/arena.h"

#include <assert.h>
#include <string.h>

struct value value_integer(int64_t integer)
{
    return (struct value){VALUE_INTEGER, integer, (double)integer, NULL};
}

struct value value_real(double real)
{
    return (struct value){VALUE_REAL, 0, real, NULL};
}

struct value value_text(const char *text)
{
    if (text == NULL)
        return VALUE_UNKNOWN;
    return (struct value){VALUE_TEXT, 0, 0.0, text};
}

const struct value *feature_value(const struct feature *feature, const char *name)
{
    for (size_t i = 0; i < feature->field_count; i++)
        if (strcmp(feature->fields[i].name, name) == 0)
            return &feature->values[i];
    return NULL;
}

/* The payload of a stream over an array; its arena holds itself. */
struct row_walk {
    struct arena *arena;
    const struct feature *features;
    size_t count;
    size_t *position; /* the caller's: how many were handed out */
};

static int row_walk_next(struct feature_stream *stream, struct feature *feature, struct error *err)
{
    (void)err;
    struct row_walk *walk = stream->payload;
    if (*walk->position >= walk->count)
        return 0;
    *feature = walk->features[(*walk->position)++];
    return 1;
}

static void row_walk_close(struct feature_stream *stream)
{
    struct row_walk *walk = stream->payload;
    if (walk != NULL)
        arena_free(walk->arena);
    stream->payload = NULL;
}

struct feature_stream feature_stream_of(struct feature *features, size_t count, size_t *position)
{
    assert(position != NULL && (features != NULL || count == 0));
    struct arena *arena = arena_new();
    struct row_walk *walk = arena_alloc(arena, sizeof *walk);
    *walk = (struct row_walk){arena, features, count, position};
    *position = 0;
    return (struct feature_stream){
        .payload = walk,
        .fields = count > 0 ? features[0].fields : NULL,
        .field_count = count > 0 ? features[0].field_count : 0,
        .next = row_walk_next,
        .close = row_walk_close,
    };
}
