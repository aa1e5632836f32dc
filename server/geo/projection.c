#include "geo/projection.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

/* As the linker would have written it down for these headers: a library of that name has these functions and types. */
#if PROJ_VERSION_MAJOR != 9
#error "the name of PROJ's library is known for PROJ 9 only"
#endif
#define PROJECTION_LIBRARY "libproj.so.25"

static const struct {
    const char *name;
    size_t at; /* in struct projection */
} functions[] = {
#define PROJECTION_ENTRY(name) {#name, offsetof(struct projection, name)},
    PROJECTION_FUNCTIONS(PROJECTION_ENTRY)
#undef PROJECTION_ENTRY
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct projection loaded; /* whole when `is_loaded` */
static bool is_loaded;

static bool functions_find(void *library, struct error *err)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *function = dlsym(library, functions[i].name);
        if (function == NULL)
            return error_set(err, ERROR_INTERNAL, "coordinates cannot be transformed: " PROJECTION_LIBRARY " lacks %s",
                             functions[i].name);
        memcpy((char *)&loaded + functions[i].at, &function, sizeof function);
    }
    return true;
}

static bool library_load(struct error *err)
{
    /* Lazily, as a linked one is bound: to find every function of its 27 libraries takes 5 ms more. */
    void *library = dlopen(PROJECTION_LIBRARY, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL)
        return error_set(err, ERROR_INTERNAL,
                         "coordinates cannot be transformed, PROJ is missing (Debian: libproj25): %s", dlerror());
    if (functions_find(library, err))
        return true;
    dlclose(library);
    return false;
}

const struct projection *projection_load(struct error *err)
{
    pthread_mutex_lock(&lock);
    is_loaded = is_loaded || library_load(err);
    bool is_there = is_loaded;
    pthread_mutex_unlock(&lock);
    return is_there ? &loaded : NULL;
}
