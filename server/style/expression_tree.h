/* style/expression_tree.h: what expression_read builds and the evaluation walks. Only for the files of expression. */
#ifndef TERRIL_STYLE_EXPRESSION_TREE_H
#define TERRIL_STYLE_EXPRESSION_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "style/colour.h"
#include "style/expression.h"
#include "style/type.h"

enum result_kind {
    RESULT_NULL,
    RESULT_BOOL,
    RESULT_NUMBER,
    RESULT_TEXT,
    RESULT_COLOUR,
    RESULT_ARRAY,
    RESULT_OBJECT, /* `items` is a key and its value in turn, `count` the number of both */
    RESULT_FORMATTED,
    RESULT_IMAGE,
    RESULT_ERROR /* `text` says why; goes up through every operator */
};

/* What an expression gives. */
struct result {
    enum result_kind kind;
    size_t count; /* of items */
    union {
        bool boolean;
        double number;
        const char *text; /* of a text, a formatted text, an image, an error */
        struct colour colour;
        const struct result *items;
    };
};

enum operator_kind {
    OPERATOR_LITERAL,
    OPERATOR_ASSERT, /* the first argument of `type`, else an error */
    OPERATOR_COERCE, /* the first argument that can be made one of `type` */
    /* of the feature and the map */
    OPERATOR_GET,
    OPERATOR_HAS,
    OPERATOR_PROPERTIES,
    OPERATOR_GEOMETRY_TYPE,
    OPERATOR_ID,
    OPERATOR_FEATURE_STATE,
    OPERATOR_ZOOM,
    /* truth */
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
    OPERATOR_KNOWN,     /* is not null: the old filters' "has" */
    OPERATOR_OLD_EQUAL, /* the old filters' comparisons, false where types differ: a value and a literal */
    OPERATOR_OLD_LESS,
    OPERATOR_OLD_AT_MOST,
    OPERATOR_OLD_GREATER,
    OPERATOR_OLD_AT_LEAST,
    /* choices */
    OPERATOR_MATCH,       /* input, outputs, what else; labels */
    OPERATOR_CASE,        /* condition and output in turn, then what else */
    OPERATOR_STEP,        /* input, outputs; stops, the first of them -INFINITY */
    OPERATOR_INTERPOLATE, /* input, outputs; stops and a curve */
    OPERATOR_COALESCE,
    OPERATOR_LET, /* what the names stand for, then the result */
    OPERATOR_VAR, /* what the name stands for */
    /* lists and texts */
    OPERATOR_AT,
    OPERATOR_LENGTH,
    OPERATOR_SLICE,
    OPERATOR_INDEX_OF,
    OPERATOR_CONCAT,
    OPERATOR_UPCASE,
    OPERATOR_DOWNCASE,
    OPERATOR_TYPEOF,
    OPERATOR_FORMAT,
    OPERATOR_IMAGE,
    OPERATOR_NUMBER_FORMAT, /* number, locale, least and most digits; those not given are null */
    OPERATOR_RGBA,
    OPERATOR_TO_RGBA,
    /* numbers */
    OPERATOR_ADD,
    OPERATOR_SUBTRACT,
    OPERATOR_MULTIPLY,
    OPERATOR_DIVIDE,
    OPERATOR_REMAINDER,
    OPERATOR_POWER,
    OPERATOR_MIN,
    OPERATOR_MAX,
    OPERATOR_ABS,
    OPERATOR_ROUND,
    OPERATOR_FLOOR,
    OPERATOR_CEIL,
    OPERATOR_SQRT,
    OPERATOR_LN,
    OPERATOR_LOG10,
    OPERATOR_LOG2,
    OPERATOR_SIN,
    OPERATOR_COS,
    OPERATOR_TAN,
    OPERATOR_ASIN,
    OPERATOR_ACOS,
    OPERATOR_ATAN,
    OPERATOR_E,
    OPERATOR_PI,
    OPERATOR_LN2
};

/* A label of a match and the argument that it chooses. */
struct match_label {
    double number;
    const char *text; /* NULL: a number */
    size_t output;
};

enum curve_kind { CURVE_LINEAR, CURVE_EXPONENTIAL, CURVE_BEZIER };

struct curve {
    enum curve_kind kind;
    double base;           /* of an exponential */
    double x1, y1, x2, y2; /* control points of a Bezier curve from 0,0 to 1,1 */
};

struct expression {
    enum operator_kind kind;
    struct type type; /* of what it gives */
    unsigned uses;    /* of itself and everything below: enum expression_use */
    size_t cost;      /* how many operators one evaluation walks at most */
    struct expression **arguments;
    size_t count;
    struct result literal;            /* of OPERATOR_LITERAL */
    bool is_untyped;                  /* of a comparison: the types are known only when evaluated */
    const double *stops;              /* of step and interpolate: count - 1 of them, rising */
    const struct match_label *labels; /* of match, sorted */
    size_t label_count;
    struct curve curve; /* of interpolate */
};

/* One evaluation. Texts that are put together live in `arena`, made when the first one is. */
struct evaluation {
    const struct feature *feature; /* may be NULL */
    double zoom;
    struct arena *arena;
    bool owns_arena;
};

struct result evaluate(struct evaluation *evaluation, const struct expression *expression);
/* Those of the numbers, those of lists and texts, those that make one type of another. */
struct result evaluate_number(struct evaluation *evaluation, const struct expression *expression);
struct result evaluate_text(struct evaluation *evaluation, const struct expression *expression);
struct result evaluate_assert(struct evaluation *evaluation, const struct expression *expression);
struct result evaluate_coerce(struct evaluation *evaluation, const struct expression *expression);
struct result evaluate_interpolate(struct evaluation *evaluation, const struct expression *expression);
struct arena *evaluation_arena(struct evaluation *evaluation);

struct result result_null(void);
struct result result_bool(bool boolean);
struct result result_number(double number);
struct result result_text(const char *text);
struct result result_error(const char *why); /* borrows the text */
/* As === of ECMAScript: values of two kinds differ, and lists, objects and colours differ from everything. */
bool result_equals(const struct result *left, const struct result *right);
struct type result_type(struct evaluation *evaluation, const struct result *result);
/* As to-string writes it; null is "". */
void result_write(const struct result *result, struct buffer *out);
const char *result_print(struct evaluation *evaluation, const struct result *result);

#endif
