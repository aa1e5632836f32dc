#include "exchange/assemble.h"

#include "base/buffer.h"
#include "base/json.h"
#include "base/number.h"
#include "exchange/geojson_text.h"
#include "exchange/sniff.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FLUSH_BYTES ((size_t)1024 * 1024)

struct assembly {
    const struct catalogue_source *source;
    const struct codes *codes;
    FILE *file; /* NULL: the parts are only read through */
    const char *target;
    struct buffer crs; /* the first part's member */
    size_t kept;
};

/* ---- the filter ---- */

/* Publishers write codes as text or, leaving out the zero in front, as numbers; ours begin with 59 or 62. */
static bool assemble_value_is_ours(const struct json_value *value, const struct codes *codes)
{
    if (json_type(value) == JSON_STRING)
        return codes_have(codes, json_text(value, ""));
    if (json_type(value) != JSON_NUMBER)
        return false;
    struct buffer text = BUFFER_INIT;
    number_write(&text, json_double(value, 0.0), 0);
    bool is_ours = codes_have(codes, text.bytes);
    buffer_free(&text);
    return is_ours;
}

static bool assemble_input_is_ours(const struct json_value *properties, const struct catalogue_input *input,
                                   const struct codes *codes)
{
    struct json_iterator members = json_members(properties);
    const struct json_value *value;
    for (const char *key; json_next(&members, &key, &value);)
        for (const char *const *from = input->from; from != NULL && *from != NULL; from++)
            if (strcasecmp(key, *from) == 0 && assemble_value_is_ours(value, codes))
                return true;
    return false;
}

static bool assemble_keeps(const struct assembly *assembly, struct slice feature, const char *name, bool *keeps,
                           struct error *err)
{
    *keeps = true;
    if (assembly->codes == NULL)
        return true;
    struct json_document *document = json_read(feature.bytes, feature.length, name, err);
    if (document == NULL)
        return false;
    const struct json_value *properties = json_get(json_root(document), "properties");
    *keeps = false;
    for (size_t i = 0; i < assembly->source->input_count && !*keeps; i++)
        if (codes_filter_names(assembly->source->filter_field, assembly->source->inputs[i].name))
            *keeps = assemble_input_is_ours(properties, &assembly->source->inputs[i], assembly->codes);
    json_free(document);
    return true;
}

/* ---- the file ---- */

static bool assemble_put(struct assembly *assembly, const void *bytes, size_t length, struct error *err)
{
    if (assembly->file == NULL || fwrite(bytes, 1, length, assembly->file) == length)
        return true;
    return error_set(err, ERROR_STORAGE, "%s: %s", assembly->target, strerror(errno));
}

static bool assemble_put_feature(struct assembly *assembly, struct slice feature, struct error *err)
{
    static const char begin[] = "{\"type\":\"FeatureCollection\",\"features\":[\n";
    bool is_first = assembly->kept == 0;
    assembly->kept++;
    return assemble_put(assembly, is_first ? begin : ",\n", is_first ? sizeof begin - 1 : 2, err) &&
           assemble_put(assembly, feature.bytes, feature.length, err);
}

/* The CRS comes last: it is known when the first part is read to its end. */
static bool assemble_put_end(struct assembly *assembly, struct error *err)
{
    bool is_good = assemble_put(assembly, "\n]", 2, err);
    if (assembly->crs.length > 0)
        is_good = is_good && assemble_put(assembly, ",\"crs\":", 7, err) &&
                  assemble_put(assembly, assembly->crs.bytes, assembly->crs.length, err);
    return is_good && assemble_put(assembly, "}\n", 2, err);
}

static bool assemble_check_end(struct assembly *assembly, const struct geojson_text *text, const char *name,
                               size_t count, bool is_first, struct error *err)
{
    struct slice crs = geojson_text_crs(text);
    int64_t matched = geojson_text_matched(text);
    if (matched >= 0 && (uint64_t)matched > count)
        return error_set(err, ERROR_INPUT, "%s: the service gave only %zu of its %lld features", name, count,
                         (long long)matched);
    if (is_first && crs.length > 0)
        buffer_append(&assembly->crs, crs.bytes, crs.length);
    else if (!is_first && (crs.length != assembly->crs.length ||
                           (crs.length > 0 && memcmp(crs.bytes, assembly->crs.bytes, crs.length) != 0)))
        return error_set(err, ERROR_INPUT, "%s: another coordinate system than the first download's", name);
    return true;
}

static bool assemble_part(struct assembly *assembly, const char *part, const char *name, bool is_first,
                          struct error *err)
{
    struct geojson_text *text = geojson_text_open(part, name, err);
    struct slice feature;
    size_t count = 0;
    int more = -1;
    bool keeps, is_good = text != NULL;
    while (is_good && (more = geojson_text_next(text, &feature, err)) > 0) {
        count++;
        is_good = assemble_keeps(assembly, feature, name, &keeps, err) &&
                  (!keeps || assemble_put_feature(assembly, feature, err));
    }
    is_good = is_good && more == 0;
    if (is_good && count == 0)
        is_good = error_set(err, ERROR_INPUT, "%s: holds no feature", name);
    is_good = is_good && assemble_check_end(assembly, text, name, count, is_first, err);
    geojson_text_close(text);
    return is_good;
}

static bool assemble_all(struct assembly *assembly, const char *const *parts, const char *const *names, size_t count,
                         struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (!assemble_part(assembly, parts[i], names[i], i == 0, err))
            return false;
    if (assembly->kept == 0)
        return error_set(err, ERROR_INPUT, "%s: none of its features lies in our communes, by %s", names[0],
                         assembly->source->filter_field);
    return assemble_put_end(assembly, err);
}

bool assemble(const struct catalogue_source *source, const char *const *parts, const char *const *names, size_t count,
              const struct codes *codes, const char *target, struct error *err)
{
    struct assembly assembly = {source, codes, NULL, target, BUFFER_INIT, 0};
    enum sniff_format format = SNIFF_GEOJSON;
    bool is_good = true, is_written = count > 1 || codes != NULL;
    for (size_t i = 0; i < count && is_good; i++) {
        is_good = sniff_file(parts[i], names[i], sniff_is_csv_name(target), &format, err);
        if (is_good && format != SNIFF_GEOJSON && is_written)
            is_good = error_set(err, ERROR_INPUT, "%s: only GeoJSON can be joined or filtered", names[i]);
    }
    if (is_good && is_written && (assembly.file = fopen(target, "wbe")) == NULL)
        is_good = error_set(err, ERROR_STORAGE, "%s: %s", target, strerror(errno));
    if (is_good && format == SNIFF_GEOJSON)
        is_good = assemble_all(&assembly, parts, names, count, err);
    if (assembly.file != NULL && fclose(assembly.file) != 0 && is_good)
        is_good = error_set(err, ERROR_STORAGE, "%s: %s", target, strerror(errno));
    if (is_good && !is_written && rename(parts[0], target) != 0)
        is_good = error_set(err, ERROR_STORAGE, "%s: %s", target, strerror(errno));
    buffer_free(&assembly.crs);
    return is_good;
}
