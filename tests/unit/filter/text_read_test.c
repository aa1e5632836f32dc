#include "filter/fixture.h"

#include <pthread.h>

/* What is read is shown as canonical text, whose parentheses tell the tree. */
static void operators_bind_as_the_grammar_says(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"nom='Lens'", "nom = 'Lens'"},
        {"  nom\t=\n'Lens'  ", "nom = 'Lens'"},
        {"nom<>'a' or nom='b' and nom='c'", "nom <> 'a' OR nom = 'b' AND nom = 'c'"},
        {"(nom='a' or nom='b') and nom='c'", "(nom = 'a' OR nom = 'b') AND nom = 'c'"},
        {"((nom='a' AND nom='b') AND (nom='c'))", "nom = 'a' AND nom = 'b' AND nom = 'c'"},
        {"not nom='a' and nom='b'", "NOT nom = 'a' AND nom = 'b'"},
        {"not (nom='a' and nom='b')", "NOT (nom = 'a' AND nom = 'b')"},
        {"NOT NOT ouvert = TRUE", "NOT (NOT ouvert = TRUE)"},
        {"ouvert", "ouvert"},
        {"true", "TRUE"},
        {"population + 2 * 3 > 1", "population + 2 * 3 > 1"},
        {"(population + 2) * 3 > 1", "(population + 2) * 3 > 1"},
        {"population - 2 - 3 > 1", "population - 2 - 3 > 1"},
        {"population - (2 - 3) > 1", "population - (2 - 3) > 1"},
        {"population / 2 DIV 3 % 4 > 1", "population / 2 div 3 % 4 > 1"},
        {"population / (2 / 3) > 1", "population / (2 / 3) > 1"},
        {"2 ^ 3 * 4 = population", "2 ^ 3 * 4 = population"},
        {"(2 ^ 3) ^ 4 = population", "(2 ^ 3) ^ 4 = population"},
        {"population > -5", "population > -5"},
        {"population > - 5", "population > -5"},
        {"population-5 > 0", "population - 5 > 0"},
        {"population - -5 > 0", "population - -5 > 0"},
        {"-population > 0", "-1 * population > 0"},
        {"-(population + 1) > 0", "-1 * (population + 1) > 0"},
        {"population = +5", "population = 5"},
        {"surface = 5. or surface = .5 or surface = 1E3 or surface = 1.5e-2",
         "surface = 5 OR surface = 0.5 OR surface = 1000 OR surface = 0.015"},
        {"population = 9007199254740993", "population = 9007199254740993"},
        {"population = 3.0", "population = 3"},
        {"population between 1 and 2 and nom = 'a'", "population BETWEEN 1 AND 2 AND nom = 'a'"},
        {"population not between 1 + 1 and 2 * 3", "population NOT BETWEEN 1 + 1 AND 2 * 3"},
        {"nom in ('a', 'b')", "nom IN ('a', 'b')"},
        {"nom not in ('a')", "nom NOT IN ('a')"},
        {"not nom in ('a')", "nom NOT IN ('a')"},
        {"nom like 'a%'", "nom LIKE 'a%'"},
        {"nom not like 'a\\%'", "nom NOT LIKE 'a\\%'"},
        {"casei(nom) like casei('A_')", "CASEI(nom) LIKE CASEI('A_')"},
        {"CaseI(AccentI(nom)) = accenti(casei('É'))", "CASEI(ACCENTI(nom)) = ACCENTI(CASEI('É'))"},
        {"nom is null", "nom IS NULL"},
        {"nom is not null", "nom IS NOT NULL"},
        {"geometry is null", "geometry IS NULL"},
        {"(nom = 'a') is null", "(nom = 'a') IS NULL"},
        {"nom = 'l''Escaut'", "nom = 'l''Escaut'"},
        {"nom = 'l\\'Escaut'", "nom = 'l''Escaut'"},
        {"nom = ''", "nom = ''"},
        {"nom = 'a\\b'", "nom = 'a\\b'"},
        {"nom = type", "nom = type"},
        {"'a' = nom", "'a' = nom"},
        {"1 = 1", "1 = 1"},
        {"\"nom\" = 'a'", "nom = 'a'"},
        {"\"date\" = 'a'", "\"date\" = 'a'"},
        {"date = 'a'", "\"date\" = 'a'"},
        {"\"a\"\"b\" = 'a'", "\"a\"\"b\" = 'a'"},
        {"\"x'); DROP\" = 1", "\"x'); DROP\" = 1"},
        {"\"`é`\" = 'a'", "\"`é`\" = 'a'"},
        {"jour > date('2026-01-31')", "jour > DATE('2026-01-31')"},
        {"vu <= Timestamp('2026-01-31T12:00:00.500Z')", "vu <= TIMESTAMP('2026-01-31T12:00:00.5Z')"},
        {"t_after(jour, date('2026-01-01'))", "T_AFTER(jour, DATE('2026-01-01'))"},
        {"T_DURING(jour, INTERVAL('2026-01-01', '..'))", "T_DURING(jour, INTERVAL('2026-01-01', '..'))"},
        {"T_MEETS(INTERVAL(jour, fin), INTERVAL('2026-01-01','2026-02-01'))",
         "T_MEETS(INTERVAL(jour, fin), INTERVAL('2026-01-01', '2026-02-01'))"},
        {"a_contains(communes, ('62498', '62427'))", "A_CONTAINS(communes, ('62498', '62427'))"},
        {"A_EQUALS(communes, ())", "A_EQUALS(communes, ())"},
        {"A_OVERLAPS(communes, ('62498'))", "A_OVERLAPS(communes, ('62498'))"},
        {"A_CONTAINEDBY((1, TRUE, 'a', DATE('2026-01-01')), communes)",
         "A_CONTAINEDBY((1, TRUE, 'a', DATE('2026-01-01')), communes)"},
        {"s_intersects(geometry, point(2.8 50.4))", "S_INTERSECTS(geometry, POINT(2.8 50.4))"},
        {"S_WITHIN(geometry, POINT Z (2.8 50.4 30))", "S_WITHIN(geometry, POINT(2.8 50.4))"},
        {"S_CROSSES(LINESTRING(0 0, 1 1), geometry)", "S_CROSSES(LINESTRING(0 0, 1 1), geometry)"},
        {"S_INTERSECTS(geometry,BBOX(-1,+2,3.5,4e0))", "S_INTERSECTS(geometry, BBOX(-1, 2, 3.5, 4))"},
        {"S_INTERSECTS(geometry, BBOX(1,2,0,3,4,9))", "S_INTERSECTS(geometry, BBOX(1, 2, 3, 4))"},
        {"S_EQUALS(geometry, GEOMETRYCOLLECTION(POINT(1 2), MULTIPOINT((1 2), (3 4)), MULTIPOINT(1 2, 3 4)))",
         "S_EQUALS(geometry, GEOMETRYCOLLECTION(POINT(1 2), MULTIPOINT((1 2), (3 4)), MULTIPOINT((1 2), (3 4))))"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(text_of(good_text(cases[i][0])), cases[i][1]);
}

