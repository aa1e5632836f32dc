#include "page/carte.h"
#include "page/data.h"
#include "page/health.h"
#include "page/home.h"
#include "page/skin.h"
#include "page/site.h"
#include "print/sheet.h"

/* ---- what may be asked. Forms of the pages send what is not chosen as empty ---- */

static const char *const languages[] = {"fr", "en", NULL};
static const char *const filter_languages[] = {"cql2-text", "cql2-json", NULL};
static const char *const levels[] = {"commune", "epci", NULL}, *const perimeters[] = {"bassin", "epci", NULL};
static const char *const switches[] = {"0", "1", NULL};
static const char *const representations[] = {"choropleth", "symbols", NULL};
static const char *const methods[] = {"equal",     "quantiles", "q6",           "ckmeans", "deviation",
                                      "geometric", "head-tail", "nested-means", "manual",  NULL};

#define WORD(is_optional, word, list, default_word, sentence)                                                          \
    {                                                                                                                  \
        .name = word, .kind = PARAMETER_WORD, .words = list, .otherwise = default_word, .description = sentence,       \
        .may_be_empty = is_optional                                                                                    \
    }
#define TEXT(is_optional, word, most, sample, sentence)                                                                \
    {                                                                                                                  \
        .name = word, .kind = PARAMETER_TEXT, .bytes = most, .example = sample, .description = sentence,               \
        .may_be_empty = is_optional                                                                                    \
    }

static const struct parameter
    lang = WORD(false, "lang", languages, "fr", "Langue"),
    theme = TEXT(true, "theme", 80, "cites", "Thème de la carte, un de /ogc/styles\u202f; cites par défaut"),
    epci =
        TEXT(true, "epci", 40, "246200364", "SIREN de l’intercommunalité à montrer\u202f; tout le bassin par défaut"),
    indicator = TEXT(true, "indicator", 80, "population_km2",
                     "Indicateur d’un thème qui en montre un au choix\u00a0: /data/indicators.json en donne la liste"),
    by = WORD(true, "by", levels, NULL, "Territoires de la carte\u00a0: communes ou EPCI"),
    perimeter =
        WORD(true, "perimeter", perimeters, NULL, "Périmètre\u00a0: les 250 communes ou toutes celles des 8 EPCI"),
    representation = WORD(true, "representation", representations, NULL,
                          "Teintes (choropleth) ou cercles (symbols)\u202f; ce qui convient à l’indicateur par défaut"),
    method = WORD(true, "method", methods, NULL, "Méthode de classement"),
    classes = {.name = "classes",
               .kind = PARAMETER_INTEGER,
               .description = "Nombre de classes",
               .example = "5",
               .least = 2,
               .most = 9,
               .may_be_empty = true},
    breaks = TEXT(true, "breaks", 300, "0;300;1000;20000",
                  "Bornes des classes, avec method=manual, séparées par des points-virgules"),
    palette = TEXT(true, "palette", 40, "brick", "Palette de couleurs"),
    paper = TEXT(false, "paper", 40, "A4", "Papier\u00a0: A5 à A0, LxHmm ou LxHpx\u202f; A4 par défaut"),
    title =
        TEXT(true, "title", SHEET_TITLE_MAX, "Les cités minières", "Titre de la planche, au lieu de celui du thème"),
    author = TEXT(true, "author", SHEET_TITLE_MAX, "Service cartographie", "Auteur de la planche"),
    north = WORD(false, "north", switches, "0", "Avec la flèche du nord"),
    bleed = {.name = "bleed",
             .kind = PARAMETER_NUMBER,
             .description = "Fond perdu, en millimètres, avec traits de coupe",
             .example = "3",
             .otherwise = "0",
             .least = 0,
             .most = SHEET_BLEED_MAX},
    rows = WORD(false, "by", levels, "epci", "Une ligne par intercommunalité ou par commune"),
    extent =
        WORD(false, "perimeter", perimeters, "bassin", "Périmètre\u00a0: les 250 communes ou toutes celles des 8 EPCI"),
    of = TEXT(false, "of", 80, "estates",
              "Au lieu des indicateurs\u00a0: le nombre, la surface ou la longueur des objets de cette collection"),
    filter = {.name = "filter",
              .kind = PARAMETER_TEXT,
              .description = "Seulement les objets que ce filtre CQL2 choisit\u202f; pour le tableau des indicateurs, "
                             "les territoires",
              .bytes = 3900},
    filter_lang = WORD(false, "filter-lang", filter_languages, "cql2-text", "Langue du filtre"),
    filter_crs =
        TEXT(false, "filter-crs", 80, "EPSG:2154", "Système de la géométrie du filtre\u00a0: CRS84 par défaut"),
    dialect = WORD(false, "lang", languages, "en",
                   "Avec .csv\u00a0: fr pour un tableur français (points-virgules, virgules décimales)"),
    station = TEXT(false, "station", 40, "87345025", "Code UIC de la gare"),
    at = {.name = "at",
          .kind = PARAMETER_NUMBERS,
          .description = "Longitude et latitude d’un point, en degrés, au lieu d’une gare",
          .example = "2.83,50.43",
          .few = 2,
          .many = 2},
    distance = {.name = "distance",
                .kind = PARAMETER_NUMBERS,
                .description = "Distances à vol d’oiseau, en mètres entiers\u202f; 500,800,1000 par défaut",
                .example = "500,800",
                .least = 50,
                .most = 5000,
                .many = 8};

