#include "exchange/driver.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <ogr_srs_api.h>

#include <stdio.h>
#include <string.h>

/* Exported by libgdal, declared only in its C++ header ogrsf_frmts.h. GDALAllRegister would bring
 * some 210 drivers, look for plugins and take 30 ms. */
void RegisterOGRGeoJSON(void);
void RegisterOGRCSV(void);
void RegisterOGRGeoPackage(void);
void RegisterOGRShape(void);
void RegisterOGRFlatGeobuf(void);
void RegisterOGRPG(void);
void RegisterOGRODS(void);
void RegisterOGRXLSX(void);

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

/* A new file in a folder of our own needs no journal on disk: what fails is thrown away. Its triggers are GDAL's and call GDAL's
 * functions. */
static const char *const options_writing[][2] = {
    {"OGR_SQLITE_PRAGMA", "temp_store=MEMORY"},
    {"OGR_SQLITE_JOURNAL", "MEMORY"},
    {"OGR_SQLITE_SYNCHRONOUS", "OFF"}, /* whoever puts the file into its place syncs it */
    {"PG_USE_COPY", "YES"},
    {"OGR_ODS_HEADERS", "FORCE"}, /* what is read back has a row of names, whatever it looks like */
    {"OGR_XLSX_HEADERS", "FORCE"},
};

static void driver_settle(void)
{
    CPLSetErrorHandler(driver_complain);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        CPLSetConfigOption(options[i][0], options[i][1]);
    OSRSetPROJEnableNetwork(0);
}

void driver_start(void)
{
    driver_settle();
    RegisterOGRGeoJSON();
    RegisterOGRCSV();
    RegisterOGRGeoPackage();
    RegisterOGRShape();
}

bool driver_start_writer(const char *driver)
{
    static const struct {
        const char *name;
        void (*start)(void);
    } writers[] = {{"GPKG", RegisterOGRGeoPackage},
                   {"FlatGeobuf", RegisterOGRFlatGeobuf},
                   {"PostgreSQL", RegisterOGRPG},
                   {"ODS", RegisterOGRODS},
                   {"XLSX", RegisterOGRXLSX}};
    size_t i = 0;
    while (i < sizeof writers / sizeof writers[0] && strcmp(writers[i].name, driver) != 0)
        i++;
    if (i == sizeof writers / sizeof writers[0])
        return false;
    driver_settle();
    for (size_t k = 0; k < sizeof options_writing / sizeof options_writing[0]; k++)
        CPLSetConfigOption(options_writing[k][0], options_writing[k][1]);
    writers[i].start();
    return true;
}

const char *const *driver_folders(const char *own, struct arena *arena)
{
    size_t count = 0;
    char **projections = OSRGetPROJSearchPaths();
    const char **folders = arena_array(arena, (size_t)CSLCount(projections) + 3, sizeof *folders);
    if (own != NULL)
        folders[count++] = own;
    folders[count++] = "/usr/share/gdal";
    for (char **at = projections; at != NULL && *at != NULL; at++)
        folders[count++] = arena_string(arena, *at);
    CSLDestroy(projections);
    return folders;
}

void driver_warm(void)
{
    OGRSpatialReferenceH system = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(system, 4326);
    OSRDestroySpatialReference(system);
    driver_complaint_take();
}
