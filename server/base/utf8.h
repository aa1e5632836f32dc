/* base/utf8.h: one UTF-8 character at a time (RFC 3629: no surrogates, no overlong forms). */
#ifndef TERRIL_BASE_UTF8_H
#define TERRIL_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Bytes (1 to 4) of the well-formed character at the start of `bytes`; 0 when there is none. NUL is a character. */
size_t utf8_size(const char *bytes, size_t length);
/* The same, with its code point in `character` (untouched when there is none). */
size_t utf8_read(const char *bytes, size_t length, uint32_t *character);
/* Writes a code point (not a surrogate, at most U+10FFFF); returns its bytes. */
size_t utf8_write(char bytes[4], uint32_t character);
/* Makes `text` fit for one line of a terminal or a log, in place: control characters (C0, DEL, C1)
 * become spaces, bytes that are not UTF-8 question marks. */
void utf8_one_line(char *text);
/* Length of `bytes` without an unfinished character at its end, where a cut may have left one. */
size_t utf8_whole(const char *bytes, size_t length);

#endif
