#include "draw/book.h"

#include "base/clock.h"
#include "base/memory.h"
#include "draw/painter.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct book {
    cairo_surface_t *surface; /* NULL before the first page */
    struct buffer bytes;
    size_t pages;
};

static cairo_status_t book_append(void *payload, const unsigned char *bytes, unsigned int length)
{
    buffer_append(payload, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static void book_properties(cairo_surface_t *surface, const struct display *display)
{
    char date[21];
    /* The day alone, so that the same atlas is the same bytes all day long. */
    clock_rfc3339(clock_date() / 86400 * 86400, date);
    if (display->title != NULL)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, display->title);
    if (display->description != NULL)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, display->description);
    if (display->author != NULL)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, display->author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "terril " TERRIL_VERSION);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

struct book *book_new(void)
{
    struct book *book = memory_alloc(sizeof *book);
    memset(book, 0, sizeof *book);
    return book;
}

void book_free(struct book *book)
{
    if (book == NULL)
        return;
    cairo_surface_destroy(book->surface);
    buffer_free(&book->bytes);
    free(book);
}

/* Pages are named, because cairo 1.16 does not let a link lead to a page number that is not there yet. */
static void page_name(char name[32], size_t page)
{
    snprintf(name, 32, "page-%zu", page);
}

static void page_links(cairo_t *cairo, const struct book_link *links, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct box box = links[i].box;
        char name[32], attributes[160];
        page_name(name, links[i].page);
        cairo_user_to_device(cairo, &box.xmin, &box.ymin);
        cairo_user_to_device(cairo, &box.xmax, &box.ymax);
        /* numbers without a locale's comma: whole points */
        snprintf(attributes, sizeof attributes, "dest='%s' rect=[%d %d %d %d]", name, (int)box.xmin, (int)box.ymin,
                 (int)(box.xmax - box.xmin), (int)(box.ymax - box.ymin));
        cairo_tag_begin(cairo, CAIRO_TAG_LINK, attributes);
        cairo_tag_end(cairo, CAIRO_TAG_LINK);
    }
}

void book_page(struct book *book, const struct display *page, const char *bookmark, const struct book_link *links,
               size_t link_count)
{
    double width = (page->width + 2 * page->slug) * page->point, height = (page->height + 2 * page->slug) * page->point;
    char name[32], destination[48];
    if (book->surface == NULL) {
        book->surface = cairo_pdf_surface_create_for_stream(book_append, &book->bytes, width, height);
        book_properties(book->surface, page);
    }
    cairo_pdf_surface_set_size(book->surface, width, height);
    page_name(name, ++book->pages);
    cairo_t *cairo = cairo_create(book->surface);
    snprintf(destination, sizeof destination, "name='%s' x=0 y=0", name);
    cairo_tag_begin(cairo, CAIRO_TAG_DEST, destination);
    cairo_tag_end(cairo, CAIRO_TAG_DEST);
    snprintf(destination, sizeof destination, "dest='%s'", name);
    if (bookmark != NULL)
        cairo_pdf_surface_add_outline(book->surface, CAIRO_PDF_OUTLINE_ROOT, bookmark, destination, 0);
    cairo_scale(cairo, page->point, page->point);
    cairo_translate(cairo, page->slug, page->slug);
    painter_paint(cairo, page, true);
    page_links(cairo, links, link_count);
    cairo_show_page(cairo);
    cairo_destroy(cairo);
}

bool book_write(struct book *book, struct buffer *out, struct error *err)
{
    if (book->surface == NULL)
        return error_set(err, ERROR_INPUT, "a PDF wants at least one page");
    cairo_surface_finish(book->surface);
    cairo_status_t status = cairo_surface_status(book->surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return error_set(err, ERROR_INTERNAL, "PDF: %s", cairo_status_to_string(status));
    buffer_append(out, book->bytes.bytes, book->bytes.length);
    return true;
}
