#include "base/number.h"

#include "base/memory.h"

#include <assert.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DECIMALS_MAX 15
/* sign, the 309 digits of DBL_MAX, point, decimals, NUL */
#define FIXED_SIZE (1 + 309 + 1 + DECIMALS_MAX + 1)
/* 17 significant digits always read back (IEEE 754-2019 5.12.2), 15 always survive the way there and back */
#define EXACT_DIGITS 17
#define SAFE_DIGITS  15
/* From here on 15 digits need at most so many decimals. */
#define SHORT_LEAST    1e-6
#define SHORT_DECIMALS 21

/* All are exact doubles, as is every power up to 10^22. */
static const double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* ---- libc's conversions, whatever the locale ---- */

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void c_locale_make(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (c_locale == (locale_t)0)
        memory_end();
}

static double c_strtod(const char *text)
{
    pthread_once(&c_locale_once, c_locale_make);
    return strtod_l(text, NULL, c_locale);
}

/* `format` has one * (digits) and one double. */
static size_t c_snprintf(char *text, size_t size, const char *format, int digits, double value)
{
    pthread_once(&c_locale_once, c_locale_make);
    locale_t before = uselocale(c_locale);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int length = snprintf(text, size, format, digits, value);
#pragma GCC diagnostic pop
    uselocale(before);
    assert(length > 0 && (size_t)length < size);
    return (size_t)length;
}

/* ---- reading ---- */

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static const char *digits_skip(const char *at, const char *end)
{
    while (at < end && is_digit(*at))
        at++;
    return at;
}

static const char *sign_skip(const char *at, const char *end)
{
    return at < end && (*at == '+' || *at == '-') ? at + 1 : at;
}

/* Whether the text is a number of the grammar; `short_form` when a mantissa of at most 15 digits and no
 * exponent make the quick way exact. */
static bool number_check(const char *text, size_t length, bool *short_form)
{
    const char *end = text + length;
    const char *digits = sign_skip(text, end);
    const char *at = digits_skip(digits, end);
    if (at == digits)
        return false;
    if (at < end && *at == '.') {
        const char *fraction = at + 1;
        at = digits_skip(fraction, end);
        if (at == fraction)
            return false;
    }
    *short_form = at == end && at - digits <= SAFE_DIGITS;
    if (at < end && (*at == 'e' || *at == 'E')) {
        const char *exponent = sign_skip(at + 1, end);
        at = digits_skip(exponent, end);
        if (at == exponent)
            return false;
    }
    return at == end;
}

/* An integer below 10^15 divided by a power of ten up to 10^15: both are exact, so the quotient is rounded
 * once, as it should be (Clinger, "How to read floating point numbers accurately", 1990). */
static double number_read_short(const char *text, size_t length)
{
    double mantissa = 0;
    size_t decimals = 0;
    bool behind_point = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.')
            behind_point = true;
        if (!is_digit(text[i]))
            continue;
        mantissa = mantissa * 10 + (text[i] - '0');
        decimals += behind_point;
    }
    double value = mantissa / powers_of_ten[decimals];
    return text[0] == '-' ? -value : value;
}

static double number_read_long(const char *text, size_t length)
{
    char here[128];
    char *ended = length < sizeof here ? here : memory_alloc(memory_sum(length, 1));
    memcpy(ended, text, length);
    ended[length] = '\0';
    double value = c_strtod(ended);
    if (ended != here)
        free(ended);
    return value;
}

bool number_read(const char *text, size_t length, double *value)
{
    bool short_form;
    if (text == NULL || !number_check(text, length, &short_form))
        return false;
    double read = short_form ? number_read_short(text, length) : number_read_long(text, length);
    if (!isfinite(read))
        return false;
    *value = read;
    return true;
}

bool number_read_integer(const char *text, size_t length, int64_t min, int64_t max, int64_t *value)
{
    if (text == NULL)
        return false;
    const char *end = text + length;
    const char *at = sign_skip(text, end);
    if (at == end)
        return false;
    bool negative = text[0] == '-';
    int64_t read = 0;
    for (; at < end; at++) {
        if (!is_digit(*at))
            return false;
        int digit = *at - '0';
        /* negatives are added up below zero, so that INT64_MIN can be read */
        if (__builtin_mul_overflow(read, 10, &read) || __builtin_add_overflow(read, negative ? -digit : digit, &read))
            return false;
    }
    if (read < min || read > max)
        return false;
    *value = read;
    return true;
}

