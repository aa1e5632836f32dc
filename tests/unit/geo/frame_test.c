#include "geo/frame.h"

#include "geo/grid.h"
#include "geo/wkb.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

static const char source[] =
    "{\"fields\":[{\"name\":\"nom\",\"type\":\"text\"},{\"name\":\"habitants\",\"type\":\"integer\"},"
    "{\"name\":\"ratio\",\"type\":\"real\"}],\"driver\":\"GeoJSON\",\"notes\":[]}";
static const struct field fields[] = {{"nom", VALUE_TEXT}, {"habitants", VALUE_INTEGER}, {"ratio", VALUE_REAL}};

static void write_lens(struct buffer *out)
{
    struct buffer wkb = BUFFER_INIT;
    struct arena *arena = arena_new();
    struct geometry polygon = grid_geometry(GRID("c.", "ab"), GEOMETRY_POLYGON, "abca", arena);
    wkb_write(&polygon, &wkb);
    struct value values[] = {value_text("Liévin"), value_integer(-30000), value_real(0.25)};
    struct feature feature = {7, fields, values, 3, polygon};
    frame_write_feature(out, &feature, wkb.bytes, wkb.length);
    arena_free(arena);
    buffer_free(&wkb);
}

static void write_unknown(struct buffer *out)
{
    struct value values[] = {VALUE_UNKNOWN, VALUE_UNKNOWN, value_real(NAN)};
    struct feature feature = {0, fields, values, 3, GEOMETRY_EMPTY};
    frame_write_feature(out, &feature, NULL, 0);
}

static void write_source(struct buffer *out)
{
    frame_write_start(out);
    frame_write_json(out, FRAME_SOURCE, source, strlen(source));
}

static void write_end(struct buffer *out)
{
    frame_write_json(out, FRAME_END, "{\"read\":2}", 10);
}

/* Source, two features, a repair, a refusal, end. */
static struct buffer whole_stream(void)
{
    struct buffer out = BUFFER_INIT;
    write_source(&out);
    write_lens(&out);
    frame_write_json(&out, FRAME_REPAIRED, "{\"feature\":7}", 13);
    write_unknown(&out);
    frame_write_json(&out, FRAME_REFUSED, "{\"feature\":8}", 13);
    write_end(&out);
    return out;
}

static int descriptor_of(const void *bytes, size_t length)
{
    int descriptor = memfd_create("frames", 0);
    assert_true(descriptor >= 0);
    assert_true(write(descriptor, bytes, length) == (ssize_t)length);
    assert_int_equal(lseek(descriptor, 0, SEEK_SET), 0);
    return descriptor;
}

/* Reads to the end: the number of frames, or -1 with an error. */
static int read_all(const void *bytes, size_t length, struct error *err)
{
    int descriptor = descriptor_of(bytes, length);
    struct frame_reader *reader = frame_reader_open(descriptor, "essai", err);
    int count = reader == NULL ? -1 : 0, got = 0;
    struct frame frame;
    while (reader != NULL && (got = frame_read(reader, &frame, err)) == 1)
        count++;
    frame_reader_close(reader);
    close(descriptor);
    return got < 0 ? -1 : count;
}

