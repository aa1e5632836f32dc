#include "tile/pmtiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* In place of gzip, so that the test reads what it wrote. Counts what it was given. */
static bool plain(const void *bytes, size_t length, struct buffer *out)
{
    buffer_append(out, bytes, length);
    return true;
}

static bool broken(const void *bytes, size_t length, struct buffer *out)
{
    (void)bytes;
    (void)length;
    (void)out;
    return false;
}

static const struct pmtiles_about about = {"{\"vector_layers\":[]}", {2.2, 50.2, 3.7, 50.7}};

static uint64_t integer_at(const struct buffer *file, size_t at, unsigned size)
{
    uint64_t value = 0;
    assert_true(at + size <= file->length);
    for (unsigned i = 0; i < size; i++)
        value |= (uint64_t)(unsigned char)file->bytes[at + i] << (8 * i);
    return value;
}

static uint64_t varint_at(const struct buffer *file, size_t *at)
{
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        assert_true(*at < file->length);
        unsigned char byte = (unsigned char)file->bytes[(*at)++];
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
}

struct found {
    uint64_t offset, length;
};

/* As a reader looks for a tile, by the words of the specification alone. */
static bool find_in(const struct buffer *file, size_t at, uint64_t number, struct found *found)
{
    enum { MOST = 20000 };
    static struct {
        uint64_t number, run, length, offset;
    } entries[MOST];
    uint64_t count = varint_at(file, &at), last = 0;
    assert_true(count > 0 && count <= MOST);
    for (uint64_t i = 0; i < count; i++)
        entries[i].number = last += varint_at(file, &at);
    for (uint64_t i = 0; i < count; i++)
        entries[i].run = varint_at(file, &at);
    for (uint64_t i = 0; i < count; i++)
        entries[i].length = varint_at(file, &at);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t offset = varint_at(file, &at);
        entries[i].offset = offset > 0 ? offset - 1 : entries[i - 1].offset + entries[i - 1].length;
    }
    uint64_t best = count;
    for (uint64_t i = 0; i < count && entries[i].number <= number; i++)
        best = i;
    if (best == count)
        return false;
    if (entries[best].run == 0)
        return find_in(file, integer_at(file, 40, 8) + entries[best].offset, number, found);
    *found = (struct found){integer_at(file, 56, 8) + entries[best].offset, entries[best].length};
    return number < entries[best].number + entries[best].run;
}

static bool find(const struct buffer *file, uint64_t number, struct found *found)
{
    return find_in(file, integer_at(file, 8, 8), number, found);
}

static void add(struct pmtiles *pmtiles, uint64_t number, const char *text)
{
    struct error err = ERROR_INIT;
    if (!pmtiles_add(pmtiles, tile_of_number(number), text, strlen(text), &err))
        fail_msg("%s", err.message);
}

static void write(struct pmtiles *pmtiles, struct buffer *file)
{
    struct error err = ERROR_INIT;
    if (!pmtiles_write(pmtiles, &about, plain, file, &err))
        fail_msg("%s", err.message);
}

static void every_tile_is_found_and_no_other(void **state)
{
    (void)state;
    static const struct {
        uint64_t number;
        const char *text;
    } tiles[] = {{0, "world"}, {1, "a"}, {2, "a"}, {3, "b"}, {7, "a"}, {8, "c"}, {1000000, "b"}};
    struct buffer file = BUFFER_INIT;
    struct pmtiles *pmtiles = pmtiles_new();
    for (size_t i = 0; i < sizeof tiles / sizeof *tiles; i++)
        add(pmtiles, tiles[i].number, tiles[i].text);
    write(pmtiles, &file);
    struct found found;
    for (size_t i = 0; i < sizeof tiles / sizeof *tiles; i++) {
        assert_true(find(&file, tiles[i].number, &found));
        assert_int_equal(found.length, strlen(tiles[i].text));
        assert_memory_equal(file.bytes + found.offset, tiles[i].text, found.length);
    }
    static const uint64_t absent[] = {4, 6, 9, 999999, 1000001};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_false(find(&file, absent[i], &found));
    pmtiles_free(pmtiles);
    buffer_free(&file);
}

static void equal_contents_stand_there_once_and_runs_are_one_entry(void **state)
{
    (void)state;
    struct buffer file = BUFFER_INIT;
    struct pmtiles *pmtiles = pmtiles_new();
    static const char *const texts[] = {"world", "sea", "sea", "sea", "land", "sea"};
    for (uint64_t i = 0; i < 6; i++)
        add(pmtiles, i, texts[i]);
    write(pmtiles, &file);
    assert_int_equal(integer_at(&file, 64, 8), strlen("worldsealand"));
    assert_int_equal(integer_at(&file, 72, 8), 6); /* tiles */
    assert_int_equal(integer_at(&file, 80, 8), 4); /* entries: world, sea x 3, land, sea */
    assert_int_equal(integer_at(&file, 88, 8), 3); /* contents */
    pmtiles_free(pmtiles);
    buffer_free(&file);
}

