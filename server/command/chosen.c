#include "command/chosen.h"

#include "base/text.h"

#include <string.h>

static bool collection_unknown(const char *id, const struct snapshot *snapshot, struct arena *arena, struct error *err)
{
    const char **ids = arena_array(arena, snapshot->collection_count + 1, sizeof *ids);
    struct buffer list = BUFFER_INIT;
    for (size_t i = 0; i < snapshot->collection_count; i++) {
        ids[i] = snapshot->collections[i].id;
        buffer_printf(&list, "%s%s", i > 0 ? ", " : "", ids[i]);
    }
    const char *near = text_nearest(id, ids);
    if (near != NULL)
        error_set(err, ERROR_INPUT, "no collection \"%.80s\", did you mean %s?", id, near);
    else
        error_set(err, ERROR_INPUT, "no collection \"%.80s\"; there are %s", id,
                  list.bytes != NULL ? list.bytes : "none");
    buffer_free(&list);
    return false;
}

bool chosen_read(const struct chosen_wish *wish, struct store *store, const struct snapshot *snapshot,
                 struct arena *arena, struct tally_query *features, struct error *err)
{
    *features = (struct tally_query){NULL, NULL};
    if (wish->of == NULL)
        return wish->filter == NULL ||
               error_set(err, ERROR_INPUT, "--filter chooses features of a collection: say which one with --of");
    const struct snapshot_collection *of = snapshot_collection_of(snapshot, wish->of);
    if (of == NULL)
        return collection_unknown(wish->of, snapshot, arena, err);
    features->of = of;
    const struct selection_wish filter = {.filter = wish->filter};
    return selection_read(&filter, of, store, arena, &features->selection, err);
}
