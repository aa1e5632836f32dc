#include "command/command.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "style/style.h"

#include <string.h>

static struct style **themes_open(struct arena *arena, struct error *err)
{
    const char *home = file_home(err);
    return home != NULL ? styles_open(file_join(arena, home, "styles"), arena, err) : NULL;
}

static const char *names_join(const char *const *names, struct arena *arena)
{
    const char *joined = "";
    for (; *names != NULL; names++)
        joined = arena_printf(arena, "%s%s%s", joined, joined[0] != '\0' ? ", " : "", *names);
    return joined;
}

static const char *const *names_of(struct style *const *styles, struct arena *arena)
{
    size_t count = 0;
    while (styles != NULL && styles[count] != NULL)
        count++;
    const char **names = arena_array(arena, count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = styles[i]->id;
    return names;
}

const char *command_theme_names(struct arena *arena)
{
    return names_join(names_of(themes_open(arena, NULL), arena), arena);
}

const struct style *command_theme(const char *theme, struct arena *arena, struct error *err)
{
    struct style **styles = themes_open(arena, err);
    if (styles == NULL)
        return NULL;
    const struct style *style = styles_find(styles, theme);
    if (style != NULL)
        return style;
    const char *const *names = names_of(styles, arena);
    const char *near = text_nearest(theme, names);
    error_set(err, ERROR_INPUT, "no theme \"%.40s\"%s%s%s; there are: %s", theme, near != NULL ? ", did you mean " : "",
              near != NULL ? near : "", near != NULL ? "?" : "", names_join(names, arena));
    return NULL;
}

bool command_dpi(const char *text, double *dpi, struct error *err)
{
    if (text == NULL || (number_read(text, strlen(text), dpi) && *dpi >= 10 && *dpi <= 2400))
        return true;
    return error_set(err, ERROR_INPUT, "--dpi \"%.20s\": wants a number from 10 to 2400", text);
}
