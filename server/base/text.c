#include "base/text.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

/* Bytes of a side that text_distance compares: names of options, fields and themes are shorter. */
#define DISTANCE_MAX 32

bool text_is_utf8(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t size = utf8_size(bytes + i, length - i);
        if (size == 0 || bytes[i] == '\0')
            return false;
        i += size;
    }
    return true;
}

static void character_append(struct buffer *out, uint32_t character)
{
    char bytes[4];
    buffer_append(out, bytes, utf8_write(bytes, character));
}

size_t text_characters(const char *bytes, size_t length)
{
    size_t count = 0;
    for (size_t at = 0; at < length; count++) {
        size_t size = utf8_size(bytes + at, length - at);
        at += size != 0 ? size : 1;
    }
    return count;
}

void text_from_cp1252(struct buffer *out, const char *bytes, size_t length)
{
    /* 0x80 to 0x9F, unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT; 0 where it has none */
    static const uint16_t high[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
    for (size_t i = 0; i < length; i++) {
        uint32_t character = (unsigned char)bytes[i];
        if (character >= 0x80 && character < 0xA0)
            character = high[character - 0x80];
        character_append(out, character != 0 ? character : 0xFFFD);
    }
}

/* ---- folding ---- */

/* Letters of U+00C0 to U+017F (Latin-1 Supplement, Latin Extended-A) in lower case without their accents.
 * NULL stands for itself (× and ÷). */
static const char *const latin_letters[] = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c",  "e", "e", "e", "e", "i", "i", "i",  "i",  /* C0 */
    "d", "n", "o",  "o",  "o", "o", "o",  NULL, "o", "u", "u", "u", "u", "y", "th", "ss", /* D0 */
    "a", "a", "a",  "a",  "a", "a", "ae", "c",  "e", "e", "e", "e", "i", "i", "i",  "i",  /* E0 */
    "d", "n", "o",  "o",  "o", "o", "o",  NULL, "o", "u", "u", "u", "u", "y", "th", "y",  /* F0 */
    "a", "a", "a",  "a",  "a", "a", "c",  "c",  "c", "c", "c", "c", "c", "c", "d",  "d",  /* 100 */
    "d", "d", "e",  "e",  "e", "e", "e",  "e",  "e", "e", "e", "e", "g", "g", "g",  "g",  /* 110 */
    "g", "g", "g",  "g",  "h", "h", "h",  "h",  "i", "i", "i", "i", "i", "i", "i",  "i",  /* 120 */
    "i", "i", "ij", "ij", "j", "j", "k",  "k",  "k", "l", "l", "l", "l", "l", "l",  "l",  /* 130 */
    "l", "l", "l",  "n",  "n", "n", "n",  "n",  "n", "n", "n", "n", "o", "o", "o",  "o",  /* 140 */
    "o", "o", "oe", "oe", "r", "r", "r",  "r",  "r", "r", "s", "s", "s", "s", "s",  "s",  /* 150 */
    "s", "s", "t",  "t",  "t", "t", "t",  "t",  "u", "u", "u", "u", "u", "u", "u",  "u",  /* 160 */
    "u", "u", "u",  "u",  "w", "w", "y",  "y",  "y", "z", "z", "z", "z", "z", "z",  "s",  /* 170 */
};
_Static_assert(sizeof latin_letters / sizeof latin_letters[0] == 0x180 - 0xC0, "one entry a letter");

static bool character_is_gap(uint32_t character)
{
    if (character <= ' ' || character == '-' || character == '\'' || character == 0x7F)
        return true;
    if (character == 0xA0 || character == 0x202F || character == 0x00AD)
        return true; /* no-break spaces, soft hyphen */
    /* spaces, hyphens and dashes of General Punctuation; quotation marks that stand for apostrophes; minus */
    return (character >= 0x2000 && character <= 0x2015) || character == 0x2018 || character == 0x2019 ||
           character == 0x02BC || character == 0x2212;
}

static bool character_is_accent(uint32_t character)
{
    return character >= 0x0300 && character <= 0x036F; /* combining marks of decomposed text */
}

static void letter_append(struct buffer *out, uint32_t character)
{
    if (character >= 'A' && character <= 'Z')
        character += 'a' - 'A';
    const char *letters = character >= 0xC0 && character < 0x180 ? latin_letters[character - 0xC0] : NULL;
    if (letters != NULL)
        buffer_puts(out, letters);
    else
        character_append(out, character);
}

