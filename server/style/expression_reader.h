/* style/expression_reader.h: an expression being read. Only for the files of expression. */
#ifndef TERRIL_STYLE_EXPRESSION_READER_H
#define TERRIL_STYLE_EXPRESSION_READER_H

#include "base/error.h"
#include "base/json.h"
#include "style/expression_tree.h"

/* A name that "let" gave. */
struct binding {
    const char *name;
    struct expression *expression;
    const struct binding *outer;
};

struct expression_reader {
    const char *where;
    struct arena *arena;
    size_t nodes;
    int depth;
    const struct binding *scope;
    struct error *err;
};

/* How a value of unknown type is fitted where a type is wanted. */
enum annotation { ANNOTATION_BY_TYPE, ANNOTATION_COERCE, ANNOTATION_NONE };

/* Reads one expression that must fit `wanted` (NULL: any). NULL with an error. */
struct expression *reader_node(struct expression_reader *reader, const struct json_value *json,
                               const struct type *wanted, enum annotation annotation);
/* An operator with room for `count` arguments. NULL with an error when there are too many. */
struct expression *reader_new(struct expression_reader *reader, enum operator_kind kind, struct type type,
                              size_t count);
struct expression *reader_literal(struct expression_reader *reader, const struct json_value *json);
struct expression *reader_constant(struct expression_reader *reader, struct result value);
/* `inner` asserted to be, or made, of the type. */
struct expression *reader_wrap(struct expression_reader *reader, enum operator_kind kind, struct type type,
                               struct expression *inner);
/* What the arguments use and cost is known: to be called when they are there. False with an error when it costs too much. */
bool reader_close(struct expression_reader *reader, struct expression *expression);
/* NULL, with the sentence behind the expression's place as the error. */
struct expression *reader_error(struct expression_reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Is `found` what is wanted? Else an error that names both. */
bool reader_fits(struct expression_reader *reader, const struct type *wanted, const struct type *found);

struct operator_entry;
/* Reads a whole call, json[0] being the operator's name. */
typedef struct expression *operator_reader(struct expression_reader *reader, const struct operator_entry *entry,
                                           const struct json_value *json, const struct type *wanted);

struct operator_entry {
    const char *name;
    enum operator_kind kind;
    int least, most; /* arguments; most -1: any number */
    operator_reader *read;
    enum type_kind gives;
    enum type_kind takes[4]; /* of read_call; the first for all where any number is taken */
};

/* expression_choice.c: match, case, step, interpolate, coalesce, let, var. */
operator_reader read_match, read_case, read_stops, read_coalesce, read_let, read_var;
/* expression_call.c: the others whose arguments are more than values of fixed types. */
operator_reader read_literal, read_assertion, read_coercion, read_comparison, read_find, read_at, read_length,
    read_slice, read_format, read_image, read_number_format, read_to_rgba;

#endif
