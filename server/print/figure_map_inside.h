/* print/figure_map_inside.h: a figure map being made. Only for the files of figure_map. */
#ifndef TERRIL_PRINT_FIGURE_MAP_INSIDE_H
#define TERRIL_PRINT_FIGURE_MAP_INSIDE_H

#include "print/figure_map.h"

/* Title, legend, indicator and table of the theme for this map, in its language. */
const struct style *figure_map_bind(const struct figure_map *map, const struct style *theme, struct arena *arena);
/* The unit as people read it: "hab./km²" is "inh./km²" in English; NULL for a plain number. */
const char *figure_map_unit(const struct figure_map *map);
/* The colour of class `index`; of all circles for an index that is none. */
struct colour figure_map_colour(const struct figure_map *map, size_t index);
double figure_map_radius(const struct figure_map *map, double value);

/* The fields of FIGURE_MAP_SOURCE, in the order of the header's list. */
enum figure_field {
    FIELD_FIGURE,
    FIELD_BY,
    FIELD_TERRITORY,
    FIELD_NOM,
    FIELD_TEXT,
    FIELD_VALUE,
    FIELD_CLASS,
    FIELD_COLOUR,
    FIELD_RADIUS,
    FIELD_COUNT
};
extern const struct field figure_fields[FIELD_COUNT];
/* What a territory's features say; `figure` as the header has it. Texts from the arena. */
void figure_values(const struct figure_map *map, const struct figure_territory *territory, const char *figure,
                   struct value values[FIELD_COUNT], struct arena *arena);
/* "class", "ground" or "unknown". */
const char *figure_of_area(const struct figure_map *map, const struct figure_territory *territory);

#endif
