#include "exchange/layer.h"

#include "base/file.h"
#include "base/text.h"
#include "exchange/driver.h"
#include "exchange/path.h"
#include "exchange/zip.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Only the reader that the first bytes ask for is let near the file. */
static const char *const drivers[] = {
    [SNIFF_GEOJSON] = "GeoJSON", [SNIFF_GPKG] = "GPKG", [SNIFF_SHAPEFILE] = "ESRI Shapefile", [SNIFF_CSV] = "CSV"};

/* CSV: every column is text until the catalogue gives it a type, and the columns that publishers use for places
 * (Cartofriches writes geompoint in WKT, SNCF x_wgs84 and y_wgs84) are tried as geometry. */
static const char *const options_csv[] = {"HEADERS=YES",
                                          "AUTODETECT_TYPE=NO",
                                          "KEEP_GEOM_COLUMNS=YES",
                                          "GEOM_POSSIBLE_NAMES=geompoint,wkt,geom,geometry",
                                          "X_POSSIBLE_NAMES=x_wgs84,lon,longitude",
                                          "Y_POSSIBLE_NAMES=y_wgs84,lat,latitude",
                                          NULL};
static const char *const options_geojson[] = {"DATE_AS_STRING=YES", "ARRAY_AS_STRING=YES", NULL};
/* IMMUTABLE: no lock, no journal beside the file. */
static const char *const options_gpkg[] = {"IMMUTABLE=YES", "LIST_ALL_TABLES=NO", NULL};

static const char *const *layer_options(enum sniff_format format)
{
    switch (format) {
    case SNIFF_CSV:
        return options_csv;
    case SNIFF_GEOJSON:
        return options_geojson;
    case SNIFF_GPKG:
        return options_gpkg;
    case SNIFF_SHAPEFILE:
    case SNIFF_ZIP:
        break;
    }
    return NULL;
}

/* The parts of a Shapefile beside the one we were given are files of strangers too. */
static bool layer_check_neighbours(const char *path, struct arena *arena, struct error *err)
{
    static const char *const endings[] = {"shx", "dbf", "prj", "cpg", "SHX", "DBF", "PRJ", "CPG", NULL};
    char *neighbour = arena_string(arena, path);
    size_t length = strlen(path);
    struct stat status;
    for (size_t i = 0; length > 4 && endings[i] != NULL; i++) {
        memcpy(neighbour + length - 3, endings[i], 3);
        if (lstat(neighbour, &status) == 0 && !S_ISREG(status.st_mode))
            return error_set(err, ERROR_INPUT, "%s: not a regular file", neighbour);
    }
    return true;
}

/* Which name GDAL is given, and the format of what it will read. */
static const char *layer_target(const char *path, const char *source_id, enum sniff_format *format, struct arena *arena,
                                struct error *err)
{
    if (!sniff_file(path, path_name(path), sniff_is_csv_name(path), format, err))
        return NULL;
    if (*format == SNIFF_SHAPEFILE)
        return layer_check_neighbours(path, arena, err) ? path : NULL;
    if (*format != SNIFF_ZIP)
        return path;
    const char *member = zip_member(path, source_id, arena, err);
    if (member == NULL || !zip_measure(path, member, err))
        return NULL;
    const char *target = arena_printf(arena, "/vsizip/{%s}/%s", path, member);
    char head[SNIFF_BYTES];
    VSILFILE *file = VSIFOpenL(target, "rb");
    size_t length = file != NULL ? VSIFReadL(head, 1, sizeof head, file) : 0;
    if (file != NULL)
        VSIFCloseL(file);
    const char *name = arena_printf(arena, "%s/%s", path_name(path), member);
    if (!sniff_bytes(head, length, name, sniff_is_csv_name(name), format, err))
        return NULL;
    if (*format == SNIFF_ZIP) {
        error_set(err, ERROR_INPUT, "%s: a zip inside a zip", name);
        return NULL;
    }
    return target;
}

static bool layer_choose(struct layer *layer, const char *name, const char *source_id, struct error *err)
{
    int count = GDALDatasetGetLayerCount(layer->dataset);
    if (count == 0)
        return error_set(err, ERROR_INPUT, "%s: holds no layer", name);
    for (int i = 0; i < count && layer->handle == NULL; i++) {
        OGRLayerH handle = GDALDatasetGetLayer(layer->dataset, i);
        if (count == 1 || strcasecmp(OGR_L_GetName(handle), source_id) == 0)
            layer->handle = handle;
    }
    if (layer->handle == NULL)
        return error_set(err, ERROR_INPUT, "%s: holds %d layers, none of them called \"%s\"", name, count, source_id);
    return true;
}

bool layer_open(struct layer *layer, const char *path, const char *source_id, struct arena *arena, struct error *err)
{
    const char *name = path_name(path);
    memset(layer, 0, sizeof *layer);
    const char *target = layer_target(path, source_id, &layer->format, arena, err);
    if (target == NULL)
        return false;
    const char *const allowed[] = {drivers[layer->format], NULL};
    driver_complaint_take();
    layer->dataset = GDALOpenEx(target, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, allowed,
                                layer_options(layer->format), NULL);
    struct driver_complaint complaint = driver_complaint_take();
    if (layer->dataset == NULL)
        return error_set(err, ERROR_INPUT, "%s: does not read as %s: %s", name, allowed[0],
                         complaint.message[0] != '\0' ? complaint.message : "cut short, or another format");
    if (!layer_choose(layer, name, source_id, err)) {
        layer_close(layer);
        return false;
    }
    layer->driver = allowed[0];
    layer->name = arena_string(arena, OGR_L_GetName(layer->handle));
    return true;
}

void layer_close(struct layer *layer)
{
    if (layer->dataset != NULL)
        GDALClose(layer->dataset);
    layer->dataset = NULL;
}
