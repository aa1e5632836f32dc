#include "exchange/collection.h"

/* A stream that may be told to stop. */
struct stoppable {
    struct feature_stream *inner;
    bool (*is_stopped)(struct error *err);
};

static int stoppable_next(struct feature_stream *stream, struct feature *feature, struct error *err)
{
    const struct stoppable *stoppable = stream->payload;
    if (stoppable->is_stopped != NULL && stoppable->is_stopped(err))
        return -1;
    return stoppable->inner->next(stoppable->inner, feature, err);
}

static const char *description_of(const struct snapshot *snapshot, const struct snapshot_collection *collection,
                                  struct arena *arena)
{
    const struct snapshot_source *source = collection->source;
    return arena_printf(
        arena, "%s Source\302\240: %s. Licence\302\240: %s.%s%s%s%s terril " TERRIL_VERSION ", génération %s.",
        collection->description_fr, source->credit, source->licence, source->date != NULL ? " Données\302\240: " : "",
        source->date != NULL ? source->date : "", source->date != NULL ? "." : "",
        collection->is_approximate ? " Édition schématique." : "", snapshot->generation);
}

bool exchange_collection(const struct exchange_target *target, struct store *store, const struct snapshot *snapshot,
                         const struct snapshot_collection *collection, bool (*is_stopped)(struct error *err),
                         struct arena *arena, struct error *err)
{
    const struct snapshot_source *source = collection->source;
    const char *const metadata[][2] = {{"TITLE", collection->title_fr},
                                       {"TITLE_EN", collection->title_en},
                                       {"PUBLISHER", source->publisher},
                                       {"CREDIT", source->credit},
                                       {"LICENCE", source->licence},
                                       {"SOURCE", source->address},
                                       {"DATE", source->date},
                                       {"EDITION", collection->is_approximate ? "schematic" : "official"},
                                       {"GENERATION", snapshot->generation},
                                       {"SOFTWARE", "terril " TERRIL_VERSION},
                                       {NULL, NULL}};
    const struct exchange_layer layer = {.name = collection->table,
                                         .title = collection->title_fr,
                                         .description = description_of(snapshot, collection, arena),
                                         .date = source->date,
                                         .metadata = metadata,
                                         .geometry = collection->geometry};
    struct feature_stream inner;
    uint64_t count;
    if (!snapshot_features(store, collection, BOX_EMPTY, 0, &inner, err))
        return false;
    struct stoppable stoppable = {&inner, is_stopped};
    struct feature_stream stream = {&stoppable, inner.fields, inner.field_count, stoppable_next, NULL};
    bool is_done = exchange_send(target, &layer, &stream, &count, err);
    inner.close(&inner);
    return is_done;
}
