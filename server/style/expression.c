#include "style/expression.h"

#include "style/expression_tree.h"

static void evaluation_end(struct evaluation *evaluation)
{
    if (evaluation->owns_arena)
        arena_free(evaluation->arena);
}

double expression_number(const struct expression *expression, const struct feature *feature, double zoom,
                         double otherwise)
{
    struct evaluation evaluation = {feature, zoom, NULL, false};
    struct result result = evaluate(&evaluation, expression);
    evaluation_end(&evaluation);
    return result.kind == RESULT_NUMBER ? result.number : otherwise;
}

bool expression_bool(const struct expression *expression, const struct feature *feature, double zoom, bool otherwise)
{
    struct evaluation evaluation = {feature, zoom, NULL, false};
    struct result result = evaluate(&evaluation, expression);
    evaluation_end(&evaluation);
    return result.kind == RESULT_BOOL ? result.boolean : otherwise;
}

struct colour expression_colour(const struct expression *expression, const struct feature *feature, double zoom,
                                struct colour otherwise)
{
    struct evaluation evaluation = {feature, zoom, NULL, false};
    struct result result = evaluate(&evaluation, expression);
    struct colour colour = otherwise;
    if (result.kind == RESULT_COLOUR)
        colour = result.colour;
    else if (result.kind != RESULT_TEXT || !colour_read(result.text, &colour))
        colour = otherwise;
    evaluation_end(&evaluation);
    return colour;
}

const char *expression_text(const struct expression *expression, const struct feature *feature, double zoom,
                            struct arena *arena)
{
    struct evaluation evaluation = {feature, zoom, arena, false};
    struct result result = evaluate(&evaluation, expression);
    if (result.kind == RESULT_NULL)
        return NULL;
    return arena_string(arena, result_print(&evaluation, &result));
}

size_t expression_numbers(const struct expression *expression, const struct feature *feature, double zoom,
                          double *numbers, size_t most)
{
    struct evaluation evaluation = {feature, zoom, NULL, false};
    struct result result = evaluate(&evaluation, expression);
    size_t count = 0;
    for (size_t i = 0; result.kind == RESULT_ARRAY && i < result.count && count < most; i++) {
        if (result.items[i].kind == RESULT_NUMBER)
            numbers[count++] = result.items[i].number;
    }
    evaluation_end(&evaluation);
    return count;
}

size_t expression_texts(const struct expression *expression, const struct feature *feature, double zoom,
                        const char **texts, size_t most, struct arena *arena)
{
    struct evaluation evaluation = {feature, zoom, arena, false};
    struct result result = evaluate(&evaluation, expression);
    size_t count = 0;
    if (result.kind == RESULT_TEXT && most > 0)
        texts[count++] = arena_string(arena, result.text);
    for (size_t i = 0; result.kind == RESULT_ARRAY && i < result.count && count < most; i++) {
        if (result.items[i].kind == RESULT_TEXT)
            texts[count++] = arena_string(arena, result.items[i].text);
    }
    return count;
}

bool expression_is_constant(const struct expression *expression)
{
    return expression->is_constant;
}
