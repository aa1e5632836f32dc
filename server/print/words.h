/* print/words.h: names and months, for the files of print. */
#ifndef TERRIL_PRINT_WORDS_H
#define TERRIL_PRINT_WORDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "store/snapshot.h"
#include "store/store.h"

/* Is it the INSEE code of a commune? Else it is a SIREN or "total". */
bool territory_is_commune(const char *territory);
/* Of a SIREN, an INSEE code or "total". NULL with ERROR_NOT_FOUND for another. */
const char *territory_name(const char *territory, bool is_english, struct store *store, struct arena *arena,
                           struct error *err);
/* "2026-03-10" is "mars 2026", "2018" stays. NULL is said to be unknown. */
const char *month_name(const char *date, bool is_english, struct arena *arena);

/* A value as people read it: the language's separators, "non renseigné" for NAN; a nought has no decimals. */
const char *figure_text(double value, int decimals, bool is_english, struct arena *arena);
/* With the digits and the unit of its indicator: "12,3 km", "59", "3,4 %". */
const char *figure_text_with_unit(double value, const struct snapshot_indicator *indicator, bool is_english,
                                  struct arena *arena);

#endif
