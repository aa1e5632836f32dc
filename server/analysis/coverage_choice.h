/* analysis/coverage_choice.h: a part of a coverage table: some of its columns, some of its rows. */
#ifndef TERRIL_ANALYSIS_COVERAGE_CHOICE_H
#define TERRIL_ANALYSIS_COVERAGE_CHOICE_H

#include "analysis/coverage.h"

/* What stays. Each list with a count of 0 leaves all; a column stays when every list says so. */
struct coverage_choice {
    const char *const *themes; /* of indicators: territory, estates, cycling, .. */
    size_t theme_count;
    const char *const *indicators; /* ids */
    size_t indicator_count;
    const int *distances; /* metres; indicators without a distance in their id stay */
    size_t distance_count;
    const char *const *territories; /* SIREN or INSEE, "hors", "total"; the table's order is kept */
    size_t territory_count;
    /* Ascending fids of the collection whose features the rows are (epci or communes), as store/selection.h will give them
     * for a filter: other rows go, "hors" and "total", which are no features, with them. NULL: all. */
    const int64_t *fids;
    size_t fid_count;
};

/* The metres in an indicator's id (surface_cyclable_500_pct: 500; the 1000 of cyclable_km_1000hab are none); 0: none. */
int coverage_distance(const char *indicator);
/* Those of the snapshot's indicators, ascending, without doubles; memory from the arena. */
const int *coverage_distances(const struct snapshot *snapshot, struct arena *arena, size_t *count);

/* `part` borrows from `whole`; its snapshot is a copy with the indicators that stay, so that every writer of coverage.h writes
 * it. Memory from the arena. ERROR_INPUT when no indicator stays or a territory is not in the table. */
bool coverage_choose(struct store *store, const struct coverage *whole, const struct coverage_choice *choice,
                     struct arena *arena, struct coverage *part, struct error *err);

#endif
