/* tests/fuzz/style_fuzz.c: strangers' bytes as a style. What is read is evaluated, property by property, for no feature and for
 * one, and must bear it. */
#include "style/check.h"
#include "style/property.h"

#include <math.h>
#include <stdlib.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

static void evaluate(const struct expression *expression, const struct feature *feature, struct arena *arena)
{
    static const struct colour otherwise = {0, 0, 0, 0};
    double numbers[4];
    const char *texts[4];
    check(isfinite(expression_number(expression, feature, 9, 0)));
    expression_bool(expression, feature, 9, false);
    expression_colour(expression, feature, 9, otherwise);
    expression_text(expression, feature, 9, arena);
    check(expression_numbers(expression, feature, 9, numbers, 4) <= 4);
    check(expression_texts(expression, feature, 9, texts, 4, arena) <= 4);
}

/* As the drawing asks for them. */
static void evaluate_property(const struct style_layer *layer, enum property property, const struct feature *feature)
{
    const struct property_entry *entry = property_entry_of(property);
    size_t words[4];
    if (entry->kind == KIND_NUMBER)
        check(isfinite(property_number(layer, property, feature, 9)));
    else if (entry->kind == KIND_COLOUR)
        check(isfinite(property_colour(layer, property, feature, 9).alpha));
    else if (entry->kind == KIND_WORD)
        property_word(layer, property, feature, 9);
    else if (entry->kind == KIND_WORDS)
        check(property_words(layer, property, feature, 9, words, 4) <= 4);
    else if (entry->kind == KIND_IMAGE && expression_is_constant(layer->properties[property]))
        check(expression_word(layer->properties[property], NULL, 0, NULL) != NULL);
}

static void evaluate_layer(const struct style_layer *layer, const struct feature *feature, struct arena *arena)
{
    check(layer->id != NULL && layer->title_fr != NULL && layer->title_en != NULL);
    check((layer->source != NULL) == (layer->type != LAYER_BACKGROUND));
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        if (layer->properties[i] == NULL)
            continue;
        evaluate(layer->properties[i], feature, arena);
        evaluate_property(layer, (enum property)i, feature);
    }
    if (layer->filter != NULL)
        evaluate(layer->filter, feature, arena);
    if (layer->feature_title != NULL)
        evaluate(layer->feature_title, feature, arena);
}

static const char *const *fields_of(void *payload, const char *collection)
{
    static const char *const names[] = {"nom", "population", NULL};
    (void)payload;
    (void)collection;
    return names;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct field fields[] = {{"nom", VALUE_TEXT}, {"population", VALUE_INTEGER}};
    static const struct value values[] = {{VALUE_TEXT, 0, 0, "Lens"}, {VALUE_INTEGER, 32920, 32920, NULL}};
    static const struct feature feature = {1, fields, values, 2, {GEOMETRY_NONE, 0, 0, 0, NULL, NULL, NULL}};
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    struct style *style = style_read((const char *)data, size, "fuzz.json", arena, &err);
    check((style == NULL) == (err.message[0] != '\0'));
    for (size_t i = 0; style != NULL && i < style->layer_count; i++) {
        evaluate_layer(&style->layers[i], NULL, arena);
        evaluate_layer(&style->layers[i], &feature, arena);
    }
    const struct style_fields known = {NULL, fields_of};
    if (style != NULL)
        check(style_check(style, &known, &err) == (err.message[0] == '\0'));
    arena_free(arena);
    return 0;
}
