#include "draw/pdf.h"

#include "base/memory.h"
#include "draw/pdf_document.h"
#include "draw/picture.h"

#include <stdio.h>
#include <stdlib.h>

/* Colours without what was multiplied into them, and the alpha in a picture of its own (11.6.5.3). Says whether it is
 * needed. */
static bool picture_split(const struct picture *picture, unsigned char *colours, unsigned char *alphas)
{
    size_t count = (size_t)picture->width * (size_t)picture->height;
    bool is_opaque = true;
    for (size_t i = 0; i < count; i++) {
        uint32_t pixel = picture->pixels[i], alpha = pixel >> 24;
        alphas[i] = (unsigned char)alpha;
        is_opaque = is_opaque && alpha == 255;
        for (int part = 0; part < 3; part++) {
            uint32_t value = pixel >> (16 - 8 * part) & 0xff;
            colours[3 * i + (size_t)part] = (unsigned char)(alpha == 0 ? 255 : (value * 255 + alpha / 2) / alpha);
        }
    }
    return !is_opaque;
}

static bool picture_stream(struct pdf_file *file, unsigned number, const struct picture *picture, const char *space,
                           const unsigned char *bytes, size_t length, struct error *err)
{
    struct buffer entries = BUFFER_INIT;
    buffer_printf(&entries, "/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%s",
                  picture->width, picture->height, space);
    bool is_done = pdf_stream(file, number, entries.bytes, bytes, length, false, err);
    buffer_free(&entries);
    return is_done;
}

static bool picture_write(struct pdf_file *file, unsigned number, const struct picture *picture, struct error *err)
{
    size_t count = (size_t)picture->width * (size_t)picture->height;
    unsigned char *colours = memory_alloc(4 * count), *alphas = colours + 3 * count;
    char space[48] = "/DeviceRGB";
    bool is_done = true;
    if (picture_split(picture, colours, alphas)) {
        unsigned mask = pdf_file_number(file);
        snprintf(space, sizeof space, "/DeviceRGB/SMask %u 0 R", mask);
        is_done = picture_stream(file, mask, picture, "/DeviceGray", alphas, count, err);
    }
    is_done = is_done && picture_stream(file, number, picture, space, colours, 3 * count, err);
    free(colours);
    return is_done;
}

static bool pictures_write(struct pdf_file *file, const struct pdf_content *content, struct buffer *resources,
                           struct error *err)
{
    buffer_puts(resources, "/XObject<<");
    for (size_t i = 0; i < content->picture_count; i++) {
        unsigned number = pdf_file_number(file);
        buffer_printf(resources, "/I%zu %u 0 R", i, number);
        if (!picture_write(file, number, content->pictures[i], err))
            return false;
    }
    buffer_puts(resources, ">>");
    return true;
}

static void alphas_append(struct buffer *resources, char name, const char *key, const bool used[256])
{
    for (int i = 0; i < 256; i++) {
        if (used[i])
            buffer_printf(resources, "/%c%d<</%s %d.%03d>>", name, i, key, i / 255, i % 255 * 1000 / 255);
    }
}

/* Fonts, pictures, transparency and layers that the stream names (7.8.3). */
static bool resources_write(struct pdf_file *file, struct pdf_content *content, struct buffer *catalog,
                            struct buffer *resources, struct error *err)
{
    buffer_puts(resources, "<</Font<<");
    if (!pdf_fonts_write(&content->fonts, file, resources, err))
        return false;
    buffer_puts(resources, ">>/ExtGState<<");
    alphas_append(resources, 'a', "ca", content->fill_alphas);
    alphas_append(resources, 'b', "CA", content->stroke_alphas);
    buffer_puts(resources, ">>");
    pdf_layers_write(file, content, catalog, resources);
    bool is_done = pictures_write(file, content, resources, err);
    buffer_puts(resources, ">>");
    return is_done;
}

/* The numbers of what refers to each other. */
struct pdf_numbers {
    unsigned catalog, pages, page, content, structure, outline, metadata, information;
};

