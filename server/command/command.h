/* command/command.h: the words of the command line. One short file a subcommand: read options, call, report. */
#ifndef TERRIL_COMMAND_COMMAND_H
#define TERRIL_COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "style/style.h"

/* Exit statuses. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_MISUSE = 2 };

#define SNAPSHOT_DEFAULT "var/terril.sqlite"

/* An option: "--port" or "-o". Exactly one of the two targets is set. */
struct option {
    const char *name;
    const char **value; /* takes the next word (or what follows =); borrowed from argv */
    bool *flag;         /* takes none */
};

/* What a subcommand takes. `operand` may be NULL. */
struct command_line {
    const char *help;             /* examples first, 80 columns; printed whole by --help */
    const struct option *options; /* ends with a NULL name */
    const char **operand;         /* one word without dashes */
};

/* What to do after the words were read: go on, or leave with the status. A misuse has been said on stderr ("did you mean
 * --sources?"); --help has been printed on stdout. */
enum command_next { COMMAND_GO, COMMAND_LEAVE_DONE, COMMAND_LEAVE_MISUSE };
enum command_next command_read(const struct command_line *line, int argc, char **argv);

/* Is there a file, and may it be a snapshot? Says which command makes one. */
bool command_has_snapshot(const char *path, struct error *err);
/* Does the file begin as SQLite's do? */
bool command_is_database(const char *path);

/* "terril: <error's line>" on stderr; gives EXIT_FAILED, or EXIT_MISUSE for ERROR_INPUT about options. */
int command_failed(const struct error *err);
int command_misuse(const struct error *err);

/* The whole of what a command has to say, to stdout, with a newline behind it. False when it could not be written. */
bool command_print(struct buffer *out, struct error *err);

/* The theme of --theme, from the home folder's styles/; NULL with an error that lists those there are. Memory from the arena. */
const struct style *command_theme(const char *theme, struct arena *arena, struct error *err);
/* "cites, gares": every theme of the folder. */
const char *command_theme_names(struct arena *arena);
/* --dpi: a number from 10 to 2400; untouched when `text` is NULL. */
bool command_dpi(const char *text, double *dpi, struct error *err);

/* argv[0] is the subcommand. */
int command_fetch(int argc, char **argv);
int command_load(int argc, char **argv);
int command_check(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_coverage(int argc, char **argv);
int command_land(int argc, char **argv);
int command_render(int argc, char **argv);
int command_atlas(int argc, char **argv);
int command_export(int argc, char **argv);

#endif
