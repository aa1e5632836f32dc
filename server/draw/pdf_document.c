#include "draw/pdf_document.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void pdf_document_begin(struct pdf_document *document, struct buffer *out, const struct display *first)
{
    *document = (struct pdf_document){.arena = arena_new()};
    document->fonts.arena = document->arena;
    document->title = arena_string(document->arena, first->title);
    document->description = arena_string(document->arena, first->description);
    document->author = arena_string(document->arena, first->author);
    document->lang = arena_string(document->arena, first->lang);
    pdf_file_begin(&document->file, out);
    unsigned *const numbers[] = {&document->catalog, &document->pages,   &document->structure,
                                 &document->root,    &document->outline, &document->font_table};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        *numbers[i] = pdf_file_number(&document->file);
}

void pdf_document_free(struct pdf_document *document)
{
    pdf_fonts_free(&document->fonts);
    pdf_file_free(&document->file);
    buffer_free(&document->kids);
    buffer_free(&document->parents);
    free(document->page_numbers);
    free(document->layers);
    free(document->pictures);
    free(document->bookmarks);
    arena_free(document->arena);
}

unsigned pdf_document_page(struct pdf_document *document, size_t page)
{
    while (document->page_known < page) {
        document->page_numbers =
            pdf_grown(document->page_numbers, document->page_known, sizeof *document->page_numbers);
        document->page_numbers[document->page_known++] = pdf_file_number(&document->file);
    }
    return document->page_numbers[page - 1];
}

unsigned pdf_document_layer(struct pdf_document *document, const char *title)
{
    struct pdf_file *file = &document->file;
    for (size_t i = 0; i < document->layer_count; i++) {
        if (strcmp(document->layers[i].title, title) == 0)
            return document->layers[i].number;
    }
    struct pdf_layer layer = {arena_string(document->arena, title), pdf_file_number(file)};
    pdf_object_open(file, layer.number);
    buffer_puts(file->out, "<</Type/OCG/Name");
    pdf_text(file->out, layer.title);
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
    document->layers = pdf_grown(document->layers, document->layer_count, sizeof *document->layers);
    document->layers[document->layer_count++] = layer;
    return layer.number;
}

static void layers_append(struct buffer *out, const struct pdf_document *document)
{
    if (document->layer_count == 0)
        return;
    buffer_puts(out, "/OCProperties<</OCGs[");
    for (size_t i = 0; i < document->layer_count; i++)
        buffer_printf(out, " %u 0 R", document->layers[i].number);
    /* As drawing programs list them: what lies on top first. */
    buffer_puts(out, "]/D<</BaseState/ON/Order[");
    for (size_t i = document->layer_count; i > 0; i--)
        buffer_printf(out, " %u 0 R", document->layers[i - 1].number);
    buffer_puts(out, "]>>>>");
}

static void catalog_write(struct pdf_document *document, unsigned metadata)
{
    struct buffer *out = document->file.out;
    pdf_object_open(&document->file, document->catalog);
    buffer_printf(out,
                  "<</Type/Catalog/Pages %u 0 R/StructTreeRoot %u 0 R/Outlines %u 0 R/Metadata %u 0 R"
                  "/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/Lang",
                  document->pages, document->structure, document->outline, metadata);
    pdf_text(out, document->lang);
    if (document->bookmark_count > 1) /* a book opens with its bookmarks beside it */
        buffer_puts(out, "/PageMode/UseOutlines");
    /* Measured viewports were Adobe's extension level 3 before they were ISO 32000-2's. */
    buffer_puts(out, "/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 3>>>>");
    layers_append(out, document);
    buffer_puts(out, ">>");
    pdf_object_close(&document->file);
}

static void pages_write(struct pdf_document *document)
{
    pdf_object_open(&document->file, document->pages);
    buffer_puts(document->file.out, "<</Type/Pages/Kids[");
    for (size_t i = 0; i < document->page_count; i++)
        buffer_printf(document->file.out, "%s%u 0 R", i > 0 ? " " : "", document->page_numbers[i]);
    buffer_printf(document->file.out, "]/Count %zu>>", document->page_count);
    pdf_object_close(&document->file);
}

/* The root of the structure, its first element, and the way back from the pages' marks. */
static void structure_end(struct pdf_document *document)
{
    struct pdf_file *file = &document->file;
    unsigned parents = pdf_file_number(file);
    pdf_object_open(file, document->structure);
    buffer_printf(file->out, "<</Type/StructTreeRoot/K[%u 0 R]/ParentTree %u 0 R/ParentTreeNextKey %u>>",
                  document->root, parents, document->parent_count);
    pdf_object_close(file);
    pdf_object_open(file, document->root);
    buffer_printf(file->out, "<</Type/StructElem/S/Document/P %u 0 R/K[%s]>>", document->structure,
                  document->kids.length > 0 ? document->kids.bytes : "");
    pdf_object_close(file);
    pdf_object_open(file, parents);
    buffer_printf(file->out, "<</Nums[%s]>>", document->parents.bytes);
    pdf_object_close(file);
}

static bool fonts_end(struct pdf_document *document, struct error *err)
{
    struct buffer table = BUFFER_INIT;
    bool is_done = pdf_fonts_write(&document->fonts, &document->file, &table, err);
    pdf_object_open(&document->file, document->font_table);
    buffer_printf(document->file.out, "<<%s>>", table.length > 0 ? table.bytes : "");
    pdf_object_close(&document->file);
    buffer_free(&table);
    return is_done;
}

bool pdf_document_end(struct pdf_document *document, struct error *err)
{
    struct pdf_file *file = &document->file;
    if (document->page_known > document->page_count)
        return error_set(err, ERROR_INTERNAL, "PDF: a link leads to page %zu of %zu", document->page_known,
                         document->page_count);
    unsigned metadata = pdf_file_number(file), information = pdf_file_number(file);
    if (!fonts_end(document, err) || !pdf_metadata_write(document, metadata, err))
        return false;
    pdf_information_write(document, information);
    structure_end(document);
    pages_write(document);
    catalog_write(document, metadata);
    pdf_file_end(file, document->catalog, information);
    return true;
}
