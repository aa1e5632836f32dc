/* draw/display.h: the display list: a drawing as a list of marks, the same for every medium. */
#ifndef TERRIL_DRAW_DISPLAY_H
#define TERRIL_DRAW_DISPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "geo/box.h"
#include "style/colour.h"

/* Lengths are points (1/72 inch) on paper and pixels in pictures; the origin is the upper left corner, y goes down.
 * A display owns an arena; everything in it is borrowed from there. */

enum path_verb { PATH_MOVE, PATH_LINE, PATH_CLOSE };

struct path {
    const uint8_t *verbs;
    const float *points; /* x, y for each MOVE and LINE */
    uint32_t verb_count, point_count;
};

enum pattern { PATTERN_NONE, PATTERN_HATCH /* 45 degrees */, PATTERN_HATCH_WIDE, PATTERN_DOTS };

/* A pattern's cell, turned by 45 degrees about the origin: a stripe `stroke` wide or a dot `stroke` across, every
 * `spacing`. In the display's units. */
struct pattern_shape {
    double spacing, stroke;
    bool is_dots;
};
struct pattern_shape pattern_shape_of(enum pattern pattern, double scale);

enum line_cap { CAP_BUTT, CAP_ROUND, CAP_SQUARE };
enum line_join { JOIN_MITER, JOIN_ROUND, JOIN_BEVEL };
enum text_anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };
enum text_weight { WEIGHT_REGULAR = 400, WEIGHT_MEDIUM = 500, WEIGHT_SEMIBOLD = 600 };

#define DASHES_MAX 8

struct paint {
    struct colour fill;   /* alpha 0: none */
    enum pattern pattern; /* drawn with `pattern_colour` over the fill */
    struct colour pattern_colour;
    double pattern_scale; /* of the pattern's spacing and strokes; 0 is 1 */
    struct colour stroke; /* alpha 0: none */
    double width;
    double dash[DASHES_MAX];
    size_t dash_count;
    enum line_cap cap;
    enum line_join join;
    double miter_limit; /* of JOIN_MITER, as in SVG and PDF: in widths; 0 is the writer's own */
};

enum mark_kind {
    MARK_GROUP_OPEN,
    MARK_GROUP_CLOSE,
    MARK_PATH,
    MARK_TEXT,
    MARK_PICTURE,
    MARK_CLIP_OPEN,
    MARK_CLIP_CLOSE
};

/* What a mark is there for: structure of the PDF, classes and roles of the SVG. */
enum mark_role {
    ROLE_NONE,
    ROLE_LAYER,
    ROLE_TITLE,
    ROLE_SUBTITLE,
    ROLE_LEGEND,
    ROLE_SCALE,
    ROLE_CREDITS,
    ROLE_LABEL,
    ROLE_NOTICE,
    ROLE_MAP,
    ROLE_INSET, /* a small map, told by its title */
    ROLE_LOGO   /* a picture, told by its title */
};

struct mark {
    enum mark_kind kind;
    enum mark_role role;
    const char *id;    /* of a group: "layer-estates"; of a path: its feature's key, or NULL */
    const char *title; /* of a group: the name people see; of a path: what it says when pointed at; or NULL */
    struct path path;
    struct paint paint;
    /* text */
    const char *text;
    double x, y;       /* baseline; of a picture its upper left corner */
    double size, halo; /* halo: width on each side, in the colour of paint.stroke; the text in that of paint.fill */
    enum text_weight weight;
    enum text_anchor anchor;
    double angle;                  /* turned clockwise about x, y; radians */
    double spacing;                /* between letters, more than the font's */
    int rank;                      /* of a label: 1 seats, 2 towns, 3 others; for CSS at small widths */
    const struct picture *picture; /* `size` is its height; it keeps its shape */
};

struct picture; /* draw/picture.h */

struct display {
    double width, height;
    double point;                           /* units in 1/72 inch: 1 on paper, 0.75 in pictures at 96 dpi */
    const char *title, *description, *lang; /* of the whole, for the document's properties and alternative text */
    const char *author;                     /* who made it, or NULL */
    bool is_transparent;                    /* of a PNG: no white under the marks */
    /* For the print shop: how far the ground reaches beyond the edge that will be cut, and how far marks do, crop marks
     * with it. Marks out there have coordinates below 0 or beyond width and height. 0 on most sheets. */
    double bleed, slug;
    struct box frame;  /* where the map is, y downward, and the ground that it shows, EPSG:2154: */
    struct box ground; /* for documents that know where they are. Empty: no map, or none that can be measured */
    struct mark *marks;
    size_t mark_count;
    struct arena *arena; /* owned */
};

/* A picture in pixels and in French until `point` and `lang` are set otherwise. */
struct display *display_new(double width, double height);
void display_free(struct display *display);
/* A new mark at the end, zeroed; valid until the next call. */
struct mark *display_add(struct display *display, enum mark_kind kind);
void display_group_open(struct display *display, enum mark_role role, const char *id, const char *title);
void display_group_close(struct display *display);
struct mark *display_text(struct display *display, enum mark_role role, double x, double y, double size,
                          enum text_weight weight, struct colour colour, const char *text);
struct mark *display_rectangle(struct display *display, double x, double y, double width, double height,
                               const struct paint *paint);
/* The picture, `height` units high, its upper left corner at x, y. */
struct mark *display_picture(struct display *display, const struct picture *picture, double x, double y, double height);
/* What follows shows only inside the box, until the close. */
void display_clip_open(struct display *display, struct box box);
void display_clip_close(struct display *display);

/* Built point by point, then handed to a mark. */
struct path_builder;
struct path_builder *path_builder_new(struct arena *arena);
void path_move(struct path_builder *builder, double x, double y);
void path_line(struct path_builder *builder, double x, double y);
void path_close(struct path_builder *builder);
struct path path_take(struct path_builder *builder); /* the builder is empty again */

#endif
