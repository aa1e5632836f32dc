/* style/property.h: the properties of the style specification (v8) that the drawing uses: how they are read, and what a layer's are for a
 * feature. */
#ifndef TERRIL_STYLE_PROPERTY_H
#define TERRIL_STYLE_PROPERTY_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "style/style.h"

enum property_kind {
    KIND_COLOUR,
    KIND_NUMBER,
    KIND_BOOL,
    KIND_WORD,      /* one of the entry's words */
    KIND_WORDS,     /* an array of them */
    KIND_NUMBERS,   /* an array of numbers */
    KIND_PAIR,      /* of two */
    KIND_TEXTS,     /* an array of texts: a font stack */
    KIND_FORMATTED, /* a text for people */
    KIND_IMAGE      /* the name of an image */
};

#define PROPERTY_NUMBERS_MAX 8 /* of an array of numbers: what a dash may have */

enum property_block { IN_LAYOUT, IN_PAINT };
enum property_range { FREE, POSITIVE /* 0 or more */, SHARE /* 0 to 1 */ };

struct property_entry {
    const char *name;
    enum layer_type type;
    enum property_block block;
    enum property_kind kind;
    unsigned uses;    /* what its expression may look at: enum expression_use */
    const char *text; /* default; NULL: a number or a truth */
    double number;    /* default */
    enum property_range range;
    const char *const *words; /* what is allowed, NULL-ended */
};

const struct property_entry *property_entry_of(enum property property);

/* The rest of the specification. */
enum property_lack {
    PROPERTY_UNKNOWN,    /* not a property of such a layer */
    PROPERTY_OF_BROWSER, /* says how the browser's engine moves, tilts and drops: on paper nothing moves, and
                          * no icon is left out */
    PROPERTY_SHARP,      /* a blur: read, noticed, drawn sharp */
    PROPERTY_REFUSED     /* changes what is seen, and is not drawn: an error */
};
enum property_lack property_lack_of(const char *name, enum layer_type type);

/* Gives every property of the layer's type its default. */
void property_defaults(struct style_layer *layer, struct arena *arena);
/* Reads the members of a layer's "paint" or "layout". A property that only the browser's engine uses is passed over; one that the
 * specification does not give this type of layer, that stands in the other block, that is not drawn, or whose value is of the wrong kind is
 * an error that names both. Sentences about what is drawn otherwise than a browser does are added to `notices`, one a line. */
bool property_read_all(const struct json_value *members, enum property_block block, const char *style_name,
                       struct style_layer *layer, struct buffer *notices, struct arena *arena, struct error *err);

/* ---- what a property is for a feature (NULL: none); the specification's default where its expression gives no such value ---- */

double property_number(const struct style_layer *layer, enum property property, const struct feature *feature,
                       double zoom);
bool property_bool(const struct style_layer *layer, enum property property, const struct feature *feature, double zoom);
struct colour property_colour(const struct style_layer *layer, enum property property, const struct feature *feature,
                              double zoom);
/* Which of the entry's words; PROPERTY_NO_WORD where nothing is said and there is no default. */
#define PROPERTY_NO_WORD SIZE_MAX
size_t property_word(const struct style_layer *layer, enum property property, const struct feature *feature,
                     double zoom);
/* Those of an array of words: how many were written, at most `most`. */
size_t property_words(const struct style_layer *layer, enum property property, const struct feature *feature,
                      double zoom, size_t *words, size_t most);

#endif
