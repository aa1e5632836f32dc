#include "exchange/zip.h"

#include "base/buffer.h"
#include "base/text.h"
#include "exchange/path.h"

#include <cpl_vsi.h>

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define END_BYTES       22u /* of the end record, without its comment */
#define END_SEARCH_MAX  (END_BYTES + 65535u)
#define ENTRY_BYTES     46u /* of a directory entry, without its name and extras */
#define DIRECTORY_MAX   (1024u * 1024u)
#define RATIO_FREE      (64u * 1024u) /* below this many inflated bytes a ratio says nothing */
#define FLAG_ENCRYPTED  1u
#define METHOD_STORED   0u
#define METHOD_DEFLATED 8u

static uint16_t zip_uint16(const char *bytes)
{
    uint16_t number;
    memcpy(&number, bytes, sizeof number);
    return le16toh(number);
}

static uint32_t zip_uint32(const char *bytes)
{
    uint32_t number;
    memcpy(&number, bytes, sizeof number);
    return le32toh(number);
}

struct zip_directory {
    struct buffer bytes;
    size_t count;
};

/* The end record is searched from the end, because a comment may follow it. */
static bool zip_find_directory(FILE *file, uint64_t size, const char *name, uint32_t *offset, uint32_t *length,
                               size_t *count, struct error *err)
{
    struct buffer tail = BUFFER_INIT;
    size_t wanted = size < END_SEARCH_MAX ? (size_t)size : END_SEARCH_MAX;
    bool is_found = false;
    if (wanted >= END_BYTES && fseeko(file, (off_t)(size - wanted), SEEK_SET) == 0) {
        char *room = buffer_reserve(&tail, wanted);
        size_t got = fread(room, 1, wanted, file);
        for (size_t i = got >= END_BYTES ? got - END_BYTES + 1 : 0; i-- > 0 && !is_found;) {
            is_found = memcmp(room + i, "PK\5\6", 4) == 0;
            if (is_found) {
                *count = zip_uint16(room + i + 10);
                *length = zip_uint32(room + i + 12);
                *offset = zip_uint32(room + i + 16);
            }
        }
    }
    buffer_free(&tail);
    if (!is_found)
        return error_set(err, ERROR_INPUT, "%s: a zip without its directory: cut short?", name);
    if (*count > ZIP_MEMBERS_MAX)
        return error_set(err, ERROR_LIMIT, "%s: a zip of %zu members; at most %d are allowed", name, *count,
                         ZIP_MEMBERS_MAX);
    if (*length > DIRECTORY_MAX || (uint64_t)*offset + *length > size)
        return error_set(err, ERROR_INPUT, "%s: a zip whose directory does not lie in the file", name);
    return true;
}

static bool zip_read_directory(const char *path, struct zip_directory *directory, struct error *err)
{
    const char *name = path_name(path);
    struct stat status;
    uint32_t offset = 0, length = 0;
    FILE *file = fopen(path, "rbe");
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
        goto failed;
    }
    if (!zip_find_directory(file, (uint64_t)status.st_size, name, &offset, &length, &directory->count, err))
        goto failed;
    char *room = buffer_reserve(&directory->bytes, length + 1u);
    if (fseeko(file, (off_t)offset, SEEK_SET) != 0 || fread(room, 1, length, file) != length) {
        error_set(err, ERROR_STORAGE, "%s: the zip's directory could not be read", path);
        goto failed;
    }
    directory->bytes.length = length;
    fclose(file);
    return true;
failed:
    if (file != NULL)
        fclose(file);
    return false;
}

static bool zip_name_climbs(const char *member)
{
    return member[0] == '/' || strpbrk(member, "\\:{}") != NULL || strncmp(member, "../", 3) == 0 ||
           strstr(member, "/../") != NULL || text_ends_with(member, "/..") || strcmp(member, "..") == 0;
}

static bool zip_ends_with_any(const char *member, const char *const *endings)
{
    size_t length = strlen(member);
    for (; *endings != NULL; endings++) {
        size_t size = strlen(*endings);
        if (length > size && strcasecmp(member + length - size, *endings) == 0)
            return true;
    }
    return false;
}

static bool zip_is_nested(const char *member)
{
    static const char *const archives[] = {".zip", ".kmz", ".gz", ".tgz", ".tar", ".7z",
                                           ".rar", ".bz2", ".xz", ".vrt", NULL};
    return zip_ends_with_any(member, archives);
}

/* One entry of the directory: its limits. `inflated` adds up over the members. */
static bool zip_check_entry(const char *entry, const char *member, const char *name, uint64_t *inflated,
                            struct error *err)
{
    uint16_t flags = zip_uint16(entry + 8), method = zip_uint16(entry + 10);
    uint64_t packed = zip_uint32(entry + 20), size = zip_uint32(entry + 24);
    *inflated += size;
    if (zip_name_climbs(member))
        return error_set(err, ERROR_INPUT, "%s: the zip's member \"%s\" is named to leave its folder", name, member);
    if (zip_is_nested(member))
        return error_set(err, ERROR_INPUT,
                         "%s: the zip's member \"%s\" is an archive or a pointer; none is opened inside a zip", name,
                         member);
    if ((flags & FLAG_ENCRYPTED) != 0 || (method != METHOD_STORED && method != METHOD_DEFLATED))
        return error_set(err, ERROR_INPUT,
                         "%s: the zip's member \"%s\" is encrypted or packed in another way than deflate", name,
                         member);
    if (*inflated > ZIP_INFLATED_MAX)
        return error_set(err, ERROR_LIMIT, "%s: a zip of more than 2 GB once inflated", name);
    if (size > RATIO_FREE && size > packed * ZIP_RATIO_MAX)
        return error_set(err, ERROR_LIMIT, "%s: the zip's member \"%s\" would inflate more than %d times", name, member,
                         ZIP_RATIO_MAX);
    return true;
}