/* The error names the column and what is allowed, in one line. */
static void a_mistake_is_told_with_its_column(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "column 1: a property or a value is wanted, the filter ends"},
        {"   ", "column 4: a property or a value is wanted"},
        {"nom", "the filter is text; a question is wanted"},
        {"1", "the filter is a number"},
        {"nom = ", "column 7: a property or a value is wanted, the filter ends"},
        {"nom = 'a' 'b'", "column 11: AND, OR or the end is wanted, not 'b'"},
        {"nom = 'a' AND", "column 14: "},
        {"AND nom = 'a'", "column 1: a property or a value is wanted, not AND"},
        {"nom == 'a'", "column 6: a property or a value is wanted, not ="},
        {"nom != 'a'", "column 5: != is written <>"},
        {"nom = 'a", "column 7: a text without an end"},
        {"nom = \"a", "column 7: a name without an end"},
        {"nom = 'é' ; x", "column 11: a character that means nothing here"},
        {"nom = 'a') ", "column 10: AND, OR or the end is wanted, not )"},
        {"(nom = 'a' ", "column 12: ) is wanted, the filter ends"},
        {"nmo = 'a'", "column 1: no property \"nmo\"; did you mean \"nom\"? There are nom, type, population,"},
        {"É = 'a'", "no property \"É\"; there are nom"},
        {"NOM = 'a'", "no property \"NOM\""},
        {"\"nom \" = 'a'", "no property \"nom \"; did you mean \"nom\""},
        {"population = '1'", "column 12: = compares population (a number) with text"},
        {"nom > 1", "column 5: > compares nom (text) with a number"},
        {"nom = jour", "= compares nom (text) with jour (a date)"},
        {"jour = '2026-01-01'", "= compares jour (a date) with text"},
        {"jour > TIMESTAMP('2026-01-01T00:00:00Z')", "with a timestamp"},
        {"jour > DATE('2026-02-29')", "column 13: \"2026-02-29\" is no date"},
        {"jour > DATE('2026-2-9')", "is no date"},
        {"jour > DATE(1)", "column 13: a day such as '2026-11-22' is wanted, not 1"},
        {"vu > TIMESTAMP('2026-01-01T24:00:00Z')", "is no timestamp"},
        {"vu > TIMESTAMP('2026-01-01T00:00:00+01:00')", "a moment in UTC"},
        {"geometry = 1", "= wants text, numbers, dates or timestamps, not geometry (geometry)"},
        {"ouvert < TRUE", "< wants text"},
        {"nom + 1 > 2", "column 5: + wants numbers, not nom (text)"},
        {"population ^ 2 ^ 3 = 1", "column 16: a ^ b alone, or parentheses around one of two powers, is wanted, not ^"},
        {"nom = 'a' = TRUE", "column 11: AND, OR or parentheses between two comparisons, is wanted, not ="},
        {"nom AND TRUE", "AND wants true or false, not nom (text)"},
        {"NOT nom", "NOT wants true or false"},
        {"population LIKE 'a'", "LIKE wants text, not population (a number)"},
        {"nom LIKE type", "LIKE wants a pattern in apostrophes"},
        {"nom NOT 'a'", "column 9: LIKE, BETWEEN or IN is wanted"},
        {"nom IS 'a'", "column 8: NULL or NOT NULL is wanted"},
        {"nom IN ()", "column 9: a value of the list behind IN is wanted"},
        {"nom IN 'a'", "column 8: ( is wanted"},
        {"nom IN ('a', 1)", "IN compares nom (text) with a number"},
        {"population BETWEEN 1", "AND of BETWEEN .. AND .. is wanted"},
        {"population BETWEEN 1 AND 'b'", "BETWEEN compares"},
        {"population = (1, 2)", "column 16: one value in parentheses (lists stand behind IN"},
        {"population = + 5", "column 14: a number right behind its sign is wanted"},
        {"population = 1e999", "column 14: a number too large"},
        {"foo(nom) = 1", "column 1: no function \"foo\"; there are CASEI"},
        {"sqlite_version() = 'a'", "no function"},
        {"CASEI(population) = 'a'", "CASEI wants text"},
        {"T_AFTER(nom, DATE('2026-01-01'))", "T_AFTER wants dates, timestamps or intervals, not nom (text)"},
        {"T_AFTER(jour)", "column 13: a comma and a second argument is wanted"},
        {"T_AFTER(jour, vu)", "T_AFTER relates a date to a timestamp"},
        {"T_MEETS(jour, INTERVAL('2026-01-01', '2026-01-02'))", "T_MEETS wants an interval first, not jour (a date)"},
        {"T_DURING(jour, jour)", "T_DURING wants an interval second"},
        {"T_AFTER(jour, INTERVAL('2026-01-01', '2026-01-02T00:00:00Z'))", "both must be of one kind"},
        {"T_AFTER(jour, INTERVAL('2026-01-03', '2026-01-02'))", "the interval ends before it begins"},
        {"T_AFTER(jour, INTERVAL('x', '2026-01-02'))", "column 24: \"x\" is no end of an interval"},
        {"T_AFTER(jour, INTERVAL(nom, '2026-01-02'))", "INTERVAL wants dates, timestamps or '..', not nom (text)"},
        {"A_CONTAINS(nom, ('a'))", "A_CONTAINS wants a list, not nom (text)"},
        {"A_CONTAINS(communes, 'a')", "column 22: an array or a property is wanted"},
        {"A_CONTAINS(communes, (nom))", "an array holds literals"},
        {"S_INTERSECTS(geometry, nom)", "S_INTERSECTS wants geometry, not nom (text)"},
        {"S_INTERSECTS(geometry, POINT(1))", "column 31: geometry: a second coordinate is wanted"},
        {"S_INTERSECTS(geometry, POINT(1 2 3 4))", "geometry: ) is wanted"},
        {"S_INTERSECTS(geometry, POINT EMPTY)", "column 30: geometry: ( is wanted"},
        {"S_INTERSECTS(geometry, LINESTRING(1 2))", "a line wants two points"},
        {"S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 0 0)))", "four points or more"},
        {"S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1, 0 1)))", "ends where it begins"},
        {"S_INTERSECTS(geometry, BBOX(1,2,3))", "BBOX wants four numbers"},
        {"S_INTERSECTS(geometry, BBOX(1,2,3,4,5,6,7))", "BBOX wants four numbers"},
        {"S_INTERSECTS(geometry, BBOX(1,5,3,4))", "column 24: the BBOX has its south above its north"},
        {"S_INTERSECTS(geometry, POINT(50 181))", "degrees from -180 to 180"},
        {"S_INTERSECTS(geometry, POINT(nan 1))", "a coordinate is wanted"},
        {"S_INTERSECTS(geometry, POINT(1e999 1))", "a coordinate is too large"},
        {"S_INTERSECTS(geometry, GEOMETRYCOLLECTION(BBOX(1,2,3,4)))", "a BBOX cannot be in"},
        {"S_INTERSECTS(geometry, CIRCLE(1 2))", "no function \"CIRCLE\""},
        {"nom = 'a\x01'", "a control character in a text"},
        {"nom = 'a\xff'", "text that is not UTF-8"},
        {"exec(java.lang.Runtime) = 1", "no function \"exec\""},
        {"${jndi} = 1", "column 1: a character that means nothing here"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err;
        if (read_text(cases[i].text, &err) != NULL)
            fail_msg("%s: is taken", cases[i].text);
        if (strstr(err.message, cases[i].says) == NULL)
            fail_msg("%s: \"%s\" lacks \"%s\"", cases[i].text, err.message, cases[i].says);
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_null(strchr(err.message, '\n'));
    }
}

