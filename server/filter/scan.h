/* filter/scan.h: the words of CQL2 text (OGC 21-065r2, annex B). For filter/. */
#ifndef TERRIL_FILTER_SCAN_H
#define TERRIL_FILTER_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,   /* an identifier without quotes */
    TOKEN_QUOTED, /* one in double quotes */
    TOKEN_STRING, /* in apostrophes */
    TOKEN_NUMBER,
    TOKEN_MARK, /* ( ) , + - * / % ^ = < > <= >= <> */
    TOKEN_WRONG /* `wrong` says what is */
};

struct token {
    enum token_kind kind;
    size_t at, length; /* bytes, with quotes */
    const char *wrong; /* TOKEN_WRONG */
};

/* The token at or behind byte `at`. */
struct token scan_token(const char *text, size_t length, size_t at);
/* What stands between its quotes, doubled and escaped ones as one, appended. */
void scan_unquote(const char *text, const struct token *token, struct buffer *out);
/* Bytes of white space (annex B, `whitespace`) at the start of the text. */
size_t scan_space(const char *text, size_t length);

/* A number: how a literal's bytes become one. */
struct number {
    bool is_integer;
    int64_t integer;
    double real; /* always */
};
/* Bytes of the number without a sign at the start of the text, 0 when there is none (annex B, unsignedNumericLiteral: 5. and .5
 * are some). */
size_t scan_number(const char *text, size_t length);
/* False when it is too large. `text` is what scan_number measured. */
bool scan_number_read(const char *text, size_t length, bool is_negative, struct number *number);

/* Is the whole of it an identifier that needs no quotes? */
bool scan_is_name(const char *text, size_t length);
/* Is it a word that means something else (21-065r2, 8.2)? Any case. */
bool scan_is_keyword(const char *text, size_t length);

#endif
