/* store/filter_writer.h: a filter's tree on its way into SQL. Private to the files filter_*.c of store/. */
#ifndef TERRIL_STORE_FILTER_WRITER_H
#define TERRIL_STORE_FILTER_WRITER_H

#include "store/filter_sql.h"
#include "store/store.h"

struct writer {
    const struct filter *piece;    /* the node at hand that stands on its own */
    const struct filter **hoisted; /* those that are columns, by depth */
    size_t hoisted_count;
    struct store *store;
    const struct snapshot_collection *collection;
    struct arena *arena;
    struct error *err;
    struct buffer text;
    struct buffer bounds; /* struct bound */
    bool is_spatial;
};

/* ---- filter_sql.c: words, values and nodes ---- */

/* A value's place: the number behind its question mark, which must stand in the text. */
size_t filter_bind(struct writer *writer, struct bound bound);
void filter_value_write(struct writer *writer, struct bound bound); /* bound, and its ?n written */
/* A name of the snapshot's: plain already (collections.c checks), quoted all the same. */
void filter_name_write(struct writer *writer, const char *name);
/* Is the node the collection's geometry, as a property? */
bool filter_is_geometry(const struct writer *writer, const struct filter *node);
/* The node itself, even where node_write would name a column that holds it. */
bool filter_operator_write(struct writer *writer, const struct filter *node);

/* ---- filter_steps.c: deep trees ---- */

bool filter_node_write(struct writer *writer, const struct filter *node);
/* WITH .. before the SELECT, where the tree is deep; `from` is the name of what is selected from. */
bool filter_steps_write(struct writer *writer, const struct filter *filter, const char **from);

/* ---- filter_spatial.c: questions of geometry ---- */

/* One side of a question: the collection's geometry, or a literal. */
struct side {
    bool is_column;
    struct placed_shape placed; /* a literal */
    size_t first;               /* a literal bound whole: number of its first ?n */
};

bool filter_spatial_write(struct writer *writer, const struct filter *node);
/* Does the R*Tree find (`in` is IN) or not find (NOT IN) a row's box at this one? */
void filter_index_write(struct writer *writer, struct box box, const char *in);

/* ---- filter_mixed.c: questions of what has points, lines and areas at once ---- */

bool filter_mixed_write(struct writer *writer, enum filter_op op, const struct side sides[2]);

#endif
