#include "draw/pdf_content.h"

#include "base/memory.h"
#include "base/number.h"
#include "draw/pdf_graphics.h"

#include <stdlib.h>
#include <string.h>

#define NO_ELEMENT SIZE_MAX       /* what decorates: an artifact */
#define HALO       (SIZE_MAX - 1) /* an artifact that is a text and is not to be read twice */

/* The stream being written. */
struct pdf_writing {
    struct pdf_content *content;
    struct pdf_graphics graphics;
    bool is_marked;                          /* a marked-content sequence is open: */
    size_t marked;                           /* the element that it belongs to, or NO_ELEMENT */
    size_t figure;                           /* of the group that we are in, or NO_ELEMENT */
    size_t figure_depth, layer_depth, depth; /* of groups */
    size_t list;                             /* the legend's */
    size_t contents;                         /* the table of contents, or 0 */
    enum mark_role last_role;                /* of the last text, in last_element */
    size_t last_element;
};

void *pdf_grown(void *array, size_t count, size_t size)
{
    if (count == 0 || (count & (count - 1)) == 0)
        return memory_resize(array, memory_product(count == 0 ? 1 : 2 * count, size));
    return array;
}

static size_t element_add(struct pdf_content *content, const char *type, size_t parent, const char *alt)
{
    content->elements = pdf_grown(content->elements, content->element_count, sizeof *content->elements);
    content->elements[content->element_count] =
        (struct pdf_element){.type = type, .alt = alt, .parent = parent, .box = BOX_EMPTY, .link = PDF_NO_LINK};
    return content->element_count++;
}

static void marked_close(struct pdf_writing *writing)
{
    if (writing->is_marked)
        buffer_puts(&writing->content->out, "EMC\n");
    writing->is_marked = false;
}

/* What follows belongs to the element (14.7.4.3), or is an artifact (14.8.2.2). */
static void marked_open(struct pdf_writing *writing, size_t element)
{
    struct pdf_content *content = writing->content;
    if (writing->is_marked && writing->marked == element)
        return;
    marked_close(writing);
    writing->is_marked = true;
    writing->marked = element;
    if (element == NO_ELEMENT || element == HALO) {
        buffer_puts(&content->out,
                    element == HALO ? "/Artifact<</Type/Layout/ActualText()>>BDC\n" : "/Artifact<</Type/Layout>>BDC\n");
        return;
    }
    content->owners = pdf_grown(content->owners, content->marked_count, sizeof *content->owners);
    content->owners[content->marked_count] = element;
    buffer_printf(&content->out, "/%s<</MCID %zu>>BDC\n", content->elements[element].type, content->marked_count++);
}

static size_t layer_of(struct pdf_content *content, const struct mark *mark)
{
    for (size_t i = 0; i < content->layer_count; i++) {
        if (strcmp(content->layers[i].title, mark->title) == 0)
            return i;
    }
    content->layers = pdf_grown(content->layers, content->layer_count, sizeof *content->layers);
    content->layers[content->layer_count] = (struct pdf_layer){.title = mark->title};
    return content->layer_count++;
}

static void group_open(struct pdf_writing *writing, const struct mark *mark)
{
    struct pdf_content *content = writing->content;
    writing->depth++;
    writing->last_role = ROLE_NONE;
    bool is_figure = mark->role == ROLE_MAP || mark->role == ROLE_INSET || mark->role == ROLE_LOGO;
    if (is_figure && writing->figure == NO_ELEMENT) {
        const char *alt = mark->role == ROLE_MAP && content->display->description != NULL
                              ? content->display->description
                              : mark->title;
        marked_close(writing);
        writing->figure = element_add(content, "Figure", 0, alt);
        writing->figure_depth = writing->depth;
        if (mark->role == ROLE_MAP)
            content->elements[writing->figure].box = content->display->frame;
    }
    if (mark->role == ROLE_LAYER && mark->title != NULL && writing->layer_depth == 0) {
        marked_close(writing);
        buffer_printf(&content->out, "/OC/L%zu BDC\n", layer_of(content, mark));
        writing->layer_depth = writing->depth;
    }
}

static void group_close(struct pdf_writing *writing)
{
    writing->last_role = ROLE_NONE;
    if (writing->layer_depth == writing->depth) {
        marked_close(writing);
        buffer_puts(&writing->content->out, "EMC\n");
        writing->layer_depth = 0;
    }
    if (writing->figure_depth == writing->depth) {
        marked_close(writing);
        writing->figure = NO_ELEMENT;
        writing->figure_depth = 0;
    }
    writing->depth--;
}

