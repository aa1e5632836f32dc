/* CQL2 text (OGC 21-065r2, annex B) to the tree: operators by precedence, one look ahead. How deep it calls itself is
 * counted, so that 64 kB of stack are enough whatever comes. */
#include "filter/reader.h"
#include "filter/scan.h"

#include <string.h>
#include <strings.h>

/* Each level of the tree costs at most two calls: one for an operand, one for its parentheses. */
#define CALLS_MAX (2 * FILTER_DEPTH_MAX + 2)

struct parser {
    struct reader reader;
    struct token token; /* the one that is not read yet */
    size_t calls, parentheses;
};

/* A list of nodes that grows in the arena. */
struct node_list {
    const struct filter **nodes;
    size_t count, room;
};

static void list_add(struct parser *parser, struct node_list *list, const struct filter *node)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 4 : 2 * list->room;
        const struct filter **nodes = arena_array(parser->reader.arena, room, sizeof *nodes);
        if (list->count > 0)
            memcpy(nodes, list->nodes, list->count * sizeof *nodes);
        list->nodes = nodes;
        list->room = room;
    }
    list->nodes[list->count++] = node;
}

/* ---- tokens ---- */

static const char *token_text(const struct parser *parser)
{
    return parser->reader.text + parser->token.at;
}

static void token_next(struct parser *parser)
{
    parser->token = scan_token(parser->reader.text, parser->reader.length, parser->token.at + parser->token.length);
}

static bool token_is_mark(const struct parser *parser, const char *mark)
{
    return parser->token.kind == TOKEN_MARK && strlen(mark) == parser->token.length &&
           memcmp(token_text(parser), mark, parser->token.length) == 0;
}

static bool token_is_word(const struct parser *parser, const char *word)
{
    return parser->token.kind == TOKEN_NAME && strlen(word) == parser->token.length &&
           strncasecmp(token_text(parser), word, parser->token.length) == 0;
}

static bool token_take_mark(struct parser *parser, const char *mark)
{
    bool is_it = token_is_mark(parser, mark);
    if (is_it)
        token_next(parser);
    return is_it;
}

static bool token_take_word(struct parser *parser, const char *word)
{
    bool is_it = token_is_word(parser, word);
    if (is_it)
        token_next(parser);
    return is_it;
}

/* Always NULL: what was wanted, and what stands there. */
static const struct filter *token_fail(struct parser *parser, const char *wanted)
{
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_WRONG)
        reader_fail(&parser->reader, ERROR_INPUT, token->at, "%s", token->wrong);
    else if (token->kind == TOKEN_END)
        reader_fail(&parser->reader, ERROR_INPUT, token->at, "%s is wanted, the filter ends", wanted);
    else
        reader_fail(&parser->reader, ERROR_INPUT, token->at, "%s is wanted, not %.*s", wanted,
                    (int)(token->length < 40 ? token->length : 40), token_text(parser));
    return NULL;
}

static bool token_expect(struct parser *parser, const char *mark)
{
    return token_take_mark(parser, mark) || token_fail(parser, mark) != NULL;
}

