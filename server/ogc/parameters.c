#include "ogc/parameters.h"

#include "ogc/map_wish.h"
#include "ogc/resource.h"

#include <math.h>

/* Systems are written in several ways (crs_read), so that no list of words is one of them. */
#define SYSTEMS "OGC:CRS84, EPSG:4326, EPSG:3857, EPSG:2154 ou EPSG:3950, écrit ainsi ou en URI"
#define CRS84   "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

/* ---- items ---- */

const struct parameter parameter_limit = {.name = "limit",
                                          .kind = PARAMETER_INTEGER,
                                          .description =
                                              "Nombre d’objets par page\u202f; au-delà du maximum, le maximum est pris",
                                          .example = "10",
                                          .otherwise = "100",
                                          .least = 1,
                                          .most = ITEMS_LIMIT_MAX,
                                          .is_clamped = true};
const struct parameter parameter_bbox = {
    .name = "bbox",
    .kind = PARAMETER_NUMBERS,
    .description =
        "Objets qui touchent ce rectangle\u00a0: quatre nombres (ouest, sud, est, nord) ou six (avec deux hauteurs, "
        "sans effet), dans le système de bbox-crs, en degrés (CRS84) par défaut",
    .example = "2.7,50.4,2.9,50.5",
    .wanted = "four numbers are wanted, west,south,east,north in degrees (CRS84), such as 2.2,50.2,3.7,50.7",
    .few = 4,
    .many = 6};
/* What a next link says is its own business: the handler reads it. */
const struct parameter parameter_after = {.name = "after",
                                          .kind = PARAMETER_TEXT,
                                          .description =
                                              "Suite d’une page, telle que la donne son lien «\u00a0next\u00a0»",
                                          .wanted = "what the next link of the same question gives is wanted",
                                          .bytes = 80};
const struct parameter parameter_offset = {.name = "offset",
                                           .kind = PARAMETER_INTEGER,
                                           .description =
                                               "Nombre d’objets à passer avant le premier de la page\u202f; le lien "
                                               "«\u00a0next\u00a0» est plus sûr",
                                           .example = "10",
                                           .otherwise = "0",
                                           .least = 0,
                                           .most = ITEMS_OFFSET_MAX};
const struct parameter parameter_simplify = {
    .name = "simplify",
    .kind = PARAMETER_NUMBER,
    .description =
        "Contours généralisés\u00a0: mètres dont un contour peut s’écarter\u202f; la plus grande tolérance préparée "
        "(4, 8, .. 8 192 m) qui ne dépasse pas cette valeur est prise",
    .example = "16",
    .otherwise = "0",
    .wanted = "metres are wanted that an outline may be off, a number from 0 to 100000",
    .least = 0,
    .most = SIMPLIFY_MAX};
const struct parameter parameter_datetime = {.name = "datetime",
                                             .kind = PARAMETER_TEXT,
                                             .description =
                                                 "Objets de cet instant ou de cet intervalle (RFC 3339)\u00a0: une "
                                                 "date, «\u00a0début/fin\u00a0», «\u00a0../fin\u00a0» ou "
                                                 "«\u00a0début/..\u00a0»",
                                             .example = "2024-01-01/..",
                                             .bytes = 80};
const struct parameter parameter_bbox_crs = {.name = "bbox-crs",
                                             .kind = PARAMETER_TEXT,
                                             .description = "Système de bbox\u00a0: " SYSTEMS,
                                             .example = "EPSG:2154",
                                             .otherwise = CRS84,
                                             .bytes = 80};
const struct parameter parameter_crs = {.name = "crs",
                                        .kind = PARAMETER_TEXT,
                                        .description = "Système des coordonnées de la réponse\u00a0: " SYSTEMS,
                                        .example = "EPSG:2154",
                                        .otherwise = CRS84,
                                        .bytes = 80};
const struct parameter parameter_properties = {.name = "properties",
                                               .kind = PARAMETER_WORDS,
                                               .description = "Champs voulus dans la réponse, séparés par des virgules",
                                               .example = "nom",
                                               .many = 64,
                                               .bytes = 2048};
const struct parameter parameter_sortby = {
    .name = "sortby",
    .kind = PARAMETER_WORDS,
    .description = "Champs de tri, séparés par des virgules, chacun précédé de - pour l’ordre décroissant",
    .example = "-population",
    .many = 8,
    .bytes = 512};
const struct parameter parameter_skip_geometry = {.name = "skipGeometry",
                                                  .kind = PARAMETER_BOOLEAN,
                                                  .description = "Objets sans leur géométrie",
                                                  .example = "true",
                                                  .otherwise = "false"};

static const char *const languages[] = {"fr", "en", NULL};
const struct parameter parameter_lang = {.name = "lang",
                                         .kind = PARAMETER_WORD,
                                         .description = "Langue de la page web (f=html)",
                                         .otherwise = "fr",
                                         .words = languages};
const struct parameter parameter_after_process = {.name = "after",
                                                  .kind = PARAMETER_TEXT,
                                                  .description = "Suite de la liste, telle que la donne son lien "
                                                                 "«\u00a0next\u00a0»",
                                                  .bytes = 80};

/* ---- filter ---- */

const struct parameter parameter_filter = {.name = "filter",
                                           .kind = PARAMETER_TEXT,
                                           .description =
                                               "Filtre CQL2 (OGC 21-065r2) sur les champs que donne /queryables",
                                           .bytes = 3900};
