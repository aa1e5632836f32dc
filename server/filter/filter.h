/* filter/filter.h: a CQL2 filter (OGC 21-065r2) read from text or JSON, typed against what may be asked; knows no SQL. */
#ifndef TERRIL_FILTER_FILTER_H
#define TERRIL_FILTER_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "filter/shape.h"
#include "geo/crs.h"

/* What a visitor may ask for. Beyond any of them the filter is refused (ERROR_LIMIT). */
#define FILTER_TEXT_MAX  8192 /* bytes of text or JSON */
#define FILTER_DEPTH_MAX 32   /* operators, parentheses and operands in each other: TRUE is 1, NOT TRUE is 2 */
#define FILTER_NODES_MAX 256  /* operators and operands, as written */

enum filter_type {
    FILTER_BOOLEAN,
    FILTER_NUMBER,
    FILTER_TEXT,
    FILTER_DATE,     /* a day: YYYY-MM-DD */
    FILTER_INSTANT,  /* a timestamp in UTC: YYYY-MM-DDThh:mm:ss[.s]Z */
    FILTER_INTERVAL, /* from one day or instant to another, or open */
    FILTER_GEOMETRY,
    FILTER_LIST /* a set of values: an array */
};

/* What may be asked: a property by the name that visitors give it. */
struct queryable {
    const char *name;
    enum filter_type type;
};

/* What a node of the tree is. Those of a family stand together. */
enum filter_op {
    /* operands without arguments */
    FILTER_PROPERTY,
    FILTER_TRUTH,
    FILTER_NUMERAL,
    FILTER_STRING,
    FILTER_DAY,
    FILTER_MOMENT,
    FILTER_OPEN, /* ".." in an interval */
    FILTER_SHAPE,
    /* operands of operands */
    FILTER_SPAN,  /* INTERVAL(from, to) */
    FILTER_ARRAY, /* any number of literals */
    FILTER_CASEI,
    FILTER_ACCENTI,
    FILTER_ADD,
    FILTER_SUBTRACT,
    FILTER_MULTIPLY,
    FILTER_DIVIDE,   /* 7 / 2 is 3.5 */
    FILTER_REST,     /* %: 7 % 2 is 1; the sign of the dividend */
    FILTER_QUOTIENT, /* div: 7 div 2 is 3; cut toward zero */
    FILTER_POWER,
    /* logic: three values, unknown where a property has none */
    FILTER_AND, /* two or more */
    FILTER_OR,  /* two or more */
    FILTER_NOT,
    /* comparison */
    FILTER_EQUAL,
    FILTER_NOT_EQUAL,
    FILTER_LESS,
    FILTER_GREATER,
    FILTER_LESS_EQUAL,
    FILTER_GREATER_EQUAL,
    FILTER_LIKE,
    FILTER_BETWEEN, /* value, least, most */
    FILTER_IN,      /* value, then one or more */
    FILTER_IS_NULL,
    /* of geometry */
    FILTER_S_INTERSECTS,
    FILTER_S_EQUALS,
    FILTER_S_DISJOINT,
    FILTER_S_TOUCHES,
    FILTER_S_WITHIN,
    FILTER_S_OVERLAPS,
    FILTER_S_CROSSES,
    FILTER_S_CONTAINS,
    /* of time */
    FILTER_T_AFTER,
    FILTER_T_BEFORE,
    FILTER_T_CONTAINS,
    FILTER_T_DISJOINT,
    FILTER_T_DURING,
    FILTER_T_EQUALS,
    FILTER_T_FINISHEDBY,
    FILTER_T_FINISHES,
    FILTER_T_INTERSECTS,
    FILTER_T_MEETS,
    FILTER_T_METBY,
    FILTER_T_OVERLAPPEDBY,
    FILTER_T_OVERLAPS,
    FILTER_T_STARTEDBY,
    FILTER_T_STARTS,
    /* of sets */
    FILTER_A_EQUALS,
    FILTER_A_CONTAINS,
    FILTER_A_CONTAINEDBY,
    FILTER_A_OVERLAPS,
    FILTER_OP_COUNT
};

/* A node of the tree, which lives in the arena that it was read into; immutable. The root gives a boolean. */
struct filter {
    enum filter_op op;
    enum filter_type type;
    uint16_t depth; /* 1 for what has no arguments */
    uint32_t count;
    const struct filter *const *args; /* `count` of them */
    /* by op: */
    size_t property; /* FILTER_PROPERTY: index in the queryables */
    const char *
        text; /* FILTER_PROPERTY: the queryable's name; FILTER_STRING; FILTER_DAY and FILTER_MOMENT as RFC 3339 has them,
                       * a moment without zeros at the end of its second, UTF-8 */
    bool truth;      /* FILTER_TRUTH */
    bool is_integer; /* FILTER_NUMERAL: `integer` holds it; `real` does always, rounded when it must be */
    int64_t integer;
    double real;
    const struct shape *shape; /* FILTER_SHAPE */
    enum crs crs;              /* FILTER_SHAPE: what its coordinates are in, in that system's order of axes */
};

/* NULL with an error in one line that says where: the column (of characters, from 1) of text, the operators around the
 * place in JSON. ERROR_INPUT for what is wrong, with what is allowed; ERROR_LIMIT beyond a limit. `literals` is what
 * geometry in the filter is in. Neither the text nor the queryables' names are copied: both outlive the filter. */
const struct filter *filter_read_text(const char *text, size_t length, const struct queryable *queryables, size_t count,
                                      enum crs literals, struct arena *arena, struct error *err);
const struct filter *filter_read_json(const char *text, size_t length, const struct queryable *queryables, size_t count,
                                      enum crs literals, struct arena *arena, struct error *err);

/* Canonical CQL2 text, appended: capitals for keywords, parentheses only where they are needed, numbers shortest. It reads
 * back as an equal tree. (A string that ends with a backslash has no such text: the grammar, 21-065r2 annex B, reads \' as an
 * apostrophe.) */
void filter_write_text(const struct filter *filter, struct buffer *out);
/* CQL2 JSON (21-065r2 annex C), one value. Reads back as an equal tree. */
void filter_write_json(const struct filter *filter, struct json_writer *json);

#endif