void text_fold(struct buffer *out, const char *text)
{
    size_t length = strlen(text);
    bool any = false, gap = false;
    buffer_append(out, NULL, 0);
    for (size_t i = 0; i < length;) {
        uint32_t character = 0xFFFD;
        size_t size = utf8_read(text + i, length - i, &character);
        i += size > 0 ? size : 1;
        if (character_is_gap(character)) {
            gap = true;
            continue;
        }
        if (character_is_accent(character))
            continue;
        if (gap && any)
            buffer_putc(out, ' ');
        letter_append(out, character);
        any = true;
        gap = false;
    }
}

/* ---- percent-encoding ---- */

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return -1;
}

/* The byte that stands at `*at`, which is moved behind it; -1 for a bad escape. */
static int percent_byte(const char **at, const char *end, bool plus)
{
    char byte = *(*at)++;
    if (byte == '+' && plus)
        return ' ';
    if (byte != '%')
        return (unsigned char)byte;
    if (end - *at < 2)
        return -1;
    int high = hex_digit((*at)[0]), low = hex_digit((*at)[1]);
    *at += 2;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool text_is_printable(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t character;
        size_t size = utf8_read(bytes + i, length - i, &character);
        if (size == 0 || character < 0x20 || (character >= 0x7F && character <= 0x9F))
            return false;
        i += size;
    }
    return true;
}

bool text_percent_decode(struct buffer *out, const char *text, size_t length, bool plus)
{
    /* decoded in place behind what `out` holds, and counted only when all of it is fine */
    char *decoded = buffer_reserve(out, length);
    size_t count = 0;
    const char *end = text + length;
    bool fine = true;
    for (const char *at = text; fine && at < end;) {
        int byte = percent_byte(&at, end, plus);
        fine = byte >= 0;
        decoded[count++] = (char)byte;
    }
    fine = fine && text_is_printable(decoded, count);
    if (fine)
        out->length += count;
    out->bytes[out->length] = '\0';
    return fine;
}

static bool byte_is_unreserved(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void text_percent_encode(struct buffer *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    buffer_append(out, NULL, 0);
    for (const char *plain = text;; text++) {
        if (byte_is_unreserved(*text))
            continue;
        buffer_append(out, plain, (size_t)(text - plain));
        if (*text == '\0')
            return;
        plain = text + 1;
        char escape[3] = {'%', hex[(unsigned char)*text >> 4], hex[*text & 15]};
        buffer_append(out, escape, sizeof escape);
    }
}

/* ---- near words ---- */

static size_t least(size_t left, size_t right)
{
    return left < right ? left : right;
}

size_t text_distance(const char *left, const char *right)
{
    size_t rows = strnlen(left, DISTANCE_MAX), columns = strnlen(right, DISTANCE_MAX);
    size_t distance[DISTANCE_MAX + 1][DISTANCE_MAX + 1];
    for (size_t i = 0; i <= rows; i++)
        distance[i][0] = i;
    for (size_t j = 0; j <= columns; j++)
        distance[0][j] = j;
    for (size_t i = 1; i <= rows; i++) {
        for (size_t j = 1; j <= columns; j++) {
            size_t changed = distance[i - 1][j - 1] + (left[i - 1] != right[j - 1]);
            size_t nearest = least(changed, least(distance[i - 1][j], distance[i][j - 1]) + 1);
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                nearest = least(nearest, distance[i - 2][j - 2] + 1);
            distance[i][j] = nearest;
        }
    }
    return distance[rows][columns];
}

const char *text_nearest(const char *word, const char *const *candidates)
{
    size_t length = strnlen(word, DISTANCE_MAX);
    if (length == 0)
        return NULL;
    size_t allowed = length < 3 ? 1 : length / 3;
    const char *nearest = NULL;
    for (; *candidates != NULL; candidates++) {
        size_t distance = text_distance(word, *candidates);
        if (distance < allowed + (nearest == NULL)) {
            nearest = *candidates;
            allowed = distance;
        }
    }
    return nearest;
}

bool text_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text), end = strlen(suffix);
    return length >= end && strcmp(text + length - end, suffix) == 0;
}
