#include "draw/pdf_document.h"

#include "base/clock.h"

#include <string.h>

/* The day alone, so that two servers of one snapshot give the same bytes all day long. */
static int64_t document_day(void)
{
    return clock_date() / 86400 * 86400;
}

static void metadata_text(struct buffer *out, const char *name, const char *kind, const char *text)
{
    if (text == NULL)
        return;
    buffer_printf(out, "<%s><rdf:%s><rdf:li%s>", name, kind, strcmp(kind, "Alt") == 0 ? " xml:lang=\"x-default\"" : "");
    buffer_xml(out, text);
    buffer_printf(out, "</rdf:li></rdf:%s></%s>\n", kind, name);
}

bool pdf_metadata_write(struct pdf_document *document, unsigned number, struct error *err)
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
    metadata_text(&out, "dc:title", "Alt", document->title);
    metadata_text(&out, "dc:description", "Alt", document->description);
    metadata_text(&out, "dc:language", "Bag", document->lang);
    metadata_text(&out, "dc:creator", "Seq", document->author);
    buffer_puts(&out, "<pdf:Producer>terril " TERRIL_VERSION "</pdf:Producer>\n"
                      "<xmp:CreatorTool>terril " TERRIL_VERSION "</xmp:CreatorTool>\n");
    buffer_printf(&out, "<xmp:CreateDate>%s</xmp:CreateDate>\n<xmp:ModifyDate>%s</xmp:ModifyDate>\n", day, day);
    buffer_puts(&out, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    /* Not deflated, so that programs that know nothing of PDF find it (14.3.2). */
    bool is_done = pdf_stream(&document->file, number, "/Type/Metadata/Subtype/XML", out.bytes, out.length, true, err);
    buffer_free(&out);
    return is_done;
}

void pdf_information_write(struct pdf_document *document, unsigned number)
{
    struct pdf_file *file = &document->file;
    const char *const keys[] = {"Title", "Subject", "Author", "Creator", "Producer"};
    const char *const texts[] = {document->title, document->description, document->author, "terril " TERRIL_VERSION,
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
