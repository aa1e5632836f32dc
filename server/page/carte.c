#include "page/carte.h"

#include "base/clock.h"
#include "base/number.h"
#include "page/site.h"
#include "page/view.h"
#include "print/figure_map.h"
#include "print/sheet_file.h"

#include <string.h>

/* Longest title and author that a sheet has room for. */
#define CARTE_TEXT_MAX 300u
/* Seconds after which a drawing is given up. */
#define CARTE_SECONDS 8.0
/* Pictures of paper sheets asked for over the network: sharp on a screen; terril render goes to any dpi. */
#define CARTE_DPI 150.0

static bool text_check(const char *name, const char *text, struct error *err)
{
    if (text != NULL && strlen(text) > CARTE_TEXT_MAX) {
        return error_set(err, ERROR_INPUT, "%s has %zu bytes; %u are allowed", name, strlen(text), CARTE_TEXT_MAX);
    }
    return true;
}

static bool sheet_request_read(const struct request *request, struct sheet_request *sheet, struct error *err)
{
    memset(sheet, 0, sizeof *sheet);
    sheet->style = site_theme(request->context, request->captures[0], err);
    sheet->lang = sheet->style != NULL ? site_language(request, err) : NULL;
    if (sheet->lang == NULL) {
        return false;
    }
    const char *epci = request_parameter(request, "epci");
    sheet->epci = epci != NULL && epci[0] != '\0' ? epci : NULL;
    sheet->title = request_parameter(request, "title");
    sheet->author = request_parameter(request, "author");
    sheet->deadline = clock_seconds() + CARTE_SECONDS;
    const char *north = request_parameter(request, "north"), *bleed = request_parameter(request, "bleed");
    sheet->has_north = north != NULL && strcmp(north, "1") == 0;
    if (north != NULL && !sheet->has_north && strcmp(north, "0") != 0) {
        return error_set(err, ERROR_INPUT, "north=%.20s: wants 1 or 0", north);
    }
    if (bleed != NULL && !number_read(bleed, strlen(bleed), &sheet->bleed)) {
        return error_set(err, ERROR_INPUT, "bleed=%.20s: wants millimetres, 0 to %.0f", bleed, SHEET_BLEED_MAX);
    }
    const char *paper = request_parameter(request, "paper");
    return text_check("title", sheet->title, err) && text_check("author", sheet->author, err) &&
           paper_read(paper != NULL ? paper : "A4", &sheet->paper, err);
}

/* Of a theme that shows any indicator, the one that the address says. */
static bool figures_bind(const struct request *request, struct sheet_request *sheet, struct store *store,
                         struct error *err)
{
    struct figure_map_choice choice;
    view_choice_read(request, &choice);
    if (sheet->style->classes == NULL && !figure_map_is_chosen(&choice)) {
        return true;
    }
    sheet->figures = figure_map_make(sheet->style, &choice, sheet->lang, store,
                                     generation_snapshot(request->generation), request->arena, NULL, err);
    return sheet->figures != NULL;
}

bool carte_get(const struct request *request, struct response *response, struct error *err)
{
    const char *form = request->captures[1];
    if (strcmp(form, "svg") != 0 && strcmp(form, "png") != 0 && strcmp(form, "pdf") != 0) {
        return error_set(err, ERROR_NOT_FOUND, "no form \".%.20s\" of a sheet; there are .svg, .png and .pdf", form);
    }
    struct sheet_request sheet;
    if (!sheet_request_read(request, &sheet, err)) {
        return false;
    }
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL) {
        return false;
    }
    struct display *display = figures_bind(request, &sheet, store, err)
                                  ? sheet_compose(&sheet, store, generation_snapshot(request->generation), err)
                                  : NULL;
    generation_return(request->generation, store);
    response->media_type = strcmp(form, "svg") == 0   ? "image/svg+xml"
                           : strcmp(form, "png") == 0 ? "image/png"
                                                      : "application/pdf";
    bool is_done = display != NULL &&
                   sheet_file(display, &sheet.paper, form, sheet.paper.is_pixels ? 0 : CARTE_DPI, &response->body, err);
    display_free(display);
    return is_done;
}
