/* base/text.h: UTF-8 and small questions about strings. */
#ifndef TERRIL_BASE_TEXT_H
#define TERRIL_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms), NUL not allowed. */
bool text_is_utf8(const char *bytes, size_t length);
/* How many characters (code points) there are; each byte that is not UTF-8 counts as one. */
size_t text_characters(const char *bytes, size_t length);
/* Windows-1252 to UTF-8, appended; bytes without a character there, and NUL, become U+FFFD. */
void text_from_cp1252(struct buffer *out, const char *bytes, size_t length);
/* Lower case without accents, ligatures opened (œ oe), hyphens and apostrophes as spaces, runs of spaces
 * as one, none at either end: "Cœur d'Ostrevent" gives "coeur d ostrevent". For searching and sorting in Latin scripts:
 * letters beyond U+017F stay as they are. Bytes that are not UTF-8 become U+FFFD. */
void text_fold(struct buffer *out, const char *text);
/* Percent-decoding (RFC 3986 2.1), appended; `plus` reads + as a space. False, with nothing
 * appended, for a bad escape, %00, a control character or text that is not UTF-8. */
bool text_percent_decode(struct buffer *out, const char *text, size_t length, bool plus);
/* Everything but unreserved characters (RFC 3986 2.3) escaped, appended. */
void text_percent_encode(struct buffer *out, const char *text);
/* Damerau-Levenshtein distance in bytes (insert, remove, change, swap two neighbours; no piece is edited twice). Only
 * the first 32 bytes of each side are looked at. */
size_t text_distance(const char *left, const char *right);
/* The candidate nearest to `word` when it is near enough to be a slip (distance at most a third
 * of its length, at least 1), the first of equals, else NULL; NULL for "". Borrowed from `candidates`, a NULL-ended list. */
const char *text_nearest(const char *word, const char *const *candidates);
bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);

#endif
