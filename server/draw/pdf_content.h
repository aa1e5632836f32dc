/* draw/pdf_content.h: the marks of a display as a PDF's content stream, and what was met on the way. For the files of pdf. */
#ifndef TERRIL_DRAW_PDF_CONTENT_H
#define TERRIL_DRAW_PDF_CONTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "draw/book.h"
#include "draw/display.h"
#include "draw/pdf_font.h"

#define PDF_NO_LINK SIZE_MAX

/* An element of the page's structure (ISO 32000-1, 14.7.2); the first is the page. */
struct pdf_element {
    const char *type; /* "H1", "Figure", .. */
    const char *alt;  /* alternative text, or NULL */
    size_t parent;
    struct box box;  /* of a figure, in the display's units */
    unsigned number; /* its object */
    size_t link;     /* of the page, or PDF_NO_LINK */
};

/* A layer that readers can switch off. */
struct pdf_layer {
    const char *title;
    unsigned number; /* its object, in the document's list */
};

struct pdf_content {
    const struct display *display;
    struct arena *arena;
    struct buffer out;             /* the stream */
    struct pdf_fonts *fonts;       /* the document's */
    const struct book_link *links; /* borrowed */
    unsigned *link_numbers;        /* their objects, when the page is written */
    size_t link_count;
    struct pdf_element *elements;
    size_t element_count;
    size_t *owners; /* the element of each marked-content identifier */
    size_t marked_count;
    struct pdf_layer *layers;
    size_t layer_count;
    const struct picture **pictures; /* /I0, /I1, .. */
    size_t picture_count;
    bool fill_alphas[256], stroke_alphas[256]; /* /a128 and /b128 are in use */
};

/* Freed with pdf_content_free; strings are borrowed from the display. A text that begins inside a link's box belongs to it. */
void pdf_content_make(struct pdf_content *content, const struct display *display, struct pdf_fonts *fonts,
                      const struct book_link *links, size_t link_count);
void pdf_content_free(struct pdf_content *content);
/* Room for one more, doubled when `count` is a power of two. */
void *pdf_grown(void *array, size_t count, size_t size);

#endif
