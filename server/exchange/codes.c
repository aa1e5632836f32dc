#include "exchange/codes.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/file.h"
#include "exchange/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_BYTES     5 /* of an INSEE code: 59001, 2A004 */
#define CODES_FILE_MAX ((size_t)8 * 1024 * 1024)

struct codes {
    char (*list)[CODE_BYTES + 1]; /* sorted */
    size_t count;
};

static int codes_compare(const void *left, const void *right)
{
    return strcmp(left, right);
}

/* The cells before the first comma, or a spreadsheet's semicolon or tab, of each line behind the header that are as long as a
 * code. */
static void codes_scan(struct codes *codes, const char *text)
{
    size_t capacity = 0;
    const char *line = strchr(text, '\n');
    while (line != NULL && *++line != '\0') {
        line += *line == '"';
        if (strcspn(line, "\",;\t\r\n") == CODE_BYTES) {
            if (codes->count == capacity) {
                capacity = capacity == 0 ? 1024 : capacity * 2;
                void *grown = realloc(codes->list, capacity * sizeof *codes->list);
                if (grown == NULL)
                    break;
                codes->list = grown;
            }
            snprintf(codes->list[codes->count++], CODE_BYTES + 1, "%.*s", CODE_BYTES, line);
        }
        line = strchr(line, '\n');
    }
    if (codes->count > 0)
        qsort(codes->list, codes->count, sizeof *codes->list, codes_compare);
}

struct codes *codes_open(const char *catalogue_path, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    struct arena *arena = arena_new();
    size_t folder = (size_t)(path_name(catalogue_path) - catalogue_path);
    const char *path = arena_printf(arena, "%.*sfacts/communes.csv", (int)folder, catalogue_path);
    struct codes *codes = NULL;
    if (file_read(path, CODES_FILE_MAX, &text, err)) {
        codes = calloc(1, sizeof *codes);
        if (codes != NULL && text.length > 0)
            codes_scan(codes, text.bytes);
        if (codes == NULL || codes->count == 0) {
            error_set(err, ERROR_INPUT, "%s: no INSEE code in the first column", path);
            codes_close(codes);
            codes = NULL;
        }
    }
    buffer_free(&text);
    arena_free(arena);
    return codes;
}

void codes_close(struct codes *codes)
{
    if (codes != NULL)
        free(codes->list);
    free(codes);
}

size_t codes_count(const struct codes *codes)
{
    return codes->count;
}

bool codes_have(const struct codes *codes, const char *code)
{
    return strlen(code) == CODE_BYTES &&
           bsearch(code, codes->list, codes->count, sizeof *codes->list, codes_compare) != NULL;
}

bool codes_filter_names(const char *filter, const char *name)
{
    size_t size = strlen(name);
    for (const char *word = filter; word != NULL && *word != '\0'; word += strspn(word, " ")) {
        size_t length = strcspn(word, " ");
        if (length == size && strncmp(word, name, size) == 0)
            return true;
        word += length;
    }
    return false;
}
