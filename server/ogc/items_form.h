/* ogc/items_form.h: the forms that features are answered in. */
#ifndef TERRIL_OGC_ITEMS_FORM_H
#define TERRIL_OGC_ITEMS_FORM_H

#include <stddef.h>

#include "base/error.h"
#include "http/request.h"
#include "store/feature_text.h"

#define ITEMS_FORM_PAGE "html" /* GeoJSON, of which ogc/html.h makes a page */
#define ITEMS_FORMS_MAX 16

struct items_form {
    const char *word; /* of `f=` */
    const char *media_type;
    const char *title;  /* French, of links */
    const char *ending; /* of a file that it is saved as; NULL: shown */
    enum feature_form form;
    const char *also; /* another media type that it answers; NULL for most */
};

/* The first is the default. A word that only stands for another's form has no title, and no link leads to it. */
extern const struct items_form items_forms[];
extern const size_t items_form_count;

/* By `f=`, else by Accept. NULL with ERROR_INPUT that lists the words. */
const struct items_form *items_form_of(const struct request *request, struct error *err);

#endif
