#include "style/colour.h"

#include "base/number.h"

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

/* One number of rgb() and what stands behind it. */
static const char *colour_read_channel(const char *text, double *value)
{
    while (*text == ' ')
        text++;
    size_t length = strspn(text, "0123456789.");
    if (!number_read(text, length, value))
        return NULL;
    text += length;
    while (*text == ' ')
        text++;
    return text;
}

static bool colour_read_function(const char *text, size_t count, struct colour *colour)
{
    double channels[4] = {0, 0, 0, 1};
    for (size_t i = 0; i < count; i++) {
        text = colour_read_channel(text, &channels[i]);
        if (text == NULL || *text != (i + 1 < count ? ',' : ')'))
            return false;
        if (channels[i] > (i < 3 ? 255 : 1))
            return false;
        text++;
    }
    if (*text != '\0')
        return false;
    *colour = (struct colour){channels[0] / 255, channels[1] / 255, channels[2] / 255, channels[3]};
    return true;
}

bool colour_read(const char *text, struct colour *colour)
{
    static const struct {
        const char *name;
        struct colour colour;
    } names[] = {{"transparent", {0, 0, 0, 0}}, {"white", {1, 1, 1, 1}}, {"black", {0, 0, 0, 1}}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(text, names[i].name) == 0) {
            *colour = names[i].colour;
            return true;
        }
    }
    if (text[0] == '#')
        return colour_read_hex(text + 1, colour);
    if (strncmp(text, "rgb(", 4) == 0)
        return colour_read_function(text + 4, 3, colour);
    if (strncmp(text, "rgba(", 5) == 0)
        return colour_read_function(text + 5, 4, colour);
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
