/* style/colour_name.h: the names of colours (CSS Color Module Level 4, 6.1), for parameters of people's addresses. */
#ifndef TERRIL_STYLE_COLOUR_NAME_H
#define TERRIL_STYLE_COLOUR_NAME_H

#include <stdbool.h>

#include "style/colour.h"

/* Whatever the case: "CornflowerBlue". False for what is no name; transparent is not one of them. */
bool colour_of_name(const char *name, struct colour *colour);

#endif