/* MediaBox is all paper, BleedBox what may be cut, TrimBox what stays (14.11.2). */
static bool page_write(struct pdf_file *file, const struct pdf_numbers *numbers, const struct display *display,
                       const struct buffer *resources, struct error *err)
{
    static const char *const names[] = {"/MediaBox", "/BleedBox", "/TrimBox"};
    const double around[] = {display->slug, display->bleed, 0};
    struct buffer viewport = BUFFER_INIT;
    if (!pdf_viewport_append(&viewport, display, err))
        return false;
    pdf_object_open(file, numbers->page);
    buffer_printf(file->out, "<</Type/Page/Parent %u 0 R/Contents %u 0 R/Resources%s/StructParents 0/Tabs/S",
                  numbers->pages, numbers->content, resources->bytes);
    /* One space for blending, named, so that no viewer chooses another. */
    buffer_puts(file->out, "/Group<</Type/Group/S/Transparency/CS/DeviceRGB/I true>>");
    for (int i = 0; i < 3; i++) {
        buffer_puts(file->out, names[i]);
        pdf_box(file->out, display, box_grow((struct box){0, 0, display->width, display->height}, around[i]));
    }
    if (viewport.length > 0)
        buffer_append(file->out, viewport.bytes, viewport.length);
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
    buffer_free(&viewport);
    pdf_object_open(file, numbers->pages);
    buffer_printf(file->out, "<</Type/Pages/Kids[%u 0 R]/Count 1>>", numbers->page);
    pdf_object_close(file);
    return true;
}

static void catalog_write(struct pdf_file *file, const struct pdf_numbers *numbers, const struct display *display,
                          const struct buffer *entries)
{
    pdf_object_open(file, numbers->catalog);
    buffer_printf(file->out,
                  "<</Type/Catalog/Pages %u 0 R/StructTreeRoot %u 0 R/Outlines %u 0 R/Metadata %u 0 R"
                  "/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/Lang",
                  numbers->pages, numbers->structure, numbers->outline, numbers->metadata);
    pdf_text(file->out, display->lang);
    /* Measured viewports were Adobe's extension level 3 before they were ISO 32000-2's. */
    buffer_puts(file->out, "/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 3>>>>");
    buffer_puts(file->out, entries->length > 0 ? entries->bytes : "");
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
}

static bool document_write(struct pdf_file *file, struct pdf_content *content, struct error *err)
{
    const struct display *display = content->display;
    struct pdf_numbers numbers;
    unsigned *const each[] = {&numbers.catalog,   &numbers.pages,   &numbers.page,     &numbers.content,
                              &numbers.structure, &numbers.outline, &numbers.metadata, &numbers.information};
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++)
        *each[i] = pdf_file_number(file);
    struct buffer catalog = BUFFER_INIT, resources = BUFFER_INIT;
    bool is_done = pdf_stream(file, numbers.content, "", content->out.bytes, content->out.length, false, err) &&
                   resources_write(file, content, &catalog, &resources, err) &&
                   page_write(file, &numbers, display, &resources, err) &&
                   pdf_metadata_write(file, numbers.metadata, display, err);
    if (is_done) {
        pdf_information_write(file, numbers.information, display);
        pdf_structure_write(file, numbers.structure, numbers.page, content);
        pdf_outline_write(file, numbers.outline, numbers.page, content);
        catalog_write(file, &numbers, display, &catalog);
        pdf_file_end(file, numbers.catalog, numbers.information);
    }
    buffer_free(&catalog);
    buffer_free(&resources);
    return is_done;
}

bool pdf_write(const struct display *display, struct buffer *out, struct error *err)
{
    struct pdf_content content;
    struct pdf_file file;
    struct buffer pdf = BUFFER_INIT;
    pdf_content_make(&content, display);
    pdf_file_begin(&file, &pdf);
    bool is_done = document_write(&file, &content, err);
    pdf_content_free(&content);
    pdf_file_free(&file);
    if (is_done)
        buffer_append(out, pdf.bytes, pdf.length);
    buffer_free(&pdf);
    return is_done;
}
