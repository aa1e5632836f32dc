#include "style/class_label.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

#define DECIMALS_MAX 15

static double value_written(double value, int decimals)
{
    struct buffer text = BUFFER_INIT;
    number_write(&text, value, decimals);
    double read = value;
    number_read(text.bytes, text.length, &read);
    buffer_free(&text);
    return read;
}

/* Bounds as written: do they all stay what they are, do they stay apart? */
static void bounds_try(const struct classes *classes, int decimals, bool *are_exact, bool *are_apart)
{
    *are_exact = *are_apart = true;
    double before = NAN;
    for (size_t i = 0; i <= classes->count; i++) {
        double written = value_written(classes->bounds[i], decimals);
        bool is_end = i == 0 || i == classes->count;
        *are_exact = *are_exact && (is_end || written == classes->bounds[i]);
        *are_apart = *are_apart && (written != before || classes->bounds[i] == classes->bounds[i - 1]);
        before = written;
    }
}

int class_decimals(const struct classes *classes, int decimals)
{
    int exact = DECIMALS_MAX + 1, apart = DECIMALS_MAX;
    for (int i = DECIMALS_MAX; i >= 0; i--) {
        bool are_exact, are_apart;
        bounds_try(classes, i, &are_exact, &are_apart);
        if (are_exact && are_apart)
            exact = i;
        if (are_apart && i >= decimals)
            apart = i;
    }
    return exact <= decimals + 2 ? exact : apart;
}

static void value_write(struct buffer *out, double value, int decimals, bool is_english)
{
    (is_english ? number_write_english : number_write_french)(out, value, decimals);
}

/* A whole number needs no decimals where the class is that number alone. */
static void range_write(struct buffer *out, double low, double high, int decimals, bool is_english)
{
    if (low == high) {
        value_write(out, low, low == floor(low) ? 0 : decimals, is_english);
        return;
    }
    bool has_sign = low < 0 || high < 0;
    if (has_sign)
        buffer_puts(out, is_english ? "from " : "de ");
    value_write(out, low, decimals, is_english);
    buffer_puts(out, !has_sign ? " – " : is_english ? " to " : " à ");
    value_write(out, high, decimals, is_english);
}

static void open_low_write(struct buffer *out, const struct classes *classes, int decimals, bool is_english)
{
    bool is_within = classes->side == CLASS_RIGHT_CLOSED;
    if (is_english)
        buffer_puts(out, is_within ? "up to " : "less than ");
    else
        buffer_puts(out, is_within ? "jusqu’à " : "moins de ");
    value_write(out, classes->bounds[1], decimals, is_english);
}

static void open_high_write(struct buffer *out, const struct classes *classes, int decimals, bool is_english)
{
    bool is_within = classes->side == CLASS_LEFT_CLOSED;
    if (!is_within)
        buffer_puts(out, is_english ? "more than " : "plus de ");
    value_write(out, classes->bounds[classes->count - 1], decimals, is_english);
}

static void unit_write(struct buffer *out, const struct class_label *label)
{
    if (label->unit == NULL)
        return;
    if (!label->is_english || strcmp(label->unit, "%") != 0)
        buffer_puts(out, "\u00a0");
    buffer_puts(out, label->unit);
}

void class_label_write(struct buffer *out, const struct classes *classes, size_t index, const struct class_label *label)
{
    if (index == CLASS_UNKNOWN) {
        value_write(out, NAN, 0, label->is_english);
        return;
    }
    int decimals = class_decimals(classes, label->decimals);
    bool is_last = index + 1 == classes->count, is_single = classes->bounds[index] == classes->bounds[index + 1];
    bool is_open = label->is_open && classes->count > 1 && !is_single;
    if (is_open && index == 0)
        open_low_write(out, classes, decimals, label->is_english);
    else if (is_open && is_last)
        open_high_write(out, classes, decimals, label->is_english);
    else
        range_write(out, classes->bounds[index], classes->bounds[index + 1], decimals, label->is_english);
    unit_write(out, label);
    if (is_open && is_last && classes->side == CLASS_LEFT_CLOSED)
        buffer_puts(out, label->is_english ? " or more" : " et plus");
}

const char *class_side_text(enum class_side side, bool is_english)
{
    if (side == CLASS_RIGHT_CLOSED)
        return is_english ? "upper bound included" : "borne supérieure comprise";
    return is_english ? "lower bound included" : "borne inférieure comprise";
}
