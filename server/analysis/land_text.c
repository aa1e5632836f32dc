/* The land around a station for people: indicators down, distances across, then the brownfields. */
#include "analysis/land.h"

#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

#define TITLE_WIDTH  38 /* characters */
#define FIGURE_WIDTH 14
#define STATUS_WIDTH 22

static void padded_write(const char *text, size_t width, bool to_the_right, struct buffer *out)
{
    size_t count = text_characters(text, strlen(text));
    if (!to_the_right)
        buffer_puts(out, text);
    for (; count < width; count++)
        buffer_putc(out, ' ');
    if (to_the_right)
        buffer_puts(out, text);
}

static const struct snapshot_field *field_about(const struct land *land, const char *name)
{
    for (size_t i = 0; land->areas != NULL && i < land->areas->field_count; i++)
        if (strcmp(land->areas->fields[i].name, name) == 0)
            return &land->areas->fields[i];
    return NULL;
}

static void figure_write(struct value value, const struct snapshot_field *about, struct buffer *out)
{
    struct buffer cell = BUFFER_INIT;
    bool is_measure = about != NULL ? about->type == VALUE_REAL : value.real != floor(value.real);
    if (value.type == VALUE_NULL) {
        buffer_puts(&cell, "non renseigné");
    } else {
        number_write_french(&cell, value.real, is_measure ? 1 : 0);
        if (about != NULL && about->unit != NULL)
            buffer_printf(&cell, " %s", about->unit);
    }
    padded_write(cell.bytes, FIGURE_WIDTH, true, out);
    buffer_free(&cell);
}

static void figures_write(const struct land *land, struct buffer *out)
{
    struct buffer cell = BUFFER_INIT;
    padded_write("", TITLE_WIDTH, false, out);
    for (size_t at = 0; at < land->row_count; at++) {
        buffer_clear(&cell);
        number_write_french(&cell, land->rows[at].distance_m, 0);
        buffer_puts(&cell, " m");
        padded_write(cell.bytes, FIGURE_WIDTH, true, out);
    }
    buffer_free(&cell);
    buffer_putc(out, '\n');
    for (size_t i = 0; i < land->rows[0].field_count; i++) {
        const char *name = land->rows[0].fields[i].name;
        const struct snapshot_field *about = field_about(land, name);
        padded_write(about != NULL ? about->title_fr : name, TITLE_WIDTH, false, out);
        for (size_t at = 0; at < land->row_count; at++)
            figure_write(land->rows[at].values[i], about, out);
        buffer_putc(out, '\n');
    }
}

/* The smallest distance that holds the site: distances ascend. */
static int site_distance(const struct land *land, const char *id)
{
    for (size_t at = 0; at < land->row_count; at++)
        for (size_t i = 0; i < land->rows[at].site_count; i++)
            if (strcmp(land->rows[at].sites[i].id, id) == 0)
                return land->rows[at].distance_m;
    return 0;
}

static void site_line(const struct land *land, const struct land_site *site, struct buffer *out)
{
    struct buffer cell = BUFFER_INIT;
    number_write_french(&cell, site_distance(land, site->id), 0);
    buffer_puts(&cell, " m");
    padded_write(cell.bytes, 8, true, out);
    buffer_clear(&cell);
    if (isfinite(site->surface_m2)) {
        number_write_french(&cell, site->surface_m2 / 10000, 1);
        buffer_puts(&cell, " ha");
    } else {
        buffer_puts(&cell, "n. r.");
    }
    padded_write(cell.bytes, 10, true, out);
    buffer_free(&cell);
    buffer_puts(out, site->is_verified ? "  vérifiée      " : "  non vérifiée  ");
    padded_write(site->status != NULL ? site->status : "", STATUS_WIDTH, false, out);
    buffer_printf(out, " %s (%s)\n", site->name != NULL ? site->name : "sans nom", site->id);
}

void land_write_text(const struct land *land, struct buffer *out)
{
    if (land->row_count == 0)
        return;
    const struct land_row *widest = &land->rows[land->row_count - 1];
    if (widest->code_uic != NULL)
        buffer_printf(out, "%s (%s)%s\n\n", widest->nom, widest->code_uic,
                      land->is_closed ? ", sans voyageurs d'après la liste des gares" : "");
    else
        buffer_puts(out, "Autour du point\n\n");
    figures_write(land, out);
    if (widest->site_count == 0)
        return;
    buffer_puts(out, "\nFriches, dans quelle distance :\n");
    for (int verified = 1; verified >= 0; verified--)
        for (size_t i = 0; i < widest->site_count; i++)
            if (widest->sites[i].is_verified == (verified == 1))
                site_line(land, &widest->sites[i], out);
}
