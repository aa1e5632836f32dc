#include "draw/display.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Marks live in one block that doubles; what they point at lives in the arena. */
struct display_body {
    struct display display;
    size_t capacity;
};

#define MARKS_AT_FIRST 256

struct display *display_new(double width, double height)
{
    struct display_body *body = memory_alloc(sizeof *body);
    memset(body, 0, sizeof *body);
    body->display.width = width;
    body->display.height = height;
    body->display.point = 0.75;
    body->display.lang = "fr";
    body->display.frame = body->display.ground = BOX_EMPTY;
    body->display.arena = arena_new();
    return &body->display;
}

void display_free(struct display *display)
{
    if (display == NULL)
        return;
    arena_free(display->arena);
    free(display->marks);
    free(display);
}

struct mark *display_add(struct display *display, enum mark_kind kind)
{
    struct display_body *body = (struct display_body *)display;
    if (display->mark_count == body->capacity) {
        size_t capacity = body->capacity == 0 ? MARKS_AT_FIRST : 2 * body->capacity;
        display->marks = memory_resize(display->marks, memory_product(capacity, sizeof *display->marks));
        body->capacity = capacity;
    }
    struct mark *mark = &display->marks[display->mark_count++];
    memset(mark, 0, sizeof *mark);
    mark->kind = kind;
    return mark;
}

void display_group_open(struct display *display, enum mark_role role, const char *id, const char *title)
{
    struct mark *mark = display_add(display, MARK_GROUP_OPEN);
    mark->role = role;
    mark->id = arena_string(display->arena, id);
    mark->title = arena_string(display->arena, title);
}

void display_group_close(struct display *display)
{
    display_add(display, MARK_GROUP_CLOSE);
}

struct mark *display_text(struct display *display, enum mark_role role, double x, double y, double size,
                          enum text_weight weight, struct colour colour, const char *text)
{
    struct mark *mark = display_add(display, MARK_TEXT);
    mark->role = role;
    mark->x = x;
    mark->y = y;
    mark->size = size;
    mark->weight = weight;
    mark->paint.fill = colour;
    mark->text = arena_string(display->arena, text);
    return mark;
}

static struct path display_rectangle_path(struct display *display, double x, double y, double width, double height)
{
    struct path_builder *builder = path_builder_new(display->arena);
    path_move(builder, x, y);
    path_line(builder, x + width, y);
    path_line(builder, x + width, y + height);
    path_line(builder, x, y + height);
    path_close(builder);
    return path_take(builder);
}

struct mark *display_rectangle(struct display *display, double x, double y, double width, double height,
                               const struct paint *paint)
{
    struct mark *mark = display_add(display, MARK_PATH);
    mark->paint = *paint;
    mark->path = display_rectangle_path(display, x, y, width, height);
    return mark;
}

struct mark *display_picture(struct display *display, const struct picture *picture, double x, double y, double height)
{
    struct mark *mark = display_add(display, MARK_PICTURE);
    mark->picture = picture;
    mark->x = x;
    mark->y = y;
    mark->size = height;
    return mark;
}

void display_clip_open(struct display *display, struct box box)
{
    struct mark *mark = display_add(display, MARK_CLIP_OPEN);
    mark->path = display_rectangle_path(display, box.xmin, box.ymin, box_width(box), box_height(box));
}

void display_clip_close(struct display *display)
{
    display_add(display, MARK_CLIP_CLOSE);
}

struct pattern_shape pattern_shape_of(enum pattern pattern, double scale)
{
    /* Seen on a 1000-wide map: three stripes in the smallest estate (10 units across). */
    static const struct pattern_shape shapes[] = {{0}, {2.6, 1.2, false}, {5.0, 1.2, false}, {3.6, 1.5, true}};
    struct pattern_shape shape = shapes[pattern];
    double factor = scale > 0 ? scale : 1;
    shape.spacing *= factor;
    shape.stroke *= factor;
    return shape;
}

struct path_builder {
    struct arena *arena;
    uint8_t *verbs;
    float *points;
    uint32_t verb_count, point_count;
    size_t verb_capacity, point_capacity;
};

struct path_builder *path_builder_new(struct arena *arena)
{
    struct path_builder *builder = arena_alloc(arena, sizeof *builder);
    builder->arena = arena;
    return builder;
}

static void path_verb(struct path_builder *builder, enum path_verb verb)
{
    builder->verbs = arena_room(builder->arena, builder->verbs, builder->verb_count, &builder->verb_capacity,
                                sizeof *builder->verbs);
    builder->verbs[builder->verb_count++] = (uint8_t)verb;
}

static void path_point(struct path_builder *builder, double x, double y)
{
    builder->points = arena_room(builder->arena, builder->points, builder->point_count, &builder->point_capacity,
                                 2 * sizeof *builder->points);
    float *point = builder->points + 2 * (size_t)builder->point_count;
    point[0] = (float)x;
    point[1] = (float)y;
    builder->point_count++;
}

void path_move(struct path_builder *builder, double x, double y)
{
    path_verb(builder, PATH_MOVE);
    path_point(builder, x, y);
}

void path_line(struct path_builder *builder, double x, double y)
{
    assert(builder->verb_count > 0);
    path_verb(builder, PATH_LINE);
    path_point(builder, x, y);
}

void path_close(struct path_builder *builder)
{
    assert(builder->verb_count > 0);
    path_verb(builder, PATH_CLOSE);
}

struct path path_take(struct path_builder *builder)
{
    struct path path = {builder->verbs, builder->points, builder->verb_count, builder->point_count};
    *builder = (struct path_builder){.arena = builder->arena};
    return path;
}
