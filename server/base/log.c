#include "base/log.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAR_WIDTH 24
/* Ten pictures a second look smooth and cost nothing. */
#define BAR_PERIOD 0.1

/* Carriage return, then ECMA-48 EL: erase to the end of the line. */
#define BAR_ERASE "\r\033[K"

static pthread_mutex_t bar_lock = PTHREAD_MUTEX_INITIALIZER;
static bool bar_drawn;
static double bar_time;

static void bytes_say(const struct buffer *line)
{
    /* one call, so that lines of several threads do not mix; if nobody listens there is nobody to tell */
    ssize_t ignored = write(STDERR_FILENO, line->bytes, line->length);
    (void)ignored;
}

void log_line(const char *format, ...)
{
    char said[4096];
    va_list arguments;
    va_start(arguments, format);
    int needed = vsnprintf(said, sizeof said, format, arguments);
    va_end(arguments);
    if (needed < 0)
        return;
    if ((size_t)needed >= sizeof said)
        said[utf8_whole(said, sizeof said - 1)] = '\0';
    utf8_one_line(said);
    struct buffer line = BUFFER_INIT;
    pthread_mutex_lock(&bar_lock);
    buffer_printf(&line, "%sterril: %s\n", bar_drawn ? BAR_ERASE : "", said);
    bar_drawn = false;
    bytes_say(&line);
    pthread_mutex_unlock(&bar_lock);
    buffer_free(&line);
}

static void bar_draw(const char *what, size_t done, size_t total)
{
    double part = total > 0 ? (double)(done < total ? done : total) / (double)total : 0;
    size_t full = (size_t)(part * BAR_WIDTH);
    char name[64];
    snprintf(name, sizeof name, "%s", what);
    name[utf8_whole(name, strlen(name))] = '\0';
    utf8_one_line(name);
    struct buffer bar = BUFFER_INIT;
    buffer_printf(&bar, BAR_ERASE "%s [", name);
    for (size_t i = 0; i < BAR_WIDTH; i++)
        buffer_putc(&bar, i < full ? '#' : ' ');
    buffer_printf(&bar, "] %3u %%", (unsigned)(part * 100));
    bytes_say(&bar);
    buffer_free(&bar);
}

void log_progress(const char *what, size_t done, size_t total)
{
    if (!isatty(STDERR_FILENO))
        return;
    pthread_mutex_lock(&bar_lock);
    double now = clock_seconds();
    if (!bar_drawn || done >= total || now - bar_time >= BAR_PERIOD) {
        bar_draw(what, done, total);
        bar_drawn = true;
        bar_time = now;
    }
    pthread_mutex_unlock(&bar_lock);
}

void log_progress_end(void)
{
    pthread_mutex_lock(&bar_lock);
    if (bar_drawn) {
        struct buffer erase = BUFFER_INIT;
        buffer_puts(&erase, BAR_ERASE);
        bytes_say(&erase);
        buffer_free(&erase);
    }
    bar_drawn = false;
    pthread_mutex_unlock(&bar_lock);
}
