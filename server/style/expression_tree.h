/* style/expression_tree.h: what expression_read builds and the evaluation walks. Only for the files of expression. */
#ifndef TERRIL_STYLE_EXPRESSION_TREE_H
#define TERRIL_STYLE_EXPRESSION_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "style/colour.h"
#include "style/expression.h"

enum result_kind { RESULT_NULL, RESULT_BOOL, RESULT_NUMBER, RESULT_TEXT, RESULT_COLOUR, RESULT_ARRAY };

/* What an expression gives. */
struct result {
    enum result_kind kind;
    bool boolean;
    double number;
    const char *text;
    struct colour colour;
    const struct result *items;
    size_t count;
};

enum operator_kind {
    OPERATOR_LITERAL,
    OPERATOR_GET,
    OPERATOR_HAS,
    OPERATOR_EQUAL,
    OPERATOR_NOT_EQUAL,
    OPERATOR_LESS,
    OPERATOR_AT_MOST,
    OPERATOR_GREATER,
    OPERATOR_AT_LEAST,
    OPERATOR_NOT,
    OPERATOR_ALL,
    OPERATOR_ANY,
    OPERATOR_IN,
    OPERATOR_MATCH,       /* input, then label and output in turn, then what else */
    OPERATOR_CASE,        /* condition and output in turn, then what else */
    OPERATOR_STEP,        /* input, output, then stop and output in turn */
    OPERATOR_INTERPOLATE, /* `base`; input, then stop and output in turn */
    OPERATOR_COALESCE,
    OPERATOR_ZOOM,
    OPERATOR_CONCAT,
    OPERATOR_TO_STRING,
    OPERATOR_TO_NUMBER,
    OPERATOR_ADD,
    OPERATOR_SUBTRACT,
    OPERATOR_MULTIPLY,
    OPERATOR_DIVIDE,
    OPERATOR_MIN,
    OPERATOR_MAX
};

struct expression {
    enum operator_kind kind;
    bool is_constant;
    double base;           /* of an interpolation: 1 is linear */
    struct result literal; /* of OPERATOR_LITERAL */
    struct expression **arguments;
    size_t count;
};

/* One evaluation. Texts that are put together live in `arena`, made when the first one is. */
struct evaluation {
    const struct feature *feature; /* may be NULL */
    double zoom;
    struct arena *arena;
    bool owns_arena;
};

struct result evaluate(struct evaluation *evaluation, const struct expression *expression);
/* As to-string does; null is "". */
const char *result_print(struct evaluation *evaluation, const struct result *result);

#endif
