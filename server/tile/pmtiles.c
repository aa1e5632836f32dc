#include "tile/pmtiles.h"

#include "base/file.h"
#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_SIZE 127u
/* Entries of a leaf directory to begin with; grown until the root fits into the first request. */
#define LEAF_ENTRIES 4096u

/* Values of the header's bytes 97 to 99. */
enum { COMPRESSION_GZIP = 2, TYPE_MVT = 1 };

/* A run of tiles with one content; in a root above leaves, a leaf (run 0). Specification, 4. */
struct entry {
    uint64_t number, offset;
    uint32_t length, run;
};

/* A content that is in `data` already. */
struct content {
    uint64_t hash, offset;
    uint32_t length; /* 0: the place is free */
};

struct pmtiles {
    struct buffer data;
    struct entry *entries;
    size_t count, room;
    struct content *contents; /* open addressing; `places` is a power of two, at most half of them taken */
    size_t content_count, places;
    uint64_t tiles;
};

struct pmtiles *pmtiles_new(void)
{
    struct pmtiles *pmtiles = memory_alloc(sizeof *pmtiles);
    memset(pmtiles, 0, sizeof *pmtiles);
    return pmtiles;
}

void pmtiles_free(struct pmtiles *pmtiles)
{
    if (pmtiles == NULL)
        return;
    buffer_free(&pmtiles->data);
    free(pmtiles->entries);
    free(pmtiles->contents);
    free(pmtiles);
}

/* ---- contents ---- */

static void contents_grow(struct pmtiles *pmtiles)
{
    size_t places = pmtiles->places > 0 ? memory_product(pmtiles->places, 2) : 1024;
    struct content *contents = memory_alloc(memory_product(places, sizeof *contents));
    memset(contents, 0, places * sizeof *contents);
    for (size_t i = 0; i < pmtiles->places; i++) {
        if (pmtiles->contents[i].length == 0)
            continue;
        size_t at = pmtiles->contents[i].hash & (places - 1);
        while (contents[at].length != 0)
            at = (at + 1) & (places - 1);
        contents[at] = pmtiles->contents[i];
    }
    free(pmtiles->contents);
    pmtiles->contents = contents;
    pmtiles->places = places;
}

/* Where these bytes stand in the data; they are appended when they do not yet. */
static uint64_t content_place(struct pmtiles *pmtiles, const void *bytes, uint32_t length)
{
    if (2 * (pmtiles->content_count + 1) > pmtiles->places)
        contents_grow(pmtiles);
    uint64_t hash = hash_bytes(HASH_SEED, bytes, length);
    size_t at = hash & (pmtiles->places - 1);
    for (; pmtiles->contents[at].length != 0; at = (at + 1) & (pmtiles->places - 1)) {
        const struct content *content = &pmtiles->contents[at];
        if (content->hash == hash && content->length == length &&
            memcmp(pmtiles->data.bytes + content->offset, bytes, length) == 0)
            return content->offset;
    }
    pmtiles->contents[at] = (struct content){hash, pmtiles->data.length, length};
    pmtiles->content_count++;
    buffer_append(&pmtiles->data, bytes, length);
    return pmtiles->contents[at].offset;
}

bool pmtiles_add(struct pmtiles *pmtiles, struct tile tile, const void *gzip, size_t length, struct error *err)
{
    assert(length > 0);
    uint64_t number = tile_number(tile);
    struct entry *last = pmtiles->count > 0 ? &pmtiles->entries[pmtiles->count - 1] : NULL;
    if (last != NULL && number < last->number + last->run)
        return error_set(err, ERROR_INPUT, "tile %u/%u/%u is out of order", tile.zoom, tile.x, tile.y);
    if (length > UINT32_MAX)
        return error_set(err, ERROR_LIMIT, "tile %u/%u/%u has more than 4 GiB", tile.zoom, tile.x, tile.y);
    uint64_t offset = content_place(pmtiles, gzip, (uint32_t)length);
    pmtiles->tiles++;
    /* Contents stand there once: the same offset is the same content. */
    if (last != NULL && last->offset == offset && number == last->number + last->run) {
        last->run++;
        return true;
    }
    if (pmtiles->count == pmtiles->room) {
        pmtiles->room = pmtiles->room > 0 ? memory_product(pmtiles->room, 2) : 1024;
        pmtiles->entries = memory_resize(pmtiles->entries, memory_product(pmtiles->room, sizeof *pmtiles->entries));
    }
    pmtiles->entries[pmtiles->count++] = (struct entry){number, offset, (uint32_t)length, 1};
    return true;
}

/* ---- directories ---- */

static void varint_write(struct buffer *out, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        buffer_putc(out, (char)(value | 0x80));
    buffer_putc(out, (char)value);
}

/* Specification, 4.1: numbers as differences, runs, lengths, and offsets, where 0 says "behind the one before". */
static void directory_write(const struct entry *entries, size_t count, struct buffer *out)
{
    varint_write(out, count);
    for (size_t i = 0; i < count; i++)
        varint_write(out, entries[i].number - (i > 0 ? entries[i - 1].number : 0));
    for (size_t i = 0; i < count; i++)
        varint_write(out, entries[i].run);
    for (size_t i = 0; i < count; i++)
        varint_write(out, entries[i].length);
    for (size_t i = 0; i < count; i++) {
        bool is_next = i > 0 && entries[i].offset == entries[i - 1].offset + entries[i - 1].length;
        varint_write(out, is_next ? 0 : entries[i].offset + 1);
    }
}

