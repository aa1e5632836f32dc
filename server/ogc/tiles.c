#include "ogc/tiles.h"

#include "base/number.h"
#include "http/compress.h"
#include "http/negotiate.h"
#include "ogc/choice.h"
#include "ogc/filtering.h"
#include "ogc/resource.h"
#include "tile/mvt.h"

#include <string.h>

#define TILE_MEDIA "application/vnd.mapbox-vector-tile"
/* A prepared tile undone is at most this; far more than any we write. */
#define TILE_BYTES_MAX (64u << 20)

/* Which tile, and of which collections. */
struct wish {
    const struct tile_matrix_set *set;
    struct tile tile;
    struct choice *choices; /* in the snapshot's order */
    size_t count;
    bool is_whole; /* all collections there are */
    bool is_filtered;
};

/* ---- what is asked for ---- */

static bool name_is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    while (*list != '\0') {
        size_t word = strcspn(list, ",");
        if (word == length && memcmp(list, name, length) == 0)
            return true;
        list += word + (list[word] == ',');
    }
    return false;
}

/* Every word of the list is a collection; the words may repeat and come in any order. */
static bool list_check(const struct snapshot *snapshot, const char *list, struct error *err)
{
    if (list[0] == '\0' || list[strlen(list) - 1] == ',')
        return error_set(err, ERROR_INPUT, "collections=%.80s: ids of collections are wanted, with commas between them",
                         list);
    for (const char *word = list; *word != '\0';) {
        size_t length = strcspn(word, ",");
        bool is_known = false;
        for (size_t i = 0; i < snapshot->collection_count && !is_known; i++)
            is_known =
                strlen(snapshot->collections[i].id) == length && memcmp(snapshot->collections[i].id, word, length) == 0;
        if (!is_known)
            return error_set(err, ERROR_INPUT,
                             "collections: there is no \"%.*s\"; /ogc/collections lists those there are",
                             length < 80 ? (int)length : 80, word);
        word += length + (word[length] == ',');
    }
    return true;
}

static bool wish_of_dataset(struct wish *wish, const struct request *request, struct error *err)
{
    const struct snapshot *snapshot = resource_snapshot(request);
    const char *list = request_parameter(request, "collections");
    if (list != NULL && !list_check(snapshot, list, err))
        return false;
    wish->choices = arena_array(request->arena, snapshot->collection_count, sizeof *wish->choices);
    for (size_t i = 0; i < snapshot->collection_count; i++)
        if (list == NULL || name_is_listed(list, snapshot->collections[i].id))
            wish->choices[wish->count++] = (struct choice){&snapshot->collections[i], NULL};
    wish->is_whole = wish->count == snapshot->collection_count;
    return true;
}

static bool wish_of_collection(struct wish *wish, const struct request *request, struct error *err)
{
    const struct snapshot_collection *collection = resource_collection(request, err);
    if (collection == NULL)
        return false;
    wish->choices = arena_array(request->arena, 1, sizeof *wish->choices);
    wish->choices[wish->count++] = (struct choice){collection, NULL};
    wish->is_whole = resource_snapshot(request)->collection_count == 1;
    return true;
}

/* `words`: tile matrix set, zoom, row, column. */
static bool wish_place(struct wish *wish, const struct request *request, const char *const *words, struct error *err)
{
    wish->is_filtered = resource_has_filter(request);
    wish->set = tile_matrix_set_of(words[0], err);
    return wish->set != NULL && tile_read(words[1], words[2], words[3], &wish->tile, err);
}

/* Tiles are prepared up to a zoom; of wrong words the handler says what is wrong. */
static bool words_are_made(const char *const *words)
{
    int64_t zoom = 0;
    const struct tile_matrix_set *set = tile_matrix_set_of(words[0], NULL);
    return set == NULL || (number_read_integer(words[1], strlen(words[1]), 0, TILE_ZOOM_MAX, &zoom) &&
                           zoom > (int64_t)snapshot_tile_zoom_max(set));
}

bool tile_is_made(const struct request *request)
{
    return resource_has_filter(request) || words_are_made(request->captures);
}

bool collection_tile_is_made(const struct request *request)
{
    return resource_has_filter(request) || words_are_made(request->captures + 1);
}

/* ---- the tile ---- */

