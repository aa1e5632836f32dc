#include "draw/glyphs.h"

#include "draw/text_layout.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_MODULE_H
#include FT_OUTLINE_H
#include <hb.h>

#include <math.h>

/* Pixels that FreeType measures on either side of the outline: as far as a byte of ours tells (OUTLINE / BYTES_A_PIXEL), and no
 * farther, since each piece of outline is measured from all pixels that lie so near. */
#define SPREAD        6
#define HALF          128.0  /* FreeType's byte on the outline; SPREAD pixels within are as many more */
#define OUTLINE       191.25 /* ours: three quarters of a byte */
#define BYTES_A_PIXEL (255.0 / 8.0)

struct face {
    FT_Library library;
    FT_Face face;
    hb_blob_t *program;
};

/* The font that texts of this weight are drawn with, as pango has found it. */
static PangoFont *font_of(PangoLayout *layout)
{
    const PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    const PangoGlyphItem *run = line->runs != NULL ? line->runs->data : NULL;
    return run != NULL ? run->item->analysis.font : NULL;
}

static void face_close(struct face *face)
{
    if (face->face != NULL)
        FT_Done_Face(face->face);
    if (face->library != NULL)
        FT_Done_FreeType(face->library);
    hb_blob_destroy(face->program);
}

static bool face_open(struct face *face, enum text_weight weight, struct error *err)
{
    PangoLayout *layout = text_layout_new("a", GLYPH_EM, weight);
    PangoFont *font = font_of(layout);
    hb_font_t *scaled = font != NULL ? pango_font_get_hb_font(font) : NULL;
    hb_face_t *given = scaled != NULL ? hb_font_get_face(scaled) : hb_face_get_empty();
    const FT_Int spread = SPREAD;
    unsigned length;
    *face = (struct face){.program = hb_face_reference_blob(given)};
    const char *bytes = hb_blob_get_data(face->program, &length);
    bool is_open = bytes != NULL && FT_Init_FreeType(&face->library) == 0 &&
                   FT_Property_Set(face->library, "sdf", "spread", &spread) == 0 &&
                   FT_New_Memory_Face(face->library, (const FT_Byte *)bytes, (FT_Long)length,
                                      (FT_Long)hb_face_get_index(given), &face->face) == 0 &&
                   FT_Set_Pixel_Sizes(face->face, 0, GLYPH_EM) == 0;
    g_object_unref(layout);
    if (is_open)
        return true;
    face_close(face);
    return error_set(err, ERROR_INTERNAL, "FreeType cannot read the font %s", TEXT_FAMILY);
}

static unsigned char distance_byte(unsigned char measured)
{
    double pixels = (measured - HALF) / HALF * SPREAD;
    return (unsigned char)lround(fmin(fmax(OUTLINE + pixels * BYTES_A_PIXEL, 0), 255));
}

/* FreeType's picture has a margin of SPREAD; the letter keeps GLYPH_MARGIN of it. */
static const unsigned char *distances_of(const FT_Bitmap *picture, struct arena *arena)
{
    const unsigned cut = SPREAD - GLYPH_MARGIN, width = picture->width - 2 * cut, height = picture->rows - 2 * cut;
    unsigned char *distances = arena_alloc(arena, (size_t)width * height);
    for (unsigned y = 0; y < height; y++) {
        const unsigned char *row = picture->buffer + (ptrdiff_t)(y + cut) * picture->pitch + cut;
        for (unsigned x = 0; x < width; x++)
            distances[(size_t)y * width + x] = distance_byte(row[x]);
    }
    return distances;
}

static bool glyph_make(FT_Face face, FT_UInt index, struct glyph *glyph, struct arena *arena)
{
    FT_GlyphSlot slot = face->glyph;
    if (FT_Load_Glyph(face, index, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0 ||
        slot->format != FT_GLYPH_FORMAT_OUTLINE)
        return false;
    glyph->advance = (unsigned)lround((double)slot->metrics.horiAdvance / 64);
    if (slot->outline.n_points == 0)
        return true;
    if (FT_Render_Glyph(slot, FT_RENDER_MODE_SDF) != 0 || slot->bitmap.width <= 2 * SPREAD ||
        slot->bitmap.rows <= 2 * SPREAD)
        return false;
    glyph->width = slot->bitmap.width - 2 * SPREAD;
    glyph->height = slot->bitmap.rows - 2 * SPREAD;
    glyph->left = slot->bitmap_left + SPREAD;
    glyph->top = slot->bitmap_top - SPREAD;
    glyph->distances = distances_of(&slot->bitmap, arena);
    return true;
}

bool glyphs_make(enum text_weight weight, unsigned first, unsigned count, struct arena *arena, struct glyph **glyphs,
                 size_t *glyph_count, struct error *err)
{
    struct face face;
    if (!face_open(&face, weight, err))
        return false;
    *glyphs = arena_array(arena, count, sizeof **glyphs);
    *glyph_count = 0;
    for (unsigned code = first; code < first + count; code++) {
        struct glyph glyph = {.code = code};
        FT_UInt index = FT_Get_Char_Index(face.face, code);
        if (index != 0 && glyph_make(face.face, index, &glyph, arena))
            (*glyphs)[(*glyph_count)++] = glyph;
    }
    face_close(&face);
    return true;
}
