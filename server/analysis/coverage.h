/* analysis/coverage.h: the coverage table, per EPCI or commune, read from the figures of a snapshot. */
#ifndef TERRIL_ANALYSIS_COVERAGE_H
#define TERRIL_ANALYSIS_COVERAGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "store/snapshot.h"

enum perimeter { PERIMETER_BASSIN, PERIMETER_EPCI };
enum coverage_level { COVERAGE_BY_EPCI, COVERAGE_BY_COMMUNE };

struct coverage_query {
    enum perimeter perimeter;
    enum coverage_level level;
};

struct coverage_row {
    const char *territory; /* SIREN, INSEE, "hors" or "total" */
    const char *name;
    const char *level;    /* "commune", "epci", "hors", "total" */
    const double *values; /* one for each indicator of the snapshot, NAN for unknown */
};

struct coverage {
    struct coverage_query query;
    /* Territories by name (accents and capitals aside), then, by EPCI, "hors" (of the 8 EPCI; zeros in the perimeter epci),
     * then "total". Communes alone make up the total too, so there is no "hors" among them. */
    const struct coverage_row *rows;
    size_t row_count;
    const struct snapshot *snapshot; /* its indicators are the columns */
};

/* Memory from the arena. Sums over rows equal the total to 1e-9 (a test of load). */
bool coverage_read(struct store *store, const struct snapshot *snapshot, struct coverage_query query,
                   struct arena *arena, struct coverage *coverage, struct error *err);
/* NAN when the row is NULL or the indicator unknown. */
double coverage_value(const struct coverage *coverage, const struct coverage_row *row, const char *indicator);

/* "bassin" or "epci"; "epci" or "commune". False, naming what is allowed. */
bool perimeter_read(const char *text, enum perimeter *perimeter, struct error *err);
bool coverage_level_read(const char *text, enum coverage_level *level, struct error *err);
const char *perimeter_name(enum perimeter perimeter); /* "bassin" or "epci" */

/* One row a territory: territoire, nom, then indicator ids. */
void coverage_write_csv(const struct coverage *coverage, struct buffer *out);
/* A list of objects with the same members as the CSV's columns; unknown is null. */
void coverage_write_json(const struct coverage *coverage, struct buffer *out);
/* What the columns are: {"edition","generation","indicateurs":{id:{titre,unite,nature,definition,date,source,approche}}};
 * `lang` "fr" or "en" for titles and definitions; "approche" is true where schematic geometry decides. */
void coverage_write_indicators(const struct snapshot *snapshot, const char *lang, struct buffer *out);
/* A FeatureCollection whose features have the members of the JSON form; a territory's outline is whole, whatever the perimeter.
 * "hors" and "total" have a null geometry, so that nothing lies over anything. Nothing is appended on failure. */
bool coverage_write_geojson(const struct coverage *coverage, struct store *store, struct buffer *out,
                            struct error *err);
/* For a terminal of 80 columns or more: figures right-aligned in French form, "n. r." where unknown. `indicators` is
 * NULL-ended; NULL takes a choice that fits. Ids that the snapshot does not have are left out. */
void coverage_write_table(const struct coverage *coverage, const char *const *indicators, struct buffer *out);

#endif
