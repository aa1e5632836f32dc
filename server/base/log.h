/* base/log.h: the line a command or the server says to its operator, on stderr. Libraries do not log. */
#ifndef TERRIL_BASE_LOG_H
#define TERRIL_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* "terril: <line>\n", one write(2), at most 4095 bytes of line. Control characters become spaces. From any thread. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A progress bar (0 to `total`), drawn at most ten times a second and only when stderr is a terminal; nothing at all
 * otherwise. A log_line replaces it, the next call draws it again below; _end removes it. */
void log_progress(const char *what, size_t done, size_t total);
void log_progress_end(void);

#endif
