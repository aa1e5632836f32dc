/* draw/pdf_document.h: what all pages of a PDF share: properties, fonts, layers, pictures, the tree of pages. For the files of
 * pdf. */
#ifndef TERRIL_DRAW_PDF_DOCUMENT_H
#define TERRIL_DRAW_PDF_DOCUMENT_H

#include "draw/pdf_content.h"

/* A picture that is embedded, known by what its file hashes to. */
struct pdf_embedded {
    uint64_t hash;
    unsigned number;
};

/* An entry of a book's outline. */
struct pdf_bookmark {
    const char *title;
    unsigned page; /* its object */
};

struct pdf_document {
    struct pdf_file file;
    struct arena *arena; /* of what outlives a page */
    struct pdf_fonts fonts;
    unsigned catalog, pages, structure, root /* the structure's first element */, outline, font_table;
    unsigned *page_numbers; /* of pages written, and behind them of pages that links lead to */
    size_t page_count, page_known;
    struct pdf_layer *layers; /* of all pages, by title */
    size_t layer_count;
    struct pdf_embedded *pictures;
    size_t picture_count;
    struct pdf_bookmark *bookmarks;
    size_t bookmark_count;
    const char *title, *description, *author, *lang; /* of the first page */
    struct buffer kids;                              /* of the root element */
    struct buffer parents;                           /* of the parent tree (14.7.4.4) */
    unsigned parent_count;
};

/* The file's head goes to `out`; the properties are the page's. */
void pdf_document_begin(struct pdf_document *document, struct buffer *out, const struct display *first);
/* Catalogue, properties, fonts, tables. The outline is written before. False when a link leads to no page. */
bool pdf_document_end(struct pdf_document *document, struct error *err);
void pdf_document_free(struct pdf_document *document); /* not what was written */

/* The object of a page, from 1, that may come later. */
unsigned pdf_document_page(struct pdf_document *document, size_t page);
/* The optional content group (8.11.2) of a title. */
unsigned pdf_document_layer(struct pdf_document *document, const char *title);

/* The next page (pdf_page.c): its stream, resources, boxes, viewport, links and elements. With a bookmark it is a section of
 * the document, and stands in `bookmarks`. */
bool pdf_page_write(struct pdf_document *document, struct pdf_content *content, const char *bookmark,
                    struct error *err);
/* The page's elements of the structure (14.7), and what leads from its marks and links to them. */
void pdf_structure_write(struct pdf_document *document, struct pdf_content *content, unsigned page,
                         const char *section);
/* The outline (12.3.3) of a sheet: title, map and, under it, its layers. Of a book: its bookmarks. */
void pdf_outline_sheet(struct pdf_document *document, const struct pdf_content *content);
void pdf_outline_book(struct pdf_document *document);
/* Title, description, language, author, dates as an XMP packet (ISO 16684-1, 7.3.2). */
bool pdf_metadata_write(struct pdf_document *document, unsigned number, struct error *err);
/* The document information dictionary (ISO 32000-1, 14.3.3). */
void pdf_information_write(struct pdf_document *document, unsigned number);
/* "/VP[..]" with the map's ground: ISO 32000-2, 12.9 and 12.10. Nothing where the display has none. */
bool pdf_viewport_append(struct buffer *page, const struct display *display, struct error *err);
/* The box in points, y upward, of one in the display's units: "[x0 y0 x1 y1]". */
void pdf_box(struct buffer *out, const struct display *display, struct box box);

#endif
