#include "draw/pdf_document.h"

#include "base/clock.h"
#include "base/number.h"
#include "geo/crs.h"

#include <math.h>
#include <string.h>

/* The day alone, so that two servers of one snapshot give the same bytes all day long. */
static int64_t document_day(void)
{
    return clock_date() / 86400 * 86400;
}

void pdf_box(struct buffer *out, const struct display *display, struct box box)
{
    double point = display->point, slug = display->slug;
    const double sides[] = {box.xmin + slug, display->height + slug - box.ymax, box.xmax + slug,
                            display->height + slug - box.ymin};
    buffer_putc(out, '[');
    for (int i = 0; i < 4; i++) {
        number_write(out, sides[i] * point, 4);
        buffer_putc(out, i < 3 ? ' ' : ']');
    }
}

/* ---- properties ---- */

static void metadata_text(struct buffer *out, const char *name, const char *kind, const char *text)
{
    if (text == NULL)
        return;
    buffer_printf(out, "<%s><rdf:%s><rdf:li%s>", name, kind, strcmp(kind, "Alt") == 0 ? " xml:lang=\"x-default\"" : "");
    buffer_xml(out, text);
    buffer_printf(out, "</rdf:li></rdf:%s></%s>\n", kind, name);
}

bool pdf_metadata_write(struct pdf_file *file, unsigned number, const struct display *display, struct error *err)
{
    struct buffer out = BUFFER_INIT;
    char day[21];
    clock_rfc3339(document_day(), day);
    buffer_puts(&out, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
                      "<dc:format>application/pdf</dc:format>\n");
    metadata_text(&out, "dc:title", "Alt", display->title);
    metadata_text(&out, "dc:description", "Alt", display->description);
    metadata_text(&out, "dc:language", "Bag", display->lang);
    metadata_text(&out, "dc:creator", "Seq", display->author);
    buffer_puts(&out, "<pdf:Producer>terril " TERRIL_VERSION "</pdf:Producer>\n"
                      "<xmp:CreatorTool>terril " TERRIL_VERSION "</xmp:CreatorTool>\n");
    buffer_printf(&out, "<xmp:CreateDate>%s</xmp:CreateDate>\n<xmp:ModifyDate>%s</xmp:ModifyDate>\n", day, day);
    buffer_puts(&out, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    /* Not deflated, so that programs that know nothing of PDF find it (14.3.2). */
    bool is_done = pdf_stream(file, number, "/Type/Metadata/Subtype/XML", out.bytes, out.length, true, err);
    buffer_free(&out);
    return is_done;
}

void pdf_information_write(struct pdf_file *file, unsigned number, const struct display *display)
{
    const char *const keys[] = {"Title", "Subject", "Author", "Creator", "Producer"};
    const char *const texts[] = {display->title, display->description, display->author, "terril " TERRIL_VERSION,
                                 "terril " TERRIL_VERSION};
    pdf_object_open(file, number);
    buffer_puts(file->out, "<<");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (texts[i] == NULL)
            continue;
        buffer_printf(file->out, "/%s", keys[i]);
        pdf_text(file->out, texts[i]);
    }
    static const char *const dates[] = {"/CreationDate", "/ModDate"};
    for (int i = 0; i < 2; i++) {
        buffer_puts(file->out, dates[i]);
        pdf_date(file->out, document_day());
    }
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
}

/* ---- layers and outline ---- */

void pdf_layers_write(struct pdf_file *file, struct pdf_content *content, struct buffer *catalog,
                      struct buffer *resources)
{
    if (content->layer_count == 0)
        return;
    struct buffer all = BUFFER_INIT;
    buffer_puts(resources, "/Properties<<");
    for (size_t i = 0; i < content->layer_count; i++) {
        struct pdf_layer *layer = &content->layers[i];
        layer->number = pdf_file_number(file);
        pdf_object_open(file, layer->number);
        buffer_puts(file->out, "<</Type/OCG/Name");
        pdf_text(file->out, layer->title);
        buffer_puts(file->out, ">>");
        pdf_object_close(file);
        buffer_printf(resources, "/L%zu %u 0 R", i, layer->number);
        buffer_printf(&all, " %u 0 R", layer->number);
    }
    buffer_puts(resources, ">>");
    /* As drawing programs list them: what lies on top first. */
    buffer_printf(catalog, "/OCProperties<</OCGs[%s]/D<</BaseState/ON/Order[", all.bytes);
    for (size_t i = content->layer_count; i > 0; i--)
        buffer_printf(catalog, " %u 0 R", content->layers[i - 1].number);
    buffer_puts(catalog, "]>>>>");
    buffer_free(&all);
}

/* An item of the outline; it leads to `place`, "/Fit" or "/FitR ..". 0 for a neighbour that is not there. */
static void outline_item(struct pdf_file *file, unsigned number, const char *title, unsigned parent, unsigned before,
                         unsigned after, unsigned page, const char *place)
{
    pdf_object_open(file, number);
    buffer_puts(file->out, "<</Title");
    pdf_text(file->out, title);
    buffer_printf(file->out, "/Parent %u 0 R/Dest[%u 0 R%s]", parent, page, place);
    if (before != 0)
        buffer_printf(file->out, "/Prev %u 0 R", before);
    if (after != 0)
        buffer_printf(file->out, "/Next %u 0 R", after);
}

