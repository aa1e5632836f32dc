/* Arithmetic, colours made of numbers, and what lies between two stops. */
#include "style/expression_tree.h"

#include <math.h>

/* As Math.pow of ECMAScript, which differs from C's pow where a power of one is not known. */
static double power(double base, double exponent)
{
    if (isnan(exponent) || (fabs(base) == 1 && isinf(exponent)))
        return NAN;
    return pow(base, exponent);
}

static double of_two(enum operator_kind kind, double left, double right)
{
    switch (kind) {
    case OPERATOR_ADD:
        return left + right;
    case OPERATOR_SUBTRACT:
        return left - right;
    case OPERATOR_MULTIPLY:
        return left * right;
    case OPERATOR_DIVIDE:
        return left / right;
    case OPERATOR_REMAINDER:
        return fmod(left, right);
    case OPERATOR_MIN:
        return isnan(left) || isnan(right) ? NAN : fmin(left, right);
    case OPERATOR_MAX:
        return isnan(left) || isnan(right) ? NAN : fmax(left, right);
    default:
        return power(left, right);
    }
}

static double of_one(enum operator_kind kind, double number)
{
    switch (kind) {
    case OPERATOR_SUBTRACT:
        return -number;
    case OPERATOR_ABS:
        return fabs(number);
    case OPERATOR_ROUND:
        return round(number); /* halves away from zero, as the specification's */
    case OPERATOR_FLOOR:
        return floor(number);
    case OPERATOR_CEIL:
        return ceil(number);
    case OPERATOR_SQRT:
        return sqrt(number);
    case OPERATOR_LN:
        return log(number);
    case OPERATOR_LOG10:
        return log(number) / M_LN10; /* as the reference has it, to the last digit */
    case OPERATOR_LOG2:
        return log(number) / M_LN2;
    case OPERATOR_SIN:
        return sin(number);
    case OPERATOR_COS:
        return cos(number);
    case OPERATOR_TAN:
        return tan(number);
    case OPERATOR_ASIN:
        return asin(number);
    case OPERATOR_ACOS:
        return acos(number);
    case OPERATOR_ATAN:
        return atan(number);
    default:
        return number;
    }
}

/* What an operator of many numbers begins with, and gives of none. */
static double of_none(enum operator_kind kind)
{
    switch (kind) {
    case OPERATOR_MULTIPLY:
        return 1;
    case OPERATOR_MIN:
        return INFINITY;
    case OPERATOR_MAX:
        return -INFINITY;
    case OPERATOR_E:
        return M_E;
    case OPERATOR_PI:
        return M_PI;
    case OPERATOR_LN2:
        return M_LN2;
    default:
        return 0;
    }
}

static struct result evaluate_colour(struct evaluation *evaluation, const struct expression *expression)
{
    double channels[4] = {0, 0, 0, 1};
    for (size_t i = 0; i < expression->count; i++) {
        struct result channel = evaluate(evaluation, expression->arguments[i]);
        if (channel.kind == RESULT_ERROR)
            return channel;
        if (!(channel.number >= 0 && channel.number <= (i < 3 ? 255 : 1)))
            return result_error("red, green and blue are numbers from 0 to 255, alpha from 0 to 1");
        channels[i] = channel.number;
    }
    struct colour colour = {channels[0] / 255, channels[1] / 255, channels[2] / 255, channels[3]};
    return (struct result){.kind = RESULT_COLOUR, .colour = colour};
}

static struct result evaluate_channels(struct evaluation *evaluation, const struct expression *expression)
{
    struct result result = evaluate(evaluation, expression->arguments[0]);
    if (result.kind == RESULT_ERROR)
        return result;
    struct result *items = arena_array(evaluation_arena(evaluation), 4, sizeof *items);
    items[0] = result_number(result.colour.red * 255);
    items[1] = result_number(result.colour.green * 255);
    items[2] = result_number(result.colour.blue * 255);
    items[3] = result_number(result.colour.alpha);
    return (struct result){.kind = RESULT_ARRAY, .count = 4, .items = items};
}

