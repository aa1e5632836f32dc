/* http/negotiate.h: which of our forms the client likes best (RFC 9110, 12). */
#ifndef TERRIL_HTTP_NEGOTIATE_H
#define TERRIL_HTTP_NEGOTIATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "http/compress.h"
#include "http/request.h"

struct form {
    const char *word;       /* of `f=`: "json" */
    const char *media_type; /* "application/geo+json" */
    const char *also;       /* a more general type that asks for it too, "application/json"; NULL */
};

/* By `f=` when given (an unknown word is an error that lists the words), else by Accept with q-values and wildcards;
 * the first form when Accept is absent, or when it accepts none of them (a 406 helps nobody). NULL only with an error. */
const struct form *negotiate_form(const struct request *request, const struct form *forms, size_t count,
                                  struct error *err);

/* The best coding by q-value; br before gzip when equal. */
enum coding negotiate_coding(const char *accept_encoding);
/* The same, and all codings that are accepted, as bits 1 << coding. */
enum coding negotiate_codings(const char *accept_encoding, unsigned *accepted);
/* Does the client accept this coding? For a handler that has coded bytes ready: it sends them as they are with a field
 * Content-Encoding (compress_word), or undoes them, which the server codes again as the client likes. */
bool negotiate_takes(const struct request *request, enum coding coding);
/* "fr" or "en": by `lang=` when given (else an error that lists them), else by Accept-Language; "fr" by default. */
const char *negotiate_language(const struct request *request, struct error *err);
/* Is one of the tags of If-None-Match equal (weak comparison) to `etag` (with its quotes), or *? */
bool negotiate_none_match(const char *if_none_match, const char *etag);

#endif
