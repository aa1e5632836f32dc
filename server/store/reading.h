/* store/reading.h: a snapshot at the moment it is read. For snapshot.c and collections.c. */
#ifndef TERRIL_STORE_READING_H
#define TERRIL_STORE_READING_H

#include "store/snapshot.h"

struct reading {
    struct store *store;
    struct arena *arena;
    struct snapshot *snapshot;
    const char *missing; /* a column of the row at hand that is NULL and must not be */
};

/* Copies in the arena. The first notes a NULL in `missing`, which reading_is_whole makes an error of. */
const char *reading_text(struct reading *reading, const struct statement *row, int column);
const char *reading_text_or_null(struct reading *reading, const struct statement *row, int column);
bool reading_is_whole(struct reading *reading, const char *table, const char *id, struct error *err);
/* Room for as many pieces as `count_sql` counts; NULL and an error when there are absurdly many. */
void *reading_room(struct reading *reading, const char *count_sql, size_t size, size_t *count, struct error *err);
typedef bool reading_row(struct reading *reading, const struct statement *row, size_t at, struct error *err);
/* Hands each row to `read`, the first with 0. False when one is refused or when there are not `count` of them. */
bool reading_rows(struct reading *reading, const char *sql, size_t count, reading_row *read, struct error *err);

bool collections_read(struct reading *reading, struct error *err);

#endif
