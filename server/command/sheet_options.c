#include "command/sheet_options.h"

#include "base/log.h"
#include "base/number.h"

#include <assert.h>
#include <string.h>

void sheet_options_add(struct sheet_options *sheet, struct option options[], size_t count)
{
    const struct option shared[] = {{"--theme", &sheet->theme, NULL},
                                    {"--paper", &sheet->paper, NULL},
                                    {"--lang", &sheet->lang, NULL},
                                    {"--title", &sheet->title, NULL},
                                    {"--author", &sheet->author, NULL},
                                    {"--north", NULL, &sheet->has_north},
                                    {"--logo", &sheet->logo, NULL},
                                    {"--bleed", &sheet->bleed, NULL},
                                    {"--dpi", &sheet->dpi, NULL},
                                    {"--snapshot", &sheet->snapshot, NULL},
                                    {"--indicator", &sheet->figures.indicator, NULL},
                                    {"--perimeter", &sheet->figures.perimeter, NULL},
                                    {"--representation", &sheet->figures.representation, NULL},
                                    {"--method", &sheet->figures.method, NULL},
                                    {"--classes", &sheet->figures.classes, NULL},
                                    {"--breaks", &sheet->figures.breaks, NULL},
                                    {"--palette", &sheet->figures.palette, NULL},
                                    {"-o", &sheet->output, NULL},
                                    {"--output", &sheet->output, NULL},
                                    {NULL, NULL, NULL}};
    assert(count + sizeof shared / sizeof *shared <= SHEET_OPTIONS_MAX);
    memcpy(options + count, shared, sizeof shared);
}

int sheet_options_end(const struct sheet_options *options, bool is_done, const struct error *err)
{
    if (is_done)
        return EXIT_DONE;
    bool is_misuse = !options->is_refused && (err->kind == ERROR_INPUT || err->kind == ERROR_LIMIT);
    return is_misuse ? command_misuse(err) : command_failed(err);
}

static bool logos_read(const char *paths, struct sheet_request *request, struct arena *arena, struct error *err)
{
    struct sheet_logo *logos = arena_array(arena, SHEET_LOGOS_MAX, sizeof *logos);
    request->logos = logos;
    while (paths != NULL && *paths != '\0') {
        size_t length = strcspn(paths, ",");
        if (request->logo_count == SHEET_LOGOS_MAX)
            return error_set(err, ERROR_LIMIT, "--logo: a sheet has room for %d", SHEET_LOGOS_MAX);
        if (!sheet_logo_read(arena_copy(arena, paths, length), &logos[request->logo_count++], arena, err))
            return false;
        paths += length + (paths[length] == ',');
    }
    return true;
}

bool sheet_options_read(const struct sheet_options *options, const char *command, struct sheet_request *request,
                        struct arena *arena, struct error *err)
{
    *request = (struct sheet_request){
        .lang = options->lang, .title = options->title, .author = options->author, .has_north = options->has_north};
    if (options->theme == NULL)
        return error_set(err, ERROR_INPUT, "%s: --theme is missing; terril %s --help shows how", command, command);
    if (strcmp(options->lang, "fr") != 0 && strcmp(options->lang, "en") != 0)
        return error_set(err, ERROR_INPUT, "--lang \"%.20s\": wants fr or en", options->lang);
    if (options->bleed != NULL && !number_read(options->bleed, strlen(options->bleed), &request->bleed))
        return error_set(err, ERROR_INPUT, "--bleed \"%.20s\": wants millimetres, 0 to %.0f", options->bleed,
                         SHEET_BLEED_MAX);
    if (!paper_read(options->paper, &request->paper, err) || !logos_read(options->logo, request, arena, err))
        return false;
    request->style = command_theme(options->theme, arena, err);
    if (request->style != NULL && request->style->classes == NULL && figure_map_is_chosen(&options->figures))
        return error_set(err, ERROR_INPUT, "theme %s shows one subject: it takes no --indicator and no classes",
                         options->theme);
    return request->style != NULL;
}

bool sheet_options_figures(struct sheet_options *options, const char *output, struct sheet_request *request,
                           struct store *store, const struct snapshot *snapshot, struct arena *arena, struct error *err)
{
    if (request->style->classes == NULL)
        return true;
    struct figure_map *map = figure_map_make(request->style, &options->figures, options->lang, store, snapshot, arena,
                                             &options->is_refused, err);
    for (size_t i = 0; map != NULL && i < map->notices.count; i++)
        log_line("%s: %s", output, figure_map_notice(map, i));
    request->figures = map;
    return map != NULL;
}
