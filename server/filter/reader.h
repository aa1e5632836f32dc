/* filter/reader.h: what the readers of text and JSON share: nodes, their types and limits, the place of a mistake. For filter/. */
#ifndef TERRIL_FILTER_READER_H
#define TERRIL_FILTER_READER_H

#include "filter/filter.h"

#define READER_PATH_MAX FILTER_DEPTH_MAX

struct reader {
    struct arena *arena;
    struct error *err; /* never NULL: a reader's own when nobody cares */
    const struct queryable *queryables;
    size_t queryable_count;
    enum crs crs;
    const char *text; /* of CQL2 text, to count columns in; NULL for JSON */
    size_t length;
    const char *path[READER_PATH_MAX]; /* JSON: the operators around */
    size_t path_count;
    size_t nodes, vertices;
};

/* An error of the kind with the place before it: `at` is the byte of the text where it is. Returns false. */
bool reader_fail(struct reader *reader, enum error_kind kind, size_t at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Nodes, each NULL with an error when it is one too many, too deep or of types that do not fit. `at` is where it stands. */
const struct filter *reader_property(struct reader *reader, size_t at, const char *name);
const struct filter *reader_truth(struct reader *reader, size_t at, bool truth);
const struct filter *reader_integer(struct reader *reader, size_t at, int64_t value);
const struct filter *reader_real(struct reader *reader, size_t at, double value);
/* The text is kept, not copied. Refuses characters that no literal may hold (21-065r2 annex B, `character`). */
const struct filter *reader_string(struct reader *reader, size_t at, const char *text);
/* FILTER_DAY or FILTER_MOMENT from RFC 3339 text. */
const struct filter *reader_time(struct reader *reader, size_t at, enum filter_op op, const char *text);
/* What may stand in an interval: a day, a moment, "..". */
const struct filter *reader_bound(struct reader *reader, size_t at, const char *text);
const struct filter *reader_shape(struct reader *reader, size_t at, const struct shape *shape);
/* An operator with its arguments, whose number is right (operator_least, operator_most). The list is copied. */
const struct filter *reader_operator(struct reader *reader, size_t at, enum filter_op op,
                                     const struct filter *const *args, size_t count);
/* The root: a boolean. */
const struct filter *reader_root(struct reader *reader, const struct filter *filter);

/* ---- the words of the language ---- */

/* How an operator is written in text: at its place between operands, before them, or as a function. */
enum operator_form { OPERATOR_INFIX, OPERATOR_PREFIX, OPERATOR_FUNCTION };
/* What its arguments must be; reader_operator knows each family. */
enum operator_family {
    FAMILY_OPERAND,
    FAMILY_SPAN,
    FAMILY_ARRAY,
    FAMILY_CASE,
    FAMILY_ARITHMETIC,
    FAMILY_LOGIC,
    FAMILY_COMPARISON,
    FAMILY_LIKE,
    FAMILY_IN,
    FAMILY_NULL,
    FAMILY_SPATIAL,
    FAMILY_TEMPORAL,
    FAMILY_SETS
};
struct operator_word {
    const char *text; /* as canonical text has it */
    const char *json; /* as JSON has it; NULL when it is no "op" */
    enum operator_form form;
    enum operator_family family;
    int least, most; /* arguments; most -1: any number */
    int level;       /* infix and prefix: binds tighter the higher it is */
};
extern const struct operator_word operator_words[FILTER_OP_COUNT];

enum { LEVEL_OR = 1, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARISON, LEVEL_SUM, LEVEL_PRODUCT, LEVEL_POWER, LEVEL_OPERAND };

/* The function of that name (any case): FILTER_CASEI to FILTER_A_OVERLAPS; FILTER_OP_COUNT when there is none. */
enum filter_op operator_function(const char *name, size_t length);
/* The operator that JSON calls so; FILTER_OP_COUNT when there is none. */
enum filter_op operator_json(const char *name);
/* "text", "a number", "a date" .. for error lines. */
const char *filter_type_name(enum filter_type type);

#endif
