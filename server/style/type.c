#include "style/type.h"

const struct type *type_of(enum type_kind kind)
{
    static const struct type types[] = {
        {TYPE_NULL, NULL, TYPE_ANY_LENGTH},      {TYPE_NUMBER, NULL, TYPE_ANY_LENGTH},
        {TYPE_TEXT, NULL, TYPE_ANY_LENGTH},      {TYPE_BOOL, NULL, TYPE_ANY_LENGTH},
        {TYPE_COLOUR, NULL, TYPE_ANY_LENGTH},    {TYPE_OBJECT, NULL, TYPE_ANY_LENGTH},
        {TYPE_FORMATTED, NULL, TYPE_ANY_LENGTH}, {TYPE_IMAGE, NULL, TYPE_ANY_LENGTH},
        {TYPE_VALUE, NULL, TYPE_ANY_LENGTH},     {TYPE_ARRAY, &types[TYPE_VALUE], TYPE_ANY_LENGTH},
    };
    return &types[kind];
}

static const struct type number = {TYPE_NUMBER, NULL, TYPE_ANY_LENGTH};
static const struct type text = {TYPE_TEXT, NULL, TYPE_ANY_LENGTH};
const struct type type_numbers = {TYPE_ARRAY, &number, TYPE_ANY_LENGTH};
const struct type type_pair = {TYPE_ARRAY, &number, 2};
const struct type type_texts = {TYPE_ARRAY, &text, TYPE_ANY_LENGTH};

bool type_fits(const struct type *wanted, const struct type *found)
{
    if (wanted->kind == TYPE_VALUE)
        return true;
    if (wanted->kind != found->kind)
        return false;
    if (wanted->kind != TYPE_ARRAY)
        return true;
    bool is_empty = found->length == 0 && found->item->kind == TYPE_VALUE;
    return (is_empty || type_fits(wanted->item, found->item)) &&
           (wanted->length == TYPE_ANY_LENGTH || wanted->length == found->length);
}

void type_write(const struct type *type, struct buffer *out)
{
    static const char *const names[] = {"null",   "number",    "string",        "boolean", "color",
                                        "object", "formatted", "resolvedImage", "value",   "array"};
    buffer_puts(out, names[type->kind]);
    if (type->kind != TYPE_ARRAY || (type->length == TYPE_ANY_LENGTH && type->item->kind == TYPE_VALUE))
        return;
    buffer_putc(out, '<');
    type_write(type->item, out);
    if (type->length != TYPE_ANY_LENGTH)
        buffer_printf(out, ", %ld", type->length);
    buffer_putc(out, '>');
}