struct result evaluate_number(struct evaluation *evaluation, const struct expression *expression)
{
    enum operator_kind kind = expression->kind;
    if (kind == OPERATOR_RGBA)
        return evaluate_colour(evaluation, expression);
    if (kind == OPERATOR_TO_RGBA)
        return evaluate_channels(evaluation, expression);
    double number = of_none(kind);
    bool is_folded = kind == OPERATOR_ADD || kind == OPERATOR_MULTIPLY || kind == OPERATOR_MIN || kind == OPERATOR_MAX;
    for (size_t i = 0; i < expression->count; i++) {
        struct result next = evaluate(evaluation, expression->arguments[i]);
        if (next.kind == RESULT_ERROR)
            return next;
        number = is_folded || i > 0 ? of_two(kind, number, next.number) : next.number;
    }
    return result_number(!is_folded && expression->count == 1 ? of_one(kind, number) : number);
}

/* ---- between two stops ---- */

static double bezier(double first, double second, double t)
{
    double c = 3 * first, b = 3 * (second - first) - c, a = 1 - c - b;
    return ((a * t + b) * t + c) * t;
}

static double bezier_slope(double first, double second, double t)
{
    double c = 3 * first, b = 3 * (second - first) - c, a = 1 - c - b;
    return (3 * a * t + 2 * b) * t + c;
}

/* The curve's height where its x is `share`: Newton's steps, then halves, to the millionth that browsers stop at (CSS Easing Functions
 * 1, 2.2 leaves the way open), so that both give the same. */
static double bezier_height(const struct curve *curve, double share)
{
    const double near = 1e-6;
    double t = share;
    for (int i = 0; i < 8; i++) {
        double miss = bezier(curve->x1, curve->x2, t) - share, slope = bezier_slope(curve->x1, curve->x2, t);
        if (fabs(miss) < near)
            return bezier(curve->y1, curve->y2, t);
        if (fabs(slope) < near)
            break;
        t -= miss / slope;
    }
    double low = 0, high = 1;
    t = share;
    for (int i = 0; i < 20; i++) {
        double x = bezier(curve->x1, curve->x2, t);
        if (fabs(x - share) < near)
            break;
        if (share > x)
            low = t;
        else
            high = t;
        t = (high - low) / 2 + low;
    }
    return bezier(curve->y1, curve->y2, t);
}

static double curve_share(const struct curve *curve, double input, double low, double high)
{
    double progress = input - low, range = high - low;
    if (curve->kind == CURVE_EXPONENTIAL && curve->base != 1)
        return (power(curve->base, progress) - 1) / (power(curve->base, range) - 1);
    return curve->kind == CURVE_BEZIER ? bezier_height(curve, progress / range) : progress / range;
}

static double blend(double from, double to, double share)
{
    return from + share * (to - from);
}

/* Colours channel by channel, not premultiplied, as the reference blends them. */
static struct result result_blend(struct evaluation *evaluation, const struct result *from, const struct result *to,
                                  double share)
{
    if (from->kind == RESULT_NUMBER)
        return result_number(blend(from->number, to->number, share));
    if (from->kind == RESULT_COLOUR) {
        struct colour a = from->colour, b = to->colour;
        struct colour colour = {blend(a.red, b.red, share), blend(a.green, b.green, share),
                                blend(a.blue, b.blue, share), blend(a.alpha, b.alpha, share)};
        return (struct result){.kind = RESULT_COLOUR, .colour = colour};
    }
    struct result *items = arena_array(evaluation_arena(evaluation), from->count, sizeof *items);
    for (size_t i = 0; i < from->count; i++)
        items[i] = result_number(i < to->count ? blend(from->items[i].number, to->items[i].number, share) : NAN);
    return (struct result){.kind = RESULT_ARRAY, .count = from->count, .items = items};
}

struct result evaluate_interpolate(struct evaluation *evaluation, const struct expression *expression)
{
    size_t last = expression->count - 1; /* argument i has the stop i - 1 */
    if (last == 1)
        return evaluate(evaluation, expression->arguments[1]);
    struct result input = evaluate(evaluation, expression->arguments[0]);
    if (input.kind == RESULT_ERROR)
        return input;
    if (isnan(input.number))
        return result_error("the input of \"interpolate\" is not a number");
    const double *stops = expression->stops;
    if (input.number <= stops[0] || input.number >= stops[last - 1])
        return evaluate(evaluation, expression->arguments[input.number <= stops[0] ? 1 : last]);
    size_t low = 1;
    while (stops[low] <= input.number)
        low++;
    struct result from = evaluate(evaluation, expression->arguments[low]);
    if (from.kind == RESULT_ERROR)
        return from;
    struct result to = evaluate(evaluation, expression->arguments[low + 1]);
    if (to.kind == RESULT_ERROR)
        return to;
    return result_blend(evaluation, &from, &to,
                        curve_share(&expression->curve, input.number, stops[low - 1], stops[low]));
}
