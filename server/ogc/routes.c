#include "ogc/ogc.h"

#include "ogc/api.h"
#include "ogc/collections.h"
#include "ogc/conformance.h"
#include "ogc/filtering.h"
#include "ogc/glyphs.h"
#include "ogc/items.h"
#include "ogc/items_query.h"
#include "ogc/landing.h"
#include "ogc/map.h"
#include "ogc/parameters.h"
#include "ogc/process_execution.h"
#include "ogc/processes.h"
#include "ogc/queryables.h"
#include "ogc/sprite.h"
#include "ogc/styles.h"
#include "ogc/tile_sets.h"
#include "ogc/tiles.h"

/* ---- what may be asked ---- */

#define LIST static const struct parameter *const

#define FILTER &parameter_filter, &parameter_filter_lang, &parameter_filter_crs
LIST items[] = {&parameter_limit,      &parameter_bbox,
                &parameter_bbox_crs,   &parameter_datetime,
                &parameter_properties, &parameter_sortby,
                &parameter_crs,        &parameter_skip_geometry,
                &parameter_simplify,   FILTER,
                &parameter_after,      &parameter_offset,
                &parameter_lang,       NULL};
LIST item[] = {&parameter_crs,      &parameter_properties, &parameter_skip_geometry,
               &parameter_simplify, &parameter_lang,       NULL};
LIST page[] = {&parameter_lang, NULL};
LIST tiles[] = {&parameter_collections, FILTER, NULL};
LIST collection_tiles[] = {FILTER, NULL};
LIST map[] = {&parameter_map_crs,
              &parameter_map_bbox,
              &parameter_bbox_crs,
              &parameter_width,
              &parameter_height,
              &parameter_scale_denominator,
              &parameter_style,
              &parameter_bgcolor,
              &parameter_transparent,
              FILTER,
              NULL};
LIST style_map[] = {
    &parameter_map_crs,           &parameter_map_bbox, &parameter_bbox_crs,    &parameter_width, &parameter_height,
    &parameter_scale_denominator, &parameter_bgcolor,  &parameter_transparent, FILTER,           NULL};

LIST process_list[] = {&parameter_limit, &parameter_after_process, &parameter_lang, NULL};

LIST collection[] = {&place_collection, NULL};
LIST feature[] = {&place_collection, &place_feature, NULL};
LIST collection_set[] = {&place_collection, &place_matrix_set, NULL};
LIST collection_tile[] = {&place_collection, &place_matrix_set, &place_matrix, &place_row, &place_column, NULL};
LIST set[] = {&place_matrix_set, NULL};
LIST tile[] = {&place_matrix_set, &place_matrix, &place_row, &place_column, NULL};
LIST style[] = {&place_style, NULL};
LIST glyphs[] = {&place_font, &place_range, &place_glyph_form, NULL};
LIST process[] = {&place_process, NULL};
LIST job[] = {&place_job, NULL};

/* ---- in which forms it is answered ---- */

#define FORMS static const struct route_form
#define JSON  "application/json"
#define END                                                                                                            \
    {                                                                                                                  \
        NULL, NULL, NULL                                                                                               \
    }

#define PAGE                                                                                                           \
    {                                                                                                                  \
        "html", "text/html", "text"                                                                                    \
    }
FORMS landing_forms[] = {{"json", JSON, "landingPage"}, PAGE, END};
FORMS api_forms[] = {
    {"json", "application/vnd.oai.openapi+json;version=3.0", "openapi"}, {"html", "text/html", "text"}, END};
FORMS conformance_forms[] = {{"json", JSON, "conformance"}, PAGE, END};
FORMS collections_forms[] = {{"json", JSON, "collections"}, PAGE, END};
FORMS collection_forms[] = {{"json", JSON, "collection"}, PAGE, END};
FORMS schema_forms[] = {{"json", "application/schema+json", "jsonSchema"}, PAGE, END};
#define FEATURES(document)                                                                                             \
    {                                                                                                                  \
        {"json", "application/geo+json", document}, {"geojson", "application/geo+json", document},                     \
            {"jsonfg", "application/vnd.ogc.fg+json", document "Fg"},                                                  \
            {"geojsonseq", "application/geo+json-seq", "text"}, {"csv", "text/csv", "text"},                           \
            {"csv-fr", "text/csv", "text"}, PAGE, END                                                                  \
    }
FORMS features_forms[] = FEATURES("featureCollection");
FORMS feature_forms[] = FEATURES("feature");
FORMS map_forms[] = {
    {"png", "image/png", "bytes"}, {"svg", "image/svg+xml", "text"}, {"pdf", "application/pdf", "bytes"}, END};
FORMS tile_sets_forms[] = {{"json", JSON, "tileSets"}, PAGE, END};
FORMS tile_set_forms[] = {
    {"json", JSON, "tileSet"}, {"tilejson", "application/vnd.mapbox-tilejson+json", "tileJson"}, PAGE, END};
