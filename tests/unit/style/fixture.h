/* An estate with a few fields, and expressions read from their text. */
#ifndef TERRIL_TEST_STYLE_FIXTURE_H
#define TERRIL_TEST_STYLE_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#include "base/json.h"
#include "style/expression.h"
#include "style/style.h"

static const struct field estate_fields[] = {{"nom", VALUE_TEXT},
                                             {"unesco", VALUE_TEXT},
                                             {"logements", VALUE_INTEGER},
                                             {"part", VALUE_REAL},
                                             {"date", VALUE_TEXT}};
static const struct value estate_values[] = {{VALUE_TEXT, 0, 0, "Cité Rieux"},
                                             {VALUE_TEXT, 0, 0, "inscrit"},
                                             {VALUE_INTEGER, 120, 120, NULL},
                                             {VALUE_REAL, 0, 0.25, NULL},
                                             {VALUE_NULL, 0, 0, NULL}};
static const struct feature estate = {1, estate_fields, estate_values, 5, {GEOMETRY_NONE, 0, 0, 0, NULL, NULL, NULL}};

static inline struct expression *fixture_read(const char *json, struct arena *arena, struct error *err)
{
    struct json_document *document = json_read(json, strlen(json), "fixture", err);
    if (document == NULL)
        fail_msg("%s", err->message);
    struct expression *expression = expression_read(json_root(document), NULL, "layer estates, fill-color", arena, err);
    json_free(document);
    return expression;
}

static inline struct expression *fixture_expression(const char *json, struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct expression *expression = fixture_read(json, arena, &err);
    if (expression == NULL)
        fail_msg("%s: %s", json, err.message);
    return expression;
}

static inline int fixture_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static inline int fixture_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

#endif
