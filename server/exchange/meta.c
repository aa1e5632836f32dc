#include "exchange/meta.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define META_MAX ((size_t)1024 * 1024)

static void meta_path(const char *file, struct buffer *path)
{
    buffer_puts(path, file);
    buffer_puts(path, ".meta.json");
}

static void meta_read_download(const struct json_value *item, struct meta_download *download, struct arena *arena)
{
    download->address = arena_string(arena, json_text(json_get(item, "address"), ""));
    snprintf(download->validator.etag, VALIDATOR_MAX, "%s", json_text(json_get(item, "etag"), ""));
    snprintf(download->validator.last_modified, VALIDATOR_MAX, "%s", json_text(json_get(item, "last_modified"), ""));
}

static bool meta_take(const struct json_value *root, const char *file, struct meta *meta, struct arena *arena)
{
    struct stat status;
    const struct json_value *downloads = json_get(root, "downloads");
    memset(meta, 0, sizeof *meta);
    meta->bytes = (int64_t)json_double(json_get(root, "bytes"), -1.0);
    if (stat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size != meta->bytes)
        return false;
    meta->address = arena_string(arena, json_text(json_get(root, "address"), ""));
    snprintf(meta->date, sizeof meta->date, "%s", json_text(json_get(root, "date"), ""));
    meta->features = (int64_t)json_double(json_get(root, "features"), 0.0);
    for (; meta->count < json_length(downloads) && meta->count < META_DOWNLOADS_MAX; meta->count++)
        meta_read_download(json_at(downloads, meta->count), &meta->downloads[meta->count], arena);
    return meta->count == json_length(downloads);
}

bool meta_read(const char *file, struct meta *meta, struct arena *arena)
{
    struct buffer path = BUFFER_INIT, text = BUFFER_INIT;
    bool is_good = false;
    meta_path(file, &path);
    if (file_read(path.bytes, META_MAX, &text, NULL)) {
        struct json_document *document = json_read(text.bytes, text.length, path.bytes, NULL);
        is_good = document != NULL && meta_take(json_root(document), file, meta, arena);
        json_free(document);
    }
    buffer_free(&path);
    buffer_free(&text);
    return is_good;
}

bool meta_write(const char *file, const struct meta *meta, struct error *err)
{
    struct buffer path = BUFFER_INIT, text = BUFFER_INIT;
    struct json_writer json;
    char now[21];
    clock_rfc3339(clock_date(), now);
    json_writer_init(&json, &text);
    json_object_open(&json);
    json_key_string(&json, "address", meta->address);
    json_key_string(&json, "date", meta->date);
    json_key_integer(&json, "bytes", meta->bytes);
    json_key_integer(&json, "features", meta->features);
    json_key_string(&json, "fetched", now);
    json_key(&json, "downloads");
    json_array_open(&json);
    for (size_t i = 0; i < meta->count; i++) {
        json_object_open(&json);
        json_key_string(&json, "address", meta->downloads[i].address);
        json_key_string(&json, "etag", meta->downloads[i].validator.etag);
        json_key_string(&json, "last_modified", meta->downloads[i].validator.last_modified);
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    buffer_putc(&text, '\n');
    meta_path(file, &path);
    bool is_good = file_write_atomic(path.bytes, text.bytes, text.length, err);
    buffer_free(&path);
    buffer_free(&text);
    return is_good;
}

int64_t meta_age(const char *file)
{
    struct buffer path = BUFFER_INIT;
    struct stat status;
    meta_path(file, &path);
    bool is_there = stat(path.bytes, &status) == 0;
    buffer_free(&path);
    return is_there ? (int64_t)time(NULL) - (int64_t)status.st_mtime : -1;
}
