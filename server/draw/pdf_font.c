#include "draw/pdf_font.h"

#include "base/file.h"
#include "base/number.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <string.h>

/* Entries in one section of a CMap (Adobe Technical Note 5014, 7.5). */
#define CMAP_SECTION 100

struct pdf_font {
    struct pdf_font *next;
    hb_face_t *face;
    hb_font_t *font; /* of the face, a unit of the font at a time */
    unsigned number, units, glyph_count;
    bool is_cff;
    hb_set_t *used;
    const char **texts; /* by glyph; NULL: none */
};

static bool face_has(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *table = hb_face_reference_table(face, tag);
    bool is_there = hb_blob_get_length(table) > 0;
    hb_blob_destroy(table);
    return is_there;
}

static struct pdf_font *font_new(struct pdf_fonts *fonts, hb_face_t *face, bool is_cff)
{
    struct pdf_font *font = arena_alloc(fonts->arena, sizeof *font);
    font->face = hb_face_reference(face);
    font->font = hb_font_create(face);
    font->number = ++fonts->count;
    font->units = hb_face_get_upem(face);
    font->glyph_count = hb_face_get_glyph_count(face);
    font->is_cff = is_cff;
    font->used = hb_set_create();
    font->texts = arena_array(fonts->arena, font->glyph_count, sizeof *font->texts);
    return font;
}

struct pdf_font *pdf_font_of(struct pdf_fonts *fonts, PangoFont *pango_font)
{
    hb_font_t *scaled = pango_font != NULL ? pango_font_get_hb_font(pango_font) : NULL;
    hb_face_t *face = scaled != NULL ? hb_font_get_face(scaled) : NULL;
    struct pdf_font **place = &fonts->first;
    for (; *place != NULL; place = &(*place)->next) {
        if ((*place)->face == face)
            return *place;
    }
    bool is_cff = face != NULL && face_has(face, HB_TAG('C', 'F', 'F', ' '));
    bool has_outlines = is_cff || (face != NULL && face_has(face, HB_TAG('g', 'l', 'y', 'f')));
    if (!has_outlines || face_has(face, HB_TAG('f', 'v', 'a', 'r')))
        return NULL;
    return *place = font_new(fonts, face, is_cff);
}

unsigned pdf_font_number(const struct pdf_font *font)
{
    return font->number;
}

double pdf_font_use(struct pdf_fonts *fonts, struct pdf_font *font, unsigned glyph, const char *text, size_t length)
{
    if (glyph >= font->glyph_count)
        return 0;
    hb_set_add(font->used, glyph);
    if (font->texts[glyph] == NULL && length > 0)
        font->texts[glyph] = arena_copy(fonts->arena, text, length);
    return (double)hb_font_get_glyph_h_advance(font->font, glyph) / font->units;
}

void pdf_fonts_free(struct pdf_fonts *fonts)
{
    for (struct pdf_font *font = fonts->first; font != NULL; font = font->next) {
        hb_set_destroy(font->used);
        hb_font_destroy(font->font);
        hb_face_destroy(font->face);
    }
    fonts->first = NULL;
}

/* "ABCDEF+Inter-SemiBold": the tag tells one subset from another (9.9.2). */
static void font_name(const struct pdf_font *font, struct buffer *name)
{
    char known[64];
    unsigned length = sizeof known;
    uint64_t hash = hash_bytes(HASH_SEED, &font->number, sizeof font->number);
    hb_codepoint_t glyph = HB_SET_VALUE_INVALID;
    while (hb_set_next(font->used, &glyph))
        hash = hash_bytes(hash, &glyph, sizeof glyph);
    for (int i = 0; i < 6; i++, hash /= 26)
        buffer_putc(name, (char)('A' + hash % 26));
    buffer_putc(name, '+');
    hb_ot_name_get_utf8(font->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &length, known);
    for (unsigned i = 0; i < length; i++) { /* only what a PDF's name may hold unescaped */
        if (strchr("()<>[]{}/%#", known[i]) == NULL && known[i] > ' ' && known[i] <= '~')
            buffer_putc(name, known[i]);
    }
}

/* The font's program: the CFF table alone, or a TrueType file. Glyphs keep their numbers, so that texts could be written
 * before it was known which glyphs there are. */
static hb_blob_t *font_program(const struct pdf_font *font)
{
    static const hb_tag_t needless[] = {HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'),
                                        HB_TAG('G', 'D', 'E', 'F'), HB_TAG('n', 'a', 'm', 'e')};
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (input == NULL)
        return NULL;
    hb_set_union(hb_subset_input_glyph_set(input), font->used);
    for (size_t i = 0; i < sizeof needless / sizeof needless[0]; i++)
        hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), needless[i]);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
    hb_face_t *subset = hb_subset_or_fail(font->face, input);
    hb_subset_input_destroy(input);
    if (subset == NULL)
        return NULL;
    hb_blob_t *program =
        font->is_cff ? hb_face_reference_table(subset, HB_TAG('C', 'F', 'F', ' ')) : hb_face_reference_blob(subset);
    hb_face_destroy(subset);
    return program;
}

static void font_number(struct buffer *out, const struct pdf_font *font, const char *before, double units)
{
    buffer_puts(out, before);
    number_write(out, units * 1000 / font->units, 2);
}

