#include "exchange/zip.h"

#include "exchange/driver.h"
#include "exchange/fixture.h"

#include <endian.h>

/* ---- a zip written by hand: local header, stored bytes, directory, end (APPNOTE 6.3.10, 4.3) ---- */

struct made_zip {
    struct buffer body, directory;
    size_t count;
};

static void put16(struct buffer *out, uint16_t number)
{
    number = htole16(number);
    buffer_append(out, &number, sizeof number);
}

static void put32(struct buffer *out, uint32_t number)
{
    number = htole32(number);
    buffer_append(out, &number, sizeof number);
}

struct member {
    const char *name;
    const char *text;
    uint32_t claimed; /* inflated bytes as the directory says; 0: as they are */
    uint16_t flags, method;
};

static void put_common(struct buffer *out, const struct member *member)
{
    uint32_t size = (uint32_t)strlen(member->text);
    put16(out, 20);
    put16(out, member->flags);
    put16(out, member->method);
    put32(out, 0); /* time and date */
    put32(out, 0); /* CRC, which is not looked at */
    put32(out, size);
    put32(out, member->claimed > 0 ? member->claimed : size);
    put16(out, (uint16_t)strlen(member->name));
    put16(out, 0);
}

static void zip_add(struct made_zip *zip, struct member member)
{
    uint32_t offset = (uint32_t)zip->body.length;
    buffer_puts(&zip->body, "PK\3\4");
    put_common(&zip->body, &member);
    buffer_puts(&zip->body, member.name);
    buffer_puts(&zip->body, member.text);
    buffer_puts(&zip->directory, "PK\1\2");
    put16(&zip->directory, 20);
    put_common(&zip->directory, &member);
    put16(&zip->directory, 0);
    put16(&zip->directory, 0);
    put16(&zip->directory, 0);
    put32(&zip->directory, 0);
    put32(&zip->directory, offset);
    buffer_puts(&zip->directory, member.name);
    zip->count++;
}

static const char *zip_end(struct made_zip *zip, const char *name)
{
    uint32_t offset = (uint32_t)zip->body.length, size = (uint32_t)zip->directory.length;
    if (size > 0)
        buffer_append(&zip->body, zip->directory.bytes, size);
    buffer_puts(&zip->body, "PK\5\6");
    put32(&zip->body, 0);
    put16(&zip->body, (uint16_t)zip->count);
    put16(&zip->body, (uint16_t)zip->count);
    put32(&zip->body, size);
    put32(&zip->body, offset);
    put16(&zip->body, 0);
    const char *path = fixture_bytes(name, zip->body.bytes, zip->body.length);
    buffer_free(&zip->body);
    buffer_free(&zip->directory);
    return path;
}

static const char *zip_of(struct member member)
{
    struct made_zip zip = {BUFFER_INIT, BUFFER_INIT, 0};
    zip_add(&zip, member);
    return zip_end(&zip, "one.zip");
}

static void assert_zip_refused(const char *path, const char *says)
{
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    assert_null(zip_member(path, "cites", arena, &err));
    assert_says(err.message, says);
    arena_free(arena);
}

static void the_only_layer_is_taken(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct made_zip zip = {BUFFER_INIT, BUFFER_INIT, 0};
    zip_add(&zip, (struct member){.name = "read.me", .text = "x"});
    zip_add(&zip, (struct member){.name = "__MACOSX/._a.shp", .text = "x"});
    zip_add(&zip, (struct member){.name = "data/a.SHP", .text = "x"});
    zip_add(&zip, (struct member){.name = "data/a.dbf", .text = "x"});
    assert_string_equal(zip_member(zip_end(&zip, "a.zip"), "cites", arena, NULL), "data/a.SHP");
    arena_free(arena);
}

static void of_several_layers_the_one_called_as_the_source_is_taken(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct made_zip zip = {BUFFER_INIT, BUFFER_INIT, 0};
    zip_add(&zip, (struct member){.name = "a.shp", .text = "x"});
    zip_add(&zip, (struct member){.name = "sub/Cites.geojson", .text = "x"});
    zip_add(&zip, (struct member){.name = "z.csv", .text = "x"});
    const char *path = zip_end(&zip, "a.zip");
    assert_string_equal(zip_member(path, "cites", arena, NULL), "sub/Cites.geojson");
    struct error err = ERROR_INIT;
    assert_null(zip_member(path, "gares", arena, &err));
    assert_says(err.message, "a zip of 3 layers, none of them called \"gares\"");
    arena_free(arena);
}

