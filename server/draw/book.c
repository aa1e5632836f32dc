#include "draw/book.h"

#include "base/memory.h"
#include "draw/pdf_document.h"

#include <stdlib.h>
#include <string.h>

struct book {
    struct pdf_document document; /* begun with the first page */
    struct buffer bytes;
    size_t pages;
    bool has_failed;
    struct error err; /* why */
};

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
    if (book->pages > 0)
        pdf_document_free(&book->document);
    buffer_free(&book->bytes);
    free(book);
}

void book_page(struct book *book, const struct display *page, const char *bookmark, const struct book_link *links,
               size_t link_count)
{
    struct pdf_content content;
    if (book->has_failed)
        return;
    if (book->pages++ == 0)
        pdf_document_begin(&book->document, &book->bytes, page);
    pdf_content_make(&content, page, &book->document.fonts, links, link_count);
    book->has_failed = !pdf_page_write(&book->document, &content, bookmark, &book->err);
    pdf_content_free(&content);
}

bool book_write(struct book *book, struct buffer *out, struct error *err)
{
    if (book->pages == 0)
        return error_set(err, ERROR_INPUT, "a PDF wants at least one page");
    if (book->has_failed)
        return error_set(err, book->err.kind, "%s", book->err.message);
    pdf_outline_book(&book->document);
    if (!pdf_document_end(&book->document, err))
        return false;
    buffer_append(out, book->bytes.bytes, book->bytes.length);
    return true;
}
