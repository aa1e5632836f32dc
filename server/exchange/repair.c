#include "exchange/repair.h"

#include "exchange/driver.h"
#include "geo/wkb.h"

#include <cpl_conv.h>
#include <ogr_api.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define REPAIR_FAULT_MAX 160 /* bytes of what GEOS finds wrong */

static OGRGeometryH repair_import(const struct buffer *wkb)
{
    OGRGeometryH geometry = NULL;
    if (OGR_G_CreateFromWkb(wkb->bytes, NULL, &geometry, (int)wkb->length) != OGRERR_NONE)
        return NULL;
    return geometry;
}

static void repair_export(OGRGeometryH geometry, struct buffer *wkb)
{
    size_t size = OGR_G_WkbSizeEx(geometry);
    buffer_clear(wkb);
    unsigned char *room = (unsigned char *)buffer_reserve(wkb, size);
    OGR_G_ExportToIsoWkb(geometry, wkbNDR, room);
    wkb->length += size;
}

/* The kind that stays, in its multi form, which holds any number of parts. */
static OGRwkbGeometryType repair_multi(int dimension)
{
    return dimension == 2 ? wkbMultiPolygon : dimension == 1 ? wkbMultiLineString : wkbMultiPoint;
}

/* Adds the parts of `from`, however deep, that have the wanted dimension. */
static void repair_gather(OGRGeometryH from, int dimension, OGRGeometryH into)
{
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(from));
    bool is_part = type == wkbPoint || type == wkbLineString || type == wkbPolygon;
    if (is_part && OGR_G_GetDimension(from) == dimension && !OGR_G_IsEmpty(from))
        OGR_G_AddGeometry(into, from);
    for (int i = 0; !is_part && i < OGR_G_GetGeometryCount(from); i++)
        repair_gather(OGR_G_GetGeometryRef(from, i), dimension, into);
}

/* What GEOS makes of it, as a multi geometry of the dimension, maybe empty; NULL when GEOS fails. */
static OGRGeometryH repair_make(OGRGeometryH geometry, int dimension)
{
    /* The structure method is for polygons; lines go by GEOS's older one. */
    const char *const structure[] = {"METHOD=STRUCTURE", NULL};
    OGRGeometryH made =
        dimension == 2 ? OGR_G_MakeValidEx(geometry, (char **)(uintptr_t)structure) : OGR_G_MakeValid(geometry);
    if (made == NULL)
        return NULL;
    OGRGeometryH kept = OGR_G_CreateGeometry(repair_multi(dimension));
    repair_gather(made, dimension, kept);
    OGR_G_DestroyGeometry(made);
    return kept;
}

/* A single type stays single when one part is enough. */
static OGRGeometryH repair_as_given(OGRGeometryH kept, enum geometry_type given)
{
    if (given != GEOMETRY_POLYGON && given != GEOMETRY_LINE)
        return kept;
    if (OGR_G_GetGeometryCount(kept) != 1)
        return kept;
    OGRGeometryH only = OGR_G_Clone(OGR_G_GetGeometryRef(kept, 0));
    OGR_G_DestroyGeometry(kept);
    return only;
}

static double repair_area(OGRGeometryH geometry, int dimension)
{
    return dimension == 2 ? OGR_G_Area(geometry) : 0.0;
}

static enum repair_verdict repair_judge(const char *fault, int dimension, double before, double after,
                                        char reason[REPAIR_REASON_MAX])
{
    static const char crossing[] = "Self-intersection"; /* GEOS's word; "Ring Self-intersection" is a touch */
    if (dimension != 2) {
        snprintf(reason, REPAIR_REASON_MAX, "made valid (%s): parts without length were left out", fault);
        return REPAIR_DONE;
    }
    double change = before > 0.0 ? after / before - 1.0 : INFINITY;
    bool is_bow_tie = strncmp(fault, crossing, sizeof crossing - 1) == 0 && after > before;
    if (is_bow_tie && change > REPAIR_AREA_CHANGE) {
        snprintf(reason, REPAIR_REASON_MAX,
                 "made valid (%s): a ring that crosses itself, whose signed area says nothing; area now %.1f m²", fault,
                 after);
        return REPAIR_DONE;
    }
    if (fabs(change) > REPAIR_AREA_CHANGE) {
        snprintf(reason, REPAIR_REASON_MAX,
                 "invalid (%s), and making it valid would change its area from %.1f to %.1f m², by more than 1 %%",
                 fault, before, after);
        return REPAIR_REFUSED;
    }
    snprintf(reason, REPAIR_REASON_MAX, "made valid (%s): area %.1f m² before, %.1f m² after (%+.4f %%)", fault, before,
             after, change * 100.0);
    return REPAIR_DONE;
}

static enum repair_verdict repair_invalid(OGRGeometryH given, enum geometry_type type, const char *fault,
                                          struct buffer *wkb, char reason[REPAIR_REASON_MAX])
{
    int dimension = geometry_dimension(type);
    OGRGeometryH kept = repair_make(given, dimension);
    enum repair_verdict verdict = REPAIR_REFUSED;
    if (kept == NULL || OGR_G_IsEmpty(kept))
        snprintf(reason, REPAIR_REASON_MAX, "invalid (%s), and nothing remains of it once made valid", fault);
    else
        verdict = repair_judge(fault, dimension, repair_area(given, dimension), repair_area(kept, dimension), reason);
    if (verdict == REPAIR_DONE) {
        kept = repair_as_given(kept, type);
        repair_export(kept, wkb);
    }
    OGR_G_DestroyGeometry(kept);
    return verdict;
}

/* GEOS says "Self-intersection at or near point 691753.84640402638 7033551.1733946633": a digit behind the point, that
 * is 10 cm, is what a person can use. */
static void repair_fault(const char *said, char fault[REPAIR_FAULT_MAX])
{
    size_t used = 0, decimals = 0;
    bool is_behind = false;
    for (const char *at = said; *at != '\0' && used + 1 < REPAIR_FAULT_MAX; at++) {
        is_behind =
            is_behind ? isdigit((unsigned char)*at) != 0 : *at == '.' && at > said && isdigit((unsigned char)at[-1]);
        decimals = is_behind ? decimals + 1 : 0;
        if (decimals <= 2)
            fault[used++] = *at;
    }
    fault[used] = '\0';
}

enum repair_verdict repair_geometry(const struct geometry *geometry, struct buffer *wkb, char reason[REPAIR_REASON_MAX])
{
    buffer_clear(wkb);
    wkb_write(geometry, wkb);
    if (geometry_dimension(geometry->type) <= 0)
        return REPAIR_NONE;
    OGRGeometryH given = repair_import(wkb);
    if (given == NULL) {
        snprintf(reason, REPAIR_REASON_MAX, "a geometry that GEOS does not read");
        return REPAIR_REFUSED;
    }
    driver_complaint_take();
    enum repair_verdict verdict = REPAIR_NONE;
    if (!OGR_G_IsValid(given)) {
        char fault[REPAIR_FAULT_MAX];
        repair_fault(driver_complaint_take().message, fault);
        verdict = repair_invalid(given, geometry->type, fault, wkb, reason);
    }
    OGR_G_DestroyGeometry(given);
    driver_complaint_take();
    return verdict;
}