/* The entry of a table of contents (14.8.4.2) whose link lies around the text; NO_ELEMENT when none does. */
static size_t link_element(struct pdf_writing *writing, const struct mark *mark)
{
    struct pdf_content *content = writing->content;
    size_t link = 0;
    while (link < content->link_count && !box_contains(content->links[link].box, box_of_point(mark->x, mark->y)))
        link++;
    if (link == content->link_count)
        return NO_ELEMENT;
    for (size_t i = content->element_count; i > 0; i--) {
        if (content->elements[i - 1].link == link)
            return i - 1;
    }
    if (writing->contents == 0)
        writing->contents = element_add(content, "TOC", 0, NULL);
    size_t element = element_add(content, "Link", element_add(content, "TOCI", writing->contents, NULL), NULL);
    content->elements[element].link = link;
    return element;
}

/* The element of a text that stands by itself; lines that follow each other are one. Each entry of the legend is an item of
 * its list. */
static size_t text_element(struct pdf_writing *writing, const struct mark *mark)
{
    struct pdf_content *content = writing->content;
    size_t element = link_element(writing, mark);
    if (element != NO_ELEMENT)
        return element;
    if (writing->last_role == mark->role && mark->role != ROLE_LEGEND)
        return writing->last_element;
    if (mark->role == ROLE_LEGEND) {
        if (writing->last_role != ROLE_LEGEND)
            writing->list = element_add(content, "L", 0, NULL);
        element = element_add(content, "LBody", element_add(content, "LI", writing->list, NULL), NULL);
    } else {
        element = element_add(content, mark->role == ROLE_TITLE ? "H1" : "P", 0, NULL);
    }
    writing->last_role = mark->role;
    writing->last_element = element;
    return element;
}

static size_t picture_of(struct pdf_content *content, const struct picture *picture)
{
    for (size_t i = 0; i < content->picture_count; i++) {
        if (content->pictures[i] == picture)
            return i;
    }
    content->pictures = pdf_grown(content->pictures, content->picture_count, sizeof *content->pictures);
    content->pictures[content->picture_count] = picture;
    return content->picture_count++;
}

static void mark_write(struct pdf_writing *writing, const struct mark *mark)
{
    struct pdf_content *content = writing->content;
    switch (mark->kind) {
    case MARK_GROUP_OPEN:
        group_open(writing, mark);
        break;
    case MARK_GROUP_CLOSE:
        group_close(writing);
        break;
    case MARK_PATH:
        marked_open(writing, writing->figure);
        pdf_paint_path(&writing->graphics, mark);
        break;
    case MARK_PICTURE:
        marked_open(writing, writing->figure);
        pdf_paint_picture(&writing->graphics, mark, picture_of(content, mark->picture));
        break;
    case MARK_TEXT:
        if (mark->halo > 0) {
            marked_open(writing, HALO);
            pdf_paint_text(&writing->graphics, mark, true);
        }
        marked_open(writing, writing->figure != NO_ELEMENT ? writing->figure : text_element(writing, mark));
        pdf_paint_text(&writing->graphics, mark, false);
        break;
    case MARK_CLIP_OPEN:
        marked_close(writing);
        buffer_puts(&content->out, "q\n");
        pdf_trace(&content->out, &mark->path);
        buffer_puts(&content->out, "W n\n");
        break;
    case MARK_CLIP_CLOSE:
        marked_close(writing);
        buffer_puts(&content->out, "Q\n");
        pdf_graphics_forget(&writing->graphics);
        break;
    }
}

/* From the display's units, y downward, to points, y upward, with the slug around (ISO 32000-1, 8.3.4). */
static void system_write(struct pdf_content *content)
{
    const struct display *display = content->display;
    const double point = display->point, slug = display->slug * point;
    const double matrix[] = {point, 0, 0, -point, slug, slug + display->height * point};
    for (int i = 0; i < 6; i++) {
        number_write(&content->out, matrix[i], 5);
        buffer_putc(&content->out, ' ');
    }
    buffer_puts(&content->out, "cm\n");
}

void pdf_content_make(struct pdf_content *content, const struct display *display, struct pdf_fonts *fonts,
                      const struct book_link *links, size_t link_count)
{
    *content = (struct pdf_content){
        .display = display, .arena = arena_new(), .fonts = fonts, .links = links, .link_count = link_count};
    struct pdf_writing writing = {.content = content, .figure = NO_ELEMENT};
    writing.graphics = (struct pdf_graphics){.content = content, .out = &content->out};
    pdf_graphics_forget(&writing.graphics);
    element_add(content, "Sect", 0, NULL);
    system_write(content);
    for (size_t i = 0; i < display->mark_count; i++)
        mark_write(&writing, &display->marks[i]);
    marked_close(&writing);
}

void pdf_content_free(struct pdf_content *content)
{
    buffer_free(&content->out);
    free(content->elements);
    free(content->owners);
    free(content->layers);
    free(content->pictures);
    arena_free(content->arena);
}
