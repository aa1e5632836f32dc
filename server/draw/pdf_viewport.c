#include "draw/pdf_document.h"

#include "base/number.h"
#include "geo/crs.h"

#include <string.h>

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