static void the_header_says_what_the_specification_wants(void **state)
{
    (void)state;
    struct buffer file = BUFFER_INIT;
    struct pmtiles *pmtiles = pmtiles_new();
    add(pmtiles, tile_number((struct tile){7, 64, 43}), "seven");
    add(pmtiles, tile_number((struct tile){9, 259, 172}), "nine");
    write(pmtiles, &file);
    assert_memory_equal(file.bytes, "PMTiles\x03", 8);
    assert_int_equal(integer_at(&file, 8, 8), 127);
    size_t metadata = integer_at(&file, 24, 8);
    assert_int_equal(metadata, 127 + integer_at(&file, 16, 8));
    assert_int_equal(integer_at(&file, 32, 8), strlen(about.metadata));
    assert_memory_equal(file.bytes + metadata, about.metadata, strlen(about.metadata));
    assert_int_equal(integer_at(&file, 48, 8), 0); /* no leaves */
    assert_int_equal(integer_at(&file, 56, 8) + integer_at(&file, 64, 8), file.length);
    static const unsigned char flags[] = {1, 2, 2, 1, 7, 9}; /* clustered, gzip, gzip, MVT, zooms */
    assert_memory_equal(file.bytes + 96, flags, sizeof flags);
    assert_int_equal(integer_at(&file, 102, 4), 22000000);
    assert_int_equal(integer_at(&file, 106, 4), 502000000);
    assert_int_equal(integer_at(&file, 110, 4), 37000000);
    assert_int_equal(integer_at(&file, 114, 4), 507000000);
    assert_int_equal(integer_at(&file, 118, 1), 8);
    assert_int_equal(integer_at(&file, 119, 4), 29500000);
    assert_int_equal(integer_at(&file, 123, 4), 504500000);
    pmtiles_free(pmtiles);
    buffer_free(&file);
}

static void a_directory_that_is_too_large_gets_leaves_and_the_root_stays_in_the_first_request(void **state)
{
    (void)state;
    enum { TILES = 20000 };
    char text[32];
    struct buffer file = BUFFER_INIT, again = BUFFER_INIT;
    struct pmtiles *pmtiles = pmtiles_new();
    for (uint64_t i = 0; i < TILES; i++) {
        snprintf(text, sizeof text, "tile %u", (unsigned)i);
        add(pmtiles, 5 + 3 * i, text);
    }
    write(pmtiles, &file);
    write(pmtiles, &again);
    assert_int_equal(file.length, again.length);
    assert_memory_equal(file.bytes, again.bytes, file.length);
    assert_true(integer_at(&file, 16, 8) + 127 <= PMTILES_FIRST_REQUEST);
    assert_true(integer_at(&file, 48, 8) > 0);
    for (uint64_t i = 0; i < TILES; i += 97) {
        struct found found;
        snprintf(text, sizeof text, "tile %u", (unsigned)i);
        assert_true(find(&file, 5 + 3 * i, &found));
        assert_int_equal(found.length, strlen(text));
        assert_memory_equal(file.bytes + found.offset, text, found.length);
        assert_false(find(&file, 6 + 3 * i, &found));
    }
    pmtiles_free(pmtiles);
    buffer_free(&file);
    buffer_free(&again);
}

static void tiles_out_of_order_and_files_without_tiles_are_refused(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    struct buffer file = BUFFER_INIT;
    struct pmtiles *pmtiles = pmtiles_new();
    assert_false(pmtiles_write(pmtiles, &about, plain, &file, &err));
    assert_int_equal(err.kind, ERROR_NOT_FOUND);
    add(pmtiles, 5, "a");
    add(pmtiles, 6, "a");
    for (uint64_t number = 4; number <= 6; number++) {
        assert_false(pmtiles_add(pmtiles, tile_of_number(number), "b", 1, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
    }
    assert_false(pmtiles_write(pmtiles, &about, broken, &file, &err));
    assert_int_equal(err.kind, ERROR_INTERNAL);
    assert_int_equal(file.length, 0);
    pmtiles_free(pmtiles);
    buffer_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tile_is_found_and_no_other),
        cmocka_unit_test(equal_contents_stand_there_once_and_runs_are_one_entry),
        cmocka_unit_test(the_header_says_what_the_specification_wants),
        cmocka_unit_test(a_directory_that_is_too_large_gets_leaves_and_the_root_stays_in_the_first_request),
        cmocka_unit_test(tiles_out_of_order_and_files_without_tiles_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
