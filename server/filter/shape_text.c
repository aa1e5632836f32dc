/* Well-known text, as CQL2 has it: no EMPTY but for what annex B calls emptySet, which nothing can be asked of; heights with
 * or without Z. */
#include "filter/scan.h"
#include "filter/shape_maker.h"

#include <string.h>
#include <strings.h>

struct wkt {
    const char *text;
    size_t length, at;
    struct shape_maker maker;
};

static bool wkt_fail(struct wkt *wkt, const char *what)
{
    return error_set(wkt->maker.err, ERROR_INPUT, "%s", what);
}

static void wkt_space(struct wkt *wkt)
{
    wkt->at += scan_space(wkt->text + wkt->at, wkt->length - wkt->at);
}

static bool wkt_mark(struct wkt *wkt, char mark)
{
    wkt_space(wkt);
    if (wkt->at == wkt->length || wkt->text[wkt->at] != mark)
        return false;
    wkt->at++;
    return true;
}

static bool wkt_expect(struct wkt *wkt, char mark)
{
    return wkt_mark(wkt, mark) || error_set(wkt->maker.err, ERROR_INPUT, "geometry: %c is wanted", mark);
}

/* Is a number next? */
static bool wkt_number(struct wkt *wkt, double *value)
{
    wkt_space(wkt);
    size_t sign = wkt->at < wkt->length && (wkt->text[wkt->at] == '-' || wkt->text[wkt->at] == '+');
    const char *digits = wkt->text + wkt->at + sign;
    size_t size = scan_number(digits, wkt->length - wkt->at - sign);
    struct number number;
    if (size == 0)
        return wkt_fail(wkt, "geometry: a coordinate is wanted");
    if (!scan_number_read(digits, size, sign && digits[-1] == '-', &number))
        return wkt_fail(wkt, "geometry: a coordinate is too large");
    wkt->at += sign + size;
    *value = number.real;
    return true;
}

/* Does another number follow? Numbers are parted by white space. */
static bool wkt_has_number(struct wkt *wkt)
{
    size_t before = wkt->at;
    wkt_space(wkt);
    return wkt->at > before && wkt->at < wkt->length && strchr("+-.0123456789", wkt->text[wkt->at]) != NULL &&
           wkt->text[wkt->at] != '\0';
}

static bool wkt_point(struct wkt *wkt)
{
    double x, y, height;
    if (!wkt_number(wkt, &x))
        return false;
    if (!wkt_has_number(wkt))
        return wkt_fail(wkt, "geometry: a second coordinate is wanted");
    if (!wkt_number(wkt, &y))
        return false;
    size_t before = wkt->at;
    if (wkt_has_number(wkt)) {
        if (!wkt_number(wkt, &height))
            return false;
    } else {
        wkt->at = before;
    }
    return shape_maker_point(&wkt->maker, x, y);
}

/* (x y, x y, ..): a ring, a line, a point. Points of a multi-point stand without parentheses as well, as many write them. */
static bool wkt_ring(struct wkt *wkt, enum geometry_type type)
{
    bool is_point = geometry_dimension(type) == 0;
    wkt_space(wkt);
    if (type == GEOMETRY_MULTIPOINT && wkt->at < wkt->length && wkt->text[wkt->at] != '(')
        return wkt_point(wkt) && shape_maker_ring(&wkt->maker, type);
    if (!wkt_expect(wkt, '('))
        return false;
    do
        if (!wkt_point(wkt))
            return false;
    while (!is_point && wkt_mark(wkt, ','));
    return wkt_expect(wkt, ')') && shape_maker_ring(&wkt->maker, type);
}

static bool wkt_part(struct wkt *wkt, enum geometry_type type)
{
    if (geometry_dimension(type) < 2) {
        if (!wkt_ring(wkt, type))
            return false;
    } else {
        if (!wkt_expect(wkt, '('))
            return false;
        do
            if (!wkt_ring(wkt, type))
                return false;
        while (wkt_mark(wkt, ','));
        if (!wkt_expect(wkt, ')'))
            return false;
    }
    shape_maker_part(&wkt->maker);
    return true;
}