static void outline_layers(struct pdf_file *file, unsigned map, unsigned page, const struct pdf_content *content,
                           const char *place, unsigned first)
{
    for (size_t i = 0; i < content->layer_count; i++) {
        unsigned number = first + (unsigned)i;
        outline_item(file, number, content->layers[i].title, map, i > 0 ? number - 1 : 0,
                     i + 1 < content->layer_count ? number + 1 : 0, page, place);
        buffer_puts(file->out, ">>");
        pdf_object_close(file);
    }
}

void pdf_outline_write(struct pdf_file *file, unsigned number, unsigned page, const struct pdf_content *content)
{
    const struct display *display = content->display;
    bool is_french = strcmp(display->lang, "fr") == 0;
    unsigned title = pdf_file_number(file), map = pdf_file_number(file), first = file->count + 1;
    struct buffer place = BUFFER_INIT, box = BUFFER_INIT;
    for (size_t i = 0; i < content->layer_count; i++)
        pdf_file_number(file);
    struct box frame =
        box_is_empty(display->frame) ? (struct box){0, 0, display->width, display->height} : display->frame;
    pdf_box(&box, display, frame);
    buffer_printf(&place, "/FitR %.*s", (int)(box.length - 2), box.bytes + 1);
    pdf_object_open(file, number);
    buffer_printf(file->out, "<</Type/Outlines/First %u 0 R/Last %u 0 R/Count 2>>", title, map);
    pdf_object_close(file);
    outline_item(file, title,
                 display->title != NULL ? display->title
                 : is_french            ? "Planche"
                                        : "Sheet",
                 number, 0, map, page, "/Fit");
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
    outline_item(file, map, is_french ? "Carte" : "Map", number, title, 0, page, place.bytes);
    if (content->layer_count > 0) /* shut: a negative count */
        buffer_printf(file->out, "/First %u 0 R/Last %u 0 R/Count -%zu", first,
                      first + (unsigned)content->layer_count - 1, content->layer_count);
    buffer_puts(file->out, ">>");
    pdf_object_close(file);
    outline_layers(file, map, page, content, place.bytes, first);
    buffer_free(&place);
    buffer_free(&box);
}

/* ---- the ground ---- */

/* EPSG:2154 as GDAL 3 writes it in WKT 1, which ISO 32000-2, 12.10.4 asks for. */
static const char lambert93[] =
    "PROJCS[\"RGF93 v1 / Lambert-93\",GEOGCS[\"RGF93 v1\",DATUM[\"Reseau_Geodesique_Francais_1993_v1\","
    "SPHEROID[\"GRS 1980\",6378137,298.257222101,AUTHORITY[\"EPSG\",\"7019\"]],AUTHORITY[\"EPSG\",\"6171\"]],"
    "PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
    "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4171\"]],"
    "PROJECTION[\"Lambert_Conformal_Conic_2SP\"],PARAMETER[\"latitude_of_origin\",46.5],"
    "PARAMETER[\"central_meridian\",3],PARAMETER[\"standard_parallel_1\",49],PARAMETER[\"standard_parallel_2\",44],"
    "PARAMETER[\"false_easting\",700000],PARAMETER[\"false_northing\",6600000],"
    "UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],AXIS[\"Easting\",EAST],AXIS[\"Northing\",NORTH],"
    "AUTHORITY[\"EPSG\",\"2154\"]]";

bool pdf_viewport_append(struct buffer *page, const struct display *display, struct error *err)
{
    struct box ground = display->ground;
    if (box_is_empty(ground) || box_is_empty(display->frame))
        return true;
    struct point corners[] = {
        {ground.xmin, ground.ymin}, {ground.xmin, ground.ymax}, {ground.xmax, ground.ymax}, {ground.xmax, ground.ymin}};
    struct crs_transform *transform = crs_transform_open(CRS_LAMBERT93, CRS_CRS84, err);
    bool is_done = transform != NULL && crs_transform_points(transform, corners, 4, err);
    crs_transform_close(transform);
    if (!is_done)
        return false;
    buffer_puts(page, "/VP[<</Type/Viewport/Name");
    pdf_text(page, strcmp(display->lang, "fr") == 0 ? "Carte" : "Map");
    buffer_puts(page, "/BBox");
    pdf_box(page, display, display->frame);
    buffer_puts(page, "/Measure<</Type/Measure/Subtype/GEO/Bounds[0 0 0 1 1 1 1 0]/LPTS[0 0 0 1 1 1 1 0]/GPTS[");
    for (int i = 0; i < 4; i++) { /* latitude first; nine digits are a tenth of a millimetre */
        number_write(page, corners[i].y, 9);
        buffer_putc(page, ' ');
        number_write(page, corners[i].x, 9);
        buffer_putc(page, i < 3 ? ' ' : ']');
    }
    buffer_puts(page, "/GCS<</Type/PROJCS/EPSG 2154/WKT");
    pdf_text(page, lambert93);
    buffer_puts(page, ">>>>>>]");
    return true;
}
