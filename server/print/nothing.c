#include "print/sheet_layout.h"

#include "draw/text.h"

#include <math.h>

bool nothing_draw(struct sheet *sheet, struct error *err)
{
    const struct style *style = sheet->request->style;
    double value;
    if (!sheet_is_of_part(sheet) || snapshot_indicator_of(sheet->snapshot, style->indicator) == NULL)
        return true;
    if (sheet_figure(style->indicator, sheet->territory, sheet->request->lang, sheet->store, sheet->snapshot, &value,
                     sheet->arena, err) == NULL)
        return false;
    if (value > 0)
        return true;
    const char *french = isnan(value) ? "Donnée non renseignée sur ce territoire" : "Aucun objet sur ce territoire";
    const char *english = isnan(value) ? "No data for this territory" : "Nothing of this theme in this territory";
    const char *text = sheet->is_english ? english : french;
    double size = sheet_sizes_of(sheet)->notice * sheet->factor, pad = 0.6 * size;
    double width = text_width(text, size, WEIGHT_SEMIBOLD);
    /* In the upper right corner, where the map is the emptiest. */
    double right = (box_is_empty(sheet->north) ? sheet->frame.xmax : sheet->north.xmin) - pad;
    double y = sheet->frame.ymin + pad;
    struct box box = {right - width - 2 * pad, y, right, y + 2 * pad + size};
    display_group_open(sheet->display, ROLE_NOTICE, "nothing", sheet->is_english ? "Notice" : "Avertissement");
    panel_draw(sheet, box);
    display_text(sheet->display, ROLE_NOTICE, right - pad - width / 2, box.ymax - pad - 0.12 * size, size,
                 WEIGHT_SEMIBOLD, sheet_ink, text)
        ->anchor = ANCHOR_MIDDLE;
    display_group_close(sheet->display);
    return true;
}
