#include "style/expression.h"

#include "style/expression_reader.h"

#include <math.h>
#include <string.h>

struct expression *expression_read(const struct json_value *json, const struct type *wanted, const char *where,
                                   struct arena *arena, struct error *err)
{
    struct expression_reader reader = {where, arena, 0, 0, NULL, err};
    bool is_text = wanted != NULL && wanted->kind == TYPE_TEXT;
    return reader_node(&reader, json, wanted, is_text ? ANNOTATION_COERCE : ANNOTATION_BY_TYPE);
}

struct expression *expression_literal(const struct json_value *json, const char *where, struct arena *arena,
                                      struct error *err)
{
    struct expression_reader reader = {where, arena, 0, 0, NULL, err};
    return reader_literal(&reader, json);
}

static struct expression *expression_of(struct result result, enum type_kind kind, struct arena *arena)
{
    struct expression *expression = arena_alloc(arena, sizeof *expression);
    *expression = (struct expression){.kind = OPERATOR_LITERAL, .type = *type_of(kind), .literal = result};
    return expression;
}

struct expression *expression_of_number(double number, struct arena *arena)
{
    return expression_of(result_number(number), TYPE_NUMBER, arena);
}

struct expression *expression_of_bool(bool truth, struct arena *arena)
{
    return expression_of(result_bool(truth), TYPE_BOOL, arena);
}

struct expression *expression_of_text(const char *text, struct arena *arena)
{
    return expression_of(result_text(text), TYPE_TEXT, arena);
}

/* ---- what it looks at ---- */

unsigned expression_uses(const struct expression *expression)
{
    return expression->uses;
}

bool expression_is_constant(const struct expression *expression)
{
    return (expression->uses & ~(unsigned)USE_IMAGE) == 0;
}

static bool is_zoom_curve(const struct expression *expression)
{
    return (expression->kind == OPERATOR_STEP || expression->kind == OPERATOR_INTERPOLATE) &&
           expression->arguments[0]->kind == OPERATOR_ZOOM;
}

/* The step or interpolate of the zoom at the top, which only "let" and "coalesce" may wrap; NULL when there is none. */
static const struct expression *find_zoom_curve(const struct expression *expression)
{
    if (is_zoom_curve(expression))
        return expression;
    if (expression->kind == OPERATOR_LET)
        return find_zoom_curve(expression->arguments[expression->count - 1]);
    for (size_t i = 0; expression->kind == OPERATOR_COALESCE && i < expression->count; i++) {
        const struct expression *curve = find_zoom_curve(expression->arguments[i]);
        if (curve != NULL)
            return curve;
    }
    return NULL;
}

/* Where the zoom is written; what "let" binds counts once. */
static size_t count_zooms(const struct expression *expression)
{
    size_t count = expression->kind == OPERATOR_ZOOM;
    for (size_t i = 0; expression->kind != OPERATOR_VAR && i < expression->count; i++)
        count += count_zooms(expression->arguments[i]);
    return count;
}

bool expression_check_uses(const struct expression *expression, unsigned allowed, const char *where, struct error *err)
{
    static const struct {
        unsigned use;
        const char *name;
    } uses[] = {{USE_FEATURE, "the feature (get, has, properties, id, geometry-type)"},
                {USE_ZOOM, "the zoom"},
                {USE_STATE, "feature-state"}};
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        if ((expression->uses & uses[i].use) != 0 && (allowed & uses[i].use) == 0)
            return error_set(err, ERROR_INPUT, "%s: cannot depend on %s", where, uses[i].name);
    }
    if ((expression->uses & USE_ZOOM) == 0)
        return true;
    const struct expression *curve = find_zoom_curve(expression);
    if (curve == NULL || count_zooms(expression) != 1)
        return error_set(err, ERROR_INPUT,
                         "%s: \"zoom\" stands only once, as the input of a \"step\" or \"interpolate\" at the top",
                         where);
    if (curve->kind == OPERATOR_INTERPOLATE && (allowed & USE_CURVE) == 0)
        return error_set(err, ERROR_INPUT, "%s: goes by steps of the zoom (\"step\"), not by \"interpolate\"", where);
    return true;
}

/* The field that this operator itself looks at, or NULL. */
static const char *field_named(const struct expression *expression)
{
    bool is_field = (expression->kind == OPERATOR_GET || expression->kind == OPERATOR_HAS) && expression->count == 1;
    const struct expression *name = is_field ? expression->arguments[0] : NULL;
    return name != NULL && name->kind == OPERATOR_LITERAL && name->literal.kind == RESULT_TEXT ? name->literal.text
                                                                                               : NULL;
}

const char *expression_unknown_field(const struct expression *expression, const char *const *fields)
{
    const char *name = field_named(expression);
    const char *const *field = fields;
    while (name != NULL && *field != NULL && strcmp(*field, name) != 0)
        field++;
    if (name != NULL && *field == NULL)
        return name;
    const char *unknown = NULL;
    /* What "let" binds is looked at where it is bound. */
    for (size_t i = 0; expression->kind != OPERATOR_VAR && i < expression->count && unknown == NULL; i++)
        unknown = expression_unknown_field(expression->arguments[i], fields);
    return unknown;
}

/* ---- values ---- */

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
    return result.kind == RESULT_NUMBER && isfinite(result.number) ? result.number : otherwise;
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

const char *expression_word(const struct expression *expression, const struct feature *feature, double zoom,
                            struct arena *arena)
{
    struct evaluation evaluation = {feature, zoom, arena, false};
    struct result result = evaluate(&evaluation, expression);
    if (result.kind == RESULT_NULL || result.kind == RESULT_ERROR)
        return NULL;
    return result_print(&evaluation, &result);
}

const char *expression_text(const struct expression *expression, const struct feature *feature, double zoom,
                            struct arena *arena)
{
    return arena_string(arena, expression_word(expression, feature, zoom, arena));
}

size_t expression_numbers(const struct expression *expression, const struct feature *feature, double zoom,
                          double *numbers, size_t most)
{
    struct evaluation evaluation = {feature, zoom, NULL, false};
    struct result result = evaluate(&evaluation, expression);
    size_t count = 0;
    for (size_t i = 0; result.kind == RESULT_ARRAY && i < result.count && count < most; i++) {
        if (result.items[i].kind == RESULT_NUMBER && isfinite(result.items[i].number))
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