/* ---- writing ---- */

/* Digits of `integer` with at least `width` of them, no NUL; returns how many. */
static size_t digits_write(char *text, uint64_t integer, size_t width)
{
    char reversed[20];
    size_t count = 0;
    for (; integer > 0 || count < width; integer /= 10)
        reversed[count++] = (char)('0' + integer % 10);
    for (size_t i = 0; i < count; i++)
        text[i] = reversed[count - 1 - i];
    return count;
}

/* `magnitude * 10^decimals` rounded half to even on the exact product; below 2^52, where half a unit is still a
 * double. */
static uint64_t scaled_round(double magnitude, int decimals)
{
    double scale = powers_of_ten[decimals];
    double product = magnitude * scale;
    uint64_t whole = (uint64_t)product;
    double rest = product - (double)whole;
    if (rest != 0.5)
        return whole + (rest > 0.5);
    /* The product itself was rounded: what it lost says on which side of the half the value lies. A lost part
     * matters nowhere else, as it is smaller than the distance of any other double to the half. */
    double lost = fma(magnitude, scale, -product);
    if (lost != 0)
        return whole + (lost > 0);
    return whole + (whole & 1);
}

/* The sign (none for a value that rounds to zero), digits, and when `decimals` > 0 a point and exactly that many
 * digits. `text` has FIXED_SIZE bytes; returns the length, without NUL. */
static size_t fixed_write(char *text, double value, int decimals)
{
    assert(decimals >= 0 && decimals <= DECIMALS_MAX && isfinite(value));
    double magnitude = fabs(value);
    if (magnitude * powers_of_ten[decimals] >= 0x1p52) {
        return c_snprintf(text, FIXED_SIZE, "%.*f", decimals, value);
    }
    uint64_t scaled = scaled_round(magnitude, decimals);
    size_t length = 0;
    if (value < 0 && scaled > 0)
        text[length++] = '-';
    length += digits_write(text + length, scaled, (size_t)decimals + 1);
    if (decimals > 0) {
        char *point = text + length - decimals;
        memmove(point + 1, point, (size_t)decimals);
        *point = '.';
        length++;
    }
    return length;
}

void number_write(struct buffer *buffer, double value, int decimals)
{
    if (!isfinite(value)) {
        buffer_puts(buffer, "null");
        return;
    }
    char *text = buffer_reserve(buffer, FIXED_SIZE);
    size_t length = fixed_write(text, value, decimals);
    if (decimals > 0) {
        while (text[length - 1] == '0')
            length--;
        if (text[length - 1] == '.')
            length--;
    }
    text[length] = '\0';
    buffer->length += length;
}

/* The decimal number 0.DIGITS * 10^point. */
struct decimal {
    char digits[EXACT_DIGITS + 1]; /* first and last are not 0 */
    int count;
    int point;
};

static void decimal_trim(struct decimal *decimal)
{
    while (decimal->count > 1 && decimal->digits[decimal->count - 1] == '0')
        decimal->count--;
}

/* The quick way for numbers that people wrote. An integer below 10^15 over a power of ten that divides back to the
 * value is the only number of 15 digits or fewer that does; false when there is none. */
static bool decimal_short(double magnitude, struct decimal *decimal)
{
    int decimals = SHORT_DECIMALS;
    while (decimals > 0 && magnitude * powers_of_ten[decimals] >= 1e15)
        decimals--;
    double scaled = rint(magnitude * powers_of_ten[decimals]);
    if (scaled / powers_of_ten[decimals] != magnitude)
        return false;
    decimal->count = (int)digits_write(decimal->digits, (uint64_t)scaled, 1);
    decimal->point = decimal->count - decimals;
    decimal_trim(decimal);
    return true;
}

static void decimal_rounded(double magnitude, int digits, struct decimal *decimal)
{
    char text[32];
    c_snprintf(text, sizeof text, "%.*e", digits - 1, magnitude); /* d[.ddd]e[+-]dd */
    decimal->digits[0] = text[0];
    memcpy(decimal->digits + 1, text + 2, (size_t)digits - 1);
    decimal->count = digits;
    int64_t exponent = 0;
    const char *at = strchr(text, 'e') + 1;
    number_read_integer(at, strlen(at), -400, 400, &exponent);
    decimal->point = (int)exponent + 1;
    decimal_trim(decimal);
}

