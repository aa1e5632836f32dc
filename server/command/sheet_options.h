/* command/sheet_options.h: what render and atlas take alike: how a sheet looks, and which figures it shows. */
#ifndef TERRIL_COMMAND_SHEET_OPTIONS_H
#define TERRIL_COMMAND_SHEET_OPTIONS_H

#include "command/command.h"
#include "print/figure_map.h"
#include "print/sheet.h"

struct sheet_options {
    const char *theme, *paper, *lang, *title, *author, *logo /* "a.png,b.png" */, *bleed /* mm */;
    const char *dpi, *snapshot, *output;
    bool has_north;
    struct figure_map_choice figures;
    bool is_refused; /* by sheet_options_figures: the words were right; the map would mislead */
};

/* The words of --help that are the same for both. */
#define SHEET_OPTIONS_HELP                                                                                             \
    "  --lang fr|en         language of the sheets (fr)\n"                                                             \
    "  --title TEXT         instead of the theme's title\n"                                                            \
    "  --author NAME        who made it, for the last line of each sheet\n"                                            \
    "  --north              with an arrow to the north\n"                                                              \
    "  --logo FILE.png      in a band at the foot; up to 8, separated by commas\n"                                     \
    "  --bleed MM           ground beyond the trim, with crop marks (0; 3 is usual)\n"                                 \
    "  --dpi N              pixels an inch of a png on paper (300)\n"

#define SHEET_OPTIONS_FIGURES_HELP                                                                                     \
    "  --perimeter P        bassin: the 250 communes (the default), or\n"                                              \
    "                       epci: all communes of the 8 EPCI\n"                                                        \
    "  --representation R   choropleth or symbols (what suits the indicator)\n"                                        \
    "  --method M           equal, quantiles, q6, ckmeans, deviation, geometric,\n"                                    \
    "                       head-tail, nested-means or manual\n"                                                       \
    "  --classes N          2 to 9\n"                                                                                  \
    "  --breaks LIST        bounds of your own: \"0; 10; 20,5; 100\"\n"                                                \
    "  --palette NAME       brick, water, ochre, meadow, plum, slate\n"

/* Room for what both take and some of a command's own. */
#define SHEET_OPTIONS_MAX 32

/* Puts what both take at the end of a table of SHEET_OPTIONS_MAX that has `count` already, and ends it. */
void sheet_options_add(struct sheet_options *sheet, struct option options[], size_t count);
/* Into the request, which is overwritten; `command` is how the sentences call it. Reads theme and logos. Memory from the
 * arena. */
bool sheet_options_read(const struct sheet_options *options, const char *command, struct sheet_request *request,
                        struct arena *arena, struct error *err);
/* The indicator's map for a theme of any indicator; what is to be said of it goes to stderr, with `output` before it. */
bool sheet_options_figures(struct sheet_options *options, const char *output, struct sheet_request *request,
                           struct store *store, const struct snapshot *snapshot, struct arena *arena,
                           struct error *err);
/* The command's exit status, with the error told when it is not done. */
int sheet_options_end(const struct sheet_options *options, bool is_done, const struct error *err);

#endif
