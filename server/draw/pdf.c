#include "draw/pdf.h"

#include "draw/pdf_document.h"

bool pdf_write(const struct display *display, struct buffer *out, struct error *err)
{
    struct pdf_document document;
    struct pdf_content content;
    struct buffer pdf = BUFFER_INIT;
    pdf_document_begin(&document, &pdf, display);
    pdf_content_make(&content, display, &document.fonts, NULL, 0);
    bool is_done = pdf_page_write(&document, &content, NULL, err);
    if (is_done) {
        pdf_outline_sheet(&document, &content);
        is_done = pdf_document_end(&document, err);
    }
    if (is_done)
        buffer_append(out, pdf.bytes, pdf.length);
    pdf_content_free(&content);
    pdf_document_free(&document);
    buffer_free(&pdf);
    return is_done;
}
