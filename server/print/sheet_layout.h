/* print/sheet_layout.h: a sheet being composed. Only for the files of sheet. */
#ifndef TERRIL_PRINT_SHEET_LAYOUT_H
#define TERRIL_PRINT_SHEET_LAYOUT_H

#include "print/ranking.h"
#include "print/sheet.h"

struct sheet {
    const struct sheet_request *request;
    struct store *store;
    const struct snapshot *snapshot;
    struct display *display;
    struct arena *arena; /* the display's */
    bool is_english;
    const char *territory; /* SIREN, INSEE code or "total" */
    double factor;         /* of sizes: 1 on A3, 0.8 on A4; of pictures, of pixels on 1200 x 630 */
    double margin;
    struct box frame;         /* of the map */
    struct box legend, scale; /* where the panels stand */
    struct box inset;         /* of an EPCI's or a commune's sheet: where it lies in the basin; empty for none */
    struct box north, logos;  /* empty for none */
    struct box ranking_box;   /* where the EPCI are compared; empty for nowhere */
    struct ranking ranking;
    bool has_legend_line; /* the legend stands under the map, in short words */
    struct map_report report;
};

/* Sizes of type and spaces on an A3 sheet, in points, and on a picture of 1200 x 630, in pixels (LOOK: Sheet). */
struct sheet_sizes {
    double margin, title, subtitle, legend, scale, credits, notice, swatch_width, swatch_height, row, logo;
};
extern const struct sheet_sizes sheet_on_paper, sheet_in_picture;
const struct sheet_sizes *sheet_sizes_of(const struct sheet *sheet);
/* Of symbols and names: of the paper's size, and in pictures of the map's width. */
double sheet_map_scale(const struct sheet *sheet);
extern const struct colour sheet_ink, sheet_soft_ink, sheet_hairline, sheet_paper;

/* Of one EPCI or commune, not of the whole basin? */
bool sheet_is_of_part(const struct sheet *sheet);
/* Of sizes. Type grows more slowly than paper. */
double sheet_factor(const struct paper *paper);
/* A text in at most `most` lines. Returns the foot of the last one. */
double sheet_paragraph(struct sheet *sheet, const char *text, enum mark_role role, double top, double size,
                       enum text_weight weight, struct colour colour, size_t most);
/* A picture too small for legend and subtitle. */
bool sheet_is_small(const struct sheet *sheet);

/* ---- furniture ---- */

/* Title and subtitle; returns the top of what follows. */
double head_draw(struct sheet *sheet, const char *subtitle);

void panel_draw(struct sheet *sheet, struct box box);
void inset_measure(const struct sheet *sheet, double *width, double *height);
bool inset_draw(struct sheet *sheet, struct error *err);

/* Circles do not fit into a line of legend: a picture of them has a panel, as paper has. */
bool legend_is_tall(const struct sheet *sheet);
/* Entries whose layers have a collection with features, or, once the map is drawn, marks. NULL-ended. */
const struct style_legend_entry **legend_entries(const struct sheet *sheet);
/* Width and height of the panel for these entries. */
void legend_measure(const struct sheet *sheet, const struct style_legend_entry *const *entries, double *width,
                    double *height);
void legend_draw(struct sheet *sheet, const struct style_legend_entry *const *entries);
/* In one line (or as many as `rows`) from the top left corner given; those that find no room are left out. */
void legend_draw_line(struct sheet *sheet, const struct style_legend_entry *const *entries, double x, double y,
                      double width, int rows);
/* Rows that the entries would take. */
int legend_rows(const struct sheet *sheet, const struct style_legend_entry *const *entries, double width);
/* The scale bar, and on paper the numeric scale and the projection, in the panel at sheet->scale. */
void scale_measure(const struct sheet *sheet, double *width, double *height);
void scale_draw(struct sheet *sheet);
/* Sources, author and date in at most `most` lines of the text's size; gives the lines. */
size_t credits_wrap(struct sheet *sheet, const char *const *collections, double width, const char ***lines);
void credits_draw(struct sheet *sheet, double width, double bottom);
/* What an edition that is not official says in the upper left corner; an empty box for an official one. */
struct box notice_box(const struct sheet *sheet);
void notice_draw(struct sheet *sheet);
/* Says so where the theme's indicator is 0 or not known in the territory. */
bool nothing_draw(struct sheet *sheet, struct error *err);
/* An arrow and its letter at sheet->north. */
void north_draw(struct sheet *sheet);
/* The band of logos over `bottom`, sheet->logos; returns where it begins, `bottom` when there are none. */
double sheet_place_logos(struct sheet *sheet, double width, double bottom);
/* The operator's logos side by side in sheet->logos, none higher or much wider than the others. */
void logos_draw(struct sheet *sheet);
/* The EPCI by the theme's indicator, as bars, where the basin leaves room for it on upright paper. */
bool ranking_place(struct sheet *sheet, double gap, struct error *err);
void ranking_draw(struct sheet *sheet);
/* Bleed and slug of the display, as the request has them. */
void sheet_bleed(struct sheet *sheet);
/* Lines that say where to cut, in the slug around the bleed. */
void crop_marks_draw(struct sheet *sheet);

#endif