static bool tile_undo(const struct buffer *gzip, struct buffer *out, struct error *err)
{
    return compress_undo_gzip(gzip->bytes, gzip->length, TILE_BYTES_MAX, out) ||
           error_set(err, ERROR_STORAGE, "a prepared tile is no gzip");
}

/* Is the layer one of the wish's collections, or of their names? */
static bool wish_has_layer(const struct wish *wish, const struct mvt_slice *slice)
{
    static const char names[] = "-labels";
    size_t name_length = sizeof names - 1;
    for (size_t i = 0; i < wish->count; i++) {
        size_t length = strlen(wish->choices[i].collection->id);
        if (slice->name_length < length || memcmp(slice->name, wish->choices[i].collection->id, length) != 0)
            continue;
        if (slice->name_length == length ||
            (slice->name_length == length + name_length && memcmp(slice->name + length, names, name_length) == 0))
            return true;
    }
    return false;
}

static bool layers_pick(const struct wish *wish, const struct buffer *gzip, struct buffer *out, struct error *err)
{
    struct buffer whole = BUFFER_INIT;
    struct mvt_slice slice;
    size_t at = 0;
    if (!tile_undo(gzip, &whole, err))
        return false;
    while (mvt_next(whole.bytes, whole.length, &at, &slice))
        if (wish_has_layer(wish, &slice))
            buffer_append(out, slice.bytes, slice.length);
    buffer_free(&whole);
    return true;
}

static bool prepared_get(const struct wish *wish, const struct request *request, struct store *store,
                         struct response *response, struct error *err)
{
    struct buffer gzip = BUFFER_INIT;
    bool done = snapshot_tile(store, wish->set, wish->tile, &gzip, err);
    if (done && gzip.length > 0) {
        if (wish->is_whole && negotiate_takes(request, CODING_GZIP)) {
            buffer_append(&response->body, gzip.bytes, gzip.length);
            response_header(response, "Content-Encoding", "gzip");
        } else if (wish->is_whole) {
            done = tile_undo(&gzip, &response->body, err);
        } else {
            done = layers_pick(wish, &gzip, &response->body, err);
        }
    }
    buffer_free(&gzip);
    return done;
}

static bool wish_answer(const struct wish *wish, const struct request *request, struct store *store,
                        struct response *response, struct error *err)
{
    struct box extent;
    if (!snapshot_tile_extent(store, wish->set, &extent, err))
        return false;
    if (box_is_empty(extent) ||
        !tile_is_within(tile_limits(wish->set, wish->tile.zoom,
                                    box_grow(extent, TILE_BUFFER * tile_unit(wish->set, wish->tile.zoom))),
                        wish->tile))
        return error_set(err, ERROR_NOT_FOUND,
                         "zoom %u, row %u, column %u lies outside the territory; the tile set's limits say which "
                         "tiles there are",
                         (unsigned)wish->tile.zoom, (unsigned)wish->tile.y, (unsigned)wish->tile.x);
    bool is_prepared = wish->tile.zoom <= snapshot_tile_zoom_max(wish->set) && !wish->is_filtered;
    bool done = is_prepared ? prepared_get(wish, request, store, response, err)
                            : choice_make(request, store, wish->choices, wish->count, err) &&
                                  snapshot_tile_make(store, wish->choices, wish->count, wish->set, wish->tile,
                                                     &response->body, err);
    response->media_type = TILE_MEDIA;
    response->is_api = response->is_relative = true;
    response->status = response->body.length > 0 ? 200 : 204;
    return done;
}

static bool wish_serve(const struct wish *wish, const struct request *request, struct response *response,
                       struct error *err)
{
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL)
        return false;
    bool done = wish_answer(wish, request, store, response, err);
    generation_return(request->generation, store);
    return done;
}

bool tile_get(const struct request *request, struct response *response, struct error *err)
{
    struct wish wish = {.set = NULL};
    return wish_place(&wish, request, request->captures, err) && wish_of_dataset(&wish, request, err) &&
           wish_serve(&wish, request, response, err);
}

bool collection_tile_get(const struct request *request, struct response *response, struct error *err)
{
    struct wish wish = {.set = NULL};
    return wish_of_collection(&wish, request, err) && wish_place(&wish, request, request->captures + 1, err) &&
           wish_serve(&wish, request, response, err);
}
