#include "exchange/sniff.h"

#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Shapefile main file: file code 9994, big-endian (ESRI Shapefile Technical Description, 1998, table 1). */
static const char shapefile_code[] = "\x00\x00\x27\x0A";
/* SQLite, 1.3 of its file format; that it is a GeoPackage too is the driver's to say. */
static const char sqlite_code[] = "SQLite format 3";

#define EXCEPTION_MAX 200 /* bytes of a service's own words in the error line */

static const char *sniff_find(const char *bytes, size_t length, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= length; i++)
        if (strncasecmp(bytes + i, word, size) == 0)
            return bytes + i;
    return NULL;
}

/* The text of the element whose name ends in `element`: <ows:ExceptionText>, <ServiceException code="..">. */
static bool sniff_element(const char *bytes, size_t length, const char *element, char *text, size_t size)
{
    const char *end = bytes + length, *at = sniff_find(bytes, length, element);
    if (at == NULL || (at = memchr(at, '>', (size_t)(end - at))) == NULL)
        return false;
    size_t used = 0;
    for (at++; at < end && *at != '<' && used + 1 < size; at++)
        if (!isspace((unsigned char)*at) || (used > 0 && text[used - 1] != ' '))
            text[used++] = isspace((unsigned char)*at) ? ' ' : *at;
    while (used > 0 && text[used - 1] == ' ')
        used--;
    text[used] = '\0';
    return used > 0;
}

static bool sniff_refuse_markup(const char *bytes, size_t length, const char *name, struct error *err)
{
    char text[EXCEPTION_MAX];
    if (sniff_find(bytes, length, "<OGRVRTDataSource") != NULL || sniff_find(bytes, length, "<VRTDataset") != NULL)
        return error_set(err, ERROR_INPUT, "%s: a virtual file of GDAL (VRT), which may point anywhere, is refused",
                         name);
    if (sniff_element(bytes, length, "ExceptionText", text, sizeof text) ||
        sniff_element(bytes, length, "ServiceException ", text, sizeof text) ||
        sniff_element(bytes, length, "ServiceException>", text, sizeof text))
        return error_set(err, ERROR_INPUT, "%s: the service answered with an exception instead of data: %s", name,
                         text);
    if (sniff_find(bytes, length, "Exception") != NULL)
        return error_set(err, ERROR_INPUT, "%s: the service answered with an exception instead of data", name);
    if (sniff_find(bytes, length, "<html") != NULL || sniff_find(bytes, length, "<!doctype html") != NULL) {
        bool has_title = sniff_element(bytes, length, "<title", text, sizeof text);
        return error_set(err, ERROR_INPUT, "%s: a web page%s%s%s instead of data", name, has_title ? " (\"" : "",
                         has_title ? text : "", has_title ? "\")" : "");
    }
    return error_set(err, ERROR_INPUT, "%s: XML, which is not read; GeoJSON, GeoPackage, Shapefile and CSV are", name);
}

static bool sniff_refuse_binary(const char *bytes, size_t length, const char *name, struct error *err)
{
    static const struct {
        const char *start;
        size_t size;
        const char *what;
    } others[] = {
        {"\x1F\x8B", 2, "compressed with gzip"}, {"\xFF\xFE", 2, "UTF-16 text"}, {"\xFE\xFF", 2, "UTF-16 text"},
        {"7z\xBC\xAF", 4, "a 7z archive"},       {"Rar!", 4, "a RAR archive"},   {"%PDF", 4, "a PDF"}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (length >= others[i].size && memcmp(bytes, others[i].start, others[i].size) == 0)
            return error_set(err, ERROR_INPUT,
                             "%s: %s; GeoJSON, GeoPackage, Shapefile (also zipped) and CSV in UTF-8 are read", name,
                             others[i].what);
    return error_set(err, ERROR_INPUT, "%s: not GeoJSON, GeoPackage, Shapefile, zip or CSV", name);
}

bool sniff_is_csv_name(const char *name)
{
    return text_ends_with(name, ".csv") || text_ends_with(name, ".CSV");
}

bool sniff_bytes(const char *bytes, size_t length, const char *name, bool may_be_csv, enum sniff_format *format,
                 struct error *err)
{
    size_t at = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < length && isspace((unsigned char)bytes[at]))
        at++;
    if (at == length)
        return error_set(err, ERROR_INPUT, "%s: the file is empty%s", name, length == 0 ? " (0 bytes)" : "");
    if (length >= 4 && memcmp(bytes, shapefile_code, 4) == 0)
        *format = SNIFF_SHAPEFILE;
    else if (length >= sizeof sqlite_code && memcmp(bytes, sqlite_code, sizeof sqlite_code) == 0)
        *format = SNIFF_GPKG;
    else if (length >= 4 && (memcmp(bytes, "PK\3\4", 4) == 0 || memcmp(bytes, "PK\5\6", 4) == 0))
        *format = SNIFF_ZIP;
    else if (bytes[at] == '<')
        return sniff_refuse_markup(bytes + at, length - at, name, err);
    else if (memchr(bytes, '\0', length) != NULL)
        return sniff_refuse_binary(bytes, length, name, err);
    else if (bytes[at] == '{')
        *format = SNIFF_GEOJSON;
    else if (may_be_csv)
        *format = SNIFF_CSV;
    else
        return sniff_refuse_binary(bytes, length, name, err);
    return true;
}

bool sniff_file(const char *path, const char *name, bool may_be_csv, enum sniff_format *format, struct error *err)
{
    char bytes[SNIFF_BYTES];
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    size_t length = fread(bytes, 1, sizeof bytes, file);
    bool is_read = ferror(file) == 0;
    fclose(file);
    if (!is_read)
        return error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    return sniff_bytes(bytes, length, name, may_be_csv, format, err);
}
