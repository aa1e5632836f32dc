#include "print/sheet_layout.h"

#include "base/file.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

/* ---- north ---- */

void north_draw(struct sheet *sheet)
{
    const struct box *box = &sheet->north;
    if (box_is_empty(*box))
        return;
    double width = box_width(*box), middle = (box->xmin + box->xmax) / 2, size = 0.62 * width;
    double foot = box->ymax - 0.1 * width;
    struct path_builder *builder = path_builder_new(sheet->arena);
    display_group_open(sheet->display, ROLE_SCALE, "north", sheet->is_english ? "North" : "Nord");
    path_move(builder, middle, box->ymin + 1.15 * size);
    path_line(builder, middle + 0.3 * width, foot);
    path_line(builder, middle, foot - 0.22 * width);
    path_line(builder, middle - 0.3 * width, foot);
    path_close(builder);
    struct mark *arrow = display_add(sheet->display, MARK_PATH);
    arrow->path = path_take(builder);
    arrow->paint = (struct paint){.fill = sheet_ink, .stroke = sheet_paper, .width = 0.08 * size, .join = JOIN_ROUND};
    struct mark *letter =
        display_text(sheet->display, ROLE_SCALE, middle, box->ymin + 0.9 * size, size, WEIGHT_SEMIBOLD, sheet_ink, "N");
    letter->anchor = ANCHOR_MIDDLE;
    letter->halo = 0.16 * size;
    letter->paint.stroke = sheet_paper;
    display_group_close(sheet->display);
}

/* ---- logos ---- */

bool sheet_logo_read(const char *path, struct sheet_logo *logo, struct arena *arena, struct error *err)
{
    struct buffer bytes = BUFFER_INIT;
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    if (!text_is_utf8(name, strlen(name)))
        return error_set(err, ERROR_INPUT, "logo: the file's name is not UTF-8");
    bool is_read = file_read(path, SHEET_LOGO_BYTES_MAX, &bytes, err);
    logo->picture = is_read ? picture_read(bytes.bytes, bytes.length, path, arena, err) : NULL;
    const char *dot = strrchr(name, '.');
    logo->name = dot != NULL && dot > name ? arena_copy(arena, name, (size_t)(dot - name)) : arena_string(arena, name);
    buffer_free(&bytes);
    return logo->picture != NULL;
}

/* Wide ones are lower, so that all weigh about the same: the width is at most three heights of the band. */
static double logo_height(const struct picture *picture, double band)
{
    return fmin(band, 3 * band * picture->height / picture->width);
}

double sheet_place_logos(struct sheet *sheet, double width, double bottom)
{
    double band = sheet_sizes_of(sheet)->logo * sheet->factor, gap = 0.35 * band;
    sheet->logos = BOX_EMPTY;
    if (sheet->request->logo_count == 0)
        return bottom;
    sheet->logos = (struct box){sheet->margin, bottom - gap - band, sheet->margin + width, bottom - gap};
    return bottom - band - 1.7 * gap;
}

void logos_draw(struct sheet *sheet)
{
    const struct sheet_request *request = sheet->request;
    if (request->logo_count == 0)
        return;
    double band = box_height(sheet->logos), gap = 0.6 * band, all = -gap;
    for (size_t i = 0; i < request->logo_count; i++) {
        const struct picture *picture = request->logos[i].picture;
        all += gap + logo_height(picture, band) * picture->width / picture->height;
    }
    double shrink = fmin(1, box_width(sheet->logos) / all), x = sheet->logos.xmin;
    for (size_t i = 0; i < request->logo_count; i++) {
        const struct picture *picture = request->logos[i].picture;
        double height = shrink * logo_height(picture, band);
        display_group_open(
            sheet->display, ROLE_LOGO, "logo",
            arena_printf(sheet->arena, sheet->is_english ? "Logo: %s" : "Logo\u00a0: %s", request->logos[i].name));
        display_picture(sheet->display, picture, x, sheet->logos.ymin + (band - height) / 2, height);
        display_group_close(sheet->display);
        x += height * picture->width / picture->height + shrink * gap;
    }
}

/* ---- crop marks ---- */

#define CROP_MARK_MM 5.0 /* length, and white around them */

void sheet_bleed(struct sheet *sheet)
{
    double bleed = sheet->request->bleed, unit = sheet->request->paper.is_pixels ? 1 : 72 / 25.4;
    sheet->display->bleed = bleed * unit;
    sheet->display->slug = bleed > 0 ? (bleed + 2 * CROP_MARK_MM) * unit : 0;
}

void crop_marks_draw(struct sheet *sheet)
{
    struct display *display = sheet->display;
    if (!(display->bleed > 0))
        return;
    /* From the bleed's edge outward, so that no mark is left on paper cut a little wide. */
    double near = display->bleed, far = display->slug;
    struct path_builder *builder = path_builder_new(sheet->arena);
    for (int corner = 0; corner < 4; corner++) {
        bool is_right = corner & 1, is_low = corner & 2;
        double x = is_right ? display->width : 0, y = is_low ? display->height : 0;
        double out_x = is_right ? 1 : -1, out_y = is_low ? 1 : -1;
        path_move(builder, x + out_x * near, y);
        path_line(builder, x + out_x * far, y);
        path_move(builder, x, y + out_y * near);
        path_line(builder, x, y + out_y * far);
    }
    display_group_open(display, ROLE_NONE, "crop-marks", sheet->is_english ? "Crop marks" : "Traits de coupe");
    struct mark *marks = display_add(display, MARK_PATH);
    marks->path = path_take(builder);
    marks->paint = (struct paint){.stroke = {0, 0, 0, 1}, .width = 0.25};
    display_group_close(display);
}
