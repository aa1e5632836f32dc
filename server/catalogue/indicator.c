#include "catalogue/part.h"

#include <string.h>

static bool ratio_check(const struct entry *entry, const struct catalogue_indicator *indicator, struct error *err)
{
    bool is_ratio = strcmp(indicator->kind, "ratio") == 0;
    bool has_both = indicator->numerator != NULL && indicator->denominator != NULL;
    bool has_any = indicator->numerator != NULL || indicator->denominator != NULL;
    if (is_ratio && !has_both)
        return entry_error(entry, err, "a ratio needs \"numerator\" and \"denominator\"");
    if (!is_ratio && has_any)
        return entry_error(entry, err, "a stock has no \"numerator\" and no \"denominator\"");
    return true;
}

bool indicator_read(const struct entry *entry, struct catalogue_indicator *indicator, struct error *err)
{
    static const char *const members[] = {"id",        "theme",      "title",     "unit",        "kind",
                                          "decimals",  "definition", "numerator", "denominator", "factor",
                                          "geometric", "sources",    NULL};
    static const char *const themes[] = {"territory", "estates", "cycling", "stations", "land", "heritage", NULL};
    static const char *const kinds[] = {"stock", "ratio", NULL};
    int theme, kind;
    double decimals;
    if (!entry_members(entry, members, err) || !entry_name(entry, "id", false, &indicator->id, err) ||
        !entry_choice(entry, "theme", true, themes, &theme, err) ||
        !entry_choice(entry, "kind", true, kinds, &kind, err) || !entry_title(entry, "title", &indicator->title, err) ||
        !entry_title(entry, "definition", &indicator->definition, err) ||
        !entry_text(entry, "unit", true, &indicator->unit, err) ||
        !entry_number(entry, "decimals", 0, &decimals, err) ||
        !entry_text(entry, "numerator", false, &indicator->numerator, err) ||
        !entry_text(entry, "denominator", false, &indicator->denominator, err) ||
        !entry_number(entry, "factor", 1, &indicator->factor, err) ||
        !entry_flag(entry, "geometric", &indicator->is_geometric, err) ||
        !entry_list(entry, "sources", &indicator->sources, err))
        return false;
    if (!(decimals >= 0 && decimals <= 15 && decimals == (int)decimals))
        return entry_error(entry, err, "member \"decimals\" must be a whole number from 0 to 15");
    if (indicator->sources == NULL)
        return entry_error(entry, err, "member \"sources\" is missing");
    indicator->decimals = (int)decimals;
    indicator->theme = themes[theme];
    indicator->kind = kinds[kind];
    return ratio_check(entry, indicator, err);
}
