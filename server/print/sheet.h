/* print/sheet.h: a finished sheet: a map with title, legend, scale bar, credits, projection, notices. */
#ifndef TERRIL_PRINT_SHEET_H
#define TERRIL_PRINT_SHEET_H

#include <stdbool.h>

#include "base/error.h"
#include "draw/display.h"
#include "draw/map.h"
#include "draw/picture.h"
#include "store/snapshot.h"
#include "style/style.h"

struct figure_map; /* print/figure_map.h */

#define SHEET_MM_MIN 50.0
#define SHEET_MM_MAX 1600.0
#define SHEET_PX_MIN 200.0
#define SHEET_PX_MAX 6000.0

/* Width and height with their unit. */
struct paper {
    double width, height;
    bool is_pixels; /* else millimetres */
};

/* "A5" .. "A0" (landscape), "A4-portrait" or "a4 portrait" .., "210x297mm", "1200x630px". False, naming what is allowed. */
bool paper_read(const char *text, struct paper *paper, struct error *err);

#define SHEET_TITLE_MAX      300  /* bytes */
#define SHEET_BLEED_MAX      20.0 /* mm */
#define SHEET_LOGOS_MAX      8
#define SHEET_LOGO_BYTES_MAX (4u << 20)

struct sheet_logo {
    const struct picture *picture;
    const char *name; /* what it is, for readers who do not see it */
};

struct sheet_request {
    const struct style *style;
    const struct figure_map
        *figures;        /* of a theme with classes; its style is drawn. NULL: what such a theme starts from */
    const char *epci;    /* SIREN; NULL: the whole basin */
    const char *commune; /* INSEE code, instead of an EPCI; NULL for none */
    struct paper paper;
    const char *lang;   /* "fr" or "en" */
    const char *title;  /* replaces the theme's; NULL: the theme's */
    const char *author; /* "Réalisation : .."; NULL: none */
    double deadline;    /* clock_seconds() at which the drawing is given up with ERROR_BUSY; 0 for none */
    bool has_north;     /* an arrow to grid north, at most 0.6 degrees from true north here */
    double bleed;       /* mm beyond the trimmed edge, with crop marks around; 0: neither. Not for pictures */
    const struct sheet_logo *logos; /* the operator's, in a band above the credits; NULL: none */
    size_t logo_count;
};

/* A logo from a PNG file, named after it. Memory from the arena. False when there is no such file, it is no PNG or too large. */
bool sheet_logo_read(const char *path, struct sheet_logo *logo, struct arena *arena, struct error *err);

/* Paper, bleed, logos, language and texts within what is allowed? sheet_compose asks it too. */
bool sheet_check(const struct sheet_request *request, struct error *err);
/* The sheet as a display list; `report` (may be NULL) says which names found no room. Reads features and figures through `store`. An EPCI that does not exist is ERROR_NOT_FOUND. */
struct display *sheet_compose(const struct sheet_request *request, struct store *store, const struct snapshot *snapshot,
                              struct error *err);
struct display *sheet_compose_reported(const struct sheet_request *request, struct store *store,
                                       const struct snapshot *snapshot, struct map_report *report, struct error *err);

/* ---- pieces that the page shares ---- */

/* The store as the source of a map's features. */
struct map_features sheet_features(struct store *store, const struct snapshot *snapshot, struct arena *arena);
/* The theme's title for a territory, as sheet_text fills it: the one for nothing where its indicator is 0. */
const char *sheet_title(const struct style *style, const char *territory, const char *lang, struct store *store,
                        const struct snapshot *snapshot, struct arena *arena, struct error *err);
/* A theme's words for a territory (SIREN or "total"). {cites} is a figure (of the 250 communes for the total, of
 * the whole EPCI for a SIREN), {cites|cité|cités} the word that goes with it, {territory} the name, {estates.date} the month
 * of a collection's source, {estates?, estates of %} words where the collection was loaded, with that month for %. Memory from
 * the arena. */
const char *sheet_text(const char *pattern, const char *territory, const char *lang, struct store *store,
                       const struct snapshot *snapshot, struct arena *arena, struct error *err);
/* What the map shows, in sentences: its title, the indicator's figure for the territory, and the EPCI from the highest to the
 * lowest. For readers who do not see it. Memory from the arena. */
const char *sheet_description(const struct style *style, const char *title, const char *territory, const char *lang,
                              struct store *store, const struct snapshot *snapshot, struct arena *arena,
                              struct error *err);
/* A figure as people read it: digits of its indicator, the language's separators, "non renseigné" for NULL. `perimeter` is
 * "bassin" or "epci", `value` (may be NULL) gets NAN when unknown. NULL with ERROR_NOT_FOUND for an unknown indicator. */
const char *sheet_figure(const char *indicator, const char *territory, const char *lang, struct store *store,
                         const struct snapshot *snapshot, double *value, struct arena *arena, struct error *err);
/* "Sources : Mission Bassin Minier / Géo2France (cités ERBM, 2026-03) ; ..." from the collections drawn, NULL-ended. */
const char *sheet_credits(const char *const *collections, const char *lang, const struct snapshot *snapshot,
                          struct arena *arena);
/* The names alone, without what they gave and when: for pictures. */
const char *sheet_credits_short(const char *const *collections, const char *lang, const struct snapshot *snapshot,
                                struct arena *arena);
/* EPSG:2154 box of an EPCI (SIREN) or a commune (INSEE code), or of the 250 communes when `territory` is NULL, with a
 * margin. */
bool sheet_ground(const char *territory, struct store *store, const struct snapshot *snapshot, struct box *ground,
                  struct error *err);
/* A round length for a scale bar at most `most` metres long: 1, 2 or 5 times a power of ten. */
double scale_bar_length(double most);

#endif