static bool directory_compress(const struct entry *entries, size_t count, pmtiles_gzip *compress, struct buffer *out)
{
    struct buffer plain = BUFFER_INIT;
    directory_write(entries, count, &plain);
    bool is_done = compress(plain.bytes, plain.length, out);
    buffer_free(&plain);
    return is_done;
}

/* Leaves of `size` entries each, and the root above them. */
static bool leaves_write(const struct pmtiles *pmtiles, size_t size, pmtiles_gzip *compress, struct buffer *root,
                         struct buffer *leaves)
{
    size_t leaf_count = (pmtiles->count + size - 1) / size;
    struct entry *above = memory_alloc(memory_product(leaf_count, sizeof *above));
    bool is_done = true;
    for (size_t i = 0; i < leaf_count && is_done; i++) {
        const struct entry *first = pmtiles->entries + i * size;
        size_t count = i + 1 < leaf_count ? size : pmtiles->count - i * size;
        size_t offset = leaves->length;
        is_done = directory_compress(first, count, compress, leaves);
        above[i] = (struct entry){first->number, offset, (uint32_t)(leaves->length - offset), 0};
    }
    is_done = is_done && directory_compress(above, leaf_count, compress, root);
    free(above);
    return is_done;
}

/* One directory if it fits, else a root above leaves. */
static bool directories_write(const struct pmtiles *pmtiles, pmtiles_gzip *compress, struct buffer *root,
                              struct buffer *leaves)
{
    const size_t most = PMTILES_FIRST_REQUEST - HEADER_SIZE;
    if (!directory_compress(pmtiles->entries, pmtiles->count, compress, root))
        return false;
    for (size_t size = LEAF_ENTRIES; root->length > most; size *= 2) {
        buffer_clear(root);
        buffer_clear(leaves);
        if (!leaves_write(pmtiles, size, compress, root, leaves))
            return false;
    }
    return true;
}

/* ---- the file ---- */

/* Little-endian, `size` bytes. */
static void integer_write(struct buffer *out, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        buffer_putc(out, (char)(value >> (8 * i)));
}

static void degrees_write(struct buffer *out, double degrees)
{
    integer_write(out, (uint32_t)(int32_t)lround(degrees * 1e7), 4);
}

/* Specification, 3. `sizes`: of root, metadata, leaves. */
static void header_write(const struct pmtiles *pmtiles, struct box bounds, const size_t sizes[3], struct buffer *out)
{
    const struct entry *last = &pmtiles->entries[pmtiles->count - 1];
    unsigned zoom_min = tile_of_number(pmtiles->entries[0].number).zoom;
    unsigned zoom_max = tile_of_number(last->number + last->run - 1).zoom;
    uint64_t offset = HEADER_SIZE;
    buffer_puts(out, "PMTiles\x03");
    for (size_t i = 0; i < 3; i++) {
        integer_write(out, offset, 8);
        integer_write(out, sizes[i], 8);
        offset += sizes[i];
    }
    integer_write(out, offset, 8);
    integer_write(out, pmtiles->data.length, 8);
    integer_write(out, pmtiles->tiles, 8);
    integer_write(out, pmtiles->count, 8);
    integer_write(out, pmtiles->content_count, 8);
    integer_write(out, 1, 1); /* clustered */
    integer_write(out, COMPRESSION_GZIP, 1);
    integer_write(out, COMPRESSION_GZIP, 1);
    integer_write(out, TYPE_MVT, 1);
    integer_write(out, zoom_min, 1);
    integer_write(out, zoom_max, 1);
    degrees_write(out, bounds.xmin);
    degrees_write(out, bounds.ymin);
    degrees_write(out, bounds.xmax);
    degrees_write(out, bounds.ymax);
    integer_write(out, (zoom_min + zoom_max) / 2, 1);
    degrees_write(out, (bounds.xmin + bounds.xmax) / 2.0);
    degrees_write(out, (bounds.ymin + bounds.ymax) / 2.0);
}

bool pmtiles_write(const struct pmtiles *pmtiles, const struct pmtiles_about *about, pmtiles_gzip *compress,
                   struct buffer *out, struct error *err)
{
    struct buffer root = BUFFER_INIT, metadata = BUFFER_INIT, leaves = BUFFER_INIT;
    if (pmtiles->count == 0)
        return error_set(err, ERROR_NOT_FOUND, "there are no tiles to write");
    bool is_done = directories_write(pmtiles, compress, &root, &leaves) &&
                   compress(about->metadata, strlen(about->metadata), &metadata);
    if (is_done) {
        const size_t sizes[] = {root.length, metadata.length, leaves.length};
        buffer_reserve(out, HEADER_SIZE + root.length + metadata.length + leaves.length + pmtiles->data.length);
        header_write(pmtiles, about->bounds, sizes, out);
        buffer_append(out, root.bytes, root.length);
        buffer_append(out, metadata.bytes, metadata.length);
        buffer_append(out, leaves.bytes, leaves.length);
        buffer_append(out, pmtiles->data.bytes, pmtiles->data.length);
    } else {
        error_set(err, ERROR_INTERNAL, "the directory of tiles could not be compressed");
    }
    buffer_free(&root);
    buffer_free(&metadata);
    buffer_free(&leaves);
    return is_done;
}