/* Is the member's name, without folder and ending, `wanted`? */
static bool zip_is_wanted(const char *member, const char *wanted)
{
    const char *stem = path_name(member), *dot = strrchr(stem, '.');
    size_t length = dot != NULL ? (size_t)(dot - stem) : strlen(stem);
    return strlen(wanted) == length && strncasecmp(stem, wanted, length) == 0;
}

struct zip_choice {
    const char *member;
    size_t layers;
    bool is_wanted;
};

static void zip_consider(struct zip_choice *choice, const char *member, const char *wanted)
{
    static const char *const layers[] = {".shp", ".geojson", ".json", ".gpkg", ".csv", NULL};
    if (!zip_ends_with_any(member, layers) || text_starts_with(member, "__MACOSX/") || choice->is_wanted)
        return;
    choice->layers++;
    choice->member = member;
    choice->is_wanted = zip_is_wanted(member, wanted);
}

static bool zip_walk(const struct zip_directory *directory, const char *name, const char *wanted, struct arena *arena,
                     struct zip_choice *choice, struct error *err)
{
    uint64_t inflated = 0;
    size_t at = 0;
    for (size_t i = 0; i < directory->count; i++) {
        const char *entry = directory->bytes.bytes + at;
        size_t left = directory->bytes.length - at;
        if (left < ENTRY_BYTES || memcmp(entry, "PK\1\2", 4) != 0)
            return error_set(err, ERROR_INPUT, "%s: the zip's directory is broken at entry %zu", name, i + 1);
        size_t length = zip_uint16(entry + 28);
        size_t whole = ENTRY_BYTES + length + zip_uint16(entry + 30) + zip_uint16(entry + 32);
        if (whole > left || length == 0 || memchr(entry + ENTRY_BYTES, '\0', length) != NULL)
            return error_set(err, ERROR_INPUT, "%s: the zip's directory is broken at entry %zu", name, i + 1);
        const char *member = arena_copy(arena, entry + ENTRY_BYTES, length);
        if (!zip_check_entry(entry, member, name, &inflated, err))
            return false;
        zip_consider(choice, member, wanted);
        at += whole;
    }
    return true;
}

const char *zip_member(const char *path, const char *wanted, struct arena *arena, struct error *err)
{
    struct zip_directory directory = {BUFFER_INIT, 0};
    struct zip_choice choice = {NULL, 0, false};
    const char *name = path_name(path);
    bool is_good = zip_read_directory(path, &directory, err) && zip_walk(&directory, name, wanted, arena, &choice, err);
    buffer_free(&directory.bytes);
    if (!is_good)
        return NULL;
    if (choice.layers == 0) {
        error_set(err, ERROR_INPUT, "%s: a zip without a Shapefile, GeoJSON, GeoPackage or CSV", name);
        return NULL;
    }
    if (choice.layers > 1 && !choice.is_wanted) {
        error_set(err, ERROR_INPUT, "%s: a zip of %zu layers, none of them called \"%s\"", name, choice.layers, wanted);
        return NULL;
    }
    return choice.member;
}

/* ---- counting what really comes out ---- */

#define MEASURE_BYTES ((size_t)64 * 1024)

static bool zip_measure_one(const char *path, const char *inside, uint64_t packed, uint64_t *inflated,
                            struct error *err)
{
    char room[MEASURE_BYTES];
    VSILFILE *file = VSIFOpenL(inside, "rb");
    if (file == NULL)
        return true; /* a neighbour that is not there */
    uint64_t size = 0;
    for (size_t got; (got = VSIFReadL(room, 1, sizeof room, file)) > 0;) {
        size += got;
        *inflated += got;
        if (*inflated > ZIP_INFLATED_MAX || (size > RATIO_FREE && size > packed * ZIP_RATIO_MAX)) {
            VSIFCloseL(file);
            return error_set(err, ERROR_LIMIT, "%s: the zip's member \"%s\" inflates beyond what is allowed",
                             path_name(path), path_name(inside));
        }
    }
    VSIFCloseL(file);
    return true;
}

bool zip_measure(const char *path, const char *member, struct error *err)
{
    static const char *const neighbours[] = {"", "shx", "dbf", "prj", "cpg", NULL};
    struct stat status;
    uint64_t inflated = 0;
    if (stat(path, &status) != 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    bool has_neighbours = text_ends_with(member, ".shp") || text_ends_with(member, ".SHP");
    for (size_t i = 0; neighbours[i] != NULL && (i == 0 || has_neighbours); i++) {
        struct buffer inside = BUFFER_INIT;
        buffer_printf(&inside, "/vsizip/{%s}/%s", path, member);
        if (i > 0)
            memcpy(inside.bytes + inside.length - 3, neighbours[i], 3);
        bool is_good = zip_measure_one(path, inside.bytes, (uint64_t)status.st_size, &inflated, err);
        buffer_free(&inside);
        if (!is_good)
            return false;
    }
    return true;
}