FORMS tile_forms[] = {{NULL, "application/vnd.mapbox-vector-tile", "bytes"}, END};
FORMS job_forms[] = {{"json", JSON, "statusInfo"}, END};
FORMS processes_forms[] = {{"json", JSON, "processList"}, PAGE, END};
FORMS process_forms[] = {{"json", JSON, "process"}, PAGE, END};
FORMS execution_forms[] = {
    {NULL, JSON, "results"}, {NULL, "application/geo+json", "featureCollection"}, {NULL, "text/csv", "text"}, END};
FORMS matrix_sets_forms[] = {{"json", JSON, "tileMatrixSets"}, PAGE, END};
FORMS matrix_set_forms[] = {{"json", JSON, "tileMatrixSet"}, PAGE, END};
FORMS styles_forms[] = {{"json", JSON, "styles"}, PAGE, END};
FORMS style_forms[] = {{"mapbox", "application/vnd.mapbox.style+json", "style"}, {"json", JSON, "style"}, PAGE, END};
FORMS sprite_forms[] = {{NULL, JSON, "sprite"}, END};
FORMS glyphs_forms[] = {{NULL, "application/x-protobuf", "bytes"}, END};
FORMS picture_forms[] = {{NULL, "image/png", "bytes"}, END};

#define SERVICE     "Service"
#define COLLECTIONS "Collections"
#define TILES       "Tuiles"
#define MAPS        "Cartes"
#define PROCESSES   "Traitements"