static void names_that_climb_and_zips_inside_are_refused(void **state)
{
    (void)state;
    static const char *const climbing[] = {"../a.shp", "/a.shp",  "x/../../a.shp", "..",
                                           "x\\a.shp", "c:a.shp", "{x}.shp"};
    for (size_t i = 0; i < sizeof climbing / sizeof climbing[0]; i++)
        assert_zip_refused(zip_of((struct member){.name = climbing[i], .text = "x"}), "named to leave its folder");
    static const char *const nested[] = {"a.zip", "b/a.KMZ", "a.tar.gz", "a.vrt"};
    for (size_t i = 0; i < sizeof nested / sizeof nested[0]; i++)
        assert_zip_refused(zip_of((struct member){.name = nested[i], .text = "x"}), "is an archive or a pointer");
}

static void what_would_grow_too_much_is_refused(void **state)
{
    (void)state;
    assert_zip_refused(zip_of((struct member){.name = "a.shp", .text = "x", .claimed = 300000000}),
                       "would inflate more than 100 times");
    assert_zip_refused(zip_of((struct member){.name = "a.shp", .text = "x", .claimed = 0xFFFFFFFFu}), "more than 2 GB");
    assert_zip_refused(zip_of((struct member){.name = "a.shp", .text = "x", .flags = 1}), "is encrypted");
    assert_zip_refused(zip_of((struct member){.name = "a.shp", .text = "x", .method = 14}), "another way than deflate");
    struct made_zip zip = {BUFFER_INIT, BUFFER_INIT, 0};
    for (int i = 0; i < 101; i++)
        zip_add(&zip, (struct member){.name = "a.shp", .text = "x"});
    assert_zip_refused(zip_end(&zip, "many.zip"), "a zip of 101 members; at most 100");
}

static void a_zip_bomb_that_lies_about_its_size_is_counted(void **state)
{
    (void)state;
    char command[512];
    snprintf(command, sizeof command,
             "cd %s && head -c 30000000 /dev/zero >a.geojson && rm -f b.zip && zip -q b.zip a.geojson", fixture_folder);
    if (system(command) != 0)
        skip();
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    assert_zip_refused(fixture_path("b.zip"), "would inflate more than 100 times");
    driver_start();
    assert_false(zip_measure(fixture_path("b.zip"), "a.geojson", &err));
    assert_says(err.message, "inflates beyond what is allowed");
    arena_free(arena);
}

static void a_directory_broken_anywhere_is_refused_or_read(void **state)
{
    (void)state;
    struct made_zip zip = {BUFFER_INIT, BUFFER_INIT, 0};
    zip_add(&zip, (struct member){.name = "a.shp", .text = "x"});
    zip_add(&zip, (struct member){.name = "a.dbf", .text = "yy"});
    zip_end(&zip, "whole.zip");
    char bytes[512];
    FILE *file = fopen(fixture_path("whole.zip"), "rb");
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    for (size_t cut = 0; cut < length; cut++)
        assert_zip_refused(fixture_bytes("cut.zip", bytes, cut), "cut.zip: a zip without its directory");
    for (size_t at = 0; at < length; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            struct arena *arena = arena_new();
            bytes[at] = (char)(bytes[at] ^ (1 << bit));
            zip_member(fixture_bytes("flip.zip", bytes, length), "a", arena, NULL);
            bytes[at] = (char)(bytes[at] ^ (1 << bit));
            arena_free(arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_only_layer_is_taken),
        cmocka_unit_test(of_several_layers_the_one_called_as_the_source_is_taken),
        cmocka_unit_test(names_that_climb_and_zips_inside_are_refused),
        cmocka_unit_test(what_would_grow_too_much_is_refused),
        cmocka_unit_test(a_zip_bomb_that_lies_about_its_size_is_counted),
        cmocka_unit_test(a_directory_broken_anywhere_is_refused_or_read),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
