/* print/figure_map.h: an indicator as a map: the figure of each territory, checked, put into classes and bound to a theme. */
#ifndef TERRIL_PRINT_FIGURE_MAP_H
#define TERRIL_PRINT_FIGURE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "draw/map.h"
#include "store/snapshot.h"
#include "style/classes.h"
#include "style/palette.h"
#include "style/semiology.h"
#include "style/style.h"

/* The source that layers of such a theme read (style.h, "terril:classes"). Each feature is an area or, of a map of circles, a circle's
 * place, with the fields
 *   figure     "class": an area of a class; "unknown": one without a value; "ground": one whose value is a circle; "circle"
 *   by         "commune" or "epci"
 *   territory  INSEE code or SIREN; nom its name; text what it says when pointed at
 *   value      NULL when not known; class 0.. from low to high, NULL outside classes
 *   colour     "#rrggbb" of the class, or of all circles
 *   radius     of the circle, pixels on a 1000-wide map
 * An EPCI is filled by its communes within the perimeter, so that what is coloured is what was counted. */
#define FIGURE_MAP_SOURCE "figures"

/* As people write them; NULL or "" for what the theme says or suits the indicator. */
struct figure_map_choice {
    const char *indicator;      /* an id of the indicator table */
    const char *by;             /* "commune" or "epci" */
    const char *perimeter;      /* "bassin": the 250 communes; "epci": all communes of the 8 EPCI */
    const char *representation; /* "choropleth" or "symbols" */
    const char *method;         /* style/classes.h, class_method_read */
    const char *classes;        /* their number */
    const char *breaks;         /* bounds given by people: class_bounds_read */
    const char *palette;        /* style/palette.h */
};
/* Where the value of a parameter of that name goes; NULL for another name. In the order above. */
const char **figure_map_parameter(struct figure_map_choice *choice, const char *name);
extern const char *const figure_map_parameters[]; /* the names, NULL-ended */
bool figure_map_is_chosen(const struct figure_map_choice *choice);

struct figure_territory {
    const char *id, *name; /* INSEE code or SIREN */
    double value;          /* NAN: not known */
    struct point at;       /* where its circle stands, EPSG:2154; only of maps of circles */
};

struct figure_map {
    const struct style *style; /* the theme with this map's title, legend and indicator */
    const struct snapshot_indicator *indicator;
    bool is_by_epci, is_of_epci; /* territories are EPCI; the perimeter is theirs */
    bool is_english;
    enum map_form form;
    enum class_method method; /* as asked for or proposed, as the number */
    size_t class_count;
    const struct palette *palette;
    const struct figure_territory *territories; /* ascending by id */
    size_t count, known;                        /* all, and those with a value */
    double least, greatest;                     /* NAN when none is known */
    struct classes classes;                     /* of MAP_CHOROPLETH with a known value; else without classes */
    double max_radius;                          /* of MAP_SYMBOLS */
    struct notices notices;                     /* warnings */
};

/* Memory from the arena. `theme` has classes (style.h). NULL with an error: ERROR_INPUT for a word that is wrong
 * ("did you mean"), and ERROR_INPUT with the sentence of the rule, in `lang`, for a map that would mislead; then `is_refused` (may
 * be NULL) becomes true. An indicator without any value is a map all of « non renseigné », with
 * a warning. */
struct figure_map *figure_map_make(const struct style *theme, const struct figure_map_choice *choice, const char *lang,
                                   struct store *store, const struct snapshot *snapshot, struct arena *arena,
                                   bool *is_refused, struct error *err);
/* sheet_features (print/sheet.h), and FIGURE_MAP_SOURCE. `map` NULL: sheet_features alone. */
struct map_features figure_map_features(const struct figure_map *map, struct store *store,
                                        const struct snapshot *snapshot, struct arena *arena);
/* The credit line with what the indicator is computed from, where it is not there yet; `is_short` without what and when. */
const char *figure_map_credits(const struct figure_map *map, const char *credits, bool is_short, struct arena *arena);
/* A value with its unit, as people read it. */
const char *figure_map_text(const struct figure_map *map, double value, struct arena *arena);
/* "communes", "intercommunalités", "EPCI". */
const char *figure_map_territories(const struct figure_map *map);
/* The warning's sentence in the map's language. */
const char *figure_map_notice(const struct figure_map *map, size_t index);

#endif
