#include "style/sight.h"

#include <math.h>

#define DEGREE (3.14159265358979323846 / 180)

struct triple {
    double x, y, z;
};

static struct triple multiply(const double matrix[3][3], struct triple vector)
{
    const double *a = matrix[0], *b = matrix[1], *c = matrix[2];
    return (struct triple){
        a[0] * vector.x + a[1] * vector.y + a[2] * vector.z,
        b[0] * vector.x + b[1] * vector.y + b[2] * vector.z,
        c[0] * vector.x + c[1] * vector.y + c[2] * vector.z,
    };
}

/* IEC 61966-2-1. */
static double channel_linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

static double channel_encoded(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

static struct triple light_of(struct colour colour)
{
    return (struct triple){channel_linear(colour.red), channel_linear(colour.green), channel_linear(colour.blue)};
}

static struct colour colour_of(struct triple light)
{
    return (struct colour){channel_encoded(fmin(fmax(light.x, 0), 1)), channel_encoded(fmin(fmax(light.y, 0), 1)),
                           channel_encoded(fmin(fmax(light.z, 0), 1)), 1};
}

/* x lightness, y towards red from green, z towards yellow from blue. */
static struct triple oklab_of(struct colour colour)
{
    static const double to_cones[3][3] = {{0.4122214708, 0.5363325363, 0.0514459929},
                                          {0.2119034982, 0.6806995451, 0.1073969566},
                                          {0.0883024619, 0.2817188376, 0.6299787005}};
    static const double to_lab[3][3] = {{0.2104542553, 0.7936177850, -0.0040720468},
                                        {1.9779984951, -2.4285922050, 0.4505937099},
                                        {0.0259040371, 0.7827717662, -0.8086757660}};
    struct triple cones = multiply(to_cones, light_of(colour));
    return multiply(to_lab, (struct triple){cbrt(cones.x), cbrt(cones.y), cbrt(cones.z)});
}

/* Linear light, outside 0 to 1 where no screen shows it. */
static struct triple light_of_oklch(struct oklch oklch)
{
    static const double to_cones[3][3] = {
        {1, 0.3963377774, 0.2158037573}, {1, -0.1055613458, -0.0638541728}, {1, -0.0894841775, -1.2914855480}};
    static const double to_light[3][3] = {{4.0767416621, -3.3077115913, 0.2309699292},
                                          {-1.2684380046, 2.6097574011, -0.3413193965},
                                          {-0.0041960863, -0.7034186147, 1.7076147010}};
    struct triple lab = {oklch.lightness, oklch.chroma * cos(oklch.hue * DEGREE),
                         oklch.chroma * sin(oklch.hue * DEGREE)};
    struct triple cones = multiply(to_cones, lab);
    return multiply(to_light, (struct triple){pow(cones.x, 3), pow(cones.y, 3), pow(cones.z, 3)});
}

struct oklch colour_to_oklch(struct colour colour)
{
    struct triple lab = oklab_of(colour);
    double hue = atan2(lab.z, lab.y) / DEGREE;
    return (struct oklch){lab.x, hypot(lab.y, lab.z), hue < 0 ? hue + 360 : hue};
}

static bool is_shown(struct triple light)
{
    const double slack = 1e-9;
    return light.x >= -slack && light.y >= -slack && light.z >= -slack && light.x <= 1 + slack &&
           light.y <= 1 + slack && light.z <= 1 + slack;
}

struct colour colour_from_oklch(struct oklch oklch)
{
    double low = 0, high = oklch.chroma;
    if (!is_shown(light_of_oklch(oklch))) {
        for (int i = 0; i < 40; i++) {
            oklch.chroma = (low + high) / 2;
            *(is_shown(light_of_oklch(oklch)) ? &low : &high) = oklch.chroma;
        }
        oklch.chroma = low;
    }
    struct colour colour = colour_of(light_of_oklch(oklch));
    colour.red = round(colour.red * 255) / 255;
    colour.green = round(colour.green * 255) / 255;
    colour.blue = round(colour.blue * 255) / 255;
    return colour;
}

double colour_distance(struct colour left, struct colour right)
{
    struct triple one = oklab_of(left), other = oklab_of(right);
    return sqrt(pow(one.x - other.x, 2) + pow(one.y - other.y, 2) + pow(one.z - other.z, 2));
}

static double luminance(struct colour colour)
{
    struct triple light = light_of(colour);
    return 0.2126 * light.x + 0.7152 * light.y + 0.0722 * light.z;
}

double colour_contrast(struct colour left, struct colour right)
{
    double one = luminance(left), other = luminance(right);
    return (fmax(one, other) + 0.05) / (fmin(one, other) + 0.05);
}

struct colour colour_seen(struct colour colour, enum sight sight)
{
    static const double matrices[][3][3] = {
        [SIGHT_NO_RED] = {{0.152286, 1.052583, -0.204868},
                          {0.114503, 0.786281, 0.099216},
                          {-0.003882, -0.048116, 1.051998}},
        [SIGHT_NO_GREEN] = {{0.367322, 0.860646, -0.227968},
                            {0.280085, 0.672501, 0.047413},
                            {-0.011820, 0.042940, 0.968881}},
        [SIGHT_NO_BLUE] = {{1.255528, -0.076749, -0.178779},
                           {-0.078411, 0.930809, 0.147602},
                           {0.004733, 0.691367, 0.303900}},
    };
    if (sight == SIGHT_FULL)
        return colour;
    if (sight == SIGHT_GREY) {
        double grey = luminance(colour);
        return colour_of((struct triple){grey, grey, grey});
    }
    return colour_of(multiply(matrices[sight], light_of(colour)));
}
