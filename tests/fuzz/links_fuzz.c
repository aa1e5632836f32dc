/* Links in HTML and JSON: a document whose links are all kept is the same document, and one whose links are replaced has
 * the replacement where each stood. */
#include "page/links.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *keep(void *payload, const char *link)
{
    (void)link;
    ++*(size_t *)payload;
    return NULL;
}

static const char *replace(void *payload, const char *link)
{
    (void)link;
    ++*(size_t *)payload;
    return "x";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct buffer same = BUFFER_INIT, other = BUFFER_INIT;
    size_t kept = 0, found = 0, replaced = 0;
    links_html(text, size, keep, &kept, &same);
    links_html(text, size, keep, &found, NULL);
    links_html(text, size, replace, &replaced, &other);
    if (same.length != size || (size > 0 && memcmp(same.bytes, text, size) != 0) || kept != found || kept != replaced)
        abort();
    struct error err = ERROR_INIT;
    buffer_clear(&same);
    kept = found = 0;
    if (links_json(text, size, "fuzz", keep, &kept, &same, &err) !=
            links_json(text, size, "fuzz", keep, &found, NULL, &err) ||
        kept != found)
        abort();
    buffer_free(&same);
    buffer_free(&other);
    return 0;
}
