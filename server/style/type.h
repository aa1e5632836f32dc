/* style/type.h: the types of expressions (style specification v8, "Types"), known when a style is read, so that a mistake is found
 * then and not while drawing. */
#ifndef TERRIL_STYLE_TYPE_H
#define TERRIL_STYLE_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* TYPE_VALUE: anything, told only when it is evaluated. TYPE_FORMATTED: a text made of sections. TYPE_IMAGE: an image's name. */
enum type_kind {
    TYPE_NULL,
    TYPE_NUMBER,
    TYPE_TEXT,
    TYPE_BOOL,
    TYPE_COLOUR,
    TYPE_OBJECT,
    TYPE_FORMATTED,
    TYPE_IMAGE,
    TYPE_VALUE,
    TYPE_ARRAY
};

#define TYPE_ANY_LENGTH (-1)

struct type {
    enum type_kind kind;
    const struct type *item; /* of an array; else NULL */
    long length;             /* of an array: how many items, or TYPE_ANY_LENGTH */
};

/* The type of that kind, for the life of the program; of TYPE_ARRAY an array of anything. */
const struct type *type_of(enum type_kind kind);
extern const struct type type_numbers; /* array<number> */
extern const struct type type_pair;    /* array<number, 2> */
extern const struct type type_texts;   /* array<string> */

/* May a `found` stand where `wanted` is wanted? */
bool type_fits(const struct type *wanted, const struct type *found);
/* As the specification names it: "number", "array<string, 3>"; appended. */
void type_write(const struct type *type, struct buffer *out);

#endif
