#include "ogc/sprite.h"

#include "base/text.h"
#include "draw/cairo.h"
#include "draw/map.h"
#include "ogc/resource.h"
#include "ogc/styles.h"

#include <math.h>
#include <string.h>

/* Side of a pattern's tile, pixels: its period is stretched to fit a whole number of times. */
#define PATTERN_SIDE 16

struct sprite {
    const struct style *style;
    int *sides; /* of each image's square; they stand in one row */
    int width, height;
};

static enum pattern image_pattern(const struct style_image *image)
{
    static const struct {
        const char *kind;
        enum pattern pattern;
    } kinds[] = {{"hatch", PATTERN_HATCH}, {"hatch-wide", PATTERN_HATCH_WIDE}, {"dots", PATTERN_DOTS}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(image->kind, kinds[i].kind) == 0)
            return kinds[i].pattern;
    }
    return PATTERN_NONE;
}

static void sprite_measure(struct sprite *sprite, struct arena *arena)
{
    sprite->sides = arena_array(arena, sprite->style->image_count, sizeof *sprite->sides);
    for (size_t i = 0; i < sprite->style->image_count; i++) {
        const struct style_image *image = &sprite->style->images[i];
        /* corners reach farther than half the size, and one pixel around is free */
        sprite->sides[i] = image_pattern(image) != PATTERN_NONE
                               ? PATTERN_SIDE
                               : (int)ceil(M_SQRT2 * image->size + image->stroke_width) + 2;
        sprite->width += sprite->sides[i];
        sprite->height = sprite->sides[i] > sprite->height ? sprite->sides[i] : sprite->height;
    }
}

static void sprite_list(const struct sprite *sprite, int ratio, struct response *response)
{
    struct json_writer json;
    int x = 0;
    resource_begin(response, &json, "application/json");
    json_object_open(&json);
    for (size_t i = 0; i < sprite->style->image_count; i++) {
        json_key(&json, sprite->style->images[i].id);
        json_object_open(&json);
        json_key_integer(&json, "x", x * ratio);
        json_key_integer(&json, "y", 0);
        json_key_integer(&json, "width", sprite->sides[i] * ratio);
        json_key_integer(&json, "height", sprite->sides[i] * ratio);
        json_key_integer(&json, "pixelRatio", ratio);
        json_object_close(&json);
        x += sprite->sides[i];
    }
    json_object_close(&json);
}

/* A style with a layer for each picture, so that they are drawn as maps draw them. */
static const struct style *sprite_style(const struct request *request, const struct style *style, struct error *err)
{
    struct json_document *document = styles_document(request, style, err);
    if (document == NULL)
        return NULL;
    struct buffer text = BUFFER_INIT;
    struct json_writer json;
    buffer_puts(&text, "{\"version\":8,\"metadata\":{\"terril:images\":");
    json_print(json_get(json_get(json_root(document), "metadata"), "terril:images"), &text);
    buffer_puts(&text, "},\"sources\":{\"none\":{}},\"layers\":");
    json_writer_init(&json, &text);
    json_array_open(&json);
    for (size_t i = 0; i < style->image_count; i++) {
        bool is_pattern = image_pattern(&style->images[i]) != PATTERN_NONE;
        json_object_open(&json);
        json_key_string(&json, "id", style->images[i].id);
        json_key_string(&json, "type", is_pattern ? "fill" : "symbol");
        json_key_string(&json, "source", "none");
        json_key(&json, is_pattern ? "paint" : "layout");
        json_object_open(&json);
        json_key_string(&json, is_pattern ? "fill-pattern" : "icon-image", style->images[i].id);
        json_object_close(&json);
        json_object_close(&json);
    }
    json_array_close(&json);
    buffer_putc(&text, '}');
    const struct style *pictures = style_read(text.bytes, text.length, "sprite.json", request->arena, err);
    buffer_free(&text);
    json_free(document);
    return pictures;
}

static bool sprite_sheet(const struct request *request, const struct sprite *sprite, int ratio,
                         struct response *response, struct error *err)
{
    const struct style *pictures = sprite_style(request, sprite->style, err);
    if (pictures == NULL)
        return false;
    struct display *display =
        display_new(sprite->width > 0 ? sprite->width : 1, sprite->height > 0 ? sprite->height : 1);
    display->is_transparent = true;
    int x = 0;
    for (size_t i = 0; i < sprite->style->image_count; i++) {
        const struct style_image *image = &sprite->style->images[i];
        static const struct feature nothing;
        const char *const layers[] = {image->id, NULL};
        const struct style_legend_entry entry = {.layers = layers, .layer = image->id, .sample = &nothing};
        enum pattern pattern = image_pattern(image);
        double side = sprite->sides[i], scale = 1;
        if (pattern != PATTERN_NONE) {
            /* stripes at 45 degrees come back after the spacing's diagonal */
            double period = M_SQRT2 * pattern_shape_of(pattern, 1).spacing;
            scale = side / (fmax(1, round(side / period)) * period);
        }
        display_clip_open(display, (struct box){x, 0, x + side, side});
        map_swatch(display, pictures, &entry, x, 0, side, side, scale);
        display_clip_close(display);
        x += sprite->sides[i];
    }
    response->media_type = "image/png";
    response->is_api = true;
    response->is_relative = true;
    bool is_done = png_write(display, ratio, &response->body, err);
    display_free(display);
    return is_done;
}

bool sprite_get(const struct request *request, struct response *response, struct error *err)
{
    struct sprite sprite = {.style = styles_asked(request, request->captures[0], err)};
    if (sprite.style == NULL)
        return false;
    sprite_measure(&sprite, request->arena);
    bool is_list = text_ends_with(request->path, ".json");
    int ratio = strstr(request->path, "/sprite@2x.") != NULL ? 2 : 1;
    if (!is_list)
        return sprite_sheet(request, &sprite, ratio, response, err);
    sprite_list(&sprite, ratio, response);
    return true;
}
