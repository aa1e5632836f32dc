#include "filter/fixture.h"

static void json_gives_the_tree_that_text_gives(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"{\"op\":\"=\",\"args\":[{\"property\":\"nom\"},\"Lens\"]}", "nom = 'Lens'"},
        {"{\"op\":\"<>\",\"args\":[{\"property\":\"population\"},-1.5e3]}", "population <> -1500"},
        {"{\"op\":\">=\",\"args\":[{\"property\":\"population\"},9007199254740993]}", "population >= 9007199254740993"},
        {"true", "TRUE"},
        {"{\"op\":\"and\",\"args\":[true,{\"op\":\"and\",\"args\":[false,true]}]}", "TRUE AND FALSE AND TRUE"},
        {"{\"op\":\"or\",\"args\":[true,{\"op\":\"and\",\"args\":[false,true]},false]}",
         "TRUE OR FALSE AND TRUE OR FALSE"},
        {"{\"op\":\"not\",\"args\":[{\"op\":\"isNull\",\"args\":[{\"property\":\"nom\"}]}]}", "nom IS NOT NULL"},
        {"{\"op\":\"between\",\"args\":[{\"property\":\"population\"},1,2]}", "population BETWEEN 1 AND 2"},
        {"{\"op\":\"in\",\"args\":[{\"property\":\"nom\"},[\"a\",\"b\"]]}", "nom IN ('a', 'b')"},
        {"{\"op\":\"like\",\"args\":[{\"op\":\"casei\",\"args\":[{\"property\":\"nom\"}]},{\"op\":\"casei\",\"args\":["
         "\"A%\"]}]}",
         "CASEI(nom) LIKE CASEI('A%')"},
        {"{\"op\":\"=\",\"args\":[{\"op\":\"div\",\"args\":[{\"op\":\"^\",\"args\":[{\"property\":\"population\"},2]},"
         "3]},1]}",
         "population ^ 2 div 3 = 1"},
        {"{\"op\":\">\",\"args\":[{\"property\":\"jour\"},{\"date\":\"2026-01-31\"}]}", "jour > DATE('2026-01-31')"},
        {"{\"op\":\">\",\"args\":[{\"property\":\"vu\"},{\"timestamp\":\"2026-01-31T00:00:00Z\"}]}",
         "vu > TIMESTAMP('2026-01-31T00:00:00Z')"},
        {"{\"op\":\"t_finishedBy\",\"args\":[{\"interval\":[{\"property\":\"jour\"},\"..\"]},{\"interval\":[\"2026-01-"
         "01\",\"2026-01-02\"]}]}",
         "T_FINISHEDBY(INTERVAL(jour, '..'), INTERVAL('2026-01-01', '2026-01-02'))"},
        {"{\"op\":\"a_containedBy\",\"args\":[{\"property\":\"communes\"},[\"a\",1,true,{\"date\":\"2026-01-01\"}]]}",
         "A_CONTAINEDBY(communes, ('a', 1, TRUE, DATE('2026-01-01')))"},
        {"{\"op\":\"a_equals\",\"args\":[{\"property\":\"communes\"},[]]}", "A_EQUALS(communes, ())"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"bbox\":[1,2,3,4]}]}",
         "S_WITHIN(geometry, BBOX(1, 2, 3, 4))"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"bbox\":[1,2,0,3,4,9]}]}",
         "S_WITHIN(geometry, BBOX(1, 2, 3, 4))"},
        {"{\"op\":\"s_touches\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,"
         "0],[1,0],[1,1],[0,0]],"
         "[[0.1,0.1],[0.2,0.1],[0.2,0.2],[0.1,0.1]]]]}]}",
         "S_TOUCHES(geometry, MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0), (0.1 0.1, 0.2 0.1, 0.2 0.2, 0.1 0.1))))"},
        {"{\"op\":\"s_disjoint\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"GeometryCollection\",\"geometries\":"
         "["
         "{\"type\":\"Point\",\"coordinates\":[1,2,30]},{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}]}]}",
         "S_DISJOINT(geometry, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(1 2, 3 4)))"},
        {"{\"op\":\"=\",\"args\":[{\"property\":\"nom\"},\"a\\u0022'\\n\"]}", "nom = 'a\"''\n'"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct filter *filter = good_json(cases[i][0]);
        assert_string_equal(text_of(filter), cases[i][1]);
        assert_true(same(filter, good_text(cases[i][1])));
        assert_true(same(filter, good_json(json_of(filter))));
    }
}

