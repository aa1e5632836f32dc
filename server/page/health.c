#include "page/health.h"

#include "base/json.h"
#include "store/snapshot.h"

bool health_get(const struct request *request, struct response *response, struct error *err)
{
    (void)request;
    (void)err;
    response->media_type = "text/plain; charset=utf-8";
    response->is_private = true;
    buffer_puts(&response->body, "ok\n");
    return true;
}

bool ready_get(const struct request *request, struct response *response, struct error *err)
{
    (void)err;
    const struct snapshot *snapshot = generation_snapshot(request->generation);
    struct json_writer json;
    json_writer_init(&json, &response->body);
    json_object_open(&json);
    json_key_string(&json, "generation", snapshot->generation);
    json_key_string(&json, "edition", snapshot->is_schematic ? "schematic" : "official");
    json_key_integer(&json, "collections", (int64_t)snapshot->collection_count);
    json_object_close(&json);
    response->media_type = "application/json";
    response->is_private = true;
    return true;
}