#define LIST static const struct parameter *const

LIST home_takes[] = {&theme,          &epci,   &lang,    &indicator, &by,      &perimeter,
                     &representation, &method, &classes, &breaks,    &palette, NULL};
LIST carte_takes[] = {&epci, &paper,     &lang,           &title,  &author,  &north,  &bleed,   &indicator,
                      &by,   &perimeter, &representation, &method, &classes, &breaks, &palette, NULL};
#define FILTER &filter, &filter_lang, &filter_crs
LIST coverage_takes[] = {&rows, &extent, &of, FILTER, NULL};
LIST language_takes[] = {&lang, NULL};
LIST land_takes[] = {&station, &at, &distance, &of, FILTER, &dialect, NULL};
LIST layer_takes[] = {FILTER, &dialect, NULL};

/* ---- what the paths name ---- */

static const char *const sheet_words[] = {"svg", "png", "pdf", NULL},
                         *const coverage_words[] = {"json", "csv", "geojson", NULL},
                         *const layer_words[] = {"geojson", "jsonfg", "geojsons", "csv", "gpkg",
                                                 "fgb",     "ods",    "xlsx",     NULL},
                         *const land_words[] = {"geojson", "csv", "json", NULL};

#define FORM(list)                                                                                                     \
    {                                                                                                                  \
        .name = "format", .kind = PARAMETER_WORD, .description = "Forme de la réponse", .words = list,                 \
        .is_addressed = true                                                                                           \
    }

static const struct parameter place_theme = {.name = "theme",
                                             .kind = PARAMETER_TEXT,
                                             .description = "Thème, un de /ogc/styles",
                                             .example = "cites",
                                             .is_addressed = true},
                              place_layer = {.name = "collection",
                                             .kind = PARAMETER_TEXT,
                                             .description = "Identifiant de la collection",
                                             .example = "communes",
                                             .is_addressed = true},
                              sheet_form = FORM(sheet_words), coverage_form = FORM(coverage_words),
                              layer_form = FORM(layer_words), land_form = FORM(land_words);

LIST sheet_places[] = {&place_theme, &sheet_form, NULL};
LIST coverage_places[] = {&coverage_form, NULL};
LIST layer_places[] = {&place_layer, &layer_form, NULL};
LIST land_places[] = {&land_form, NULL};

/* ---- in which forms it is answered ---- */

