#include "command/theme_check.h"

#include "base/log.h"
#include "style/check.h"

#include <string.h>

struct known_fields {
    const struct snapshot *snapshot;
    struct arena *arena;
};

static const char *const *known_fields_of(void *payload, const char *collection)
{
    const struct known_fields *known = payload;
    const struct snapshot_collection *found = snapshot_collection_of(known->snapshot, collection);
    if (found == NULL)
        return NULL;
    const char **names = arena_array(known->arena, found->field_count + 1, sizeof *names);
    for (size_t i = 0; i < found->field_count; i++)
        names[i] = found->fields[i].name;
    return names;
}

bool theme_check(const struct style *style, const struct snapshot *snapshot, struct arena *arena, struct error *err)
{
    struct known_fields known = {snapshot, arena};
    struct style_fields fields = {&known, known_fields_of};
    const char *line = style->notices;
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        log_line("%.*s", (int)length, line);
        line += length + (line[length] == '\n');
    }
    return style_check(style, &fields, err);
}
