/* Inputs that choose features, alike in all processes. */
#include "analysis/process.h"

#include "filter/filter.h"

struct process_input process_of_input(const struct snapshot *snapshot, struct arena *arena)
{
    const char **ids = arena_array(arena, snapshot->collection_count + 1, sizeof *ids);
    for (size_t i = 0; i < snapshot->collection_count; i++)
        ids[i] = snapshot->collections[i].id;
    return (struct process_input){.id = "of",
                                  .title = "Collection",
                                  .description = "Au lieu des indicateurs : le nombre, la surface ou la longueur des "
                                                 "objets de cette collection",
                                  .kind = PROCESS_WORD,
                                  .most = 1,
                                  .words = ids};
}

struct process_input process_filter_input(const char *description)
{
    return (struct process_input){.id = "filter",
                                  .title = "Filtre",
                                  .description = description,
                                  .kind = PROCESS_TEXT,
                                  .most = 1,
                                  .maximum = FILTER_TEXT_MAX};
}
