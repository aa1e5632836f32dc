#include "exchange/driver.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <ogr_srs_api.h>

#include <stdio.h>
#include <string.h>

/* Exported by libgdal, declared only in its C++ header ogrsf_frmts.h. GDALAllRegister would bring
 * some 210 drivers, look for plugins and take 30 ms. */
void RegisterOGRGeoJSON(void);
void RegisterOGRCSV(void);
void RegisterOGRGeoPackage(void);
void RegisterOGRShape(void);

static struct driver_complaint complaint;

static void CPL_STDCALL driver_complain(CPLErr class, CPLErrorNum number, const char *message)
{
    (void)number;
    bool is_failure = class == CE_Failure || class == CE_Fatal;
    if (class == CE_Debug || complaint.is_failure || (complaint.message[0] != '\0' && !is_failure))
        return;
    complaint.is_failure = is_failure;
    snprintf(complaint.message, sizeof complaint.message, "%s", message);
}

struct driver_complaint driver_complaint_take(void)
{
    struct driver_complaint taken = complaint;
    memset(&complaint, 0, sizeof complaint);
    return taken;
}

/* Where each option is from: gdal.org, "Configuration options", and the drivers' own pages. */
static const char *const options[][2] = {
    {"GDAL_DRIVER_PATH", "disable"},               /* no plugins */
    {"GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR"}, /* no look around the file */
    {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none"}, /* no network, as the sandbox says again */
    {"GDAL_HTTP_CONNECTTIMEOUT", "1"},
    {"GDAL_HTTP_TIMEOUT", "1"},
    {"GDAL_HTTP_MAX_RETRY", "0"},
    {"CPL_DEBUG", "OFF"},
    {"GDAL_PAM_ENABLED", "NO"}, /* no .aux.xml */
    /* MB that one feature takes, as GDAL reckons it: a polygon of a million vertices takes 170 */
    {"OGR_GEOJSON_MAX_OBJ_SIZE", "250"},
    {"SHAPE_RESTORE_SHX", "NO"}, /* nothing is written */
    {"OGR_SQLITE_LOAD_EXTENSIONS", NULL},
    {"OGR_SQLITE_PRAGMA", "trusted_schema=0"}, /* views and triggers of a stranger's GeoPackage call nothing */
    {"OGR_GPKG_INTEGRITY_CHECK", "NO"},
    {"OGR_GEOMETRY_ACCEPT_UNCLOSED_RING", "YES"}, /* closed by us */
};

void driver_start(void)
{
    CPLSetErrorHandler(driver_complain);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        CPLSetConfigOption(options[i][0], options[i][1]);
    OSRSetPROJEnableNetwork(0);
    RegisterOGRGeoJSON();
    RegisterOGRCSV();
    RegisterOGRGeoPackage();
    RegisterOGRShape();
}

void driver_warm(void)
{
    OGRSpatialReferenceH system = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(system, 4326);
    OSRDestroySpatialReference(system);
    driver_complaint_take();
}
