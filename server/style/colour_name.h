/* style/colour_name.h: the colours that CSS gives names. */
#ifndef TERRIL_STYLE_COLOUR_NAME_H
#define TERRIL_STYLE_COLOUR_NAME_H

#include <stdbool.h>
#include <stdint.h>

/* 0xrrggbb of a name in small letters; false, `rgb` untouched, when there is no such name. */
bool colour_name_find(const char *name, uint32_t *rgb);

#endif
