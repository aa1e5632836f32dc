#include "draw/pdf_document.h"

#include <string.h>

/* An item of the outline; it leads to `place`, "/Fit" or "/FitR ..". 0 for a neighbour that is not there. */
static void outline_item(struct pdf_file *file, unsigned number, const char *title, unsigned parent, unsigned before,
                         unsigned after, unsigned page, const char *place)
{
    pdf_object_open(file, number);
    buffer_puts(file->out, "<</Title");
    pdf_text(file->out, title);
    buffer_printf(file->out, "/Parent %u 0 R/Dest[%u 0 R%s]", parent, page, place);
    if (before != 0)
        buffer_printf(file->out, "/Prev %u 0 R", before);
    if (after != 0)
        buffer_printf(file->out, "/Next %u 0 R", after);
}

static void outline_layers(struct pdf_file *file, unsigned map, unsigned page, const struct pdf_content *content,
                           const char *place, unsigned first)
{
    for (size_t i = 0; i < content->layer_count; i++) {
        unsigned number = first + (unsigned)i;
        outline_item(file, number, content->layers[i].title, map, i > 0 ? number - 1 : 0,
                     i + 1 < content->layer_count ? number + 1 : 0, page, place);
        buffer_puts(file->out, ">>");
        pdf_object_close(file);
    }
}

void pdf_outline_sheet(struct pdf_document *document, const struct pdf_content *content)
{
    struct pdf_file *file = &document->file;
    unsigned number = document->outline, page = pdf_document_page(document, 1);
    const struct display *display = content->display;
    bool is_french = strcmp(display->lang, "fr") == 0;
    unsigned title = pdf_file_number(file), map = pdf_file_number(file), first = file->count + 1;
    struct buffer place = BUFFER_INIT, box = BUFFER_INIT;
    for (size_t i = 0; i < content->layer_count; i++)
        pdf_file_number(file);
    struct box frame =
        box_is_empty(display->frame) ? (struct box){0, 0, display->width, display->height} : display->frame;
    pdf_box(&box, display, frame);
    buffer_printf(&place, "/FitR %.*s", (int)(box.length - 2), box.bytes + 1);
    pdf_object_open(file, number);
    buffer_printf(file->out, "<</Type/Outlines/First %u 0 R/Last %u 0 R/Count 2>>", title, map);
    pdf_object_close(file);
    outline_item(file, title,
                 display->title != NULL ? display->title
                 : is_french            ? "Planche"
                                        : "Sheet",
                 number, 0, map, page, "/Fit");
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
    outline_item(file, map, is_french ? "Carte" : "Map", number, title, 0, page, place.bytes);
    if (content->layer_count > 0) /* shut: a negative count */
        buffer_printf(file->out, "/First %u 0 R/Last %u 0 R/Count -%zu", first,
                      first + (unsigned)content->layer_count - 1, content->layer_count);
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
    outline_layers(file, map, page, content, place.bytes, first);
    buffer_free(&place);
    buffer_free(&box);
}

void pdf_outline_book(struct pdf_document *document)
{
    struct pdf_file *file = &document->file;
    size_t count = document->bookmark_count;
    unsigned first = file->count + 1;
    for (size_t i = 0; i < count; i++)
        pdf_file_number(file);
    pdf_object_open(file, document->outline);
    buffer_puts(file->out, "<</Type/Outlines");
    if (count > 0)
        buffer_printf(file->out, "/First %u 0 R/Last %u 0 R/Count %zu", first, first + (unsigned)count - 1, count);
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
    for (size_t i = 0; i < count; i++) {
        unsigned number = first + (unsigned)i;
        outline_item(file, number, document->bookmarks[i].title, document->outline, i > 0 ? number - 1 : 0,
                     i + 1 < count ? number + 1 : 0, document->bookmarks[i].page, "/Fit");
        buffer_puts(file->out, ">>");
        pdf_object_close(file);
    }
}
