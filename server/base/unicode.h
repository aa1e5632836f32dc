/* base/unicode.h: letters that count as the same (Unicode 14, through utf8proc). */
#ifndef TERRIL_BASE_UNICODE_H
#define TERRIL_BASE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* The text under full case folding (The Unicode Standard, 5.18 and 3.13), appended, composed (NFC): LENS and lens, Straße and
 * STRASSE give the same. False, with nothing appended, for text that is not UTF-8. */
bool unicode_fold_case(const char *text, size_t length, struct buffer *out);
/* The text without its diacritics, appended: decomposed (NFD), marks that take no place left out, composed. é gives e; œ, a letter
 * of its own, stays. */
bool unicode_strip_marks(const char *text, size_t length, struct buffer *out);

#endif
