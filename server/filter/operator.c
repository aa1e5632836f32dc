/* The words of CQL2 (OGC 21-065r2, annex B and C). */
#include "filter/reader.h"

#include <string.h>
#include <strings.h>

#define INFIX(text, json, family, level)                                                                               \
    {                                                                                                                  \
        text, json, OPERATOR_INFIX, family, 2, 2, level                                                                \
    }
#define FUNCTION(text, json, family, count)                                                                            \
    {                                                                                                                  \
        text, json, OPERATOR_FUNCTION, family, count, count, LEVEL_OPERAND                                             \
    }
#define OPERAND                                                                                                        \
    {                                                                                                                  \
        "", NULL, OPERATOR_FUNCTION, FAMILY_OPERAND, 0, 0, LEVEL_OPERAND                                               \
    }

const struct operator_word operator_words[FILTER_OP_COUNT] = {
    [FILTER_PROPERTY] = OPERAND,
    [FILTER_TRUTH] = OPERAND,
    [FILTER_NUMERAL] = OPERAND,
    [FILTER_STRING] = OPERAND,
    [FILTER_DAY] = OPERAND,
    [FILTER_MOMENT] = OPERAND,
    [FILTER_OPEN] = OPERAND,
    [FILTER_SHAPE] = OPERAND,
    [FILTER_SPAN] = FUNCTION("INTERVAL", NULL, FAMILY_SPAN, 2),
    [FILTER_ARRAY] = {"", NULL, OPERATOR_FUNCTION, FAMILY_ARRAY, 0, -1, LEVEL_OPERAND},
    [FILTER_CASEI] = FUNCTION("CASEI", "casei", FAMILY_CASE, 1),
    [FILTER_ACCENTI] = FUNCTION("ACCENTI", "accenti", FAMILY_CASE, 1),
    [FILTER_ADD] = INFIX("+", "+", FAMILY_ARITHMETIC, LEVEL_SUM),
    [FILTER_SUBTRACT] = INFIX("-", "-", FAMILY_ARITHMETIC, LEVEL_SUM),
    [FILTER_MULTIPLY] = INFIX("*", "*", FAMILY_ARITHMETIC, LEVEL_PRODUCT),
    [FILTER_DIVIDE] = INFIX("/", "/", FAMILY_ARITHMETIC, LEVEL_PRODUCT),
    [FILTER_REST] = INFIX("%", "%", FAMILY_ARITHMETIC, LEVEL_PRODUCT),
    [FILTER_QUOTIENT] = INFIX("div", "div", FAMILY_ARITHMETIC, LEVEL_PRODUCT),
    [FILTER_POWER] = INFIX("^", "^", FAMILY_ARITHMETIC, LEVEL_POWER),
    [FILTER_AND] = {"AND", "and", OPERATOR_INFIX, FAMILY_LOGIC, 2, -1, LEVEL_AND},
    [FILTER_OR] = {"OR", "or", OPERATOR_INFIX, FAMILY_LOGIC, 2, -1, LEVEL_OR},
    [FILTER_NOT] = {"NOT", "not", OPERATOR_PREFIX, FAMILY_LOGIC, 1, 1, LEVEL_NOT},
    [FILTER_EQUAL] = INFIX("=", "=", FAMILY_COMPARISON, LEVEL_COMPARISON),
    [FILTER_NOT_EQUAL] = INFIX("<>", "<>", FAMILY_COMPARISON, LEVEL_COMPARISON),
    [FILTER_LESS] = INFIX("<", "<", FAMILY_COMPARISON, LEVEL_COMPARISON),
    [FILTER_GREATER] = INFIX(">", ">", FAMILY_COMPARISON, LEVEL_COMPARISON),
    [FILTER_LESS_EQUAL] = INFIX("<=", "<=", FAMILY_COMPARISON, LEVEL_COMPARISON),
    [FILTER_GREATER_EQUAL] = INFIX(">=", ">=", FAMILY_COMPARISON, LEVEL_COMPARISON),
    [FILTER_LIKE] = INFIX("LIKE", "like", FAMILY_LIKE, LEVEL_COMPARISON),
    [FILTER_BETWEEN] = {"BETWEEN", "between", OPERATOR_INFIX, FAMILY_COMPARISON, 3, 3, LEVEL_COMPARISON},
    [FILTER_IN] = {"IN", "in", OPERATOR_INFIX, FAMILY_IN, 2, -1, LEVEL_COMPARISON},
    [FILTER_IS_NULL] = {"IS NULL", "isNull", OPERATOR_INFIX, FAMILY_NULL, 1, 1, LEVEL_COMPARISON},
    [FILTER_S_INTERSECTS] = FUNCTION("S_INTERSECTS", "s_intersects", FAMILY_SPATIAL, 2),
    [FILTER_S_EQUALS] = FUNCTION("S_EQUALS", "s_equals", FAMILY_SPATIAL, 2),
    [FILTER_S_DISJOINT] = FUNCTION("S_DISJOINT", "s_disjoint", FAMILY_SPATIAL, 2),
    [FILTER_S_TOUCHES] = FUNCTION("S_TOUCHES", "s_touches", FAMILY_SPATIAL, 2),
    [FILTER_S_WITHIN] = FUNCTION("S_WITHIN", "s_within", FAMILY_SPATIAL, 2),
    [FILTER_S_OVERLAPS] = FUNCTION("S_OVERLAPS", "s_overlaps", FAMILY_SPATIAL, 2),
    [FILTER_S_CROSSES] = FUNCTION("S_CROSSES", "s_crosses", FAMILY_SPATIAL, 2),
    [FILTER_S_CONTAINS] = FUNCTION("S_CONTAINS", "s_contains", FAMILY_SPATIAL, 2),
    [FILTER_T_AFTER] = FUNCTION("T_AFTER", "t_after", FAMILY_TEMPORAL, 2),
    [FILTER_T_BEFORE] = FUNCTION("T_BEFORE", "t_before", FAMILY_TEMPORAL, 2),
    [FILTER_T_CONTAINS] = FUNCTION("T_CONTAINS", "t_contains", FAMILY_TEMPORAL, 2),
    [FILTER_T_DISJOINT] = FUNCTION("T_DISJOINT", "t_disjoint", FAMILY_TEMPORAL, 2),
    [FILTER_T_DURING] = FUNCTION("T_DURING", "t_during", FAMILY_TEMPORAL, 2),
    [FILTER_T_EQUALS] = FUNCTION("T_EQUALS", "t_equals", FAMILY_TEMPORAL, 2),
    [FILTER_T_FINISHEDBY] = FUNCTION("T_FINISHEDBY", "t_finishedBy", FAMILY_TEMPORAL, 2),
    [FILTER_T_FINISHES] = FUNCTION("T_FINISHES", "t_finishes", FAMILY_TEMPORAL, 2),
    [FILTER_T_INTERSECTS] = FUNCTION("T_INTERSECTS", "t_intersects", FAMILY_TEMPORAL, 2),
    [FILTER_T_MEETS] = FUNCTION("T_MEETS", "t_meets", FAMILY_TEMPORAL, 2),
    [FILTER_T_METBY] = FUNCTION("T_METBY", "t_metBy", FAMILY_TEMPORAL, 2),
    [FILTER_T_OVERLAPPEDBY] = FUNCTION("T_OVERLAPPEDBY", "t_overlappedBy", FAMILY_TEMPORAL, 2),
    [FILTER_T_OVERLAPS] = FUNCTION("T_OVERLAPS", "t_overlaps", FAMILY_TEMPORAL, 2),
    [FILTER_T_STARTEDBY] = FUNCTION("T_STARTEDBY", "t_startedBy", FAMILY_TEMPORAL, 2),
    [FILTER_T_STARTS] = FUNCTION("T_STARTS", "t_starts", FAMILY_TEMPORAL, 2),
    [FILTER_A_EQUALS] = FUNCTION("A_EQUALS", "a_equals", FAMILY_SETS, 2),
    [FILTER_A_CONTAINS] = FUNCTION("A_CONTAINS", "a_contains", FAMILY_SETS, 2),
    [FILTER_A_CONTAINEDBY] = FUNCTION("A_CONTAINEDBY", "a_containedBy", FAMILY_SETS, 2),
    [FILTER_A_OVERLAPS] = FUNCTION("A_OVERLAPS", "a_overlaps", FAMILY_SETS, 2),
};

enum filter_op operator_function(const char *name, size_t length)
{
    for (int op = FILTER_SPAN; op < FILTER_OP_COUNT; op++) {
        const struct operator_word *word = &operator_words[op];
        if (word->form == OPERATOR_FUNCTION && word->text[0] != '\0' && strlen(word->text) == length &&
            strncasecmp(word->text, name, length) == 0)
            return op;
    }
    return FILTER_OP_COUNT;
}

enum filter_op operator_json(const char *name)
{
    for (int op = 0; op < FILTER_OP_COUNT; op++)
        if (operator_words[op].json != NULL && strcmp(operator_words[op].json, name) == 0)
            return op;
    return FILTER_OP_COUNT;
}

const char *filter_type_name(enum filter_type type)
{
    switch (type) {
    case FILTER_BOOLEAN:
        return "true or false";
    case FILTER_NUMBER:
        return "a number";
    case FILTER_TEXT:
        return "text";
    case FILTER_DATE:
        return "a date";
    case FILTER_INSTANT:
        return "a timestamp";
    case FILTER_INTERVAL:
        return "an interval";
    case FILTER_GEOMETRY:
        return "geometry";
    case FILTER_LIST:
        return "a list";
    }
    return "";
}