static void assert_refused(struct buffer *stream, enum error_kind kind, const char *why)
{
    struct error err = ERROR_INIT;
    assert_int_equal(read_all(stream->bytes, stream->length, &err), -1);
    assert_int_equal(err.kind, kind);
    if (strncmp(err.message, "essai: ", 7) != 0 || strstr(err.message, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, why);
    buffer_free(stream);
}

/* A frame whose type, length and payload are what the test says, true or not. */
static void put_frame(struct buffer *out, char type, uint32_t length, const void *payload, size_t there)
{
    const char header[5] = {type, (char)length, (char)(length >> 8), (char)(length >> 16), (char)(length >> 24)};
    buffer_append(out, header, 5);
    buffer_append(out, payload, there);
}

/* ---- what is right ---- */

static void assert_lens(const struct frame *frame)
{
    assert_int_equal(frame->type, FRAME_FEATURE);
    assert_int_equal(frame->feature.id, 7);
    assert_int_equal(frame->feature.field_count, 3);
    assert_string_equal(feature_value(&frame->feature, "nom")->text, "Liévin");
    assert_int_equal(feature_value(&frame->feature, "habitants")->integer, -30000);
    assert_true(feature_value(&frame->feature, "habitants")->real == -30000.0);
    assert_true(feature_value(&frame->feature, "ratio")->real == 0.25);
    assert_int_equal(frame->feature.geometry.type, GEOMETRY_POLYGON);
    assert_int_equal(frame->feature.geometry.point_count, 4);
    assert_true(frame->feature.geometry.points[1].x == 1.0);
    assert_int_equal(frame->wkb_length, 1 + 4 + 4 + 4 + 4 * 16);
    assert_int_equal(((const char *)frame->wkb)[0], 1);
}

static void a_stream_is_read_as_it_was_written(void **state)
{
    (void)state;
    struct buffer stream = whole_stream();
    int descriptor = descriptor_of(stream.bytes, stream.length);
    struct error err = ERROR_INIT;
    struct frame_reader *reader = frame_reader_open(descriptor, "essai", &err);
    assert_non_null(reader);
    assert_string_equal(frame_reader_source(reader), source);
    size_t count;
    const struct field *read_fields = frame_reader_fields(reader, &count);
    assert_int_equal(count, 3);
    assert_string_equal(read_fields[1].name, "habitants");
    assert_int_equal(read_fields[1].type, VALUE_INTEGER);
    struct frame frame;
    assert_int_equal(frame_read(reader, &frame, &err), 1);
    assert_lens(&frame);
    assert_int_equal(frame_read(reader, &frame, &err), 1);
    assert_int_equal(frame.type, FRAME_REPAIRED);
    assert_string_equal(frame.json, "{\"feature\":7}");
    assert_int_equal(frame.json_length, 13);
    assert_int_equal(frame_read(reader, &frame, &err), 1);
    assert_int_equal(frame.feature.id, 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(frame.feature.values[i].type, VALUE_NULL); /* the NaN too */
    assert_int_equal(frame.feature.geometry.type, GEOMETRY_NONE);
    assert_null(frame.wkb);
    assert_int_equal(frame_read(reader, &frame, &err), 1);
    assert_int_equal(frame.type, FRAME_REFUSED);
    assert_int_equal(frame_read(reader, &frame, &err), 1);
    assert_int_equal(frame.type, FRAME_END);
    assert_int_equal(frame_read(reader, &frame, &err), 0);
    assert_int_equal(frame_read(reader, &frame, &err), 0);
    frame_reader_close(reader);
    frame_reader_close(NULL);
    assert_true(fcntl(descriptor, F_GETFD) >= 0); /* the descriptor stays the caller's */
    close(descriptor);
    buffer_free(&stream);
}

struct drip {
    const struct buffer *stream;
    int descriptor;
};

static void *drip_write(void *payload)
{
    struct drip *drip = payload;
    for (size_t i = 0; i < drip->stream->length; i++)
        if (write(drip->descriptor, drip->stream->bytes + i, 1) != 1)
            break;
    close(drip->descriptor);
    return NULL;
}

static void bytes_may_come_one_by_one(void **state)
{
    (void)state;
    struct buffer stream = whole_stream();
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct drip drip = {&stream, ends[1]};
    pthread_t writer;
    assert_int_equal(pthread_create(&writer, NULL, drip_write, &drip), 0);
    struct error err = ERROR_INIT;
    struct frame_reader *reader = frame_reader_open(ends[0], "essai", &err);
    assert_non_null(reader);
    struct frame frame;
    assert_int_equal(frame_read(reader, &frame, &err), 1);
    assert_lens(&frame);
    int count = 1;
    while (frame_read(reader, &frame, &err) == 1)
        count++;
    assert_int_equal(count, 5);
    assert_int_equal(err.kind, ERROR_NONE);
    frame_reader_close(reader);
    pthread_join(writer, NULL);
    close(ends[0]);
    buffer_free(&stream);
}

static void many_features_pass_through_one_reader(void **state)
{
    (void)state;
    struct buffer stream = BUFFER_INIT;
    write_source(&stream);
    for (int i = 0; i < 20000; i++) /* more than one read(2) */
        write_lens(&stream);
    write_end(&stream);
    struct error err = ERROR_INIT;
    assert_int_equal(read_all(stream.bytes, stream.length, &err), 20001);
    buffer_free(&stream);
}

static void a_source_without_fields_has_features_without_values(void **state)
{
    (void)state;
    struct buffer stream = BUFFER_INIT;
    frame_write_start(&stream);
    frame_write_json(&stream, FRAME_SOURCE, "{\"fields\":[]}", 13);
    struct feature feature = {1, NULL, NULL, 0, GEOMETRY_EMPTY};
    frame_write_feature(&stream, &feature, NULL, 0);
    write_end(&stream);
    struct error err = ERROR_INIT;
    assert_int_equal(read_all(stream.bytes, stream.length, &err), 2);
    buffer_free(&stream);
}

/* ---- what is broken ---- */

static void a_stream_cut_at_any_byte_is_broken(void **state)
{
    (void)state;
    struct buffer stream = whole_stream();
    for (size_t length = 0; length < stream.length; length++) {
        struct error err = ERROR_INIT;
        assert_int_equal(read_all(stream.bytes, length, &err), -1);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_non_null(strstr(err.message, "essai: "));
    }
    buffer_free(&stream);
}

static void no_flipped_byte_does_harm(void **state)
{
    (void)state;
    struct buffer stream = whole_stream();
    for (size_t i = 0; i < stream.length; i++) {
        for (int flip = 1; flip < 256; flip = flip * 3 + 1) {
            stream.bytes[i] = (char)(stream.bytes[i] ^ flip);
            struct error err = ERROR_INIT;
            int count = read_all(stream.bytes, stream.length, &err);
            assert_true(count == 5 || (count == -1 && err.message[0] != '\0'));
            stream.bytes[i] = (char)(stream.bytes[i] ^ flip);
        }
    }
    buffer_free(&stream);
}

static void a_stream_begins_with_its_name(void **state)
{
    (void)state;
    struct buffer stream = BUFFER_INIT;
    buffer_puts(&stream, "TERRIL2\n");
    frame_write_json(&stream, FRAME_SOURCE, source, strlen(source));
    assert_refused(&stream, ERROR_INPUT, "TERRIL1");
}

static void frames_have_their_order(void **state)
{
    (void)state;
    struct buffer stream = BUFFER_INIT;
    frame_write_start(&stream);
    write_end(&stream);
    assert_refused(&stream, ERROR_INPUT, "the first frame");
    write_source(&stream);
    frame_write_json(&stream, FRAME_SOURCE, source, strlen(source));
    assert_refused(&stream, ERROR_INPUT, "type 83");
    write_source(&stream);
    put_frame(&stream, 'Z', 0, NULL, 0);
    assert_refused(&stream, ERROR_INPUT, "type 90");
    write_source(&stream);
    write_end(&stream);
    write_lens(&stream);
    assert_refused(&stream, ERROR_INPUT, "behind the end");
}

static void a_frame_too_large_is_refused_before_it_is_read(void **state)
{
    (void)state;
    struct buffer stream = BUFFER_INIT;
    write_source(&stream);
    put_frame(&stream, 'F', FRAME_MAX + 1, NULL, 0);
    assert_refused(&stream, ERROR_LIMIT, "at most 67108864");
    write_source(&stream);
    put_frame(&stream, 'X', FRAME_JSON_MAX + 1, NULL, 0);
    assert_refused(&stream, ERROR_LIMIT, "at most 1048576");
    write_source(&stream);
    put_frame(&stream, 'F', FRAME_MAX, "x", 1); /* a length that lies */
    assert_refused(&stream, ERROR_INPUT, "without its end frame");
}

static void assert_source_refused(const char *json, enum error_kind kind, const char *why)
{
    struct buffer stream = BUFFER_INIT;
    frame_write_start(&stream);
    put_frame(&stream, 'S', (uint32_t)strlen(json), json, strlen(json));
    write_end(&stream);
    struct error err = ERROR_INIT;
    assert_int_equal(read_all(stream.bytes, stream.length, &err), -1);
    assert_int_equal(err.kind, kind);
    if (strstr(err.message, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.message, why);
    buffer_free(&stream);
}

static void a_source_frame_describes_its_fields(void **state)
{
    (void)state;
    assert_source_refused("", ERROR_INPUT, "empty");
    assert_source_refused("{", ERROR_INPUT, "essai");
    assert_source_refused("[]", ERROR_INPUT, "no list \"fields\"");
    assert_source_refused("{}", ERROR_INPUT, "no list \"fields\"");
    assert_source_refused("{\"fields\":{}}", ERROR_INPUT, "no list \"fields\"");
    assert_source_refused("{\"fields\":[3]}", ERROR_INPUT, "field 1 has no name");
    assert_source_refused("{\"fields\":[{\"name\":\"\",\"type\":\"text\"}]}", ERROR_INPUT, "field 1 has no name");
    assert_source_refused("{\"fields\":[{\"name\":5,\"type\":\"text\"}]}", ERROR_INPUT, "field 1 has no name");
    assert_source_refused("{\"fields\":[{\"name\":\"a\",\"type\":\"blob\"}]}", ERROR_INPUT, "\"blob\"");
    assert_source_refused("{\"fields\":[{\"name\":\"a\"}]}", ERROR_INPUT, "type \"\"");
    assert_source_refused("{\"fields\":[{\"name\":\"a\",\"type\":\"text\"},{\"name\":\"a\",\"type\":\"real\"}]}",
                          ERROR_INPUT, "two fields named a");
    assert_source_refused("{\"fields\":[],\"layer\":\"\xFF\"}", ERROR_INPUT, "not UTF-8");
}

static void field_counts_meet_their_maximum(void **state)
{
    (void)state;
    for (int count = FEATURE_FIELDS_MAX; count <= FEATURE_FIELDS_MAX + 1; count++) {
        struct buffer stream = BUFFER_INIT, json = BUFFER_INIT;
        buffer_puts(&json, "{\"fields\":[");
        for (int i = 0; i < count; i++)
            buffer_printf(&json, "%s{\"name\":\"f%d\",\"type\":\"real\"}", i > 0 ? "," : "", i);
        buffer_puts(&json, "]}");
        frame_write_start(&stream);
        frame_write_json(&stream, FRAME_SOURCE, json.bytes, json.length);
        write_end(&stream);
        struct error err = ERROR_INIT;
        bool is_allowed = count <= FEATURE_FIELDS_MAX;
        assert_int_equal(read_all(stream.bytes, stream.length, &err), is_allowed ? 1 : -1);
        assert_int_equal(err.kind, is_allowed ? ERROR_NONE : ERROR_LIMIT);
        buffer_free(&json);
        buffer_free(&stream);
    }
}

/* One field "nom" of the given type; the payload behind the index is the test's. */
static void assert_feature_refused(const char *type, const void *payload, size_t length, const char *why)
{
    struct buffer stream = BUFFER_INIT, json = BUFFER_INIT, feature = BUFFER_INIT;
    buffer_printf(&json, "{\"fields\":[{\"name\":\"nom\",\"type\":\"%s\"}]}", type);
    frame_write_start(&stream);
    frame_write_json(&stream, FRAME_SOURCE, json.bytes, json.length);
    buffer_append(&feature, "\5\0\0\0\0\0\0\0", 8);
    buffer_append(&feature, payload, length);
    put_frame(&stream, 'F', (uint32_t)feature.length, feature.bytes, feature.length);
    write_end(&stream);
    buffer_free(&feature);
    buffer_free(&json);
    assert_refused(&stream, ERROR_INPUT, why);
}

#define assert_bytes_refused(type, payload, why) assert_feature_refused(type, payload, sizeof payload - 1, why)

static void values_are_of_their_field_s_type_and_whole(void **state)
{
    (void)state;
    assert_bytes_refused("integer", "\3\2\0\0\0ab\0\0\0\0", "a value of type 3 in a field of type 1");
    assert_bytes_refused("text", "\4\0\0\0\0", "a value of type 4");
    assert_bytes_refused("text", "\3\2\0\0\0\xC3(\0\0\0\0", "not UTF-8");
    assert_bytes_refused("text", "\3\3\0\0\0a\0b\0\0\0\0", "not UTF-8");
    assert_bytes_refused("text", "\3\377\377\377\377ab\0\0\0\0", "feature 5: field nom");
    assert_bytes_refused("text", "", "cut short");
    assert_bytes_refused("integer", "\1\0\0\0", "cut short");
    assert_bytes_refused("real", "\2\0\0\0\0\0\0\370\177\0\0\0\0", "not finite");
    assert_bytes_refused("real", "\2\0\0\0\0\0\0\360\177\0\0\0\0", "not finite");
}

static void a_geometry_fills_its_frame_and_parses(void **state)
{
    (void)state;
    assert_bytes_refused("text", "\0", "geometry's length");
    assert_bytes_refused("text", "\0\0\0\0\0x", "geometry's length");
    assert_bytes_refused("text", "\0\2\0\0\0x", "geometry's length");
    assert_bytes_refused("text", "\0\377\377\377\377x", "geometry's length");
    assert_bytes_refused("text", "\0\1\0\0\0\1", "feature 5: geometry cut short");
    assert_bytes_refused("text", "\0\11\0\0\0\1\7\0\0\0\0\0\0\0", "feature 5: a collection");
}

static void an_index_is_there_and_not_negative(void **state)
{
    (void)state;
    struct buffer stream = BUFFER_INIT;
    frame_write_start(&stream);
    frame_write_json(&stream, FRAME_SOURCE, "{\"fields\":[]}", 13);
    put_frame(&stream, 'F', 12, "\377\377\377\377\377\377\377\377\0\0\0\0", 12);
    assert_refused(&stream, ERROR_INPUT, "without an index");
    frame_write_start(&stream);
    frame_write_json(&stream, FRAME_SOURCE, "{\"fields\":[]}", 13);
    put_frame(&stream, 'F', 4, "\1\0\0\0", 4);
    assert_refused(&stream, ERROR_INPUT, "without an index");
}

static void json_frames_are_utf8(void **state)
{
    (void)state;
    struct buffer stream = BUFFER_INIT;
    write_source(&stream);
    put_frame(&stream, 'X', 4, "{\0}\n", 4);
    assert_refused(&stream, ERROR_INPUT, "not UTF-8");
    write_source(&stream);
    put_frame(&stream, 'E', 0, NULL, 0);
    assert_refused(&stream, ERROR_INPUT, "empty");
}

static void behind_an_error_there_are_only_errors(void **state)
{
    (void)state;
    struct buffer stream = BUFFER_INIT;
    write_source(&stream);
    put_frame(&stream, 'Z', 0, NULL, 0);
    write_lens(&stream);
    write_end(&stream);
    int descriptor = descriptor_of(stream.bytes, stream.length);
    struct frame_reader *reader = frame_reader_open(descriptor, "essai", NULL);
    struct frame frame = {.json_length = 99};
    struct error err = ERROR_INIT;
    assert_int_equal(frame_read(reader, &frame, NULL), -1);
    assert_int_equal(frame_read(reader, &frame, &err), -1);
    assert_non_null(strstr(err.message, "broken"));
    assert_int_equal(frame.json_length, 99); /* untouched */
    frame_reader_close(reader);
    close(descriptor);
    buffer_free(&stream);
}

static void a_descriptor_that_cannot_be_read_is_a_storage_error(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct error err = ERROR_INIT;
    assert_null(frame_reader_open(ends[1], "essai", &err)); /* the end for writing */
    assert_int_equal(err.kind, ERROR_STORAGE);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_is_read_as_it_was_written),
        cmocka_unit_test(bytes_may_come_one_by_one),
        cmocka_unit_test(many_features_pass_through_one_reader),
        cmocka_unit_test(a_source_without_fields_has_features_without_values),
        cmocka_unit_test(a_stream_cut_at_any_byte_is_broken),
        cmocka_unit_test(no_flipped_byte_does_harm),
        cmocka_unit_test(a_stream_begins_with_its_name),
        cmocka_unit_test(frames_have_their_order),
        cmocka_unit_test(a_frame_too_large_is_refused_before_it_is_read),
        cmocka_unit_test(a_source_frame_describes_its_fields),
        cmocka_unit_test(field_counts_meet_their_maximum),
        cmocka_unit_test(values_are_of_their_field_s_type_and_whole),
        cmocka_unit_test(a_geometry_fills_its_frame_and_parses),
        cmocka_unit_test(an_index_is_there_and_not_negative),
        cmocka_unit_test(json_frames_are_utf8),
        cmocka_unit_test(behind_an_error_there_are_only_errors),
        cmocka_unit_test(a_descriptor_that_cannot_be_read_is_a_storage_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
