#include "draw/pdf_document.h"

#include "base/file.h"
#include "base/memory.h"
#include "draw/pdf_picture.h"
#include "draw/picture.h"

#include <stdlib.h>
#include <string.h>

/* The object of a picture: a logo stands on many pages and is embedded once. */
static unsigned picture_number(struct pdf_document *document, const struct picture *picture, struct error *err)
{
    uint64_t hash = hash_bytes(HASH_SEED, picture->bytes, picture->length);
    for (size_t i = 0; i < document->picture_count; i++) {
        if (document->pictures[i].hash == hash)
            return document->pictures[i].number;
    }
    unsigned number = pdf_file_number(&document->file);
    if (!pdf_picture_write(&document->file, number, picture, err))
        return 0;
    document->pictures = pdf_grown(document->pictures, document->picture_count, sizeof *document->pictures);
    document->pictures[document->picture_count++] = (struct pdf_embedded){hash, number};
    return number;
}

static bool pictures_append(struct pdf_document *document, const struct pdf_content *content, struct buffer *resources,
                            struct error *err)
{
    buffer_puts(resources, "/XObject<<");
    for (size_t i = 0; i < content->picture_count; i++) {
        unsigned number = picture_number(document, content->pictures[i], err);
        if (number == 0)
            return false;
        buffer_printf(resources, "/I%zu %u 0 R", i, number);
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

static void layers_append(struct pdf_document *document, const struct pdf_content *content, struct buffer *resources)
{
    if (content->layer_count == 0)
        return;
    buffer_puts(resources, "/Properties<<");
    for (size_t i = 0; i < content->layer_count; i++)
        buffer_printf(resources, "/L%zu %u 0 R", i, pdf_document_layer(document, content->layers[i].title));
    buffer_puts(resources, ">>");
}

/* Fonts, pictures, transparency and layers that the stream names (7.8.3). */
static bool resources_append(struct pdf_document *document, const struct pdf_content *content, struct buffer *resources,
                             struct error *err)
{
    buffer_printf(resources, "<</Font %u 0 R/ExtGState<<", document->font_table);
    alphas_append(resources, 'a', "ca", content->fill_alphas);
    alphas_append(resources, 'b', "CA", content->stroke_alphas);
    buffer_puts(resources, ">>");
    layers_append(document, content, resources);
    bool is_done = pictures_append(document, content, resources, err);
    buffer_puts(resources, ">>");
    return is_done;
}

/* Links to pages (12.5.6.5), without a border; what they say is their place in the structure. */
static void links_write(struct pdf_document *document, struct pdf_content *content, unsigned page)
{
    struct pdf_file *file = &document->file;
    for (size_t i = 0; i < content->link_count; i++) {
        unsigned target = pdf_document_page(document, content->links[i].page);
        pdf_object_open(file, content->link_numbers[i]);
        buffer_puts(file->out, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect");
        pdf_box(file->out, content->display, content->links[i].box);
        buffer_printf(file->out, "/P %u 0 R/Dest[%u 0 R/Fit]/StructParent %u>>", page, target,
                      document->parent_count + 1 + (unsigned)i);
        pdf_object_close(file);
    }
}

/* MediaBox is all paper, BleedBox what may be cut, TrimBox what stays (14.11.2). */
static void page_object(struct pdf_document *document, const struct pdf_content *content, unsigned page,
                        unsigned stream, const struct buffer *resources, const struct buffer *viewport)
{
    static const char *const names[] = {"/MediaBox", "/BleedBox", "/TrimBox"};
    const struct display *display = content->display;
    const double around[] = {display->slug, display->bleed, 0};
    struct buffer *out = document->file.out;
    pdf_object_open(&document->file, page);
    buffer_printf(out, "<</Type/Page/Parent %u 0 R/Contents %u 0 R/Resources%s/StructParents %u/Tabs/S",
                  document->pages, stream, resources->bytes, document->parent_count);
    /* One space for blending, named, so that no viewer chooses another. */
    buffer_puts(out, "/Group<</Type/Group/S/Transparency/CS/DeviceRGB/I true>>");
    for (int i = 0; i < 3; i++) {
        buffer_puts(out, names[i]);
        pdf_box(out, display, box_grow((struct box){0, 0, display->width, display->height}, around[i]));
    }
    if (content->link_count > 0)
        buffer_puts(out, "/Annots[");
    for (size_t i = 0; i < content->link_count; i++)
        buffer_printf(out, "%u 0 R%c", content->link_numbers[i], i + 1 < content->link_count ? ' ' : ']');
    if (viewport->length > 0)
        buffer_append(out, viewport->bytes, viewport->length);
    buffer_puts(out, ">>");
    pdf_object_close(&document->file);
}

static void bookmark_add(struct pdf_document *document, const char *title, unsigned page)
{
    document->bookmarks = pdf_grown(document->bookmarks, document->bookmark_count, sizeof *document->bookmarks);
    document->bookmarks[document->bookmark_count++] = (struct pdf_bookmark){arena_string(document->arena, title), page};
}

bool pdf_page_write(struct pdf_document *document, struct pdf_content *content, const char *bookmark, struct error *err)
{
    struct pdf_file *file = &document->file;
    struct buffer resources = BUFFER_INIT, viewport = BUFFER_INIT;
    unsigned page = pdf_document_page(document, document->page_count + 1), stream = pdf_file_number(file);
    content->link_numbers = arena_array(content->arena, content->link_count, sizeof *content->link_numbers);
    for (size_t i = 0; i < content->link_count; i++)
        content->link_numbers[i] = pdf_file_number(file);
    bool is_done = pdf_stream(file, stream, "", content->out.bytes, content->out.length, false, err) &&
                   resources_append(document, content, &resources, err) &&
                   pdf_viewport_append(&viewport, content->display, err);
    if (is_done) {
        page_object(document, content, page, stream, &resources, &viewport);
        links_write(document, content, page);
        pdf_structure_write(document, content, page, bookmark);
        document->page_count++;
        if (bookmark != NULL)
            bookmark_add(document, bookmark, page);
    }
    buffer_free(&resources);
    buffer_free(&viewport);
    return is_done;
}
