/* style/semiology.h: what a map may say of an indicator and what would mislead: the rules, each with its sentence. */
#ifndef TERRIL_STYLE_SEMIOLOGY_H
#define TERRIL_STYLE_SEMIOLOGY_H

#include <stdbool.h>
#include <stddef.h>

#include "style/breaks.h"
#include "style/notice.h"
#include "style/palette.h"

/* Bertin, Sémiologie graphique, 1967: amounts by size, rates and ranks by value, kinds by hue or shape. */
enum indicator_kind {
    INDICATOR_STOCK, /* an amount that adds up: inhabitants, dwellings, hectares */
    INDICATOR_RATIO, /* one amount for another: a share, a density */
    INDICATOR_CATEGORY,
    INDICATOR_RANK,
    INDICATOR_DATE
};
#define INDICATOR_KIND_COUNT 5

/* "stock", "ratio", "category", "rank", "date", as geodata/indicators.json has them. */
bool indicator_kind_read(const char *text, enum indicator_kind *kind);

enum map_form {
    MAP_CHOROPLETH, /* areas filled by class */
    MAP_SYMBOLS,    /* circles as large as the value */
    MAP_KINDS       /* areas filled by kind */
};

/* What is known of the indicator on the territories of the map. */
struct semiology_subject {
    enum indicator_kind kind;
    const char *title_fr, *title_en;
    const double *values; /* the known ones, finite; of a category its codes, of a date its years */
    size_t count;
    size_t unknown;  /* territories without a value */
    bool has_centre; /* a value that means something: no change, the mean of France, par */
    double centre;
};

struct semiology_wish {
    enum map_form form;
    enum palette_kind palette;
    enum class_method method; /* of a choropleth, as the number */
    size_t classes;
    bool is_public; /* for everybody, not for somebody who studies it */
};

#define SEMIOLOGY_PUBLIC_CLASSES_MAX 6 /* the eye tells no more shades of one hue apart on a map */
#define SEMIOLOGY_VALUES_MIN         5 /* fewer are better read in a table */

/* Whether the map may be made. Adds the refusals and the warnings; a refused form is the only sentence, since with another form the
 * rest changes. Classification itself (style/classes.h) adds what the series does not allow. */
bool semiology_check(const struct semiology_subject *subject, const struct semiology_wish *wish,
                     struct notices *notices);

/* What to propose for an indicator: a form that is never refused for its kind, the palette's kind, a method and a number of classes:
 * natural breaks in five classes, fewer for few values; diverging around a centre that values lie on both sides of. */
struct semiology_wish semiology_proposal(const struct semiology_subject *subject);

#endif