static const struct shape *wkt_geometry(struct wkt *wkt, enum geometry_type type)
{
    shape_maker_begin(&wkt->maker);
    if (geometry_multi(type) != type)
        return wkt_part(wkt, type) ? shape_maker_geometry(&wkt->maker, type) : NULL;
    if (!wkt_expect(wkt, '('))
        return NULL;
    do
        if (!wkt_part(wkt, type))
            return NULL;
    while (wkt_mark(wkt, ','));
    return wkt_expect(wkt, ')') ? shape_maker_geometry(&wkt->maker, type) : NULL;
}

static const struct shape *wkt_bbox(struct wkt *wkt)
{
    double numbers[6];
    size_t count = 0;
    if (!wkt_expect(wkt, '('))
        return NULL;
    do {
        if (count == 6 || !wkt_number(wkt, &numbers[count])) {
            if (count == 6)
                wkt_fail(wkt, "BBOX wants four numbers, or six with heights");
            return NULL;
        }
        count++;
    } while (wkt_mark(wkt, ','));
    if (!wkt_expect(wkt, ')'))
        return NULL;
    if (count != 4 && count != 6) {
        wkt_fail(wkt, "BBOX wants four numbers, or six with heights");
        return NULL;
    }
    return shape_maker_bbox(&wkt->maker, numbers, count);
}

static const struct shape *wkt_shape(struct wkt *wkt, size_t level);

static const struct shape *wkt_collection(struct wkt *wkt, size_t level)
{
    struct buffer members = BUFFER_INIT;
    const struct shape *collection = NULL, *member;
    if (!wkt_expect(wkt, '('))
        return NULL;
    do {
        member = wkt_shape(wkt, level + 1);
        buffer_append(&members, &member, sizeof member);
    } while (member != NULL && wkt_mark(wkt, ','));
    if (member != NULL && wkt_expect(wkt, ')'))
        collection =
            shape_maker_collection(&wkt->maker, (const void *)members.bytes, members.length / sizeof(struct shape *));
    buffer_free(&members);
    return collection;
}

static size_t wkt_word(struct wkt *wkt)
{
    size_t size = 0;
    wkt_space(wkt);
    while (wkt->at + size < wkt->length && ((wkt->text[wkt->at + size] | 0x20) >= 'a') &&
           ((wkt->text[wkt->at + size] | 0x20) <= 'z'))
        size++;
    return size;
}

/* The Z that may stand behind the word. */
static void wkt_height(struct wkt *wkt)
{
    size_t size = wkt_word(wkt);
    if (size == 1 && (wkt->text[wkt->at] | 0x20) == 'z')
        wkt->at++;
}

static const struct shape *wkt_shape(struct wkt *wkt, size_t level)
{
    size_t size = wkt_word(wkt);
    const char *word = wkt->text + wkt->at;
    if (!shape_begins(word, size)) {
        wkt_fail(wkt, "geometry is wanted: POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, "
                      "GEOMETRYCOLLECTION or BBOX");
        return NULL;
    }
    if (!shape_maker_level(&wkt->maker, level))
        return NULL;
    enum geometry_type type = shape_type(word, size);
    bool is_box = (word[0] | 0x20) == 'b';
    if (is_box && level > 1) {
        wkt_fail(wkt, "a BBOX cannot be in a GEOMETRYCOLLECTION");
        return NULL;
    }
    wkt->at += size;
    if (is_box)
        return wkt_bbox(wkt);
    wkt_height(wkt);
    return type != GEOMETRY_NONE ? wkt_geometry(wkt, type) : wkt_collection(wkt, level);
}

const struct shape *shape_read_text(const char *text, size_t length, size_t *used, size_t *vertices,
                                    struct arena *arena, struct error *err)
{
    struct wkt wkt = {.text = text, .length = length, .maker = {.arena = arena, .err = err, .vertices = vertices}};
    const struct shape *shape = wkt_shape(&wkt, 1);
    shape_maker_free(&wkt.maker);
    *used = wkt.at;
    return shape;
}
