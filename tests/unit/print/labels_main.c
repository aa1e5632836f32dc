/* tests/unit/print/labels_main.c: a test's tool, labels_tool, that reads the display list of a real sheet:
 * labels_tool SNAPSHOT THEME PAPER [SIREN]. One line of JSON: the frame of the map, what stands on it, its names with the
 * boxes that the font gives them, those left out. */
#include "print/sheet.h"

#include "base/file.h"
#include "base/json.h"
#include "draw/text.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

/* From the baseline to the top of a capital with its accent and to the foot of a "g", in ems of Inter; measured. */
#define ABOVE 0.74
#define BELOW 0.20

static void box_write(struct json_writer *json, const char *key, struct box box)
{
    const double sides[] = {box.xmin, box.ymin, box.xmax, box.ymax};
    json_key(json, key);
    json_array_open(json);
    for (int i = 0; i < 4; i++)
        json_number(json, sides[i], 2);
    json_array_close(json);
}

static struct box text_box(const struct mark *mark)
{
    double width = text_width(mark->text, mark->size, mark->weight);
    double left = mark->x - (mark->anchor == ANCHOR_MIDDLE ? width / 2 : mark->anchor == ANCHOR_END ? width : 0);
    return (struct box){left, mark->y - ABOVE * mark->size, left + width, mark->y + BELOW * mark->size};
}

static struct box path_box(const struct path *path)
{
    struct box box = BOX_EMPTY;
    for (uint32_t i = 0; i < path->point_count; i++)
        box = box_add(box, (double)path->points[2 * i], (double)path->points[2 * i + 1]);
    return box;
}

static bool is_furniture(const struct mark *mark)
{
    static const char *const ids[] = {"legend", "scale", "inset", "north", "notice", "ranking", NULL};
    for (const char *const *id = ids; mark->id != NULL && *id != NULL; id++) {
        if (strcmp(mark->id, *id) == 0)
            return true;
    }
    return false;
}

/* The box of all that the group at `index` draws. */
static struct box group_box(const struct display *display, size_t index)
{
    struct box box = BOX_EMPTY;
    int depth = 1;
    for (size_t i = index + 1; i < display->mark_count && depth > 0; i++) {
        const struct mark *mark = &display->marks[i];
        depth += mark->kind == MARK_GROUP_OPEN ? 1 : mark->kind == MARK_GROUP_CLOSE ? -1 : 0;
        if (mark->kind == MARK_PATH)
            box = box_join(box, path_box(&mark->path));
        else if (mark->kind == MARK_TEXT)
            box = box_join(box, text_box(mark));
    }
    return box;
}

static void furniture_write(struct json_writer *json, const struct display *display)
{
    json_key(json, "furniture");
    json_array_open(json);
    for (size_t i = 0; i < display->mark_count; i++) {
        if (display->marks[i].kind != MARK_GROUP_OPEN || !is_furniture(&display->marks[i]))
            continue;
        json_object_open(json);
        json_key_string(json, "id", display->marks[i].id);
        box_write(json, "box", group_box(display, i));
        json_object_close(json);
    }
    json_array_close(json);
}

static void labels_write(struct json_writer *json, const struct display *display)
{
    json_key(json, "labels");
    json_array_open(json);
    for (size_t i = 0; i < display->mark_count; i++) {
        const struct mark *mark = &display->marks[i];
        if (mark->kind != MARK_TEXT || mark->role != ROLE_LABEL)
            continue;
        json_object_open(json);
        json_key_string(json, "text", mark->text);
        box_write(json, "box", text_box(mark));
        json_object_close(json);
    }
    json_array_close(json);
}

static void display_print(const struct display *display, const struct map_report *report)
{
    struct buffer out = BUFFER_INIT;
    struct json_writer json;
    json_writer_init(&json, &out);
    json_object_open(&json);
    box_write(&json, "frame", display->frame);
    furniture_write(&json, display);
    labels_write(&json, display);
    json_key(&json, "left_out");
    json_array_open(&json);
    for (size_t i = 0; report->left_out[i] != NULL; i++)
        json_string(&json, report->left_out[i]);
    json_array_close(&json);
    json_object_close(&json);
    fwrite(out.bytes, 1, out.length, stdout);
    buffer_free(&out);
}

int main(int argc, char **argv)
{
    struct error err = ERROR_INIT;
    struct arena *arena = arena_new();
    const char *home = file_home(&err);
    struct style **styles = home != NULL ? styles_open(file_join(arena, home, "styles"), arena, &err) : NULL;
    struct store *store = styles != NULL && argc > 3 ? store_open(argv[1], STORE_READ, &err) : NULL;
    struct snapshot *snapshot = store != NULL ? snapshot_read(store, arena, &err) : NULL;
    struct sheet_request request = {.lang = "fr", .epci = argc > 4 ? argv[4] : NULL};
    struct map_report report;
    struct display *display = NULL;
    if (snapshot != NULL && paper_read(argv[3], &request.paper, &err)) {
        request.style = styles_find(styles, argv[2]);
        display = sheet_compose_reported(&request, store, snapshot, &report, &err);
    }
    if (display != NULL)
        display_print(display, &report);
    else
        fprintf(stderr, "labels_tool: %s\n", err.message);
    bool is_done = display != NULL;
    display_free(display);
    store_close(store);
    arena_free(arena);
    return is_done ? 0 : 1;
}
