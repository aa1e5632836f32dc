/* print/sheet.h: a finished sheet: a map with title, legend, scale bar, credits, projection, notices. */
#ifndef TERRIL_PRINT_SHEET_H
#define TERRIL_PRINT_SHEET_H

#include <stdbool.h>

#include "base/error.h"
#include "draw/display.h"
#include "draw/map.h"
#include "store/snapshot.h"
#include "style/style.h"

#define SHEET_MM_MIN 50.0
#define SHEET_MM_MAX 1600.0
#define SHEET_PX_MIN 200.0
#define SHEET_PX_MAX 6000.0

/* Width and height with their unit. */
struct paper {
    double width, height;
    bool is_pixels; /* else millimetres */
};

/* "A4" .. "A0" (landscape), "A4-portrait" .., "210x297mm", "1200x630px". False, naming what is allowed. */
bool paper_read(const char *text, struct paper *paper, struct error *err);

struct sheet_request {
    const struct style *style;
    const char *epci;    /* SIREN; NULL: the whole basin */
    struct paper paper;
    const char *lang;    /* "fr" or "en" */
    const char *title;   /* replaces the theme's; NULL: the theme's */
    const char *author;  /* "Réalisation : .."; NULL: none */
};

/* The sheet as a display list. Reads features and figures through `store`. An EPCI that does not exist is ERROR_NOT_FOUND. */
struct display *sheet_compose(const struct sheet_request *request, struct store *store, const struct snapshot *snapshot,
                              struct error *err);

/* ---- pieces that the page shares ---- */

/* The store as the source of a map's features. */
struct map_features sheet_features(struct store *store, const struct snapshot *snapshot, struct arena *arena);
/* The theme's title or subtitle with figures of the territory (SIREN or "total") filled in. Memory from the arena. */
const char *sheet_text(const char *pattern, const char *territory, const char *lang, struct store *store, const struct snapshot *snapshot,
                       struct arena *arena, struct error *err);
/* "Sources : Mission Bassin Minier / Géo2France (2026-03) ; ..." from the collections drawn. */
const char *sheet_credits(const char *const *collections, const char *lang, const struct snapshot *snapshot, struct arena *arena);
/* EPSG:2154 box of an EPCI, or of the 250 communes when siren is NULL, with a margin. */
bool sheet_ground(const char *siren, struct store *store, const struct snapshot *snapshot, struct box *ground, struct error *err);
/* A round length for a scale bar at most `most` metres long: 1, 2 or 5 times a power of ten. */
double scale_bar_length(double most);

#endif