/* xMin, yMin, xMax, yMax of the font's head table (OpenType, head: bytes 36 to 43). */
static void font_box(struct buffer *out, const struct pdf_font *font)
{
    hb_blob_t *head = hb_face_reference_table(font->face, HB_TAG('h', 'e', 'a', 'd'));
    unsigned length;
    const unsigned char *bytes = (const unsigned char *)hb_blob_get_data(head, &length);
    buffer_puts(out, "/FontBBox[");
    for (unsigned i = 36; i < 44; i += 2)
        font_number(out, font, " ", length >= 44 ? (int16_t)(bytes[i] << 8 | bytes[i + 1]) : 0);
    buffer_putc(out, ']');
    hb_blob_destroy(head);
}

static void font_descriptor(const struct pdf_font *font, const char *name, unsigned program, struct buffer *out)
{
    hb_font_extents_t extents = {0};
    hb_position_t capitals = 0;
    hb_font_get_h_extents(font->font, &extents);
    hb_ot_metrics_get_position_with_fallback(font->font, HB_OT_METRICS_TAG_CAP_HEIGHT, &capitals);
    buffer_printf(out, "<</Type/FontDescriptor/FontName/%s/Flags 4/ItalicAngle 0/StemV 80", name);
    font_box(out, font);
    font_number(out, font, "/Ascent ", extents.ascender);
    font_number(out, font, "/Descent ", extents.descender);
    font_number(out, font, "/CapHeight ", capitals);
    buffer_printf(out, "/FontFile%d %u 0 R>>", font->is_cff ? 3 : 2, program);
}

static void font_widths(const struct pdf_font *font, struct buffer *out)
{
    hb_codepoint_t first = HB_SET_VALUE_INVALID, last = HB_SET_VALUE_INVALID;
    buffer_puts(out, "/W[");
    while (hb_set_next_range(font->used, &first, &last)) {
        buffer_printf(out, "%u[", first);
        for (hb_codepoint_t glyph = first; glyph <= last; glyph++)
            font_number(out, font, glyph > first ? " " : "", hb_font_get_glyph_h_advance(font->font, glyph));
        buffer_putc(out, ']');
        first = last;
    }
    buffer_putc(out, ']');
}

/* Which text a glyph stands for (9.10.3). */
static void font_unicode(const struct pdf_font *font, struct buffer *out)
{
    unsigned left = 0;
    hb_codepoint_t glyph = HB_SET_VALUE_INVALID;
    while (hb_set_next(font->used, &glyph))
        left += font->texts[glyph] != NULL;
    buffer_puts(out,
                "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe)"
                "/Ordering (UCS)/Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    unsigned in_section = 0;
    for (glyph = HB_SET_VALUE_INVALID; hb_set_next(font->used, &glyph);) {
        if (font->texts[glyph] == NULL)
            continue;
        if (in_section == 0) {
            in_section = left < CMAP_SECTION ? left : CMAP_SECTION;
            buffer_printf(out, "%u beginbfchar\n", in_section);
            left -= in_section;
        }
        buffer_printf(out, "<%04X> <", glyph);
        pdf_utf16(out, font->texts[glyph]);
        buffer_puts(out, --in_section == 0 ? ">\nendbfchar\n" : ">\n");
    }
    buffer_puts(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
}

static bool font_streams(const struct pdf_font *font, struct pdf_file *file, unsigned program_number, unsigned unicode,
                         struct error *err)
{
    hb_blob_t *program = font_program(font);
    if (program == NULL)
        return error_set(err, ERROR_INTERNAL, "PDF: font %u cannot be cut to the glyphs in use", font->number);
    unsigned length;
    const char *bytes = hb_blob_get_data(program, &length);
    char entries[48];
    snprintf(entries, sizeof entries, "/Length1 %u", length);
    bool is_done =
        pdf_stream(file, program_number, font->is_cff ? "/Subtype/CIDFontType0C" : entries, bytes, length, false, err);
    hb_blob_destroy(program);
    struct buffer map = BUFFER_INIT;
    font_unicode(font, &map);
    is_done = is_done && pdf_stream(file, unicode, "", map.bytes, map.length, false, err);
    buffer_free(&map);
    return is_done;
}

/* A composite font whose codes are glyph numbers (9.7): those of a CFF without CIDs are its glyphs' (9.7.4.2). */
static bool font_write(const struct pdf_font *font, struct pdf_file *file, unsigned number, struct error *err)
{
    unsigned descendant = pdf_file_number(file), descriptor = pdf_file_number(file), program = pdf_file_number(file),
             unicode = pdf_file_number(file);
    struct buffer name = BUFFER_INIT;
    font_name(font, &name);
    pdf_object_open(file, number);
    buffer_printf(
        file->out,
        "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>",
        name.bytes, descendant, unicode);
    pdf_object_close(file);
    pdf_object_open(file, descendant);
    buffer_printf(file->out,
                  "<</Type/Font/Subtype/CIDFontType%d/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
                  "/Supplement 0>>/FontDescriptor %u 0 R%s",
                  font->is_cff ? 0 : 2, name.bytes, descriptor, font->is_cff ? "" : "/CIDToGIDMap/Identity");
    font_widths(font, file->out);
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
    pdf_object_open(file, descriptor);
    font_descriptor(font, name.bytes, program, file->out);
    pdf_object_close(file);
    buffer_free(&name);
    return font_streams(font, file, program, unicode, err);
}

bool pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_file *file, struct buffer *resources, struct error *err)
{
    for (const struct pdf_font *font = fonts->first; font != NULL; font = font->next) {
        unsigned number = pdf_file_number(file);
        buffer_printf(resources, "/F%u %u 0 R", font->number, number);
        if (!font_write(font, file, number, err))
            return false;
    }
    return true;
}