static const char *const filter_languages[] = {"cql2-text", "cql2-json", NULL};
const struct parameter parameter_filter_lang = {.name = "filter-lang",
                                                .kind = PARAMETER_WORD,
                                                .description = "Écriture du filtre",
                                                .otherwise = "cql2-text",
                                                .words = filter_languages};
const struct parameter parameter_filter_crs = {.name = "filter-crs",
                                               .kind = PARAMETER_TEXT,
                                               .description = "Système des géométries du filtre\u00a0: " SYSTEMS,
                                               .example = "EPSG:2154",
                                               .otherwise = CRS84,
                                               .bytes = 80};

/* ---- tiles ---- */

const struct parameter parameter_collections = {
    .name = "collections",
    .kind = PARAMETER_WORDS,
    .description = "Collections voulues dans la tuile, séparées par des virgules\u202f; toutes par défaut",
    .example = "communes,estates",
    .wanted = "ids of collections are wanted, with commas between them",
    .many = 64,
    .bytes = 2048};

/* ---- maps ---- */

const struct parameter parameter_map_bbox = {
    .name = "bbox",
    .kind = PARAMETER_NUMBERS,
    .description =
        "Coins inférieur gauche et supérieur droit, dans le système bbox-crs\u202f; tout le territoire par défaut",
    .example = "2.7,50.4,2.9,50.5",
    .wanted = "four numbers are wanted, lower left and upper right corner in the system of bbox-crs, such as "
              "2.2,50.2,3.7,50.7",
    .few = 4,
    .many = 6};
const struct parameter parameter_map_crs = {.name = "crs",
                                            .kind = PARAMETER_TEXT,
                                            .description = "Système de la carte\u00a0: " SYSTEMS,
                                            .example = "EPSG:3857",
                                            .otherwise = "http://www.opengis.net/def/crs/EPSG/0/2154",
                                            .bytes = 80};
const struct parameter parameter_width = {.name = "width",
                                          .kind = PARAMETER_INTEGER,
                                          .description =
                                              "Largeur en pixels\u202f; sans height, la hauteur suit du terrain",
                                          .example = "300",
                                          .wanted = "a whole number of pixels from 1 to 4096 is wanted",
                                          .least = 1,
                                          .most = MAP_SIDE_MAX};
const struct parameter parameter_height = {.name = "height",
                                           .kind = PARAMETER_INTEGER,
                                           .description =
                                               "Hauteur en pixels\u202f; largeur × hauteur\u00a0: 16 millions au plus",
                                           .example = "200",
                                           .wanted = "a whole number of pixels from 1 to 4096 is wanted",
                                           .least = 1,
                                           .most = MAP_SIDE_MAX};
const struct parameter parameter_scale_denominator = {
    .name = "scale-denominator",
    .kind = PARAMETER_NUMBER,
    .description = "Dénominateur de l’échelle, au lieu de width et height (pixels de 0,28 mm)",
    .example = "500000",
    .wanted = "a number greater than 0 is wanted, such as 100000",
    .least = 0,
    .most = INFINITY,
    .is_above = true};
const struct parameter parameter_style = {.name = "style",
                                          .kind = PARAMETER_TEXT,
                                          .description = "Un des styles de /ogc/styles",
                                          .example = "cites",
                                          .bytes = 80};
const struct parameter parameter_bgcolor = {
    .name = "bgcolor",
    .kind = PARAMETER_TEXT,
    .description = "Fond\u00a0: six chiffres hexadécimaux, précédés ou non de 0x, ou le nom d’une couleur de CSS",
    .example = "0xfdfcf8",
    .bytes = 40};
const struct parameter parameter_transparent = {.name = "transparent",
                                                .kind = PARAMETER_BOOLEAN,
                                                .description = "Sans fond (par défaut, sauf avec bgcolor)",
                                                .example = "false"};

/* ---- places ---- */

#define PLACE(word, sentence, sample)                                                                                  \
    {                                                                                                                  \
        .name = word, .kind = PARAMETER_TEXT, .description = sentence, .example = sample, .is_addressed = true         \
    }

const struct parameter place_collection = PLACE("collectionId", "Identifiant de la collection", "communes");
const struct parameter place_feature = PLACE("featureId", "Clé de l’objet", "62498");
const struct parameter place_job = PLACE("jobId", "Identifiant d’une exécution\u202f; aucune n’est gardée", "1");
const struct parameter place_style = PLACE("styleId", "Identifiant du style", "cites");
const struct parameter place_matrix_set =
    PLACE("tileMatrixSetId", "Identifiant de la grille de tuiles", "WebMercatorQuad");
const struct parameter place_matrix = PLACE("tileMatrix", "Niveau de zoom", "10");
const struct parameter place_row = PLACE("tileRow", "Rangée, vers le sud", "346");
const struct parameter place_column = PLACE("tileCol", "Colonne, vers l’est", "519");
const struct parameter place_process = PLACE("processId", "Identifiant du traitement", "coverage");
static const char *const glyph_forms[] = {"pbf", NULL};
const struct parameter place_font =
    PLACE("fontstack", "Police\u00a0: Inter Regular, Medium ou SemiBold", "Inter Regular");
const struct parameter place_range = PLACE("range", "256 codes d’Unicode", "0-255");
const struct parameter place_glyph_form = {.name = "format",
                                           .kind = PARAMETER_WORD,
                                           .description = "Format",
                                           .words = glyph_forms,
                                           .example = "pbf",
                                           .is_addressed = true};
