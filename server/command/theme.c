#include "command/command.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "style/style.h"

#include <string.h>

const struct style *command_theme(const char *theme, struct arena *arena, struct error *err)
{
    const char *home = file_home(err);
    struct style **styles = home != NULL ? styles_open(file_join(arena, home, "styles"), arena, err) : NULL;
    if (styles == NULL)
        return NULL;
    const struct style *style = styles_find(styles, theme);
    if (style != NULL)
        return style;
    struct buffer known = BUFFER_INIT;
    const char *names[65] = {NULL};
    buffer_puts(&known, "");
    for (size_t i = 0; styles[i] != NULL && i < 64; i++) {
        names[i] = styles[i]->id;
        buffer_printf(&known, "%s%s", i > 0 ? ", " : "", styles[i]->id);
    }
    const char *near = text_nearest(theme, names);
    error_set(err, ERROR_INPUT, "no theme \"%.40s\"%s%s%s; there are: %s", theme, near != NULL ? ", did you mean " : "",
              near != NULL ? near : "", near != NULL ? "?" : "", known.bytes);
    buffer_free(&known);
    return NULL;
}

bool command_dpi(const char *text, double *dpi, struct error *err)
{
    if (text == NULL || (number_read(text, strlen(text), dpi) && *dpi >= 10 && *dpi <= 2400))
        return true;
    return error_set(err, ERROR_INPUT, "--dpi \"%.20s\": wants a number from 10 to 2400", text);
}
