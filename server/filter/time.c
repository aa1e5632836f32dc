#include "filter/time.h"

#include <stdbool.h>
#include <string.h>

/* Does the text begin with the form? d stands for a digit, all else for itself. */
static bool has_form(const char *text, const char *form)
{
    for (; *form != '\0'; form++, text++)
        if (*form == 'd' ? *text < '0' || *text > '9' : *text != *form)
            return false;
    return true;
}

static int number_at(const char *text, int digits)
{
    int number = 0;
    for (int i = 0; i < digits; i++)
        number = number * 10 + (text[i] - '0');
    return number;
}

static bool is_day(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!has_form(text, "dddd-dd-dd"))
        return false;
    int year = number_at(text, 4), month = number_at(text + 5, 2), day = number_at(text + 8, 2);
    if (month < 1 || month > 12 || day < 1)
        return false;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && is_leap);
}

const char *time_day(const char *text, struct arena *arena)
{
    return is_day(text) && text[10] == '\0' ? arena_string(arena, text) : NULL;
}

const char *time_moment(const char *text, struct arena *arena)
{
    if (!is_day(text) || !has_form(text + 10, "Tdd:dd:dd"))
        return NULL;
    int hour = number_at(text + 11, 2), minute = number_at(text + 14, 2), second = number_at(text + 17, 2);
    bool is_leap = second == 60 && hour == 23 && minute == 59;
    if (hour > 23 || minute > 59 || (second > 59 && !is_leap))
        return NULL;
    size_t digits = text[19] == '.' ? strspn(text + 20, "0123456789") : 0;
    const char *end = text + 19 + (digits > 0 ? digits + 1 : 0);
    if (strcmp(end, "Z") != 0)
        return NULL;
    while (digits > 0 && text[19 + digits] == '0')
        digits--;
    char *canonical = arena_copy(arena, text, 19 + (digits > 0 ? digits + 1 : 0) + 1);
    canonical[strlen(canonical) - 1] = 'Z';
    return canonical;
}

/* Z is behind the point in ASCII, so it does not count. */
int time_order(const char *left, const char *right)
{
    size_t left_length = strcspn(left, "Z"), right_length = strcspn(right, "Z");
    size_t shorter = left_length < right_length ? left_length : right_length;
    int order = memcmp(left, right, shorter);
    if (order == 0)
        return (left_length > right_length) - (left_length < right_length);
    return order < 0 ? -1 : 1;
}
