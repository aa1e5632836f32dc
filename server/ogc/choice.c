#include "ogc/choice.h"

#include "ogc/filtering.h"
#include "store/selection.h"

bool choice_make(const struct request *request, struct store *store, struct choice *choices, size_t count,
                 struct error *err)
{
    struct error first = ERROR_INIT;
    size_t chosen = 0;
    if (!resource_has_filter(request))
        return true;
    for (size_t i = 0; i < count; i++) {
        struct error cause = ERROR_INIT;
        const struct filter *filter;
        if (resource_filter(request, choices[i].collection, &filter, &cause)) {
            choices[i].selection = selection_make(store, choices[i].collection, filter, request->arena, err);
            if (choices[i].selection == NULL)
                return false;
            chosen++;
        } else if (first.kind == ERROR_NONE) {
            first = cause;
        }
    }
    /* what is no filter at all is none for the first collection either */
    return chosen > 0 || count == 0 || error_set(err, first.kind, "%s", first.message);
}
