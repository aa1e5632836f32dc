#include "exchange/note.h"

#include "base/text.h"
#include "exchange/fixture.h"

static void notes_are_kept_up_to_a_number(void **state)
{
    (void)state;
    struct note_list notes = {.arena = arena_new()};
    for (int i = 0; i < NOTES_MAX + 5; i++)
        note_add(&notes, "note %d", i);
    assert_int_equal(notes.count, NOTES_MAX);
    assert_string_equal(notes.sentences[0], "note 0");
    assert_string_equal(notes.sentences[NOTES_MAX - 1], "note 63");
    arena_free(notes.arena);
}

static void a_long_note_is_cut_between_characters(void **state)
{
    (void)state;
    struct note_list notes = {.arena = arena_new()};
    char text[1200] = "";
    for (int i = 0; i < 400; i++)
        strcat(text, "\xC3\xA9");
    note_add(&notes, "xx%s", text);
    assert_true(text_is_utf8(notes.sentences[0], strlen(notes.sentences[0])));
    arena_free(notes.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_are_kept_up_to_a_number),
        cmocka_unit_test(a_long_note_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
