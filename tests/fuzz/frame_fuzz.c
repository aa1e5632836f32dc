/* tests/fuzz/frame_fuzz.c: strangers' bytes as a stream of features. Inputs that lack the start get it, so that the
 * fuzzer need not guess eight bytes. */
#include "geo/frame.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

/* Touches every byte that a frame hands over. */
static void check_frame(const struct frame *frame)
{
    if (frame->type != FRAME_FEATURE) {
        check(strlen(frame->json) == frame->json_length && frame->json_length > 0);
        return;
    }
    check(frame->feature.id >= 0 && frame->feature.field_count <= FEATURE_FIELDS_MAX);
    for (size_t i = 0; i < frame->feature.field_count; i++) {
        const struct value *value = &frame->feature.values[i];
        check(value->type == VALUE_NULL || value->type == frame->feature.fields[i].type);
        check(value->type != VALUE_TEXT || strlen(value->text) <= FRAME_MAX);
    }
    check((frame->wkb == NULL) == (frame->feature.geometry.type == GEOMETRY_NONE));
    check(geometry_is_finite(&frame->feature.geometry));
}

static int descriptor_of(const uint8_t *data, size_t size)
{
    static const char start[] = "TERRIL1\n";
    int descriptor = memfd_create("frames", MFD_CLOEXEC);
    check(descriptor >= 0);
    if (size < sizeof start - 1 || memcmp(data, start, sizeof start - 1) != 0)
        check(write(descriptor, start, sizeof start - 1) == (ssize_t)(sizeof start - 1));
    check(write(descriptor, data, size) == (ssize_t)size);
    check(lseek(descriptor, 0, SEEK_SET) == 0);
    return descriptor;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int descriptor = descriptor_of(data, size);
    struct error err = ERROR_INIT;
    struct frame_reader *reader = frame_reader_open(descriptor, "fuzz", &err);
    struct frame frame;
    int got = reader == NULL ? -1 : 0;
    while (reader != NULL && (got = frame_read(reader, &frame, &err)) == 1)
        check_frame(&frame);
    check((got == -1) == (err.kind != ERROR_NONE));
    frame_reader_close(reader);
    close(descriptor);
    return 0;
}
