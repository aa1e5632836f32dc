/* style/text_case.h: capitals and small letters of Latin (to U+017F), Greek and Cyrillic. */
#ifndef TERRIL_STYLE_TEXT_CASE_H
#define TERRIL_STYLE_TEXT_CASE_H

#include <stdbool.h>

#include "base/buffer.h"

/* The text, appended; ß becomes SS; letters of other scripts stay as they are (Unicode 15, simple mappings of these blocks). */
void text_case_write(const char *text, bool is_upper, struct buffer *out);

#endif
