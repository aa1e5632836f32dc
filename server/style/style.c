#include "style/style.h"

#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define STYLES_MAX 64

const struct style_layer *style_layer_of(const struct style *style, const char *id)
{
    for (size_t i = 0; i < style->layer_count; i++) {
        if (strcmp(style->layers[i].id, id) == 0)
            return &style->layers[i];
    }
    return NULL;
}

const struct style_image *style_image_of(const struct style *style, const char *id)
{
    for (size_t i = 0; i < style->image_count; i++) {
        if (strcmp(style->images[i].id, id) == 0)
            return &style->images[i];
    }
    return NULL;
}

bool style_image_is_pattern(const struct style_image *image)
{
    return strcmp(image->kind, "hatch") == 0 || strcmp(image->kind, "hatch-wide") == 0 ||
           strcmp(image->kind, "dots") == 0;
}

static struct style *style_open(const char *path, struct arena *arena, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    struct style *style = NULL;
    if (file_read(path, STYLE_BYTES_MAX, &text, err))
        style = style_read(text.bytes != NULL ? text.bytes : "", text.length, path, arena, err);
    buffer_free(&text);
    return style;
}

static int style_compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Names of the folder's *.json, sorted. */
static size_t styles_list(DIR *folder, const char **names, struct arena *arena)
{
    size_t count = 0;
    struct dirent *entry;
    while (count < STYLES_MAX && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.' && text_ends_with(entry->d_name, ".json"))
            names[count++] = arena_string(arena, entry->d_name);
    }
    qsort(names, count, sizeof *names, style_compare_names);
    return count;
}

struct style **styles_open(const char *folder, struct arena *arena, struct error *err)
{
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        error_set(err, ERROR_NOT_FOUND, "%s: no such folder of styles", folder);
        return NULL;
    }
    const char *names[STYLES_MAX];
    size_t count = styles_list(directory, names, arena);
    closedir(directory);
    struct style **styles = arena_array(arena, count + 1, sizeof *styles);
    for (size_t i = 0; i < count; i++) {
        styles[i] = style_open(file_join(arena, folder, names[i]), arena, err);
        if (styles[i] == NULL)
            return NULL;
    }
    return styles;
}

const struct style *styles_find(struct style *const *styles, const char *id)
{
    for (; *styles != NULL; styles++) {
        if (strcmp((*styles)->id, id) == 0)
            return *styles;
    }
    return NULL;
}

const struct style *styles_need(struct style *const *styles, const char *id, struct error *err)
{
    const struct style *style = styles_find(styles, id);
    if (style != NULL)
        return style;
    struct buffer names = BUFFER_INIT;
    for (struct style *const *each = styles; *each != NULL; each++)
        buffer_printf(&names, "%s%s", names.length > 0 ? ", " : "", (*each)->id);
    error_set(err, ERROR_NOT_FOUND, "no theme \"%.40s\"; there are %s", id, names.bytes != NULL ? names.bytes : "none");
    buffer_free(&names);
    return NULL;
}
