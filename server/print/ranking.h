/* print/ranking.h: territories from the highest figure to the lowest. */
#ifndef TERRIL_PRINT_RANKING_H
#define TERRIL_PRINT_RANKING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "store/store.h"

enum ranking_of { RANKING_EPCI, RANKING_COMMUNES_OF_BASIN, RANKING_COMMUNES_OF_EPCI };

struct ranked {
    const char *name;
    double value;
};

struct ranking {
    const struct ranked *ranked;
    size_t count;
    size_t unknown; /* territories without a value; they are not ranked */
};

/* `siren` is needed for the communes of an EPCI alone. Ties stand in the order of their codes. Memory from the arena. */
bool ranking_read(enum ranking_of of, const char *indicator, const char *siren, struct store *store,
                  struct ranking *ranking, struct arena *arena, struct error *err);

#endif
