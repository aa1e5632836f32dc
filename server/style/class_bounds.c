#include "style/classes.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

#define NUMBER_BYTES_MAX 64

/* Bytes of the space at the start of `text`: a plain one, U+00A0 or U+202F. 0 when there is none. */
static size_t space_size(const char *text, size_t length)
{
    if (length >= 1 && *text == ' ')
        return 1;
    if (length >= 2 && memcmp(text, "\u00a0", 2) == 0)
        return 2;
    return length >= 3 && memcmp(text, "\u202f", 3) == 0 ? 3 : 0;
}

/* One bound: spaces left out, a comma read as a point. */
static bool bound_read(const char *text, size_t length, double *bound)
{
    char plain[NUMBER_BYTES_MAX];
    size_t size = 0;
    for (size_t i = 0; i < length;) {
        size_t space = space_size(text + i, length - i);
        i += space;
        if (space > 0)
            continue;
        if (size == sizeof plain)
            return false;
        plain[size++] = text[i] == ',' ? '.' : text[i];
        i++;
    }
    return number_read(plain, size, bound);
}

bool class_bounds_check(const double *bounds, size_t count, struct notices *notices)
{
    if (count < CLASSES_MIN + 1 || count > CLASSES_MAX + 1)
        return notices_add(
            notices, NOTICE_REFUSAL,
            "Donnez de %d à %d bornes, la première et la dernière comprises, séparées par des points-virgules.",
            "Give %d to %d bounds, the first and the last included, with semicolons between them.", CLASSES_MIN + 1,
            CLASSES_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1]))
            return notices_add(notices, NOTICE_REFUSAL,
                               "Les bornes doivent croître\u00a0: la borne %zu n’est pas supérieure à la précédente.",
                               "The bounds must ascend: bound %zu is not greater than the one before it.", i + 1);
    }
    return true;
}

bool class_bounds_read(const char *text, size_t length, double bounds[CLASSES_MAX + 1], size_t *count,
                       struct notices *notices)
{
    double read[CLASSES_MAX + 1];
    size_t found = 0;
    for (size_t from = 0; from <= length && found <= CLASSES_MAX + 1; found++) {
        const char *end = memchr(text + from, ';', length - from);
        size_t size = end != NULL ? (size_t)(end - text) - from : length - from;
        if (found <= CLASSES_MAX && !bound_read(text + from, size, &read[found]))
            return notices_add(
                notices, NOTICE_REFUSAL,
                "La borne %zu n’est pas un nombre. Écrivez par exemple «\u00a00\u202f; 10\u202f; 20,5\u00a0».",
                "Bound %zu is not a number. Write for example “0; 10; 20.5”.", found + 1);
        from += size + 1;
    }
    if (!class_bounds_check(read, found, notices))
        return false;
    memcpy(bounds, read, found * sizeof *bounds);
    *count = found;
    return true;
}
