#include "http/negotiate.h"

#include "base/buffer.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

/* One element of a list field (RFC 9110, 5.6.1) with its weight (12.4.2) in thousandths. */
struct item {
    const char *text;
    size_t length;
    int weight;
};

static bool byte_is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* "1", "0.8", "0.125"; anything else counts as 0, so that a garbled wish is not a preference. */
static int weight_read(const char *text, size_t length)
{
    if (length == 0 || length > 5 || (text[0] != '0' && text[0] != '1') || (length > 1 && text[1] != '.'))
        return 0;
    int weight = (text[0] - '0') * 1000;
    int unit = 100;
    for (size_t i = 2; i < length; i++, unit /= 10) {
        if (text[i] < '0' || text[i] > '9')
            return 0;
        weight += (text[i] - '0') * unit;
    }
    return weight > 1000 ? 1000 : weight;
}

static void item_read_weight(struct item *item, const char *text, const char *end)
{
    while (text < end) {
        text++; /* the semicolon */
        while (text < end && byte_is_blank(*text))
            text++;
        const char *next = memchr(text, ';', (size_t)(end - text));
        const char *stop = next ? next : end;
        if (stop - text >= 2 && (text[0] == 'q' || text[0] == 'Q') && text[1] == '=') {
            const char *last = stop;
            while (last > text + 2 && byte_is_blank(last[-1]))
                last--;
            item->weight = weight_read(text + 2, (size_t)(last - text - 2));
        }
        text = stop;
    }
}

/* Takes the next element from `*list`; empty ones are skipped. */
static bool item_next(const char **list, struct item *item)
{
    const char *text = *list;
    while (byte_is_blank(*text) || *text == ',')
        text++;
    if (!*text)
        return false;
    const char *end = text + strcspn(text, ",");
    *list = end;
    const char *semicolon = memchr(text, ';', (size_t)(end - text));
    const char *stop = semicolon ? semicolon : end;
    item->weight = 1000;
    if (semicolon)
        item_read_weight(item, semicolon, end);
    while (stop > text && byte_is_blank(stop[-1]))
        stop--;
    item->text = text;
    item->length = (size_t)(stop - text);
    return true;
}

static bool item_is(const struct item *item, const char *word)
{
    return strlen(word) == item->length && strncasecmp(item->text, word, item->length) == 0;
}

static void request_note(const struct request *request, enum request_vary vary)
{
    if (request->vary)
        *request->vary |= vary;
}

/* How exactly the range names the type: 3 itself, 2 type/star, 1 any, 0 not at all. */
static int range_precision(const struct item *range, const char *media_type)
{
    size_t length = strcspn(media_type, "; ");
    size_t slash = strcspn(media_type, "/");
    if (range->length == length && strncasecmp(range->text, media_type, length) == 0)
        return 3;
    if (range->length == slash + 2 && strncasecmp(range->text, media_type, slash + 1) == 0 &&
        range->text[slash + 1] == '*')
        return 2;
    return item_is(range, "*/*") ? 1 : 0;
}

/* The weight that the most exact range gives the type; 0 when none names it. */
static int accept_weight(const char *accept, const char *media_type)
{
    struct item range;
    int best = 0, weight = 0;
    while (item_next(&accept, &range)) {
        int precision = range_precision(&range, media_type);
        if (precision > best) {
            best = precision;
            weight = range.weight;
        }
    }
    return weight;
}

static int form_weight(const char *accept, const struct form *form)
{
    int own = accept_weight(accept, form->media_type);
    int also = form->also ? accept_weight(accept, form->also) : 0;
    return own > also ? own : also;
}

static const struct form *form_by_word(const char *word, const struct form *forms, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(forms[i].word, word) == 0)
            return &forms[i];
    struct buffer words = BUFFER_INIT;
    for (size_t i = 0; i < count; i++)
        buffer_printf(&words, "%s%s", i ? ", " : "", forms[i].word);
    error_set(err, ERROR_INPUT, "f: \"%.64s\" is not a form of this answer; allowed: %s", word,
              words.length ? words.bytes : "none");
    buffer_free(&words);
    return NULL;
}

