#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/text.h"
#include "ogc/conformance.h"

#include <stdio.h>
#include <string.h>

#define BEGIN "<!-- conformance: begin -->\n"
#define END   "<!-- conformance: end -->\n"

static void every_class_is_there_once_with_its_proof(void **state)
{
    (void)state;
    for (size_t i = 0; i < conformance_class_count; i++) {
        const struct conformance_class *each = &conformance_classes[i];
        assert_true(text_starts_with(each->uri, "http://www.opengis.net/spec/"));
        assert_non_null(strstr(each->uri, "/conf/"));
        assert_true(strlen(each->standard) > 0);
        assert_true(text_starts_with(each->test, "wire/"));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(each->uri, conformance_classes[k].uri);
    }
}

static void every_proof_is_a_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < conformance_class_count; i++) {
        char path[80];
        for (const char *test = conformance_classes[i].test; *test != '\0';) {
            size_t length = strcspn(test, ",");
            snprintf(path, sizeof path, "tests/%.*s.test.mjs", (int)length, test);
            if (!file_is_regular(path))
                fail_msg("%s: there is no %s", conformance_classes[i].uri, path);
            test += length + strspn(test + length, ", ");
        }
    }
}

/* Printed anew by `build/debug/tests/ogc_conformance_test --print`. */
static void standards_md_says_the_same(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT, table = BUFFER_INIT;
    struct error err = ERROR_INIT;
    if (!file_read("STANDARDS.md", 1u << 20, &text, &err))
        fail_msg("%s", err.message);
    char *begin = strstr(text.bytes, BEGIN), *end = strstr(text.bytes, END);
    assert_true(begin != NULL && end != NULL && begin < end);
    *end = '\0';
    conformance_table(&table);
    assert_string_equal(begin + sizeof BEGIN - 1, table.bytes);
    buffer_free(&table);
    buffer_free(&text);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_class_is_there_once_with_its_proof),
        cmocka_unit_test(every_proof_is_a_file),
        cmocka_unit_test(standards_md_says_the_same),
    };
    if (count == 2 && strcmp(arguments[1], "--print") == 0) {
        struct buffer table = BUFFER_INIT;
        conformance_table(&table);
        fputs(table.bytes, stdout);
        buffer_free(&table);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
