/* base/log.h: the line a command or the server says to its operator, on stderr. Libraries do not log. */
#ifndef TERRIL_BASE_LOG_H
#define TERRIL_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* "terril: <line>\n", one write(2). */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A progress bar, drawn only when stderr is a terminal; nothing at all otherwise. */
void log_progress(const char *what, size_t done, size_t total);
void log_progress_end(void);

#endif