static void a_mistake_is_told_with_the_operators_around(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "ends too early"},
        {"{", "ends too early"},
        {"null", "filter: null is no value"},
        {"[]", "an array stands in"},
        {"{}", "an object is wanted that has \"op\""},
        {"\"nom\"", "the filter is text"},
        {"{\"property\":\"nom\"}", "the filter is text"},
        {"{\"property\":1}", "an object is wanted"},
        {"{\"op\":\"=\"}", "in \"=\": \"=\" has 2 values in its \"args\""},
        {"{\"op\":\"=\",\"args\":{}}", "has 2 values"},
        {"{\"op\":\"=\",\"args\":[1]}", "has 2 values"},
        {"{\"op\":\"=\",\"args\":[1,2,3]}", "has 2 values"},
        {"{\"op\":\"and\",\"args\":[true]}", "has 2 or more values"},
        {"{\"op\":\"AND\",\"args\":[true,true]}", "no \"op\" \"AND\"; there are and, or"},
        {"{\"op\":\"avg\",\"args\":[1]}", "no \"op\" \"avg\""},
        {"{\"op\":1,\"args\":[1]}", "no \"op\" \"\""},
        {"{\"op\":\"and\",\"args\":[true,{\"op\":\"=\",\"args\":[{\"property\":\"nmo\"},1]}]}",
         "in \"and\": in \"=\": no property \"nmo\"; did you mean \"nom\""},
        {"{\"op\":\"=\",\"args\":[{\"property\":\"nom\"},1]}", "= compares nom (text) with a number"},
        {"{\"op\":\"in\",\"args\":[{\"property\":\"nom\"},[]]}", "\"in\" has a value and an array"},
        {"{\"op\":\"in\",\"args\":[{\"property\":\"nom\"},\"a\"]}", "\"in\" has a value and an array"},
        {"{\"op\":\"=\",\"args\":[{\"property\":\"nom\"},null]}", "null is no value; ask with \"isNull\""},
        {"{\"op\":\"=\",\"args\":[{\"property\":\"jour\"},{\"date\":\"x\"}]}", "\"x\" is no date"},
        {"{\"op\":\"t_after\",\"args\":[{\"property\":\"jour\"},{\"interval\":[\"..\"]}]}",
         "an interval is an array of two"},
        {"{\"op\":\"t_after\",\"args\":[{\"property\":\"jour\"},{\"interval\":[\"..\",1]}]}",
         "an interval is an array of two"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Circle\"}]}", "its type is Point"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"POINT\",\"coordinates\":[1,2]}]}",
         "its type is Point"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Point\"}]}", "coordinates are wanted"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Point\",\"coordinates\":[\"1\",2]}]}",
         "a coordinate is a number"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Point\",\"coordinates\":[[1,2]]}]}",
         "a position is an array of two"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Polygon\",\"coordinates\":[1]}]}",
         "an array of positions"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"bbox\":[1,2,3]}]}",
         "a bbox is an array of four"},
        {"{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"GeometryCollection\",\"geometries\":[]"
         "}]}",
         "one or more"},
        {"{\"op\":\"a_equals\",\"args\":[{\"property\":\"communes\"},[[\"a\"]]]}", "an array holds literals"},
        {"{\"op\":\"=\",\"args\":[{\"property\":\"nom\"},\"\\u0001\"]}", "a control character"},
        {"{\"op\":\"=\",\"args\":[{\"property\":\"nom\"},\"\\u0000\"]}", "\\u0000"},
        {"{\"op\":\"=\",\"args\":[{\"property\":\"nom\"},NaN]}", "unexpected character"},
        {"{\"op\":\"=\",\"args\":[{\"property\":\"population\"},1e999]}", "number too large"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err;
        if (read_json(cases[i].text, &err) != NULL)
            fail_msg("%s: is taken", cases[i].text);
        if (strstr(err.message, cases[i].says) == NULL)
            fail_msg("%s: \"%s\" lacks \"%s\"", cases[i].text, err.message, cases[i].says);
        assert_int_equal(err.kind, ERROR_INPUT);
    }
}

static void nested(struct buffer *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buffer_puts(text, "{\"op\":\"not\",\"args\":[");
    buffer_puts(text, "{\"op\":\"=\",\"args\":[{\"property\":\"nom\"},\"a\"]}");
    for (size_t i = 0; i < times; i++)
        buffer_puts(text, "]}");
}

static void depth_is_32_and_not_33(void **state)
{
    (void)state;
    struct error err;
    struct buffer text = BUFFER_INIT;
    nested(&text, 30); /* and = and the property: 32 */
    assert_true(same(good_json(text.bytes), good_json(json_of(good_json(text.bytes)))));
    buffer_clear(&text);
    nested(&text, 31);
    assert_null(read_json(text.bytes, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    buffer_clear(&text);
    nested(&text, 340); /* 8 kB */
    assert_null(read_json(text.bytes, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    buffer_free(&text);
}

static void wide(struct buffer *text, size_t values)
{
    buffer_puts(text, "{\"op\":\"in\",\"args\":[1,[");
    for (size_t i = 0; i < values; i++)
        buffer_puts(text, i == 0 ? "1" : ",1");
    buffer_puts(text, "]]}");
}

static void nodes_are_256_and_not_257(void **state)
{
    (void)state;
    struct error err;
    struct buffer text = BUFFER_INIT;
    wide(&text, 254);
    good_json(text.bytes);
    buffer_clear(&text);
    wide(&text, 255);
    assert_null(read_json(text.bytes, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    assert_non_null(strstr(err.message, "more than 256"));
    buffer_free(&text);
}

static void json_is_8192_bytes_and_not_8193(void **state)
{
    (void)state;
    struct error err;
    struct buffer text = BUFFER_INIT;
    buffer_puts(&text, "true");
    while (text.length < FILTER_TEXT_MAX)
        buffer_putc(&text, ' ');
    good_json(text.bytes);
    buffer_putc(&text, ' ');
    assert_null(read_json(text.bytes, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(json_gives_the_tree_that_text_gives),
        test(a_mistake_is_told_with_the_operators_around),
        test(depth_is_32_and_not_33),
        test(nodes_are_256_and_not_257),
        test(json_is_8192_bytes_and_not_8193),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
