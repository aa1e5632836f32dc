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

#define EXPRESSION_DEPTH_MAX 32
#define EXPRESSION_NODES_MAX 4096

struct expression;

/* Reads literal, get, has, ==, !=, <, <=, >, >=, !, all, any, in, match, case, step, interpolate (linear, exponential), coalesce, zoom, concat, to-string,
 * to-number, +, -, *, /, min, max, literal arrays. An unknown operator is an error that names `where` ("layer estates,
 * fill-color"). Memory from the arena. */
struct expression *expression_read(const struct json_value *json, const char *where, struct arena *arena,
                                   struct error *err);

/* A value that stands for itself, arrays too: `json` is a string, a number, a boolean, null or an array of them. */
struct expression *expression_literal(const struct json_value *json, const char *where, struct arena *arena,
                                      struct error *err);
struct expression *expression_of_number(double number, struct arena *arena);
struct expression *expression_of_text(const char *text, struct arena *arena); /* borrows the text */

/* Evaluation never fails: a value of another type or none gives `otherwise`. `feature` may be NULL. */
double expression_number(const struct expression *expression, const struct feature *feature, double zoom,
                         double otherwise);
bool expression_bool(const struct expression *expression, const struct feature *feature, double zoom, bool otherwise);
struct colour expression_colour(const struct expression *expression, const struct feature *feature, double zoom,
                                struct colour otherwise);
/* Text from the arena; NULL for null. */
const char *expression_text(const struct expression *expression, const struct feature *feature, double zoom,
                            struct arena *arena);
/* Numbers of an array (dasharray, offset): how many were written, at most `most`. */
size_t expression_numbers(const struct expression *expression, const struct feature *feature, double zoom,
                          double *numbers, size_t most);
/* The texts of an array (font stacks): how many were written, at most `most`. A lone text is an array of one. */
size_t expression_texts(const struct expression *expression, const struct feature *feature, double zoom,
                        const char **texts, size_t most, struct arena *arena);
/* True when the value is the same for every feature and zoom. */
bool expression_is_constant(const struct expression *expression);

#endif
