#include "style/colour.h"

#include "style/colour_name.h"
#include "style/decimal.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static int colour_hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* The digits behind "#": three, four, six or eight of them. */
static bool colour_read_hex(const char *digits, struct colour *colour)
{
    size_t length = strlen(digits);
    if (length != 3 && length != 4 && length != 6 && length != 8)
        return false;
    size_t each = length <= 4 ? 1 : 2;
    double channels[4] = {0, 0, 0, 1};
    for (size_t i = 0; i < length / each; i++) {
        int high = colour_hex_digit(digits[each * i]), low = colour_hex_digit(digits[each * i + each - 1]);
        if (high < 0 || low < 0)
            return false;
        channels[i] = (16 * high + low) / 255.0;
    }
    *colour = (struct colour){channels[0], channels[1], channels[2], channels[3]};
    return true;
}

/* ---- rgb(), rgba(), hsl(), hsla() ---- */

struct colour_value {
    double number;
    bool is_percent;
};

static const char *skip_spaces(const char *text)
{
    return text + strspn(text, " \t\n\f\r\v");
}

/* A number and what may stand behind it: %, or deg of a hue. NULL when there is none. */
static const char *colour_read_value(const char *text, bool is_hue, struct colour_value *value)
{
    size_t length = strspn(text, "0123456789.+-e");
    if (is_hue && length > 0 && text[length - 1] != 'e' && strncmp(text + length, "deg", 3) == 0) {
        value->number = decimal_read(text, length);
        value->is_percent = false;
        return isnan(value->number) ? NULL : text + length + 3;
    }
    value->number = decimal_read(text, length);
    value->is_percent = text[length] == '%';
    return isnan(value->number) ? NULL : text + length + value->is_percent;
}

/* The three or four values between the brackets, all with commas, or none with a slash before alpha. Returns how many. */
static size_t colour_read_values(const char *text, bool is_hue, struct colour_value values[4])
{
    bool has_commas = false;
    for (size_t i = 0; i < 4; i++) {
        text = colour_read_value(skip_spaces(text), is_hue && i == 0, &values[i]);
        if (text == NULL)
            return 0;
        const char *next = skip_spaces(text);
        if (i >= 2 && *next == ')')
            return *skip_spaces(next + 1) == '\0' ? i + 1 : 0;
        if (i == 0)
            has_commas = *next == ',';
        char between = has_commas ? ',' : i == 2 ? '/' : ' ';
        if (between == ' ' ? next == text : *next != between)
            return 0;
        text = between == ' ' ? next : next + 1;
    }
    return 0;
}

/* Hue in degrees, saturation and lightness 0 to 1 (CSS Color 4, 7.1). */
static struct colour colour_of_hsl(double hue, double saturation, double lightness)
{
    static const double turns[] = {0, 8, 4};
    double channels[3], reach = saturation * fmin(lightness, 1 - lightness);
    hue = fmod(hue, 360);
    if (hue < 0)
        hue += 360;
    for (size_t i = 0; i < 3; i++) {
        double k = fmod(turns[i] + hue / 30, 12);
        channels[i] = lightness - reach * fmax(-1, fmin(fmin(k - 3, 9 - k), 1));
    }
    return (struct colour){channels[0], channels[1], channels[2], 1};
}

static double clamp(double value, double most)
{
    return fmin(fmax(value, 0), most);
}

static bool colour_read_function(const char *text, bool is_hue, struct colour *colour)
{
    struct colour_value values[4];
    size_t count = colour_read_values(text, is_hue, values);
    if (count == 0 || values[1].is_percent != values[2].is_percent)
        return false;
    if (is_hue) {
        if (values[0].is_percent || !values[1].is_percent)
            return false;
        *colour =
            colour_of_hsl(values[0].number, clamp(values[1].number, 100) / 100, clamp(values[2].number, 100) / 100);
    } else {
        if (values[0].is_percent != values[1].is_percent)
            return false;
        double most = values[0].is_percent ? 100 : 255;
        *colour = (struct colour){clamp(values[0].number, most) / most, clamp(values[1].number, most) / most,
                                  clamp(values[2].number, most) / most, 1};
    }
    if (count == 4)
        colour->alpha = clamp(values[3].number / (values[3].is_percent ? 100 : 1), 1);
    return true;
}

#define COLOUR_LENGTH_MAX 200

/* In small letters without spaces around. */
static bool colour_plain(const char *text, char plain[COLOUR_LENGTH_MAX])
{
    text = skip_spaces(text);
    size_t length = strlen(text);
    if (length >= COLOUR_LENGTH_MAX)
        return false;
    for (size_t i = 0; i <= length; i++)
        plain[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i]);
    while (length > 0 && skip_spaces(plain + length - 1)[0] == '\0')
        plain[--length] = '\0';
    return true;
}

bool colour_read(const char *text, struct colour *colour)
{
    static const struct {
        const char *name;
        bool is_hue;
    } functions[] = {{"rgb(", false}, {"rgba(", false}, {"hsl(", true}, {"hsla(", true}};
    char plain[COLOUR_LENGTH_MAX];
    if (!colour_plain(text, plain))
        return false;
    if (plain[0] == '#')
        return colour_read_hex(plain + 1, colour);
    if (strcmp(plain, "transparent") == 0) {
        *colour = (struct colour){0, 0, 0, 0};
        return true;
    }
    if (colour_of_name(plain, colour))
        return true;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strncmp(plain, functions[i].name, strlen(functions[i].name)) == 0)
            return colour_read_function(plain + strlen(functions[i].name), functions[i].is_hue, colour);
    }
    return false;
}

void colour_write_hex(struct colour colour, char text[8])
{
    const double channels[] = {colour.red, colour.green, colour.blue};
    unsigned bytes[3];
    for (size_t i = 0; i < 3; i++)
        bytes[i] = (unsigned)lround(255 * fmin(fmax(channels[i], 0), 1));
    snprintf(text, 8, "#%02x%02x%02x", bytes[0], bytes[1], bytes[2]);
}

bool colour_equals(struct colour left, struct colour right)
{
    return left.red == right.red && left.green == right.green && left.blue == right.blue && left.alpha == right.alpha;
}

struct colour colour_fade(struct colour colour, double opacity)
{
    colour.alpha *= fmin(fmax(opacity, 0), 1);
    return colour;
}
