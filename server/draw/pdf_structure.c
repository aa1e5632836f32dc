#include "draw/pdf_document.h"

#include <string.h>

/* Where a page's elements stand. */
struct pdf_place {
    struct pdf_document *document;
    const struct pdf_content *content;
    unsigned page;
};

/* The marked content of an element, the elements in it, in the order of the page, and its link. */
static void element_kids(const struct pdf_place *place, size_t element)
{
    const struct pdf_content *content = place->content;
    struct buffer *out = place->document->file.out;
    size_t link = content->elements[element].link;
    buffer_puts(out, "/K[");
    for (size_t i = 0; i < content->marked_count; i++) {
        if (content->owners[i] == element)
            buffer_printf(out, " %zu", i);
    }
    for (size_t i = 1; i < content->element_count; i++) {
        if (content->elements[i].parent == element)
            buffer_printf(out, " %u 0 R", content->elements[i].number);
    }
    if (link != PDF_NO_LINK)
        buffer_printf(out, "<</Type/OBJR/Obj %u 0 R/Pg %u 0 R>>", content->link_numbers[link], place->page);
    buffer_putc(out, ']');
}

static void element_write(const struct pdf_place *place, size_t at, unsigned parent, const char *title)
{
    const struct pdf_element *element = &place->content->elements[at];
    struct pdf_file *file = &place->document->file;
    pdf_object_open(file, element->number);
    buffer_printf(file->out, "<</Type/StructElem/S/%s/P %u 0 R/Pg %u 0 R", element->type, parent, place->page);
    if (title != NULL) {
        buffer_puts(file->out, "/T");
        pdf_text(file->out, title);
    }
    if (element->alt != NULL) {
        buffer_puts(file->out, "/Alt");
        pdf_text(file->out, element->alt);
    }
    if (!box_is_empty(element->box)) {
        buffer_puts(file->out, "/A<</O/Layout/Placement/Block/BBox");
        pdf_box(file->out, place->content->display, element->box);
        buffer_puts(file->out, ">>");
    }
    element_kids(place, at);
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
}

/* From each marked-content identifier of the page, and from each of its links, to its element (14.7.4.4). */
static void parents_append(const struct pdf_place *place)
{
    struct pdf_document *document = place->document;
    const struct pdf_content *content = place->content;
    buffer_printf(&document->parents, "%u[", document->parent_count++);
    for (size_t i = 0; i < content->marked_count; i++)
        buffer_printf(&document->parents, " %u 0 R", content->elements[content->owners[i]].number);
    buffer_puts(&document->parents, "]");
    for (size_t link = 0; link < content->link_count; link++) {
        size_t element = 0;
        for (size_t i = 1; i < content->element_count; i++) {
            if (content->elements[i].link == link)
                element = i;
        }
        buffer_printf(&document->parents, "%u %u 0 R ", document->parent_count++, content->elements[element].number);
    }
}

void pdf_structure_write(struct pdf_document *document, struct pdf_content *content, unsigned page, const char *section)
{
    const struct pdf_place place = {document, content, page};
    /* The first element is the page itself: a section of a book, or the document. */
    content->elements[0].number = section != NULL ? pdf_file_number(&document->file) : document->root;
    for (size_t i = 1; i < content->element_count; i++) {
        content->elements[i].number = pdf_file_number(&document->file);
        if (section == NULL && content->elements[i].parent == 0)
            buffer_printf(&document->kids, " %u 0 R", content->elements[i].number);
    }
    if (section != NULL) {
        buffer_printf(&document->kids, " %u 0 R", content->elements[0].number);
        element_write(&place, 0, document->root, section);
    }
    for (size_t i = 1; i < content->element_count; i++)
        element_write(&place, i, content->elements[content->elements[i].parent].number, NULL);
    parents_append(&place);
}
