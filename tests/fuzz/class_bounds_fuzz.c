/* tests/fuzz/class_bounds_fuzz.c: strangers' bytes as bounds of classes. What is read makes classes and labels; what is not is refused
 * with a sentence. */
#include "style/class_label.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

static void labels_check(const struct classes *classes, bool is_english)
{
    for (size_t i = 0; i < classes->count; i++) {
        const struct class_label label = {"%", 1, is_english, i % 2 == 0};
        struct buffer out = BUFFER_INIT;
        class_label_write(&out, classes, i, &label);
        check(out.length > 0 && text_is_utf8(out.bytes, out.length));
        buffer_free(&out);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    double bounds[CLASSES_MAX + 1];
    size_t count = 0;
    struct notices notices = NOTICES_INIT;
    if (!class_bounds_read((const char *)bytes, size, bounds, &count, &notices)) {
        check(notices.count == 1 && notices_refuse(&notices) && count == 0);
        return 0;
    }
    check(notices.count == 0 && count >= CLASSES_MIN + 1 && count <= CLASSES_MAX + 1);
    const struct class_choice choice = {.method = CLASS_MANUAL,
                                        .side = size % 2 == 0 ? CLASS_LEFT_CLOSED : CLASS_RIGHT_CLOSED,
                                        .manual = bounds,
                                        .manual_count = count};
    struct classes classes;
    check(classes_make(bounds, count, &choice, &classes, &notices) && classes.count == count - 1);
    for (size_t i = 0; i < count; i++)
        check(isfinite(bounds[i]) && class_of(&classes, bounds[i]) < classes.count);
    labels_check(&classes, false);
    labels_check(&classes, true);
    return 0;
}