const struct form *negotiate_form(const struct request *request, const struct form *forms, size_t count,
                                  struct error *err)
{
    const char *word = request_parameter(request, "f");
    if (word)
        return form_by_word(word, forms, count, err);
    const struct form *best = &forms[0];
    int best_weight = 0;
    request_note(request, VARY_ACCEPT);
    for (size_t i = 0; i < count && request->accept; i++) {
        int weight = form_weight(request->accept, &forms[i]);
        if (weight > best_weight) {
            best = &forms[i];
            best_weight = weight;
        }
    }
    return best;
}

enum coding negotiate_codings(const char *accept_encoding, unsigned *accepted)
{
    int weights[CODING_COUNT] = {-1, -1, -1}; /* -1: not named */
    int any = -1;
    struct item item;
    while (accept_encoding && item_next(&accept_encoding, &item)) {
        if (item_is(&item, "br"))
            weights[CODING_BR] = item.weight;
        else if (item_is(&item, "gzip") || item_is(&item, "x-gzip"))
            weights[CODING_GZIP] = item.weight;
        else if (item_is(&item, "identity"))
            weights[CODING_IDENTITY] = item.weight;
        else if (item_is(&item, "*"))
            any = item.weight;
    }
    for (enum coding coding = CODING_GZIP; coding < CODING_COUNT; coding++)
        if (weights[coding] < 0)
            weights[coding] = any;
    bool is_refused = weights[CODING_IDENTITY] == 0 || (weights[CODING_IDENTITY] < 0 && any == 0);
    *accepted = (is_refused ? 0 : 1u << CODING_IDENTITY) | (weights[CODING_GZIP] > 0 ? 1u << CODING_GZIP : 0) |
                (weights[CODING_BR] > 0 ? 1u << CODING_BR : 0);
    enum coding best = weights[CODING_BR] >= weights[CODING_GZIP] ? CODING_BR : CODING_GZIP;
    /* What is not named as identity is accepted, but any coding that is wished for goes first. */
    return weights[best] > 0 && weights[best] >= weights[CODING_IDENTITY] ? best : CODING_IDENTITY;
}

enum coding negotiate_coding(const char *accept_encoding)
{
    unsigned accepted;
    return negotiate_codings(accept_encoding, &accepted);
}

bool negotiate_takes(const struct request *request, enum coding coding)
{
    unsigned accepted;
    request_note(request, VARY_ACCEPT_ENCODING);
    negotiate_codings(request->accept_encoding, &accepted);
    return (accepted & 1u << coding) != 0;
}

/* "fr", "fr-FR", "*"; NULL for other languages. */
static const char *item_language(const struct item *item)
{
    bool is_tag = item->length == 2 || (item->length > 2 && item->text[2] == '-');
    if (is_tag && strncasecmp(item->text, "en", 2) == 0)
        return "en";
    if ((is_tag && strncasecmp(item->text, "fr", 2) == 0) || item_is(item, "*"))
        return "fr";
    return NULL;
}

const char *negotiate_language(const struct request *request, struct error *err)
{
    const char *word = request_parameter(request, "lang");
    if (word) {
        if (strcmp(word, "fr") == 0)
            return "fr";
        if (strcmp(word, "en") == 0)
            return "en";
        error_set(err, ERROR_INPUT, "lang: \"%.64s\" is not known; allowed: fr, en", word);
        return NULL;
    }
    const char *best = "fr", *list = request->accept_language ? request->accept_language : "";
    int best_weight = 0;
    struct item item;
    request_note(request, VARY_ACCEPT_LANGUAGE);
    while (item_next(&list, &item)) {
        const char *language = item_language(&item);
        if (language && item.weight > best_weight) { /* of equals the first, as browsers list them */
            best = language;
            best_weight = item.weight;
        }
    }
    return best;
}

bool negotiate_none_match(const char *if_none_match, const char *etag)
{
    size_t length = strlen(etag);
    const char *text = if_none_match ? if_none_match : "";
    while (byte_is_blank(*text) || *text == ',')
        text++;
    if (text[0] == '*')
        return text[1 + strspn(text + 1, " \t")] == '\0';
    while (*text) {
        if (text[0] == 'W' && text[1] == '/')
            text += 2;
        if (*text != '"')
            return false;
        const char *close = strchr(text + 1, '"');
        if (!close)
            return false;
        if ((size_t)(close + 1 - text) == length && memcmp(text, etag, length) == 0)
            return true;
        text = close + 1;
        while (byte_is_blank(*text) || *text == ',')
            text++;
    }
    return false;
}
