#include "print/atlas.h"

#include "base/file.h"
#include "base/memory.h"
#include "print/sheet_file.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Sheets that wait for the book at most, each a megabyte or two. */
#define AHEAD_MAX 8u

struct atlas_slot {
    struct display *display; /* for the book, from the moment that is_drawn */
    bool is_drawn;
};

/* What threads share. A thread takes the next territory, draws it, writes its single files and leaves the drawing to the
 * calling thread, which binds the book page by page: one thread, so that fonts are embedded once and in order. */
struct atlas_work {
    const struct atlas_request *request;
    struct generation *generation;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t change;
    struct atlas_slot *slots;
    size_t next, bound; /* to be drawn; to be bound */
    bool has_failed;
    struct error err; /* the first */
};

static bool work_is_stopped(const struct atlas_work *work)
{
    const atomic_bool *stop = work->request->stop;
    return stop != NULL && atomic_load(stop);
}

static void work_fail(struct atlas_work *work, const struct error *err)
{
    pthread_mutex_lock(&work->lock);
    if (!work->has_failed)
        work->err = *err;
    work->has_failed = true;
    pthread_cond_broadcast(&work->change);
    pthread_mutex_unlock(&work->lock);
}

/* ---- one territory ---- */

static bool atlas_files(const struct atlas_request *request, const struct atlas_territory *territory,
                        const struct display *display, struct error *err)
{
    static const struct {
        enum atlas_form form;
        const char *name;
    } forms[] = {{ATLAS_SVG, "svg"}, {ATLAS_PNG, "png"}, {ATLAS_PDF, "pdf"}};
    bool is_written = true;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && is_written; i++) {
        if (request->folder == NULL || (request->forms & forms[i].form) == 0)
            continue;
        struct arena *arena = arena_new();
        struct buffer bytes = BUFFER_INIT;
        const char *name = atlas_file_name(request->sheet.style->id, territory, arena);
        const char *path = file_join(arena, request->folder, arena_printf(arena, "%s.%s", name, forms[i].name));
        is_written = sheet_file(display, &request->sheet.paper, forms[i].name, request->dpi, &bytes, err) &&
                     file_write_atomic(path, bytes.bytes, bytes.length, err);
        buffer_free(&bytes);
        arena_free(arena);
    }
    return is_written;
}

static struct display *atlas_sheet(const struct atlas_work *work, const struct atlas_territory *territory,
                                   struct store *store, struct error *err)
{
    const struct atlas_request *request = work->request;
    struct sheet_request sheet = request->sheet;
    sheet.epci = request->level == ATLAS_EPCI ? territory->key : NULL;
    sheet.commune = request->level == ATLAS_COMMUNE ? territory->key : NULL;
    struct display *display = sheet_compose(&sheet, store, generation_snapshot(work->generation), err);
    if (display != NULL && atlas_files(request, territory, display, err))
        return display;
    display_free(display);
    return NULL;
}

/* ---- threads ---- */

/* The next territory, once the book is not too far behind; the count when there is none left. */
static size_t work_take(struct atlas_work *work)
{
    size_t count = work->request->territories.count, taken;
    pthread_mutex_lock(&work->lock);
    while (work->next < count && work->next >= work->bound + AHEAD_MAX && !work->has_failed)
        pthread_cond_wait(&work->change, &work->lock);
    taken = work->has_failed || work->next >= count ? count : work->next++;
    pthread_mutex_unlock(&work->lock);
    return taken;
}

static void *work_main(void *argument)
{
    struct atlas_work *work = argument;
    struct error err = ERROR_INIT;
    struct store *store = generation_borrow(work->generation, &err);
    if (store == NULL) {
        work_fail(work, &err);
        return NULL;
    }
    size_t index;
    while ((index = work_take(work)) < work->request->territories.count) {
        if (work_is_stopped(work)) {
            error_set(&err, ERROR_BUSY, "interrupted; the files that are there are whole");
            work_fail(work, &err);
            break;
        }
        struct display *display = atlas_sheet(work, &work->request->territories.list[index], store, &err);
        if (display == NULL) {
            work_fail(work, &err);
            break;
        }
        pthread_mutex_lock(&work->lock);
        work->slots[index] = (struct atlas_slot){display, true};
        pthread_cond_broadcast(&work->change);
        pthread_mutex_unlock(&work->lock);
    }
    generation_return(work->generation, store);
    return NULL;
}

