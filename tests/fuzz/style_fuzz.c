/* tests/fuzz/style_fuzz.c: strangers' bytes as a style. What is read is evaluated, property by property, for no feature and for
 * one, and must bear it. */
#include "style/style.h"

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

static void evaluate_layer(const struct style_layer *layer, const struct feature *feature, struct arena *arena)
{
    check(layer->id != NULL && layer->title_fr != NULL && layer->title_en != NULL);
    check((layer->source != NULL) == (layer->type != LAYER_BACKGROUND));
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        if (layer->properties[i] != NULL)
            evaluate(layer->properties[i], feature, arena);
    }
    if (layer->filter != NULL)
        evaluate(layer->filter, feature, arena);
    if (layer->feature_title != NULL)
        evaluate(layer->feature_title, feature, arena);
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
    arena_free(arena);
    return 0;
}
