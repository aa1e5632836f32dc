/* Random trees, written and read back: text to tree to text to tree is the same tree, and JSON with it. */
#include "filter/fixture.h"

static uint64_t seed;

static unsigned below(unsigned most)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % most;
}

static const char *one_of(const char *const *list, size_t count)
{
    return list[below((unsigned)count)];
}
#define ONE_OF(...)                                                                                                    \
    one_of((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void boolean_write(struct buffer *out, int depth);

static void number_expression(struct buffer *out, int depth)
{
    if (depth == 0 || below(3) == 0) {
        buffer_puts(out, ONE_OF("population", "surface", "\"x'); DROP\"", "0", "-1", "3.25", "1e30", "1e-9",
                                "-9223372036854775808", "9223372036854775807", ".5", "7."));
        return;
    }
    buffer_puts(out, ONE_OF("(", "-(", "("));
    number_expression(out, depth - 1);
    buffer_puts(out, ONE_OF(" + ", " - ", "*", "/", " % ", " div ", "^"));
    number_expression(out, 0);
    buffer_puts(out, ")");
}

static void text_expression(struct buffer *out, int depth)
{
    if (depth == 0 || below(2) == 0) {
        buffer_puts(out, ONE_OF("nom", "type", "\"date\"", "\"a\"\"b\"", "''", "'Lens'", "'l''Escaut'", "'a\\'b'",
                                "'50\\% _'", "'Œuvre 中'", "'\\\\''"));
        return;
    }
    buffer_puts(out, ONE_OF("casei(", "ACCENTI("));
    text_expression(out, depth - 1);
    buffer_puts(out, ")");
}

static void comparison(struct buffer *out, int depth)
{
    bool is_text = below(2) == 0;
    void (*expression)(struct buffer *, int) = is_text ? text_expression : number_expression;
    expression(out, depth);
    switch (below(5)) {
    case 0:
        buffer_puts(out, ONE_OF(" between ", " not between "));
        expression(out, depth);
        buffer_puts(out, " and ");
        break;
    case 1:
        buffer_puts(out, ONE_OF(" in (", " not in ("));
        expression(out, depth);
        buffer_puts(out, ", ");
        expression(out, 0);
        buffer_puts(out, ")");
        return;
    case 2:
        buffer_puts(out, ONE_OF(" is null", " is not null"));
        return;
    default:
        buffer_puts(out, ONE_OF(" = ", "<>", "<", ">", "<=", " >= "));
    }
    expression(out, depth);
}

static void time_operand(struct buffer *out, bool is_interval)
{
    if (!is_interval && below(2) == 0)
        buffer_puts(out, ONE_OF("jour", "fin", "DATE('2026-02-28')"));
    else
        buffer_puts(out, ONE_OF("INTERVAL('2026-01-01', '..')", "interval('..','2026-01-01')", "INTERVAL(jour, fin)",
                                "INTERVAL(jour,'..')", "INTERVAL('2025-01-01','2026-01-01')"));
}

static void predicate(struct buffer *out, int depth)
{
    switch (below(6)) {
    case 0:
        buffer_printf(out, "%s(geometry, %s)", ONE_OF("S_INTERSECTS", "s_equals", "S_CROSSES", "S_Within"),
                      ONE_OF("POINT(2 50)", "bbox(2,50,3,51)",
                             "POLYGON((2 50,3 50,3 51,2 50),(2.5 50.2, 2.6 50.2, 2.6 50.3, 2.5 50.2))",
                             "GEOMETRYCOLLECTION(POINT(1 2),MULTILINESTRING((0 0, 1 1)))", "geometry"));
        break;
    case 1: {
        bool is_interval = below(2) == 0;
        buffer_puts(out, is_interval ? ONE_OF("T_MEETS(", "t_overlappedby(", "T_STARTS(")
                                     : ONE_OF("T_AFTER(", "t_intersects(", "T_EQUALS("));
        time_operand(out, is_interval);
        buffer_puts(out, ",");
        time_operand(out, is_interval);
        buffer_puts(out, ")");
        break;
    }
    case 2:
        buffer_printf(
            out, "%s(%s, %s)", ONE_OF("A_EQUALS", "a_contains", "A_ContainedBy", "A_OVERLAPS"),
            ONE_OF("communes", "()"),
            ONE_OF("communes", "('a')", "('a', 'b''c')", "(1, -2.5, true, TIMESTAMP('2026-01-01T00:00:00.50Z'))"));
        break;
    case 3:
        text_expression(out, depth);
        buffer_printf(out, " %s %s", ONE_OF("like", "not LIKE"),
                      ONE_OF("'a%'", "casei('\\_b')", "ACCENTI(CASEI('%é%'))"));
        break;
    default:
        comparison(out, depth);
    }
}

static void boolean_write(struct buffer *out, int depth)
{
    switch (depth == 0 ? 0 : below(6)) {
    case 0:
    case 1:
        buffer_puts(out, ONE_OF("", "", "NOT ", "not not "));
        predicate(out, 2);
        break;
    case 2:
        buffer_puts(out, ONE_OF("ouvert", "TRUE", "false", "not ouvert"));
        break;
    default:
        buffer_puts(out, ONE_OF("(", "NOT ("));
        boolean_write(out, depth - 1);
        for (unsigned i = below(3); i > 0; i--) {
            buffer_puts(out, ONE_OF(" AND ", " or ", " OR "));
            boolean_write(out, depth - 1);
        }
        buffer_puts(out, ")");
    }
}

static void what_is_written_reads_back_as_the_same_tree(void **state)
{
    (void)state;
    unsigned taken = 0;
    for (seed = 1; taken < 3000; seed++) {
        struct buffer text = BUFFER_INIT;
        struct error err;
        arena_reset(arena);
        boolean_write(&text, 4);
        const struct filter *first = read_text(text.bytes, &err);
        if (first == NULL && err.kind != ERROR_LIMIT)
            fail_msg("%s: %s", text.bytes, err.message);
        if (first != NULL) {
            const char *canonical = text_of(first), *json = json_of(first);
            const struct filter *second = good_text(canonical);
            if (!same(first, second) || strcmp(text_of(second), canonical) != 0)
                fail_msg("%s\nbecomes %s\nbecomes %s", text.bytes, canonical, text_of(second));
            const struct filter *third = strlen(json) <= FILTER_TEXT_MAX ? good_json(json) : first;
            if (!same(first, third))
                fail_msg("%s\nbecomes %s\nbecomes %s", text.bytes, json, text_of(third));
            taken++;
        }
        buffer_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {test(what_is_written_reads_back_as_the_same_tree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
