#include "print/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_paper(const char *text, double width, double height, bool is_pixels)
{
    struct error err = ERROR_INIT;
    struct paper paper;
    if (!paper_read(text, &paper, &err))
        fail_msg("%s", err.message);
    assert_true(paper.width == width && paper.height == height && paper.is_pixels == is_pixels);
}

static void formats_and_sizes_are_read(void **state)
{
    (void)state;
    assert_paper("A4", 297, 210, false);
    assert_paper("A3-portrait", 297, 420, false);
    assert_paper("A0-landscape", 1189, 841, false);
    assert_paper("a4", 297, 210, false);
    assert_paper("A4 portrait", 210, 297, false);
    assert_paper("210x297mm", 210, 297, false);
    assert_paper("100.5x90mm", 100.5, 90, false);
    assert_paper("1200x630px", 1200, 630, true);
}

static void what_is_no_paper_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",           "A",         "A9",        "A4 upright", "A4-",      "A44",
                                        "0x0mm",      "0",         "10x10mm",   "99999x10px", "xmm",      "1x",
                                        "x1px",       "1200x630",  "1e9x1e9mm", "nanxnanmm",  "-5x100mm", "100xmm",
                                        "1601x100mm", "100x100cm", "1x2x3mm"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct error err = ERROR_INIT;
        struct paper paper = {1, 2, true};
        if (paper_read(texts[i], &paper, &err))
            fail_msg("%s was read", texts[i]);
        assert_true(err.kind == ERROR_INPUT || err.kind == ERROR_LIMIT);
        assert_true(paper.width == 1 && paper.height == 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_and_sizes_are_read),
        cmocka_unit_test(what_is_no_paper_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
