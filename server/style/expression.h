/* style/expression.h: expressions of the MapLibre style specification, compiled once, evaluated for each feature. */
#ifndef TERRIL_STYLE_EXPRESSION_H
#define TERRIL_STYLE_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "geo/feature.h"
#include "style/colour.h"
#include "style/type.h"

#define EXPRESSION_DEPTH_MAX 32
#define EXPRESSION_NODES_MAX 4096
/* Operators that one evaluation may walk: a name of "let" that stands for much can be used many times. */
#define EXPRESSION_COST_MAX 65536

struct expression;

/* What an expression looks at. */
enum expression_use {
    USE_FEATURE = 1,
    USE_ZOOM = 2,
    USE_STATE = 4, /* feature-state, which only a browser has: null here */
    USE_IMAGE = 8,
    USE_CURVE = 16 /* only in what a property allows: zoom as the input of interpolate */
};

/* Compiled and checked against the type that is wanted (NULL: any) as the specification does it: where a value of unknown type stands
 * for a text, a number, a truth or an array it is asserted, where it stands for a colour, an image or a formatted text (and, at the top,
 * a text) it is made one. Parts that depend on nothing are computed here. Not read: collator, within, distance, global-state,
 * heatmap-density, line-progress, accumulated, interpolate-hcl and -lab, and sections of format with a look of their own. An error
 * names `where` ("layer estates, fill-color"). Memory from the arena; `wanted` is borrowed. */
struct expression *expression_read(const struct json_value *json, const struct type *wanted, const char *where,
                                   struct arena *arena, struct error *err);
/* A layer's filter: an expression that gives true or false, or a filter of the old form (["==", "key", value], "none", "!in", ..). */
struct expression *filter_read(const struct json_value *json, const char *where, struct arena *arena,
                               struct error *err);
/* A value that stands for itself, arrays too: `json` is a string, a number, a boolean, null, an array or an object of them. */
struct expression *expression_literal(const struct json_value *json, const char *where, struct arena *arena,
                                      struct error *err);
struct expression *expression_of_number(double number, struct arena *arena);
struct expression *expression_of_bool(bool truth, struct arena *arena);
struct expression *expression_of_text(const char *text, struct arena *arena); /* borrows the text */
/* Is it the name of an operator, so that an array that begins with it is an expression? */
bool expression_is_operator(const char *name);
unsigned expression_uses(const struct expression *expression);
/* False with an error when the expression looks at more than `allowed` (enum expression_use), or at the zoom elsewhere than as the
 * input of the one "step" or "interpolate" at its top. */
bool expression_check_uses(const struct expression *expression, unsigned allowed, const char *where, struct error *err);

/* The first field that "get" or "has" names and that is not among `fields` (NULL-ended); NULL when there is none. Borrowed from the
 * expression. */
const char *expression_unknown_field(const struct expression *expression, const char *const *fields);

/* Evaluation never fails: what the specification calls an error, null, and a value of another type give `otherwise`. A number is
 * finite. `feature` may be NULL; a field whose value is not known is a field that the feature has not. */
double expression_number(const struct expression *expression, const struct feature *feature, double zoom,
                         double otherwise);
bool expression_bool(const struct expression *expression, const struct feature *feature, double zoom, bool otherwise);
struct colour expression_colour(const struct expression *expression, const struct feature *feature, double zoom,
                                struct colour otherwise);
/* A text, a formatted text, an image's name, or any other value as a text, copied to the arena; NULL for null. */
const char *expression_text(const struct expression *expression, const struct feature *feature, double zoom,
                            struct arena *arena);
/* The same, good only until the feature or the arena goes: nothing is copied that need not be. */
const char *expression_word(const struct expression *expression, const struct feature *feature, double zoom,
                            struct arena *arena);
/* Numbers of an array (dasharray, offset): how many were written, at most `most`. */
size_t expression_numbers(const struct expression *expression, const struct feature *feature, double zoom,
                          double *numbers, size_t most);
/* The texts of an array (font stacks): how many were written, at most `most`. A lone text is an array of one. */
size_t expression_texts(const struct expression *expression, const struct feature *feature, double zoom,
                        const char **texts, size_t most, struct arena *arena);
/* True when the value is the same for every feature and zoom. */
bool expression_is_constant(const struct expression *expression);
/* The value as {"kind": "number", "value": 3}: the kind as typeof names it, colours as [red, green, blue, alpha] of 0 to 1, what is not
 * finite as a text. False, with nothing written, when the evaluation meets an error. */
bool expression_print(const struct expression *expression, const struct feature *feature, double zoom,
                      struct json_writer *out);

#endif