static char *token_unquoted(struct parser *parser)
{
    struct buffer text = BUFFER_INIT;
    buffer_append(&text, "", 0);
    scan_unquote(parser->reader.text, &parser->token, &text);
    char *copy = arena_copy(parser->reader.arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

/* ---- operands ---- */

static const struct filter *parse_expression(struct parser *parser, int level);

static const struct filter *parse_number(struct parser *parser, size_t at, bool is_negative)
{
    struct number number;
    if (!scan_number_read(token_text(parser), parser->token.length, is_negative, &number)) {
        reader_fail(&parser->reader, ERROR_INPUT, parser->token.at, "a number too large");
        return NULL;
    }
    token_next(parser);
    return number.is_integer ? reader_integer(&parser->reader, at, number.integer)
                             : reader_real(&parser->reader, at, number.real);
}

static const struct filter *parse_string(struct parser *parser)
{
    const struct filter *node = reader_string(&parser->reader, parser->token.at, token_unquoted(parser));
    token_next(parser);
    return node;
}

static const struct filter *parse_property(struct parser *parser)
{
    size_t at = parser->token.at;
    const char *name = parser->token.kind == TOKEN_QUOTED
                           ? token_unquoted(parser)
                           : arena_copy(parser->reader.arena, token_text(parser), parser->token.length);
    token_next(parser);
    return reader_property(&parser->reader, at, name);
}

static const struct filter *parse_shape(struct parser *parser)
{
    struct reader *reader = &parser->reader;
    struct error cause = ERROR_INIT;
    size_t at = parser->token.at, used = 0;
    const struct shape *shape =
        shape_read_text(reader->text + at, reader->length - at, &used, &reader->vertices, reader->arena, &cause);
    if (shape == NULL) {
        reader_fail(reader, cause.kind, at + used, "%s", cause.message);
        return NULL;
    }
    parser->token.length = used;
    token_next(parser);
    return reader_shape(reader, at, shape);
}

/* DATE('..') and TIMESTAMP('..'), behind the word. */
static const struct filter *parse_time(struct parser *parser, enum filter_op op)
{
    if (!token_expect(parser, "("))
        return NULL;
    if (parser->token.kind != TOKEN_STRING)
        return token_fail(parser,
                          op == FILTER_DAY ? "a day such as '2026-11-22'" : "a moment such as '2026-11-22T09:30:00Z'");
    const struct filter *node = reader_time(&parser->reader, parser->token.at, op, token_unquoted(parser));
    token_next(parser);
    return node != NULL && token_expect(parser, ")") ? node : NULL;
}

static const struct filter *parse_bound(struct parser *parser)
{
    if (parser->token.kind == TOKEN_NAME || parser->token.kind == TOKEN_QUOTED)
        return parse_property(parser);
    if (parser->token.kind != TOKEN_STRING)
        return token_fail(parser, "a day, a moment or '..'");
    const struct filter *node = reader_bound(&parser->reader, parser->token.at, token_unquoted(parser));
    token_next(parser);
    return node;
}

/* ( .. , .. ), behind the first parenthesis, which may be closed at once. */
static bool parse_list(struct parser *parser, struct node_list *list)
{
    if (token_take_mark(parser, ")"))
        return true;
    do {
        const struct filter *node = parse_expression(parser, LEVEL_SUM);
        if (node == NULL)
            return false;
        list_add(parser, list, node);
    } while (token_take_mark(parser, ","));
    return token_expect(parser, ")");
}

static const struct filter *parse_set(struct parser *parser)
{
    size_t at = parser->token.at;
    if (!token_take_mark(parser, "("))
        return parse_property(parser);
    struct node_list list = {NULL, 0, 0};
    if (!parse_list(parser, &list))
        return NULL;
    return reader_operator(&parser->reader, at, FILTER_ARRAY, list.nodes, list.count);
}

static const struct filter *parse_argument(struct parser *parser, enum operator_family family)
{
    if (family == FAMILY_SPAN)
        return parse_bound(parser);
    bool is_name = parser->token.kind == TOKEN_NAME || parser->token.kind == TOKEN_QUOTED;
    if (family == FAMILY_SETS)
        return is_name || token_is_mark(parser, "(") ? parse_set(parser) : token_fail(parser, "an array or a property");
    return parse_expression(parser, LEVEL_SUM);
}

/* NAME(.., ..), behind the name. */
static const struct filter *parse_function(struct parser *parser, size_t at, enum filter_op op)
{
    const struct operator_word *word = &operator_words[op];
    const struct filter *args[2] = {NULL, NULL};
    if (!token_expect(parser, "("))
        return NULL;
    for (int i = 0; i < word->least; i++) {
        if (i > 0 && !token_take_mark(parser, ","))
            return token_fail(parser, "a comma and a second argument");
        if ((args[i] = parse_argument(parser, word->family)) == NULL)
            return NULL;
    }
    return token_expect(parser, ")") ? reader_operator(&parser->reader, at, op, args, (size_t)word->least) : NULL;
}

static bool is_before_parenthesis(const struct parser *parser)
{
    struct token next = scan_token(parser->reader.text, parser->reader.length, parser->token.at + parser->token.length);
    return next.kind == TOKEN_MARK && parser->reader.text[next.at] == '(';
}

static const struct filter *function_unknown(struct parser *parser)
{
    reader_fail(
        &parser->reader, ERROR_INPUT, parser->token.at,
        "no function \"%.*s\"; there are CASEI, ACCENTI, DATE, TIMESTAMP, INTERVAL, S_INTERSECTS and the others of "
        "geometry, T_AFTER and the others of time, A_CONTAINS and the others of arrays",
        (int)(parser->token.length < 40 ? parser->token.length : 40), token_text(parser));
    return NULL;
}

/* A word that is no operator: a function, geometry, a literal, a property. */
static const struct filter *parse_word(struct parser *parser)
{
    static const char *const operators[] = {"AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "DIV"};
    size_t at = parser->token.at, length = parser->token.length;
    const char *text = token_text(parser);
    bool is_call = is_before_parenthesis(parser);
    enum filter_op op = operator_function(text, length);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (token_is_word(parser, operators[i]))
            return token_fail(parser, "a property or a value");
    if (token_is_word(parser, "TRUE") || token_is_word(parser, "FALSE")) {
        bool truth = token_is_word(parser, "TRUE");
        token_next(parser);
        return reader_truth(&parser->reader, at, truth);
    }
    bool is_shape = shape_begins(text, length);
    if (is_shape && (is_call || scan_is_keyword(text, length)))
        return parse_shape(parser);
    if (!is_call)
        return parse_property(parser);
    bool is_day = token_is_word(parser, "DATE"), is_moment = token_is_word(parser, "TIMESTAMP");
    if (!is_day && !is_moment && op == FILTER_OP_COUNT)
        return function_unknown(parser);
    token_next(parser);
    return op != FILTER_OP_COUNT ? parse_function(parser, at, op)
                                 : parse_time(parser, is_day ? FILTER_DAY : FILTER_MOMENT);
}

static const struct filter *parse_parentheses(struct parser *parser)
{
    if (parser->parentheses == FILTER_DEPTH_MAX) {
        reader_fail(&parser->reader, ERROR_LIMIT, parser->token.at, "parentheses nested deeper than %d levels",
                    FILTER_DEPTH_MAX);
        return NULL;
    }
    parser->parentheses++;
    token_next(parser);
    const struct filter *node = parse_expression(parser, LEVEL_OR);
    parser->parentheses--;
    if (node != NULL && token_is_mark(parser, ","))
        return token_fail(parser, "one value in parentheses (lists stand behind IN and in A_EQUALS, A_CONTAINS, "
                                  "A_CONTAINEDBY, A_OVERLAPS)");
    return node != NULL && token_expect(parser, ")") ? node : NULL;
}

/* A sign belongs to the number behind it; before anything else, - multiplies by -1. */
static const struct filter *parse_signed(struct parser *parser)
{
    size_t at = parser->token.at;
    bool is_negative = token_is_mark(parser, "-");
    token_next(parser);
    if (!is_negative && (parser->token.kind != TOKEN_NUMBER || parser->token.at > at + 1)) {
        reader_fail(&parser->reader, ERROR_INPUT, at, "a number right behind its sign is wanted");
        return NULL;
    }
    if (parser->token.kind == TOKEN_NUMBER)
        return parse_number(parser, at, is_negative);
    if (!is_negative ||
        (parser->token.kind != TOKEN_NAME && parser->token.kind != TOKEN_QUOTED && !token_is_mark(parser, "(")))
        return token_fail(parser, "a number");
    const struct filter *args[2] = {reader_integer(&parser->reader, at, -1), NULL};
    if (args[0] == NULL || (args[1] = parse_expression(parser, LEVEL_OPERAND)) == NULL)
        return NULL;
    return reader_operator(&parser->reader, at, FILTER_MULTIPLY, args, 2);
}

/* NOT, as often as it stands there. */
static const struct filter *parse_not(struct parser *parser)
{
    size_t at = parser->token.at, count = 0;
    while (token_take_word(parser, "NOT"))
        count++;
    const struct filter *node = parse_expression(parser, LEVEL_COMPARISON);
    for (; node != NULL && count > 0; count--)
        node = reader_operator(&parser->reader, at, FILTER_NOT, &node, 1);
    return node;
}

static const struct filter *parse_operand(struct parser *parser, int level)
{
    switch (parser->token.kind) {
    case TOKEN_NUMBER:
        return parse_number(parser, parser->token.at, false);
    case TOKEN_STRING:
        return parse_string(parser);
    case TOKEN_QUOTED:
        return parse_property(parser);
    case TOKEN_NAME:
        return level <= LEVEL_NOT && token_is_word(parser, "NOT") ? parse_not(parser) : parse_word(parser);
    case TOKEN_MARK:
        if (token_is_mark(parser, "("))
            return parse_parentheses(parser);
        if (token_is_mark(parser, "-") || token_is_mark(parser, "+"))
            return parse_signed(parser);
        break;
    case TOKEN_END:
    case TOKEN_WRONG:
        break;
    }
    return token_fail(parser, "a property or a value");
}

/* ---- operators ---- */

/* The operator that stands between operands here; FILTER_OP_COUNT when there is none. NOT may be before the last three. */
static enum filter_op infix_at(const struct parser *parser)
{
    if (parser->token.kind != TOKEN_MARK && parser->token.kind != TOKEN_NAME)
        return FILTER_OP_COUNT;
    if (token_is_word(parser, "IS"))
        return FILTER_IS_NULL;
    if (token_is_word(parser, "NOT"))
        return FILTER_LIKE; /* or one of its like: parse_negatable tells */
    for (int op = FILTER_ADD; op <= FILTER_IN; op++) {
        const char *word = operator_words[op].text;
        if (operator_words[op].form == OPERATOR_INFIX && (token_is_mark(parser, word) || token_is_word(parser, word)))
            return op;
    }
    return FILTER_OP_COUNT;
}

static const struct filter *parse_is_null(struct parser *parser, size_t at, const struct filter *left)
{
    token_next(parser);
    bool is_not = token_take_word(parser, "NOT");
    if (!token_take_word(parser, "NULL"))
        return token_fail(parser, is_not ? "NULL" : "NULL or NOT NULL");
    const struct filter *node = reader_operator(&parser->reader, at, FILTER_IS_NULL, &left, 1);
    return node != NULL && is_not ? reader_operator(&parser->reader, at, FILTER_NOT, &node, 1) : node;
}

static bool parse_range(struct parser *parser, struct node_list *args)
{
    const struct filter *least = parse_expression(parser, LEVEL_SUM);
    if (least == NULL || (!token_take_word(parser, "AND") && token_fail(parser, "AND of BETWEEN .. AND ..") == NULL))
        return false;
    const struct filter *most = parse_expression(parser, LEVEL_SUM);
    list_add(parser, args, least);
    list_add(parser, args, most);
    return most != NULL;
}

static bool parse_choices(struct parser *parser, struct node_list *args)
{
    if (!token_expect(parser, "("))
        return false;
    if (token_is_mark(parser, ")"))
        return token_fail(parser, "a value of the list behind IN") != NULL;
    return parse_list(parser, args);
}

/* [NOT] LIKE, BETWEEN and IN. */
static const struct filter *parse_negatable(struct parser *parser, size_t at, const struct filter *left)
{
    bool is_not = token_take_word(parser, "NOT"), is_read = true;
    struct node_list args = {NULL, 0, 0};
    list_add(parser, &args, left);
    enum filter_op op = infix_at(parser);
    if (op != FILTER_LIKE && op != FILTER_BETWEEN && op != FILTER_IN)
        return token_fail(parser, "LIKE, BETWEEN or IN");
    token_next(parser);
    if (op == FILTER_BETWEEN) {
        is_read = parse_range(parser, &args);
    } else if (op == FILTER_IN) {
        is_read = parse_choices(parser, &args);
    } else {
        const struct filter *pattern = parse_expression(parser, LEVEL_SUM);
        is_read = pattern != NULL;
        list_add(parser, &args, pattern);
    }
    const struct filter *node = is_read ? reader_operator(&parser->reader, at, op, args.nodes, args.count) : NULL;
    return node != NULL && is_not ? reader_operator(&parser->reader, at, FILTER_NOT, &node, 1) : node;
}

/* a AND b AND .. as one node. */
static const struct filter *parse_chain(struct parser *parser, size_t at, enum filter_op op, const struct filter *left)
{
    struct node_list args = {NULL, 0, 0};
    list_add(parser, &args, left);
    while (token_take_word(parser, operator_words[op].text)) {
        const struct filter *right = parse_expression(parser, operator_words[op].level + 1);
        if (right == NULL)
            return NULL;
        list_add(parser, &args, right);
    }
    return reader_operator(&parser->reader, at, op, args.nodes, args.count);
}

static const struct filter *parse_infix(struct parser *parser, enum filter_op op, const struct filter *left)
{
    size_t at = parser->token.at;
    switch (op) {
    case FILTER_AND:
    case FILTER_OR:
        return parse_chain(parser, at, op, left);
    case FILTER_IS_NULL:
        return parse_is_null(parser, at, left);
    case FILTER_LIKE:
    case FILTER_BETWEEN:
    case FILTER_IN:
        return parse_negatable(parser, at, left);
    default:
        break;
    }
    token_next(parser);
    const struct filter *args[2] = {left, parse_expression(parser, operator_words[op].level + 1)};
    return args[1] != NULL ? reader_operator(&parser->reader, at, op, args, 2) : NULL;
}

/* What binds at least as tight as `level`. */
static const struct filter *parse_expression(struct parser *parser, int level)
{
    if (parser->calls == CALLS_MAX) {
        reader_fail(&parser->reader, ERROR_LIMIT, parser->token.at, "operators nested deeper than %d levels",
                    FILTER_DEPTH_MAX);
        return NULL;
    }
    parser->calls++;
    const struct filter *node = parse_operand(parser, level);
    int last = LEVEL_OPERAND;
    while (node != NULL) {
        enum filter_op op = infix_at(parser);
        if (op == FILTER_OP_COUNT || operator_words[op].level < level)
            break;
        int own = operator_words[op].level;
        if (own == last && (own == LEVEL_POWER || own == LEVEL_COMPARISON)) {
            node = token_fail(parser, own == LEVEL_POWER ? "a ^ b alone, or parentheses around one of two powers,"
                                                         : "AND, OR or parentheses between two comparisons,");
            break;
        }
        node = parse_infix(parser, op, node);
        last = own;
    }
    parser->calls--;
    return node;
}

const struct filter *filter_read_text(const char *text, size_t length, const struct queryable *queryables, size_t count,
                                      enum crs literals, struct arena *arena, struct error *err)
{
    struct error own = ERROR_INIT;
    struct parser parser = {.reader = {.arena = arena,
                                       .err = err != NULL ? err : &own,
                                       .queryables = queryables,
                                       .queryable_count = count,
                                       .crs = literals,
                                       .text = text,
                                       .length = length}};
    if (length > FILTER_TEXT_MAX) {
        error_set(err, ERROR_LIMIT, "filter: more than %d bytes", FILTER_TEXT_MAX);
        return NULL;
    }
    token_next(&parser);
    const struct filter *node = parse_expression(&parser, LEVEL_OR);
    if (node != NULL && parser.token.kind != TOKEN_END)
        node = token_fail(&parser, "AND, OR or the end");
    return reader_root(&parser.reader, node);
}