/* ---- limits, at n and n + 1 ---- */

static struct buffer repeated(const char *before, const char *piece, size_t times, const char *middle,
                              const char *piece_behind)
{
    struct buffer text = BUFFER_INIT;
    buffer_puts(&text, before);
    for (size_t i = 0; i < times; i++)
        buffer_puts(&text, piece);
    buffer_puts(&text, middle);
    for (size_t i = 0; i < times; i++)
        buffer_puts(&text, piece_behind);
    return text;
}

static void limit_is(struct buffer within, struct buffer beyond, const char *says)
{
    struct error err;
    if (read_text(within.bytes, &err) == NULL)
        fail_msg("within the limit: %s", err.message);
    assert_null(read_text(beyond.bytes, &err));
    assert_int_equal(err.kind, ERROR_LIMIT);
    if (strstr(err.message, says) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.message, says);
    buffer_free(&within);
    buffer_free(&beyond);
}

static void depth_is_32_and_not_33(void **state)
{
    (void)state;
    limit_is(repeated("", "NOT ", 31, "TRUE", ""), repeated("", "NOT ", 32, "TRUE", ""), "deeper than 32");
    limit_is(repeated("", "NOT (", 31, "TRUE", ")"), repeated("", "NOT (", 32, "TRUE", ")"), "deeper than 32");
    limit_is(repeated("", "(", 32, "TRUE", ")"), repeated("", "(", 33, "TRUE", ")"), "deeper than 32");
    limit_is(repeated("nom = ", "CASEI(", 30, "nom", ")"), repeated("nom = ", "CASEI(", 31, "nom", ")"),
             "deeper than 32");
    limit_is(repeated("population = 1", " + 1", 30, "", ""), repeated("population = 1", " + 1", 31, "", ""),
             "deeper than 32");
    limit_is(repeated("population = ", "-(", 30, "1", ")"), repeated("population = ", "-(", 31, "1", ")"),
             "deeper than 32");
}