#define FORMS   static const struct route_form
#define JSON    "application/json"
#define GEOJSON "application/geo+json"
#define CSV     "text/csv"
#define END                                                                                                            \
    {                                                                                                                  \
        NULL, NULL, NULL                                                                                               \
    }

FORMS page_forms[] = {{NULL, "text/html", "text"}, END};
FORMS sheet_forms[] = {
    {NULL, "image/svg+xml", "text"}, {NULL, "image/png", "bytes"}, {NULL, "application/pdf", "bytes"}, END};
FORMS coverage_forms[] = {{NULL, JSON, "figures"}, {NULL, CSV, "text"}, {NULL, GEOJSON, "wholeLayer"}, END};
FORMS indicators_forms[] = {{NULL, JSON, "indicators"}, END};
FORMS land_forms[] = {{NULL, GEOJSON, "wholeLayer"}, {NULL, CSV, "text"}, {NULL, JSON, "figures"}, END};
FORMS layer_forms[] = {{NULL, GEOJSON, "wholeLayer"},
                       {NULL, "application/vnd.ogc.fg+json", "wholeLayer"},
                       {NULL, "application/geo+json-seq", "text"},
                       {NULL, CSV, "text"},
                       {NULL, "application/geopackage+sqlite3", "bytes"},
                       {NULL, "application/flatgeobuf", "bytes"},
                       {NULL, "application/vnd.oasis.opendocument.spreadsheet", "bytes"},
                       {NULL, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "bytes"},
                       END};
FORMS skin_forms[] = {{NULL, "text/css", "text"}, END};
FORMS health_forms[] = {{NULL, "text/plain", "text"}, END};
FORMS ready_forms[] = {{NULL, JSON, "readiness"}, END};

#define PAGES "Pages et planches"
#define FILES "Fichiers"
#define WATCH "Surveillance"

const struct route page_routes[] = {
    {"/", home_get, ROUTE_SLOW, home_takes, .forms = page_forms, .id = "getPage",
     .summary = "La page\u00a0: carte, légende, chiffres", .tag = PAGES, .statuses = ROUTE_UNFOUND},
    {"/carte/{theme}.{format}", carte_get, ROUTE_SLOW, carte_takes, .forms = sheet_forms, .places = sheet_places,
     .id = "getSheet", .summary = "Une planche finie", .tag = PAGES},
    {"/api.css", skin_get, ROUTE_FAST, .forms = skin_forms, .id = "getSkin",
     .summary = "L’habillage des pages de l’API", .tag = PAGES},
    {"/data/coverage.{format}", data_coverage_get, ROUTE_FAST, coverage_takes, .is_slow = data_coverage_is_slow,
     .forms = coverage_forms, .places = coverage_places, .id = "getCoverage",
     .summary = "Tableau des indicateurs par territoire", .tag = FILES},
    {"/data/indicators.json", data_indicators_get, ROUTE_FAST, language_takes, .forms = indicators_forms,
     .id = "getIndicators", .summary = "Définition des indicateurs", .tag = FILES},
    {"/data/station-areas.{format}", data_station_areas_get, ROUTE_SLOW, land_takes, .forms = land_forms,
     .places = land_places, .id = "getStationAreas", .summary = "Abords des gares, d’une gare ou d’un point",
     .tag = FILES},
    {"/data/{collection}.{format}", data_layer_get, ROUTE_SLOW, layer_takes, .forms = layer_forms,
     .places = layer_places, .id = "getLayer", .summary = "Une couche entière", .tag = FILES},
    {"/healthz", health_get, ROUTE_FAST, .forms = health_forms, .id = "getHealth", .summary = "Le serveur répond",
     .tag = WATCH},
    {"/readyz", ready_get, ROUTE_FAST, .forms = ready_forms, .id = "getReadiness",
     .summary = "Le serveur a un jeu de données", .tag = WATCH},
};

const size_t page_route_count = sizeof page_routes / sizeof page_routes[0];
