#include "print/sheet.h"

#include "base/number.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

/* ISO 216, long side first. */
static const struct {
    const char *name;
    double length, width;
} formats[] = {{"A0", 1189, 841}, {"A1", 841, 594}, {"A2", 594, 420},
               {"A3", 420, 297},  {"A4", 297, 210}, {"A5", 210, 148}};

static bool paper_read_format(const char *text, struct paper *paper)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strncasecmp(text, formats[i].name, 2) != 0)
            continue;
        const char *way = text + 2 + (text[2] == '-' || text[2] == ' ');
        if (text[2] == '\0' || (way > text + 2 && strcasecmp(way, "landscape") == 0)) {
            *paper = (struct paper){formats[i].length, formats[i].width, false};
            return true;
        }
        if (way > text + 2 && strcasecmp(way, "portrait") == 0) {
            *paper = (struct paper){formats[i].width, formats[i].length, false};
            return true;
        }
    }
    return false;
}

static bool paper_read_size(const char *text, struct paper *paper)
{
    const char *times = strchr(text, 'x');
    size_t length = strlen(text);
    if (times == NULL || length < 3 || length > 40)
        return false;
    bool is_pixels = text_ends_with(text, "px");
    if (!is_pixels && !text_ends_with(text, "mm"))
        return false;
    size_t height_length = length - 2 - (size_t)(times + 1 - text);
    struct paper read = {0, 0, is_pixels};
    if (times + 1 > text + length - 2 || !number_read(text, (size_t)(times - text), &read.width) ||
        !number_read(times + 1, height_length, &read.height))
        return false;
    *paper = read;
    return true;
}

static bool paper_is_in_range(const struct paper *paper)
{
    double least = paper->is_pixels ? SHEET_PX_MIN : SHEET_MM_MIN;
    double most = paper->is_pixels ? SHEET_PX_MAX : SHEET_MM_MAX;
    return paper->width >= least && paper->width <= most && paper->height >= least && paper->height <= most;
}

bool paper_read(const char *text, struct paper *paper, struct error *err)
{
    struct paper read;
    if (!paper_read_format(text, &read) && !paper_read_size(text, &read))
        return error_set(err, ERROR_INPUT,
                         "paper \"%.40s\": wants A5 to A0 (landscape) or A5-portrait to A0-portrait, or a size such as "
                         "210x297mm or 1200x630px",
                         text);
    if (!paper_is_in_range(&read))
        return error_set(err, ERROR_LIMIT, "paper \"%.40s\": a side has %.0f to %.0f mm, or %.0f to %.0f px", text,
                         SHEET_MM_MIN, SHEET_MM_MAX, SHEET_PX_MIN, SHEET_PX_MAX);
    *paper = read;
    return true;
}
