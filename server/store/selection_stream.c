/* A stream of features without those that a filter leaves out. */
#include "store/selection.h"

struct chosen {
    struct feature_stream inner;
    const struct selection *selection;
};

static int chosen_next(struct feature_stream *stream, struct feature *feature, struct error *err)
{
    struct chosen *chosen = stream->payload;
    int more;
    do {
        more = chosen->inner.next(&chosen->inner, feature, err);
    } while (more == 1 && !selection_has(chosen->selection, feature->id));
    return more;
}

static void chosen_close(struct feature_stream *stream)
{
    struct chosen *chosen = stream->payload;
    chosen->inner.close(&chosen->inner);
}

void selection_narrow(const struct selection *selection, struct feature_stream *stream, struct arena *arena)
{
    if (selection == NULL)
        return;
    struct chosen *chosen = arena_alloc(arena, sizeof *chosen);
    *chosen = (struct chosen){*stream, selection};
    *stream = (struct feature_stream){chosen, stream->fields, stream->field_count, chosen_next, chosen_close};
}