static bool decimal_reads_back(const struct decimal *decimal, double magnitude)
{
    char text[40];
    snprintf(text, sizeof text, "0.%.*se%d", decimal->count, decimal->digits, decimal->point);
    return c_strtod(text) == magnitude;
}

/* The decimal one unit further from zero in the last digit; false when all digits are 9. */
static bool decimal_next(struct decimal *decimal, int digits)
{
    while (decimal->count < digits)
        decimal->digits[decimal->count++] = '0';
    if (decimal->digits[digits - 1] == '9')
        return false;
    decimal->digits[digits - 1]++;
    return true;
}

static void decimal_shortest(double magnitude, struct decimal *decimal)
{
    int least = magnitude < DBL_MIN ? 1 : SAFE_DIGITS; /* a subnormal number may have less than 15 digits to it */
    if (magnitude >= SHORT_LEAST && magnitude < 1e15) {
        if (decimal_short(magnitude, decimal))
            return;
        least = SAFE_DIGITS + 1;
    }
    /* At a power of two the doubles above stand twice as far apart as those below: the nearest decimal may miss
     * below where the next one still hits above. */
    int exponent;
    bool is_power_of_two = frexp(magnitude, &exponent) == 0.5;
    for (int digits = least; digits < EXACT_DIGITS; digits++) {
        decimal_rounded(magnitude, digits, decimal);
        if (decimal_reads_back(decimal, magnitude))
            return;
        if (is_power_of_two && decimal_next(decimal, digits) && decimal_reads_back(decimal, magnitude))
            return;
    }
    decimal_rounded(magnitude, EXACT_DIGITS, decimal);
}

static void zeros_write(struct buffer *buffer, int count)
{
    for (int i = 0; i < count; i++)
        buffer_putc(buffer, '0');
}

void number_write_exact(struct buffer *buffer, double value)
{
    if (!isfinite(value)) {
        buffer_puts(buffer, "null");
        return;
    }
    if (value == 0) {
        buffer_putc(buffer, '0');
        return;
    }
    struct decimal decimal;
    decimal_shortest(fabs(value), &decimal);
    if (value < 0)
        buffer_putc(buffer, '-');
    /* where ECMAScript changes to an exponent (ECMA-262, Number::toString) */
    if (decimal.point > 21 || decimal.point < -5) {
        buffer_putc(buffer, decimal.digits[0]);
        if (decimal.count > 1)
            buffer_putc(buffer, '.');
        buffer_append(buffer, decimal.digits + 1, (size_t)decimal.count - 1);
        buffer_printf(buffer, "e%d", decimal.point - 1);
        return;
    }
    if (decimal.point <= 0) {
        buffer_puts(buffer, "0.");
        zeros_write(buffer, -decimal.point);
        buffer_append(buffer, decimal.digits, (size_t)decimal.count);
        return;
    }
    int whole = decimal.count < decimal.point ? decimal.count : decimal.point;
    buffer_append(buffer, decimal.digits, (size_t)whole);
    zeros_write(buffer, decimal.point - whole);
    if (decimal.count > whole) {
        buffer_putc(buffer, '.');
        buffer_append(buffer, decimal.digits + whole, (size_t)(decimal.count - whole));
    }
}

/* Exactly `decimals` digits, groups of three. */
static void grouped_write(struct buffer *buffer, double value, int decimals, const char *between, char point)
{
    char text[FIXED_SIZE];
    size_t length = fixed_write(text, value, decimals);
    size_t whole = decimals > 0 ? length - (size_t)decimals - 1 : length;
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0 && text[i - 1] != '-')
            buffer_puts(buffer, between);
        buffer_putc(buffer, text[i]);
    }
    if (decimals > 0) {
        buffer_putc(buffer, point);
        buffer_append(buffer, text + whole + 1, (size_t)decimals);
    }
}

void number_write_french(struct buffer *buffer, double value, int decimals)
{
    if (isfinite(value))
        grouped_write(buffer, value, decimals, "\u202F", ',');
    else
        buffer_puts(buffer, "non renseigné");
}

void number_write_english(struct buffer *buffer, double value, int decimals)
{
    if (isfinite(value))
        grouped_write(buffer, value, decimals, ",", '.');
    else
        buffer_puts(buffer, "not known");
}