/* ---- the book ---- */

/* The drawing of the next territory, the caller's to free; NULL when one has failed. */
static struct display *work_wait(struct atlas_work *work)
{
    pthread_mutex_lock(&work->lock);
    struct atlas_slot *slot = &work->slots[work->bound];
    while (!slot->is_drawn && !work->has_failed)
        pthread_cond_wait(&work->change, &work->lock);
    struct display *display = work->has_failed ? NULL : slot->display;
    if (display != NULL) {
        slot->display = NULL;
        work->bound++;
        pthread_cond_broadcast(&work->change);
    }
    pthread_mutex_unlock(&work->lock);
    return display;
}

static void book_add_contents(struct book *book, const struct atlas_work *work)
{
    struct arena *arena = arena_new();
    struct atlas_contents contents;
    atlas_contents(work->request, generation_snapshot(work->generation), arena, &contents);
    bool is_english = strcmp(work->request->sheet.lang, "en") == 0;
    for (size_t i = 0; i < contents.count; i++) {
        const struct atlas_contents_page *page = &contents.pages[i];
        const char *bookmark = is_english ? "Contents" : "Sommaire";
        book_page(book, page->display, i == 0 ? bookmark : NULL, page->links, page->link_count);
        display_free(page->display);
    }
    arena_free(arena);
}

/* Takes the sheets in order as they are drawn. False when one has failed; the error is work->err. */
static bool work_bind(struct atlas_work *work, struct book *book)
{
    const struct atlas_request *request = work->request;
    for (size_t i = 0; i < request->territories.count; i++) {
        if (request->progress != NULL)
            request->progress(i, request->territories.count);
        struct display *display = work_wait(work);
        if (display == NULL)
            return false;
        if (book != NULL)
            book_page(book, display, request->territories.list[i].name, NULL, 0);
        display_free(display);
    }
    return true;
}

static bool atlas_bind(struct atlas_work *work, struct error *err)
{
    const char *path = work->request->book;
    struct book *book = path != NULL ? book_new() : NULL;
    struct buffer bytes = BUFFER_INIT;
    if (book != NULL)
        book_add_contents(book, work);
    bool is_done = work_bind(work, book);
    if (!is_done)
        *err = work->err;
    if (is_done && book != NULL)
        is_done = book_write(book, &bytes, err) && file_write_atomic(path, bytes.bytes, bytes.length, err);
    buffer_free(&bytes);
    book_free(book);
    return is_done;
}

bool atlas_make(const struct atlas_request *request, struct generation *generation, struct error *err)
{
    size_t count = request->territories.count;
    struct error failure = ERROR_INIT;
    if (!sheet_check(&request->sheet, err))
        return false;
    struct atlas_work work = {.request = request, .generation = generation};
    pthread_mutex_init(&work.lock, NULL);
    pthread_cond_init(&work.change, NULL);
    work.slots = memory_alloc(memory_product(count, sizeof *work.slots));
    memset(work.slots, 0, count * sizeof *work.slots);
    pthread_t *threads = memory_alloc(memory_product(request->threads, sizeof *threads));
    unsigned started = 0;
    while (started < request->threads && pthread_create(&threads[started], NULL, work_main, &work) == 0)
        started++;
    bool is_done =
        started > 0 ? atlas_bind(&work, &failure) : error_set(&failure, ERROR_INTERNAL, "no thread could be started");
    if (!is_done)
        work_fail(&work, &failure);
    while (started > 0)
        pthread_join(threads[--started], NULL);
    for (size_t i = 0; i < count; i++)
        display_free(work.slots[i].display);
    free(threads);
    free(work.slots);
    pthread_cond_destroy(&work.change);
    pthread_mutex_destroy(&work.lock);
    if (!is_done && err != NULL)
        *err = failure;
    return is_done;
}
