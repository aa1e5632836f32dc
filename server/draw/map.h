/* draw/map.h: a theme's layers over a piece of country, as marks. */
#ifndef TERRIL_DRAW_MAP_H
#define TERRIL_DRAW_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "draw/display.h"
#include "geo/box.h"
#include "geo/crs.h"
#include "geo/feature.h"
#include "style/style.h"

/* Where features come from: the store in the program, a fixture in tests. Geometry in EPSG:2154, where outlines may leave out
 * what is smaller than `tolerance` metres. A collection that does not exist gives a stream that is at its end. */
struct map_features {
    void *payload;
    bool (*open)(void *payload, const char *collection, struct box box, double tolerance, struct feature_stream *stream,
                 struct error *err);
};

/* Another system than EPSG:2154 to draw in. */
struct map_projection {
    struct crs_transform *forth, *back; /* from EPSG:2154 to the ground's system, and back */
    struct box valid;                   /* in the ground's system: nothing is looked for outside */
};

struct map_request {
    const struct style *style;
    const char *lang;                        /* "fr" or "en" */
    struct box ground;                       /* EPSG:2154, fitted into the frame keeping its shape, centred */
    bool is_stretched;                       /* the ground fills the frame, whatever its shape */
    const struct map_projection *projection; /* of the ground; NULL: EPSG:2154. None with fade_but */
    bool has_no_background;                  /* the style's background is left out */
    struct box frame;                        /* where in the display, its units */
    double scale;                            /* of symbols, widths and text: 1 on a map 1000 units wide */
    const char *fade_but;                    /* SIREN: everything outside this EPCI is faded; NULL for none */
    bool fades_commune;                      /* `fade_but` is the INSEE code of a commune */
    double grid;       /* points are moved to multiples of it, borders shared by areas alike; 0 is 0.5 */
    double close_grid; /* of features that are read one by one; 0 is a fifth of the grid */
    double
        tolerance; /* outlines may be that far off, of what has the closer grid by so much less; 0 is three quarters of the
                          grid, about as much as points are by being moved to it */
    const struct box *furniture; /* where the sheet's panels will stand, in the display: no label goes there */
    size_t furniture_count;
    bool has_titles; /* marks carry what they say when pointed at */
    double deadline; /* clock_seconds() at which the drawing is given up with ERROR_BUSY; 0 for none */
};

struct map_report {
    struct box ground; /* what the frame really shows */
    double metres_per_unit;
    const char **drawn;    /* collections with at least one mark, NULL-ended, from the display's arena: for credits */
    const char **left_out; /* labels that found no room, NULL-ended */
    size_t label_count;
};

/* Appends one group a layer, clipped to the frame, labels last. Deterministic: the same request and features give
 * the same marks. */
bool map_draw(struct display *display, const struct map_request *request, const struct map_features *features,
              struct map_report *report, struct error *err);
/* Has something of the collection been drawn? */
bool map_has_drawn(const struct map_report *report, const char *collection);
/* The swatch of a legend entry, in the rectangle given. */
void map_swatch(struct display *display, const struct style *style, const struct style_legend_entry *entry, double x,
                double y, double width, double height, double scale);

#endif