const struct route ogc_routes[] = {
    {"/ogc", landing_get, ROUTE_FAST, page, .forms = landing_forms, .id = "getLandingPage",
     .summary = "Page d’accueil de l’API", .tag = SERVICE},
    {"/ogc/api", api_get, ROUTE_FAST, page, .forms = api_forms, .id = "getApi", .summary = "Cette description",
     .tag = SERVICE},
    {"/ogc/conformance", conformance_get, ROUTE_FAST, page, .forms = conformance_forms, .id = "getConformance",
     .summary = "Classes de conformité", .tag = SERVICE},
    {"/ogc/collections", collections_get, ROUTE_FAST, page, .forms = collections_forms, .id = "getCollections",
     .summary = "Les collections", .tag = COLLECTIONS},
    {"/ogc/collections/{id}", collection_get, ROUTE_FAST, page, .forms = collection_forms, .places = collection,
     .id = "getCollection", .summary = "Une collection", .tag = COLLECTIONS},
    {"/ogc/collections/{id}/queryables", queryables_get, ROUTE_FAST, page, .forms = schema_forms, .places = collection,
     .id = "getQueryables", .summary = "Ce qu’un filtre peut nommer dans une collection", .tag = COLLECTIONS},
    {"/ogc/collections/{id}/sortables", sortables_get, ROUTE_FAST, page, .forms = schema_forms, .places = collection,
     .id = "getSortables", .summary = "Ce par quoi une collection peut être triée", .tag = COLLECTIONS},
    {"/ogc/collections/{id}/schema", schema_get, ROUTE_FAST, page, .forms = schema_forms, .places = collection,
     .id = "getSchema", .summary = "Les champs d’une collection", .tag = COLLECTIONS},
    {"/ogc/collections/{id}/items", items_get, ROUTE_FAST, items, .is_slow = items_are_slow, .allows = items_allows,
     .forms = features_forms, .places = collection, .id = "getFeatures",
     .summary = "Les objets d’une collection, page par page", .tag = COLLECTIONS},
    {"/ogc/collections/{id}/items/{fid}", item_get, ROUTE_FAST, item, .forms = feature_forms, .places = feature,
     .id = "getFeature", .summary = "Un objet", .tag = COLLECTIONS},
    {"/ogc/collections/{id}/map", collection_map_get, ROUTE_SLOW, map, .forms = map_forms, .places = collection,
     .id = "collection.getMap", .summary = "Carte d’une collection", .tag = MAPS},
    {"/ogc/collections/{id}/tiles", collection_tile_sets_get, ROUTE_FAST, page, .forms = tile_sets_forms,
     .places = collection, .id = "collection.vector.getTileSetsList", .summary = "Jeux de tuiles d’une collection",
     .tag = TILES},
    {"/ogc/collections/{id}/tiles/{tms}", collection_tile_set_get, ROUTE_FAST, page, .forms = tile_set_forms,
     .places = collection_set, .id = "collection.vector.getTileSet", .summary = "Un jeu de tuiles d’une collection",
     .tag = TILES},
    {"/ogc/collections/{id}/tiles/{tms}/{zoom}/{row}/{column}", collection_tile_get, ROUTE_FAST, collection_tiles,
     .is_slow = collection_tile_is_made, .forms = tile_forms, .places = collection_tile,
     .id = "collection.vector.getTile", .summary = "Une tuile d’une collection", .tag = TILES, .statuses = ROUTE_EMPTY},
    {"/ogc/fonts/{fontstack}/{range}.{format}", glyphs_get, ROUTE_SLOW, .forms = glyphs_forms, .places = glyphs,
     .id = "getGlyphs", .summary = "Lettres d’une police, pour MapLibre GL", .tag = MAPS},
    {"/ogc/jobs/{id}", job_get, ROUTE_FAST, .forms = job_forms, .places = job, .id = "getStatus",
     .summary = "L’état d’une exécution\u00a0: il n’y en a pas, les traitements répondent aussitôt", .tag = PROCESSES},
    {"/ogc/jobs/{id}/results", job_get, ROUTE_FAST, .forms = job_forms, .places = job, .id = "getResult",
     .summary = "Le résultat d’une exécution\u00a0: il n’y en a pas, les traitements répondent aussitôt",
     .tag = PROCESSES},
    {"/ogc/map", map_get, ROUTE_SLOW, map, .forms = map_forms, .id = "dataset.getMap", .summary = "Carte", .tag = MAPS,
     .statuses = ROUTE_UNFOUND},
    {"/ogc/processes", processes_get, ROUTE_FAST, process_list, .forms = processes_forms, .id = "getProcesses",
     .summary = "Les traitements", .tag = PROCESSES},
    {"/ogc/processes/{id}", process_get, ROUTE_FAST, page, .forms = process_forms, .places = process,
     .id = "getProcessDescription", .summary = "Un traitement\u00a0: ce qu’il lui faut et ce qu’il rend",
     .tag = PROCESSES},
    {"/ogc/processes/{id}/execution", process_execution_post, ROUTE_SLOW, .methods = ROUTE_POST, .body = "execute",
     .forms = execution_forms, .places = process, .id = "execute", .summary = "Exécuter un traitement",
     .tag = PROCESSES},
    {"/ogc/styles", styles_get, ROUTE_FAST, page, .forms = styles_forms, .id = "getStyles", .summary = "Les styles",
     .tag = MAPS},
    {"/ogc/styles/{id}", style_get, ROUTE_FAST, page, .forms = style_forms, .places = style, .id = "getStyle",
     .summary = "Un style, pour MapLibre GL", .tag = MAPS},
    {"/ogc/styles/{id}/sprite.json", sprite_get, ROUTE_FAST, .forms = sprite_forms, .places = style, .id = "getSprite",
     .summary = "Place des symboles d’un style", .tag = MAPS},
    {"/ogc/styles/{id}/sprite@2x.json", sprite_get, ROUTE_FAST, .forms = sprite_forms, .places = style,
     .id = "getSprite2x", .summary = "Place des symboles d’un style, écran fin", .tag = MAPS},
    {"/ogc/styles/{id}/sprite.png", sprite_get, ROUTE_SLOW, .forms = picture_forms, .places = style,
     .id = "getSpritePicture", .summary = "Symboles d’un style", .tag = MAPS},
    {"/ogc/styles/{id}/sprite@2x.png", sprite_get, ROUTE_SLOW, .forms = picture_forms, .places = style,
     .id = "getSpritePicture2x", .summary = "Symboles d’un style, écran fin", .tag = MAPS},
    {"/ogc/styles/{id}/map", style_map_get, ROUTE_SLOW, style_map, .forms = map_forms, .places = style,
     .id = "dataset.style.getMap", .summary = "Carte dans un style", .tag = MAPS},
    {"/ogc/tiles", tile_sets_get, ROUTE_FAST, page, .forms = tile_sets_forms, .id = "dataset.vector.getTileSetsList",
     .summary = "Jeux de tuiles de toutes les collections", .tag = TILES},
    {"/ogc/tiles/{tms}", tile_set_get, ROUTE_FAST, page, .forms = tile_set_forms, .places = set,
     .id = "dataset.vector.getTileSet", .summary = "Un jeu de tuiles de toutes les collections", .tag = TILES},
    {"/ogc/tiles/{tms}/{zoom}/{row}/{column}", tile_get, ROUTE_FAST, tiles, .is_slow = tile_is_made,
     .forms = tile_forms, .places = tile, .id = "dataset.vector.getTile",
     .summary = "Une tuile de toutes les collections ou de quelques-unes", .tag = TILES, .statuses = ROUTE_EMPTY},
    {"/ogc/tileMatrixSets", matrix_sets_get, ROUTE_FAST, page, .forms = matrix_sets_forms,
     .id = "getTileMatrixSetsList", .summary = "Grilles de tuiles", .tag = TILES},
    {"/ogc/tileMatrixSets/{tms}", matrix_set_get, ROUTE_FAST, page, .forms = matrix_set_forms, .places = set,
     .id = "getTileMatrixSet", .summary = "Une grille de tuiles", .tag = TILES},
};

const size_t ogc_route_count = sizeof ogc_routes / sizeof ogc_routes[0];
