/* tests/fuzz/execution_fuzz.c: strangers' bytes as the body of an execute request. What is read lies in what its input allows. */
#include "base/text.h"
#include "ogc/process_execution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = {"epci", "commune", NULL};
static const int numbers[] = {300, 500, 1000};
static const struct process_input inputs[] = {
    {.id = "by", .kind = PROCESS_WORD, .most = 1, .words = words},
    {.id = "of", .kind = PROCESS_WORD, .most = 2, .words = words},
    {.id = "station", .kind = PROCESS_TEXT, .most = 1},
    {.id = "territories", .kind = PROCESS_TEXT, .most = PROCESS_VALUES_MAX},
    {.id = "distance", .kind = PROCESS_WHOLE, .most = 8, .minimum = 50, .maximum = 5000},
    {.id = "distances", .kind = PROCESS_WHOLE, .most = 3, .numbers = numbers, .number_count = 3},
    {.id = "point", .kind = PROCESS_POINT, .most = 1},
};
#define INPUTS (sizeof inputs / sizeof *inputs)

static void check(bool condition)
{
    if (!condition)
        abort();
}

static void value_check(const struct process_input *input, const struct process_value *value)
{
    check(value->count <= input->most);
    for (size_t i = 0; i < value->count; i++) {
        if (input->kind == PROCESS_WORD)
            check(value->text[i] == words[0] || value->text[i] == words[1]);
        else if (input->kind == PROCESS_TEXT)
            check(value->text[i][0] != '\0' && text_is_utf8(value->text[i], strlen(value->text[i])) &&
                  text_characters(value->text[i], strlen(value->text[i])) <= PROCESS_TEXT_MAX);
        else if (input->kind == PROCESS_WHOLE)
            check(value->number[i] >= 50 && value->number[i] <= 5000);
        else
            check(fabs(value->at.x) <= 180 && fabs(value->at.y) <= 90);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    if (arena == NULL)
        arena = arena_new();
    arena_reset(arena);
    struct error err = ERROR_INIT;
    struct execution execution;
    bool done =
        execution_read(size > 0 ? (const char *)data : "", size, "coverage", inputs, INPUTS, arena, &execution, &err);
    check(done == (err.kind == ERROR_NONE));
    check(done || err.kind == ERROR_INPUT || err.kind == ERROR_LIMIT);
    check(text_is_utf8(err.message, strlen(err.message)));
    if (!done)
        return 0;
    check(execution.form < PROCESS_FORMS && (execution.has_form || execution.form == PROCESS_JSON));
    for (size_t i = 0; i < INPUTS; i++)
        value_check(&inputs[i], &execution.values[i]);
    return 0;
}
