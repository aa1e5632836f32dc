/* http/target.h: the target of a request line (RFC 9112, 3.2), checked and taken apart. */
#ifndef TERRIL_HTTP_TARGET_H
#define TERRIL_HTTP_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "http/request.h"

/* Where path and query begin in `raw`: behind "http://authority" of the absolute form, else at its first byte. The
 * authority's length in bytes goes to `length` and its place to `authority` (NULL when there is none). */
const char *target_origin(const char *raw, const char **authority, size_t *length);

/* Fills path, target, parameters. Takes the origin form, the absolute form and "*". Refuses (ERROR_INPUT) control
 * bytes, bad escapes, %00, text that is not UTF-8, a fragment, a parameter without a name; (ERROR_LIMIT) more than
 * REQUEST_PARAMETERS_MAX parameters. Needs request->arena, which the strings are taken from. */
bool target_read(struct request *request, const char *raw, struct error *err);

/* Is it a name of [A-Za-z0-9.-] or an [IPv6] address, with an optional :port? It is going to stand in links. */
bool target_authority_is_sound(const char *authority, size_t length);

#endif
