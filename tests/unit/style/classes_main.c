/* tests/unit/style/classes_main.c: a test's tool, classes_tool, that asks style/breaks.h for a stranger's series. Each line of
 * stdin, "<method> <right|left> <classes> <value> ...", is answered by a line with the bounds as a JSON array. */
#include "style/classes.h"

#include "base/json.h"
#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int values_compare(const void *left, const void *right)
{
    double one = *(const double *)left, other = *(const double *)right;
    return (one > other) - (one < other);
}

static bool line_answer(char *line, struct buffer *out)
{
    char *rest = NULL, *word = strtok_r(line, " ", &rest), *side = strtok_r(NULL, " ", &rest);
    const char *asked_text = strtok_r(NULL, " ", &rest);
    enum class_method method;
    int64_t asked;
    if (word == NULL || side == NULL || asked_text == NULL || !class_method_read(word, &method) ||
        !number_read_integer(asked_text, strlen(asked_text), CLASSES_MIN, CLASSES_MAX, &asked))
        return false;
    size_t count = 0, room = strlen(rest) / 2 + 1;
    double *values = calloc(room, sizeof *values);
    bool is_read = values != NULL;
    while (is_read && (word = strtok_r(NULL, " \n", &rest)) != NULL)
        is_read = number_read(word, strlen(word), &values[count++]);
    if (is_read && count > 1) {
        qsort(values, count, sizeof *values, values_compare);
        double bounds[CLASSES_MAX + 1];
        size_t classes = breaks_find(method, strcmp(side, "left") == 0 ? CLASS_LEFT_CLOSED : CLASS_RIGHT_CLOSED, values,
                                     count, (size_t)asked, bounds);
        struct json_writer writer;
        json_writer_init(&writer, out);
        json_array_open(&writer);
        for (size_t i = 0; i <= classes; i++)
            json_exact(&writer, bounds[i]);
        json_array_close(&writer);
    }
    free(values);
    return is_read && count > 1;
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    struct buffer out = BUFFER_INIT;
    int status = 0;
    while (status == 0 && getline(&line, &room, stdin) > 0) {
        buffer_clear(&out);
        if (line_answer(line, &out))
            printf("%s\n", out.bytes);
        else
            status = 2;
    }
    buffer_free(&out);
    free(line);
    return status;
}
