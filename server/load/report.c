#include "load/report.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct line {
    const char *source, *feature, *message;
    enum severity severity;
};

struct report {
    struct arena *arena;
    struct line *lines;
    size_t count, capacity;
};

static const char *const severity_names[] = {"note", "repaired", "refused", "warning"};

struct report *report_new(void)
{
    struct arena *arena = arena_new();
    struct report *report = arena_alloc(arena, sizeof *report);
    report->arena = arena;
    return report;
}

void report_free(struct report *report)
{
    if (report != NULL)
        arena_free(report->arena);
}

void report_add(struct report *report, const char *source, enum severity severity, const char *feature,
                const char *format, ...)
{
    struct error message = ERROR_INIT;
    va_list arguments;
    va_start(arguments, format);
    error_set_va(&message, ERROR_INPUT, format, arguments);
    va_end(arguments);
    report->lines = arena_room(report->arena, report->lines, report->count, &report->capacity, sizeof *report->lines);
    report->lines[report->count++] =
        (struct line){arena_string(report->arena, source), arena_string(report->arena, feature),
                      arena_string(report->arena, message.message), severity};
}

void report_cut(struct report *report, size_t count)
{
    if (count < report->count)
        report->count = count;
}

size_t report_count(const struct report *report)
{
    return report->count;
}

static bool is_about(const struct line *line, const char *source)
{
    if (source == NULL || line->source == NULL)
        return source == line->source;
    return strcmp(line->source, source) == 0;
}

void report_write(const struct report *report, const char *source, struct buffer *out)
{
    size_t shown[4] = {0};
    for (size_t i = 0; i < report->count; i++) {
        const struct line *line = &report->lines[i];
        if (!is_about(line, source) || shown[line->severity]++ >= REPORT_SHOWN)
            continue;
        const char *what = severity_names[line->severity];
        if (line->feature != NULL)
            buffer_printf(out, "  %s: %s: %s\n", what, line->feature, line->message);
        else
            buffer_printf(out, "  %s: %s\n", what, line->message);
    }
    for (size_t i = 0; i < 4; i++)
        if (shown[i] > REPORT_SHOWN)
            buffer_printf(out, "  %s: %zu more, see the table report\n", severity_names[i], shown[i] - REPORT_SHOWN);
}

bool report_store(const struct report *report, struct store *store, struct error *err)
{
    struct statement *insert = store_statement(store, "INSERT INTO report VALUES (?, ?, ?, ?, ?)", err);
    if (insert == NULL)
        return false;
    for (size_t i = 0; i < report->count; i++) {
        const struct line *line = &report->lines[i];
        statement_bind_integer(insert, 1, (int64_t)i + 1);
        statement_bind_text(insert, 2, line->source);
        statement_bind_text(insert, 3, severity_names[line->severity]);
        statement_bind_text(insert, 4, line->feature);
        statement_bind_text(insert, 5, line->message);
        if (statement_step(insert, err) < 0)
            return false;
        statement_reset(insert);
    }
    return true;
}
