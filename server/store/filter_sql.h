/* store/filter_sql.h: a filter's tree as SQL. Private to store/.
 *
 * The text holds words of our own, names of the snapshot's columns and ?n; every value of a visitor is bound. */
#ifndef TERRIL_STORE_FILTER_SQL_H
#define TERRIL_STORE_FILTER_SQL_H

#include "filter/filter.h"
#include "store/snapshot.h"

/* How a set of literals is bound: each element begins with the letter of its type and ends with FILTER_SET_END, which no
 * text in a filter can hold. A field's set is words between spaces. */
#define FILTER_SET_END  '\x1F'
#define FILTER_SET_TEXT 't'
enum filter_set_relation { FILTER_SET_EQUALS, FILTER_SET_CONTAINS, FILTER_SET_CONTAINED, FILTER_SET_OVERLAPS };

/* CQL2's LIKE: % any characters, _ one, \ takes the next as it is; case counts. */
bool filter_like(const char *text, size_t text_length, const char *pattern, size_t pattern_length);

enum bound_kind { BOUND_INTEGER, BOUND_REAL, BOUND_TEXT, BOUND_BLOB };
struct bound {
    enum bound_kind kind;
    int64_t integer;
    double real;
    const char *bytes; /* text, NUL-ended, and blob; in the arena */
    size_t length;
};

struct filter_sql {
    const char *text; /* SELECT fid FROM .. WHERE .. ORDER BY fid; in the arena */
    const struct bound *bounds;
    size_t bound_count;
    bool is_spatial; /* it calls SpatiaLite, which must be there when it is prepared */
};

/* ERROR_INPUT for geometry that cannot be brought to the snapshot's system, or not be asked of. */
bool filter_sql_make(struct store *store, const struct snapshot_collection *collection, const struct filter *filter,
                     struct arena *arena, struct filter_sql *sql, struct error *err);
void filter_sql_bind(const struct filter_sql *sql, struct statement *statement);

/* ---- geometry: filter_shape.c ---- */

/* A piece of a shape: a geometry that SpatiaLite can be asked of. */
struct placed_piece {
    struct bound blob;
    int dimension; /* 0 points, 1 lines, 2 areas */
};

/* A shape in EPSG:2154, as SpatiaLite's blobs; lines straight in degrees or Mercator are cut so that none stands off by more than
 * 1 cm. A collection is several pieces: its points, its lines, each of its areas. None when it lies wholly elsewhere. */
struct placed_shape {
    const struct placed_piece *pieces;
    size_t count;
    struct box box;
    bool reaches_out; /* some of it, not among the pieces, lies so far away that no feature is near it */
};
bool filter_shape_place(struct store *store, const struct snapshot_collection *collection, const struct filter *filter,
                        struct arena *arena, struct placed_shape *placed, struct error *err);

#endif
