#include "exchange/meta.h"

#include "exchange/fixture.h"

static void what_is_written_is_read_back_for_the_same_file(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct meta *meta = arena_alloc(arena, sizeof *meta), *read = arena_alloc(arena, sizeof *read);
    const char *file = fixture_file("a.geojson", "12345");
    assert_int_equal(meta_age(file), -1);
    assert_false(meta_read(file, read, arena));
    meta->address = "https://a.fr/é";
    strcpy(meta->date, "2026-03-10");
    meta->bytes = 5;
    meta->features = 59;
    meta->downloads[0] = (struct meta_download){"https://a.fr/1", {"W/\"x\"", "Tue, 10 Mar 2026 08:00:00 GMT"}};
    meta->count = 1;
    assert_true(meta_write(file, meta, NULL));
    assert_true(meta_read(file, read, arena));
    assert_string_equal(read->address, meta->address);
    assert_string_equal(read->date, "2026-03-10");
    assert_int_equal(read->features, 59);
    assert_string_equal(read->downloads[0].validator.etag, "W/\"x\"");
    assert_string_equal(read->downloads[0].validator.last_modified, "Tue, 10 Mar 2026 08:00:00 GMT");
    assert_true(meta_age(file) >= 0 && meta_age(file) < 60);
    fixture_file("a.geojson", "123456"); /* somebody put another file there */
    assert_false(meta_read(file, read, arena));
    arena_free(arena);
}

static void a_broken_meta_says_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "{", "[]", "{}", "{\"bytes\":\"5\"}", "{\"bytes\":6}"};
    struct arena *arena = arena_new();
    struct meta *meta = arena_alloc(arena, sizeof *meta);
    const char *file = fixture_file("b.geojson", "12345");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        fixture_file("b.geojson.meta.json", texts[i]);
        assert_false(meta_read(file, meta, arena));
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back_for_the_same_file),
        cmocka_unit_test(a_broken_meta_says_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
