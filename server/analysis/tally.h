/* analysis/tally.h: how many features of one collection, and how much of them, lie in each territory or around a place: of all
 * of them or of those that a filter chooses. */
#ifndef TERRIL_ANALYSIS_TALLY_H
#define TERRIL_ANALYSIS_TALLY_H

#include <stdbool.h>

#include "analysis/coverage.h"
#include "analysis/land.h"
#include "base/arena.h"
#include "base/error.h"
#include "store/selection.h"
#include "store/snapshot.h"

/* Which features. */
struct tally_query {
    const struct snapshot_collection *of;
    const struct selection *selection; /* NULL for all of them */
};

/* The coverage table of those features. Rows are those of coverage_read; the columns, in place of the snapshot's indicators, are
 *   nombre       features, each counted once, in the commune that holds its largest share (of equal ones the lower code)
 *   surface_ha   of areas: hectares of what lies inside, cut at the borders of communes
 *   part_pct     of areas: percent of the territory's own surface; features that lie over each other count each for itself
 *   longueur_km  of lines: kilometres inside; what runs along a border belongs to the commune with the lower code
 * Lengths and areas on the ellipsoid (GRS80). Sums over rows equal the total. Loads SpatiaLite; memory from the arena. */
bool tally_coverage(struct store *store, const struct snapshot *snapshot, struct coverage_query query,
                    struct tally_query features, struct arena *arena, struct coverage *coverage, struct error *err);
/* The land table of those features: `nombre` that the distance reaches, `surface_ha` or `longueur_km` inside the disc. No sites. */
bool tally_land(struct store *store, const struct snapshot *snapshot, const struct land_query *query,
                struct tally_query features, struct arena *arena, struct land *land, struct error *err);

#endif
