/* The prepared text of a collection's features. */
#include "store/resident.h"
#include "store/resident_making.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

struct resident_text {
    atomic_size_t references;
    int64_t position, features;
    char *bytes;
    uint32_t *begin; /* of fid i + 1: where its comma stands; one more for the end */
};

static void text_free(struct resident_text *text)
{
    free(text->bytes);
    free(text->begin);
    free(text);
}

static enum resident_outcome text_read(struct resident_text *text, struct statement *rows, size_t most,
                                       struct buffer *bytes)
{
    int64_t fid = 0;
    int step;
    while ((step = statement_step(rows, NULL)) == 1) {
        size_t length;
        const void *json = statement_blob(rows, 1, &length);
        bool is_next = fid < text->features && statement_integer(rows, 0) == (text->position << 32 | (fid + 1));
        if (!is_next || length == 0 || bytes->length + 1 + length > most)
            return RESIDENT_UNFIT;
        text->begin[fid++] = (uint32_t)bytes->length;
        buffer_putc(bytes, ',');
        buffer_append(bytes, json, length);
    }
    text->begin[fid] = (uint32_t)bytes->length;
    if (step < 0)
        return RESIDENT_FAILED;
    return fid == text->features ? RESIDENT_MADE : RESIDENT_UNFIT;
}

enum resident_outcome resident_text_make(struct store *store, const struct snapshot_collection *collection,
                                         struct resident_limits limits, struct resident_text **made)
{
    assert(limits.text < UINT32_MAX / 2);
    size_t features = (size_t)collection->features;
    if (features > limits.text / 2) /* no feature is as short as that */
        return RESIDENT_UNFIT;
    struct statement *rows =
        statement_open(store, "SELECT id, json FROM rendition WHERE id BETWEEN ?1 AND ?2 ORDER BY id", NULL);
    if (rows == NULL)
        return RESIDENT_FAILED;
    struct resident_text *text = memory_alloc(sizeof *text);
    struct buffer bytes = BUFFER_INIT;
    *text = (struct resident_text){.position = collection->position,
                                   .features = collection->features,
                                   .begin = memory_alloc(memory_product(features + 1, sizeof *text->begin))};
    atomic_init(&text->references, 1);
    statement_bind_integer(rows, 1, collection->position << 32 | 1);
    statement_bind_integer(rows, 2, collection->position << 32 | UINT32_MAX);
    enum resident_outcome outcome = text_read(text, rows, limits.text, &bytes);
    statement_close(rows);
    size_t length;
    char *taken = buffer_take(&bytes, &length);
    text->bytes = memory_resize(taken, length + 1); /* the room that was not needed is given back */
    if (outcome == RESIDENT_MADE)
        *made = text;
    else
        text_free(text);
    return outcome;
}

size_t resident_text_bytes(const struct resident_text *text)
{
    return text->begin[text->features] + (size_t)text->features * sizeof *text->begin;
}

struct resident_text *resident_text_hold(const struct resident_text *text)
{
    struct resident_text *held = (struct resident_text *)(uintptr_t)text; /* what is counted is not what is read */
    atomic_fetch_add_explicit(&held->references, 1, memory_order_relaxed);
    return held;
}

void resident_text_release(void *held)
{
    struct resident_text *text = held;
    if (text != NULL && atomic_fetch_sub_explicit(&text->references, 1, memory_order_acq_rel) == 1)
        text_free(text);
}

struct resident_slice resident_text_slice(const struct resident_text *text, int64_t first, int64_t last, bool has_comma)
{
    assert(1 <= first && first <= last && last <= text->features);
    size_t begin = text->begin[first - 1] + !has_comma, end = text->begin[last];
    return (struct resident_slice){text->bytes + begin, end - begin, (uint64_t)text->position << 32 | begin};
}
