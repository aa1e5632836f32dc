/* draw/book.h: displays as the pages of one PDF, each as pdf_write would have it, with bookmarks and links. */
#ifndef TERRIL_DRAW_BOOK_H
#define TERRIL_DRAW_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "draw/display.h"

/* Belongs to one thread. Fonts and logos are embedded once for all pages, in the order in which they are met; a layer that
 * several pages have is one. */
struct book;

/* A rectangle of a page, in the display's units, that leads to a page (from 1, may come later). The texts that begin in it are
 * an entry of the table of contents for readers who do not see it. */
struct book_link {
    struct box box;
    size_t page;
};

/* Title, language, author and description of the first page are the document's. Dates as pdf_write has them. */
struct book *book_new(void);
/* The next page. `bookmark` stands in the outline, and the page is a section of that name; NULL for neither. Nothing is kept
 * of the arguments. What goes wrong is said by book_write. */
void book_page(struct book *book, const struct display *page, const char *bookmark, const struct book_link *links,
               size_t link_count);
/* Appends the document. Nothing can be added behind it. The same pages give the same bytes. */
bool book_write(struct book *book, struct buffer *out, struct error *err);
void book_free(struct book *book); /* NULL is fine */

#endif