static void nodes_are_256_and_not_257(void **state)
{
    (void)state;
    /* each comparison is three, AND one: 3 * 85 + 1 = 256 */
    limit_is(repeated("1 = 1", " AND 1 = 1", 84, "", ""), repeated("1 = 1", " AND 1 = 1", 84, " AND TRUE", ""),
             "more than 256");
    limit_is(repeated("population IN (1", ", 1", 253, ")", ""), repeated("population IN (1", ", 1", 254, ")", ""),
             "more than 256");
}

static void text_is_8192_bytes_and_not_8193(void **state)
{
    (void)state;
    struct buffer within = repeated("nom = '", "x", 8192 - 8, "'", ""),
                  beyond = repeated("nom = '", "x", 8193 - 8, "'", "");
    assert_int_equal(within.length, FILTER_TEXT_MAX);
    limit_is(within, beyond, "more than 8192 bytes");
}

/* ---- a small stack ---- */

static void *read_all(void *payload)
{
    const struct buffer *texts = payload;
    for (size_t i = 0; texts[i].bytes != NULL; i++) {
        struct error err = ERROR_INIT;
        struct arena *own = arena_new();
        for (int form = 0; form < 2; form++) {
            const struct filter *filter = (form == 0 ? filter_read_text : filter_read_json)(
                texts[i].bytes, texts[i].length, queryables, QUERYABLES, CRS_CRS84, own, &err);
            struct buffer out = BUFFER_INIT;
            if (filter != NULL)
                filter_write_text(filter, &out);
            buffer_free(&out);
        }
        arena_free(own);
    }
    return NULL;
}

