/* ogc/items_query.h: what is asked of a collection's features, read from the parameters (OGC 17-069r4, 7.15; 18-058r1, 6). */
#ifndef TERRIL_OGC_ITEMS_QUERY_H
#define TERRIL_OGC_ITEMS_QUERY_H

#include <stdbool.h>

#include "base/error.h"
#include "http/request.h"
#include "ogc/items_form.h"
#include "store/feature_text.h"
#include "store/snapshot.h"

/* Everything lives in the request's arena. */
struct items_question {
    const struct request *request;
    const struct snapshot_collection *collection;
    const struct items_form *form;
    enum crs crs; /* of the answer */
    struct items_query query;
    struct feature_text text;              /* query.text points at it */
    const char *path, *pairs, *pairs_next; /* of addresses: see items_question_address; the last without an offset */
};

/* Reads and checks every parameter; those of one feature's address (`is_one`) are f, crs, properties, skipGeometry and
 * simplify. Whatever is unknown, given twice, empty, too long, of another type or no number is ERROR_INPUT with one sentence;
 * ERROR_NOT_FOUND for the collection. `question` must not be moved. */
bool items_question_read(const struct request *request, bool is_one, struct items_question *question,
                         struct error *err);
/* The part that needs the data: what the filter chooses, and where a sorted page begins, by what `after` says. */
bool items_question_resume(struct items_question *question, struct store *store, struct error *err);
/* Text for `after` that leads behind feature `fid`: the fid, and in an order of the reader's a sum of what the feature is sorted
 * by, so that a page never begins where the data no longer are. NULL on an error. */
const char *items_question_token(const struct items_question *question, struct store *store, int64_t fid,
                                 struct error *err);
/* The address of the same question, from "/" on: with another form, when `form` is not NULL, and with another `after`: NULL for none,
 * or the given text; one that the request does not have leads on from there, so `offset` is left out. */
const char *items_question_address(const struct items_question *question, const struct items_form *form,
                                   const char *after);

/* For the routes. Names of properties are parameters too, so any name is let through to items_question_read. */
bool items_allows(const struct request *request, const char *name);
/* Anything but prepared features in the order of load, a thousand at most. */
bool items_are_slow(const struct request *request);

#endif
