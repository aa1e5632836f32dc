#include "tile/names.h"

#include <string.h>

struct tile_names tile_names_of(const char *collection, const char *key, const char *label, const struct field *fields,
                                size_t field_count, struct arena *arena)
{
    struct tile_names names = {.layer = arena_printf(arena, "%s-labels", collection),
                               .fields = arena_array(arena, field_count, sizeof *names.fields),
                               .from = arena_array(arena, field_count, sizeof *names.from)};
    for (size_t i = 0; i < field_count; i++) {
        bool is_said = strcmp(fields[i].name, key) == 0 || strcmp(fields[i].name, label) == 0;
        if (!is_said && fields[i].type == VALUE_TEXT)
            continue;
        names.from[names.field_count] = i;
        names.fields[names.field_count++] = fields[i];
    }
    return names;
}

/* Grid units: 25 pixels of a tile of 4,096 units shown 512 wide, about what "Lens" takes. */
#define NAME_UNITS 200

bool tile_names_has_room(struct box box, double unit)
{
    return box_width(box) >= NAME_UNITS * unit || box_height(box) >= NAME_UNITS * unit;
}

const struct value *tile_names_values(const struct tile_names *names, const struct value *values, struct arena *arena)
{
    struct value *said = arena_array(arena, names->field_count, sizeof *said);
    for (size_t i = 0; i < names->field_count; i++)
        said[i] = values[names->from[i]];
    return said;
}