/* ROBUST V9: however deep or wide, 64 kB of stack are enough. */
static void a_stack_of_64_kilobytes_bears_any_filter(void **state)
{
    (void)state;
    struct buffer texts[32] = {BUFFER_INIT};
    size_t count = 0, depths[] = {31, 32, 100, 1600};
    for (size_t i = 0; i < COUNT_OF(depths); i++) {
        size_t depth = depths[i];
        texts[count++] = repeated("", "(", depth, "TRUE", ")");
        texts[count++] = repeated("", "NOT(", depth, "TRUE", ")");
        texts[count++] = repeated("", "1=1 OR NOT 1=1+1*2^(", depth, "1", ")");
        texts[count++] =
            repeated("S_INTERSECTS(geometry,", "GEOMETRYCOLLECTION(", depth > 400 ? 400 : depth, "POINT(1 2)", ")");
        texts[count++] = repeated("", "{\"op\":\"not\",\"args\":[", depth > 350 ? 350 : depth, "true", "]}");
        texts[count++] = repeated("{\"op\":\"a_equals\",\"args\":[", "[", depth, "", "]");
        texts[count++] = repeated("1=1", " OR 1=1", depth > 1000 ? 1000 : depth, "", "");
    }
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
#ifdef __SANITIZE_ADDRESS__
    assert_int_equal(pthread_attr_setstacksize(&attributes, 4 * 65536), 0); /* whose frames are larger */
#else
    assert_int_equal(pthread_attr_setstacksize(&attributes, 65536), 0);
#endif
    assert_int_equal(pthread_create(&thread, &attributes, read_all, texts), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    for (size_t i = 0; i < count; i++)
        buffer_free(&texts[i]);
}

/* ROBUST V9: what is refused has cost next to nothing. */
static void a_filter_that_is_refused_takes_little_memory(void **state)
{
    (void)state;
    struct error err;
    struct buffer wide = repeated("1=1", " OR 1=1", 1100, "", "");
    assert_null(read_text(wide.bytes, &err));
    assert_true(arena_used(arena) < 200000);
    buffer_free(&wide);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(operators_bind_as_the_grammar_says),
        test(a_mistake_is_told_with_its_column),
        test(depth_is_32_and_not_33),
        test(nodes_are_256_and_not_257),
        test(text_is_8192_bytes_and_not_8193),
        test(a_stack_of_64_kilobytes_bears_any_filter),
        test(a_filter_that_is_refused_takes_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
