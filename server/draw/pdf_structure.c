#include "draw/pdf_document.h"

/* The marked content of an element, or the elements in it, in the order of the page. */
static void element_kids(struct pdf_file *file, const struct pdf_content *content, size_t element)
{
    buffer_puts(file->out, "/K[");
    for (size_t i = 0; i < content->marked_count; i++) {
        if (content->owners[i] == element)
            buffer_printf(file->out, " %zu", i);
    }
    for (size_t i = 1; i < content->element_count; i++) {
        if (content->elements[i].parent == element)
            buffer_printf(file->out, " %u 0 R", content->elements[i].number);
    }
    buffer_putc(file->out, ']');
}

static void element_write(struct pdf_file *file, unsigned root, unsigned page, const struct pdf_content *content,
                          size_t at)
{
    const struct pdf_element *element = &content->elements[at];
    pdf_object_open(file, element->number);
    buffer_printf(file->out, "<</Type/StructElem/S/%s/P %u 0 R/Pg %u 0 R", element->type,
                  at == 0 ? root : content->elements[element->parent].number, page);
    if (element->alt != NULL) {
        buffer_puts(file->out, "/Alt");
        pdf_text(file->out, element->alt);
    }
    if (!box_is_empty(element->box)) {
        buffer_puts(file->out, "/A<</O/Layout/Placement/Block/BBox");
        pdf_box(file->out, content->display, element->box);
        buffer_puts(file->out, ">>");
    }
    element_kids(file, content, at);
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
}

void pdf_structure_write(struct pdf_file *file, unsigned number, unsigned page, struct pdf_content *content)
{
    unsigned parents = pdf_file_number(file);
    for (size_t i = 0; i < content->element_count; i++)
        content->elements[i].number = pdf_file_number(file);
    pdf_object_open(file, number);
    buffer_printf(file->out, "<</Type/StructTreeRoot/K[%u 0 R]/ParentTree %u 0 R/ParentTreeNextKey 1>>",
                  content->elements[0].number, parents);
    pdf_object_close(file);
    for (size_t i = 0; i < content->element_count; i++)
        element_write(file, number, page, content, i);
    /* From each marked-content identifier of the page to its element (14.7.4.4). */
    pdf_object_open(file, parents);
    buffer_puts(file->out, "<</Nums[0[");
    for (size_t i = 0; i < content->marked_count; i++)
        buffer_printf(file->out, " %u 0 R", content->elements[content->owners[i]].number);
    buffer_puts(file->out, "]]>>");
    pdf_object_close(file);
}
