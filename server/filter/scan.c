#include "filter/scan.h"

#include "base/number.h"
#include "base/utf8.h"

#include <string.h>
#include <strings.h>

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

struct range {
    uint32_t first, last;
};

static bool is_in(const struct range *ranges, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

/* ---- white space ---- */

static const struct range spaces[] = {
    {0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},     {0x1680, 0x1680},
    {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
};

size_t scan_space(const char *text, size_t length)
{
    size_t at = 0;
    uint32_t character;
    while (at < length) {
        size_t size = utf8_read(text + at, length - at, &character);
        if (size == 0 || !is_in(spaces, COUNT_OF(spaces), character))
            break;
        at += size;
    }
    return at;
}

/* ---- identifiers ---- */

static const struct range name_starts[] = {
    {':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},         {0xC0, 0xD6},     {0xD8, 0xF6},
    {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFE},  {0x200C, 0x200D},   {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
static const struct range name_parts[] = {{'.', '.'}, {'0', '9'}, {0x300, 0x36F}, {0x203F, 0x2040}};

static size_t name_size(const char *text, size_t length)
{
    size_t at = 0;
    uint32_t character;
    while (at < length) {
        size_t size = utf8_read(text + at, length - at, &character);
        /* U+1680 is within a range of annex B and white space as well: it separates. */
        if (size == 0 || is_in(spaces, COUNT_OF(spaces), character))
            break;
        if (!is_in(name_starts, COUNT_OF(name_starts), character) &&
            (at == 0 || !is_in(name_parts, COUNT_OF(name_parts), character)))
            break;
        at += size;
    }
    return at;
}

bool scan_is_name(const char *text, size_t length)
{
    return length > 0 && name_size(text, length) == length;
}

bool scan_is_keyword(const char *text, size_t length)
{
    static const char *const words[] = {
        "A_EQUALS",
        "A_CONTAINS",
        "A_CONTAINEDBY",
        "A_OVERLAPS",
        "ACCENTI",
        "AND",
        "BBOX",
        "BETWEEN",
        "CASEI",
        "DATE",
        "DIV",
        "FALSE",
        "IN",
        "GEOMETRYCOLLECTION",
        "INTERVAL",
        "IS",
        "LIKE",
        "LINESTRING",
        "MULTIPOINT",
        "MULTILINESTRING",
        "MULTIPOLYGON",
        "NOT",
        "NULL",
        "OR",
        "POINT",
        "POLYGON",
        "S_INTERSECTS",
        "S_EQUALS",
        "S_DISJOINT",
        "S_TOUCHES",
        "S_WITHIN",
        "S_OVERLAPS",
        "S_CROSSES",
        "S_CONTAINS",
        "T_AFTER",
        "T_BEFORE",
        "T_CONTAINS",
        "T_DISJOINT",
        "T_DURING",
        "T_EQUALS",
        "T_FINISHEDBY",
        "T_FINISHES",
        "T_INTERSECTS",
        "T_MEETS",
        "T_METBY",
        "T_OVERLAPPEDBY",
        "T_OVERLAPS",
        "T_STARTEDBY",
        "T_STARTS",
        "TIMESTAMP",
        "TRUE",
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strlen(words[i]) == length && strncasecmp(words[i], text, length) == 0)
            return true;
    return false;
}

/* ---- numbers ---- */

static size_t digits(const char *text, size_t length)
{
    size_t count = 0;
    while (count < length && text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

size_t scan_number(const char *text, size_t length)
{
    size_t whole = digits(text, length), at = whole, fraction = 0;
    if (at < length && text[at] == '.') {
        fraction = digits(text + at + 1, length - at - 1);
        if (whole == 0 && fraction == 0)
            return 0;
        at += 1 + fraction;
    }
    if (at == 0)
        return 0;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        size_t sign = at + 1 < length && (text[at + 1] == '+' || text[at + 1] == '-');
        size_t exponent = digits(text + at + 1 + sign, length - at - 1 - sign);
        if (exponent > 0)
            at += 1 + sign + exponent;
    }
    return at;
}

bool scan_number_read(const char *text, size_t length, bool is_negative, struct number *number)
{
    /* number_read wants a digit on both sides of a point. */
    struct buffer plain = BUFFER_INIT;
    buffer_puts(&plain, is_negative ? "-" : "");
    if (text[0] == '.')
        buffer_putc(&plain, '0');
    size_t point = 0;
    while (point < length && text[point] != '.')
        point++;
    buffer_append(&plain, text, point);
    bool has_fraction = point + 1 < length && text[point + 1] >= '0' && text[point + 1] <= '9';
    if (point < length)
        buffer_append(&plain, text + point + (has_fraction ? 0 : 1), length - point - (has_fraction ? 0 : 1));
    number->is_integer = number_read_integer(plain.bytes, plain.length, INT64_MIN, INT64_MAX, &number->integer);
    bool is_read = number_read(plain.bytes, plain.length, &number->real);
    buffer_free(&plain);
    return is_read;
}

/* ---- tokens ---- */

static struct token wrong(size_t at, size_t length, const char *what)
{
    return (struct token){TOKEN_WRONG, at, length, what};
}

/* `escapes`: \' is an apostrophe too. */
static struct token quoted(const char *text, size_t length, size_t at, enum token_kind kind)
{
    char quote = text[at];
    bool escapes = kind == TOKEN_STRING;
    for (size_t i = at + 1; i < length;) {
        bool has_next = i + 1 < length && text[i + 1] == quote;
        if ((text[i] == quote || (escapes && text[i] == '\\')) && has_next) {
            i += 2;
            continue;
        }
        if (text[i] == quote)
            return (struct token){kind, at, i + 1 - at, NULL};
        size_t size = utf8_size(text + i, length - i);
        if (size == 0)
            return wrong(i, 1, "text that is not UTF-8");
        i += size;
    }
    return wrong(at, 1,
                 escapes ? "a text without an end: an apostrophe is missing (one within a text is written twice)"
                         : "a name without an end: a double quote is missing");
}

static struct token mark(const char *text, size_t length, size_t at)
{
    static const char *const pairs[] = {"<=", ">=", "<>"};
    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if (length - at >= 2 && memcmp(text + at, pairs[i], 2) == 0)
            return (struct token){TOKEN_MARK, at, 2, NULL};
    if (text[at] != '\0' && strchr("(),+-*/%^=<>", text[at]) != NULL)
        return (struct token){TOKEN_MARK, at, 1, NULL};
    if (length - at >= 2 && memcmp(text + at, "!=", 2) == 0)
        return wrong(at, 2, "!= is written <>");
    size_t size = utf8_size(text + at, length - at);
    return wrong(at, size > 0 ? size : 1, size > 0 ? "a character that means nothing here" : "text that is not UTF-8");
}

struct token scan_token(const char *text, size_t length, size_t at)
{
    at += scan_space(text + at, length - at);
    if (at == length)
        return (struct token){TOKEN_END, at, 0, NULL};
    if (text[at] == '\'')
        return quoted(text, length, at, TOKEN_STRING);
    if (text[at] == '"')
        return quoted(text, length, at, TOKEN_QUOTED);
    size_t size = scan_number(text + at, length - at);
    if (size > 0)
        return (struct token){TOKEN_NUMBER, at, size, NULL};
    size = name_size(text + at, length - at);
    if (size > 0)
        return (struct token){TOKEN_NAME, at, size, NULL};
    return mark(text, length, at);
}

void scan_unquote(const char *text, const struct token *token, struct buffer *out)
{
    const char *at = text + token->at + 1, *end = text + token->at + token->length - 1;
    char quote = text[token->at];
    while (at < end) {
        bool is_escaped = at + 1 < end && at[1] == quote && (*at == quote || (quote == '\'' && *at == '\\'));
        at += is_escaped;
        buffer_putc(out, *at++);
    }
}
