#include "print/sheet.h"

#include "print/words.h"

#include <math.h>
#include <string.h>

struct sheet_source {
    struct store *store;
    const struct snapshot *snapshot;
};

static int stream_end(struct feature_stream *stream, struct feature *feature, struct error *err)
{
    (void)stream;
    (void)feature;
    (void)err;
    return 0;
}

static void stream_close_nothing(struct feature_stream *stream)
{
    (void)stream;
}

static bool sheet_features_open(void *payload, const char *collection, struct box box, double tolerance,
                                struct feature_stream *stream, struct error *err)
{
    struct sheet_source *source = payload;
    const struct snapshot_collection *known = snapshot_collection_of(source->snapshot, collection);
    if (known != NULL)
        return snapshot_features(source->store, known, box, tolerance, stream, err);
    *stream = (struct feature_stream){.next = stream_end, .close = stream_close_nothing};
    return true;
}

struct map_features sheet_features(struct store *store, const struct snapshot *snapshot, struct arena *arena)
{
    struct sheet_source *source = arena_alloc(arena, sizeof *source);
    *source = (struct sheet_source){store, snapshot};
    return (struct map_features){source, sheet_features_open};
}

/* Joins the boxes of a collection's features, of those with the text in the field when it is given. */
static bool ground_of(const char *collection, const char *field, const char *text, struct store *store,
                      const struct snapshot *snapshot, struct box *ground, struct error *err)
{
    struct sheet_source source = {store, snapshot};
    struct feature_stream stream;
    if (!sheet_features_open(&source, collection, BOX_EMPTY, 0, &stream, err))
        return false;
    struct feature feature;
    struct box joined = BOX_EMPTY;
    int more;
    while ((more = stream.next(&stream, &feature, err)) == 1) {
        const struct value *value = field != NULL ? feature_value(&feature, field) : NULL;
        if (field == NULL || (value != NULL && value->type == VALUE_TEXT && strcmp(value->text, text) == 0))
            joined = box_join(joined, geometry_box(&feature.geometry));
    }
    stream.close(&stream);
    if (more == 0 && !box_is_empty(joined))
        *ground = joined;
    return more == 0;
}

bool sheet_ground(const char *territory, struct store *store, const struct snapshot *snapshot, struct box *ground,
                  struct error *err)
{
    const double margin = 0.03; /* of the longer side, on each side */
    struct box box = BOX_EMPTY;
    struct arena *arena = arena_new();
    bool is_known = territory == NULL || territory_name(territory, false, store, arena, err) != NULL;
    arena_free(arena);
    if (!is_known)
        return false;
    bool is_read = territory == NULL ? ground_of("basin", NULL, NULL, store, snapshot, &box, err)
                   : territory_is_commune(territory)
                       ? ground_of("communes", "insee", territory, store, snapshot, &box, err)
                       : ground_of("epci", "siren", territory, store, snapshot, &box, err);
    if (is_read && territory == NULL && box_is_empty(box))
        is_read = ground_of("communes", NULL, NULL, store, snapshot, &box, err);
    if (!is_read)
        return false;
    if (box_is_empty(box))
        return error_set(err, ERROR_NOT_FOUND, "the snapshot has no communes to draw");
    *ground = box_grow(box, margin * fmax(box_width(box), box_height(box)));
    return true;
}

double scale_bar_length(double most)
{
    static const double steps[] = {5, 2, 1};
    double power = pow(10, floor(log10(most)));
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (steps[i] * power <= most)
            return steps[i] * power;
    }
    return power;
}
