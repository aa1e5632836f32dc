#include "geo/geojson.h"

#include "base/number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define GEOJSON_DECIMALS_MAX 15

/* Bytes of one position at most: brackets, two commas and two numbers written the quick way. */
#define POSITION_BYTES 64

/* Numbers whose scaled value stays below this are exact integers when scaled (2^53). */
#define SCALED_MAX 9007199254740992.0

struct geojson_writer {
    struct buffer *out;
    int decimals;
    uint64_t scale; /* 10 ^ decimals */
};

/* Exactly `count` digits, two at a time. */
static char *digits_put(char *at, uint64_t number, int count)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                                "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                                "8081828384858687888990919293949596979899";
    char *end = at + count;
    char *digit = end;
    for (; digit - at >= 2; number /= 100)
        memcpy(digit -= 2, &pairs[2 * (number % 100)], 2);
    if (digit > at)
        *at = (char)('0' + number % 10);
    return end;
}

static int digit_count(uint64_t number)
{
    int count = 1;
    for (; number >= 10; number /= 10)
        count++;
    return count;
}

/* Fixed point by integer arithmetic, without trailing zeros: coordinates are nearly all of a layer's bytes, and
 * number_write takes twice as long. Returns the place behind the number. */
static char *position_put(char *at, double scaled, const struct geojson_writer *writer)
{
    int64_t number = llrint(scaled);
    uint64_t magnitude = number < 0 ? (uint64_t)-number : (uint64_t)number;
    if (number < 0)
        *at++ = '-';
    uint64_t whole = magnitude / writer->scale;
    at = digits_put(at, whole, digit_count(whole));
    if (writer->decimals == 0)
        return at;
    *at++ = '.';
    at = digits_put(at, magnitude - whole * writer->scale, writer->decimals);
    while (at[-1] == '0')
        at--;
    return at[-1] == '.' ? at - 1 : at;
}

static void position_write(const struct geojson_writer *writer, struct point point)
{
    double x = point.x * (double)writer->scale, y = point.y * (double)writer->scale;
    if (!(fabs(x) < SCALED_MAX && fabs(y) < SCALED_MAX)) {
        buffer_putc(writer->out, '[');
        number_write(writer->out, point.x, writer->decimals);
        buffer_putc(writer->out, ',');
        number_write(writer->out, point.y, writer->decimals);
        buffer_putc(writer->out, ']');
        return;
    }
    char *start = buffer_reserve(writer->out, POSITION_BYTES);
    char *at = start;
    *at++ = '[';
    at = position_put(at, x, writer);
    *at++ = ',';
    at = position_put(at, y, writer);
    *at++ = ']';
    *at = '\0';
    writer->out->length += (size_t)(at - start);
}

/* Twice the area, positive when counter-clockwise; taken from the first point, so that far-off origins cost no digits. */
static double ring_area_twice(const struct point *points, uint32_t count)
{
    double area = 0.0;
    for (uint32_t i = 1; i < count; i++)
        area += (points[i - 1].x - points[0].x) * (points[i].y - points[0].y) -
                (points[i].x - points[0].x) * (points[i - 1].y - points[0].y);
    return area;
}

static void ring_write(const struct geojson_writer *writer, const struct geometry *geometry, uint32_t ring,
                       bool is_reversed)
{
    uint32_t begin = geometry_ring_begin(geometry, ring);
    uint32_t count = geometry->ring_end[ring] - begin;
    buffer_putc(writer->out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_putc(writer->out, ',');
        position_write(writer, geometry->points[begin + (is_reversed ? count - 1 - i : i)]);
    }
    buffer_putc(writer->out, ']');
}

static void polygon_write(const struct geojson_writer *writer, const struct geometry *geometry, uint32_t part)
{
    uint32_t shell = geometry_part_begin(geometry, part);
    buffer_putc(writer->out, '[');
    for (uint32_t ring = shell; ring < geometry->part_end[part]; ring++) {
        if (ring > shell)
            buffer_putc(writer->out, ',');
        uint32_t begin = geometry_ring_begin(geometry, ring);
        double area = ring_area_twice(geometry->points + begin, geometry->ring_end[ring] - begin);
        ring_write(writer, geometry, ring, ring == shell ? area < 0.0 : area > 0.0);
    }
    buffer_putc(writer->out, ']');
}

static void part_write(const struct geojson_writer *writer, const struct geometry *geometry, uint32_t part)
{
    int dimension = geometry_dimension(geometry->type);
    if (dimension == 2)
        polygon_write(writer, geometry, part);
    else if (dimension == 1)
        ring_write(writer, geometry, part, false);
    else
        position_write(writer, geometry->points[part]);
}

void geojson_write(const struct geometry *geometry, int decimals, struct buffer *out)
{
    assert(decimals >= 0 && decimals <= GEOJSON_DECIMALS_MAX);
    if (geometry->type == GEOMETRY_NONE || geometry->part_count == 0) {
        buffer_puts(out, "null");
        return;
    }
    struct geojson_writer writer = {out, decimals, 1};
    for (int i = 0; i < decimals; i++)
        writer.scale *= 10;
    bool is_multi = geometry->type == geometry_multi(geometry->type);
    buffer_puts(out, "{\"type\":\"");
    buffer_puts(out, geometry_type_name(geometry->type));
    buffer_puts(out, is_multi ? "\",\"coordinates\":[" : "\",\"coordinates\":");
    for (uint32_t part = 0; part < (is_multi ? geometry->part_count : 1); part++) {
        if (part > 0)
            buffer_putc(out, ',');
        part_write(&writer, geometry, part);
    }
    buffer_puts(out, is_multi ? "]}" : "}");
}
