#include "command/command.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define OPTIONS_MAX 32

static const struct option *option_find(const struct option *options, const char *word, size_t length)
{
    for (const struct option *option = options; option->name != NULL; option++) {
        if (strlen(option->name) == length && memcmp(option->name, word, length) == 0) {
            return option;
        }
    }
    return NULL;
}

static enum command_next option_unknown(const struct option *options, const char *command, const char *word)
{
    const char *names[OPTIONS_MAX + 1] = {NULL};
    size_t count = 0;
    for (; options[count].name != NULL && count < OPTIONS_MAX; count++) {
        names[count] = options[count].name;
    }
    const char *near = text_nearest(word, names);
    if (near != NULL) {
        log_line("%s: unknown option %s; did you mean %s?", command, word, near);
    } else {
        log_line("%s: unknown option %s; terril %s --help lists those there are", command, word, command);
    }
    return COMMAND_LEAVE_MISUSE;
}

/* Reads the word at *index and, where the option takes one, the next. */
static enum command_next option_read(const struct command_line *line, int argc, char **argv, int *index)
{
    const char *word = argv[*index];
    const char *equals = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;
    size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
    const struct option *option = option_find(line->options, word, length);
    if (option == NULL) {
        return option_unknown(line->options, argv[0], word);
    }
    if (option->flag != NULL) {
        if (equals != NULL) {
            log_line("%s: %s takes no value", argv[0], option->name);
            return COMMAND_LEAVE_MISUSE;
        }
        *option->flag = true;
        return COMMAND_GO;
    }
    if (equals != NULL) {
        *option->value = equals + 1;
        return COMMAND_GO;
    }
    if (*index + 1 >= argc) {
        log_line("%s: %s wants a value", argv[0], option->name);
        return COMMAND_LEAVE_MISUSE;
    }
    *option->value = argv[++*index];
    return COMMAND_GO;
}

enum command_next command_read(const struct command_line *line, int argc, char **argv)
{
    bool has_operand = false;
    for (int index = 1; index < argc; index++) {
        const char *word = argv[index];
        if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
            fputs(line->help, stdout);
            return COMMAND_LEAVE_DONE;
        }
        if (word[0] == '-' && word[1] != '\0') {
            enum command_next next = option_read(line, argc, argv, &index);
            if (next != COMMAND_GO) {
                return next;
            }
            continue;
        }
        if (line->operand == NULL || has_operand) {
            log_line("%s: unexpected word \"%s\"; terril %s --help shows the form", argv[0], word, argv[0]);
            return COMMAND_LEAVE_MISUSE;
        }
        *line->operand = word;
        has_operand = true;
    }
    return COMMAND_GO;
}

#define MAGIC "SQLite format 3" /* SQLite, 1.3 of its file format */

bool command_is_database(const char *path)
{
    char head[sizeof MAGIC] = "";
    FILE *file = file_is_regular(path) ? fopen(path, "rb") : NULL;
    if (file == NULL) {
        return false;
    }
    size_t length = fread(head, 1, sizeof head, file);
    fclose(file);
    return length == sizeof head && memcmp(head, MAGIC, sizeof head) == 0;
}

bool command_has_snapshot(const char *path, struct error *err)
{
    if (access(path, F_OK) != 0) {
        return error_set(err, ERROR_NOT_FOUND, "%s: there is no snapshot yet; terril load -o %s makes one", path, path);
    }
    if (!command_is_database(path)) {
        return error_set(err, ERROR_INPUT, "%s: not a snapshot, which terril load makes", path);
    }
    return true;
}

int command_failed(const struct error *err)
{
    log_line("%s", err->message);
    return EXIT_FAILED;
}

int command_misuse(const struct error *err)
{
    log_line("%s", err->message);
    return EXIT_MISUSE;
}

bool command_print(struct buffer *out, struct error *err)
{
    if (out->length > 0 && out->bytes[out->length - 1] != '\n') {
        buffer_putc(out, '\n');
    }
    if (fwrite(out->bytes, 1, out->length, stdout) != out->length || fflush(stdout) != 0) {
        return error_set(err, ERROR_STORAGE, "the output could not be written");
    }
    return true;
}
