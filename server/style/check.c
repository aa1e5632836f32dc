#include "style/check.h"

#include "base/text.h"
#include "style/property.h"

static bool check_expression(const struct style *style, const struct style_layer *layer, const char *what,
                             const struct expression *expression, const char *const *fields, struct error *err)
{
    const char *unknown = expression != NULL ? expression_unknown_field(expression, fields) : NULL;
    if (unknown == NULL)
        return true;
    const char *near = text_nearest(unknown, fields);
    return error_set(err, ERROR_INPUT, "%s: layer %.60s, %s: the collection \"%.60s\" has no field \"%.60s\"%s%s%s",
                     style->id, layer->id, what, layer->source, unknown, near != NULL ? "; did you mean \"" : "",
                     near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static bool check_layer(const struct style *style, const struct style_layer *layer, const char *const *fields,
                        struct error *err)
{
    for (size_t i = 0; i < PROPERTY_COUNT; i++) {
        if (!check_expression(style, layer, property_entry_of((enum property)i)->name, layer->properties[i], fields,
                              err))
            return false;
    }
    return check_expression(style, layer, "filter", layer->filter, fields, err) &&
           check_expression(style, layer, "terril:feature-title", layer->feature_title, fields, err) &&
           check_expression(style, layer, "terril:feature-title", layer->feature_title_en, fields, err) &&
           check_expression(style, layer, "terril:feature-key", layer->feature_key, fields, err);
}

bool style_check(const struct style *style, const struct style_fields *fields, struct error *err)
{
    for (size_t i = 0; i < style->layer_count; i++) {
        const struct style_layer *layer = &style->layers[i];
        const char *const *names = layer->source != NULL ? fields->of(fields->payload, layer->source) : NULL;
        if (names != NULL && !check_layer(style, layer, names, err))
            return false;
    }
    return true;
}
