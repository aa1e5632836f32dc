#include "page/beside.h"

#include <string.h>

static void credits_write(const struct snapshot *snapshot, bool is_english, struct buffer *out)
{
    for (size_t i = 0; i < snapshot->source_count; i++) {
        const struct snapshot_source *source = &snapshot->sources[i];
        buffer_printf(out, "  - %s%s ", is_english ? source->title_en : source->title_fr, is_english ? ":" : "\u00a0:");
        buffer_puts(out, source->credit);
        if (source->date != NULL)
            buffer_printf(out, ", %s", source->date);
        buffer_printf(out, ", %s\n", source->licence);
    }
}

static void french_write(const struct snapshot *snapshot, bool has_tile_files, struct buffer *out)
{
    buffer_puts(out, "Bassin minier en cartes\n=======================\n\n"
                     "Cartes, chiffres et couches du bassin minier du Nord et du Pas-de-Calais, en fichiers simples.\n"
                     "Ouvrir index.html, ou déposer le dossier tel quel chez tout hébergeur de fichiers.\n\n");
    buffer_printf(out, "Édition\u00a0: %s. Génération\u00a0: %s. Programme\u00a0: terril " TERRIL_VERSION ".\n\n",
                  snapshot->is_schematic ? "schématique" : "officielle", snapshot->generation);
    buffer_puts(out,
                "Dans ce dossier\u00a0:\n"
                "  index.html, THÈME/…, epci-SIREN/…, en/…  les pages, en français puis en anglais\n"
                "  carte/                                   les affiches (PDF, SVG, PNG)\n"
                "  data/                                    les couches entières et le tableau (GeoJSON, CSV, JSON)\n"
                "  ogc/                                     le catalogue des couches, en pages web et en JSON\n"
                "  ogc/styles/THÈME/style.json              les styles MapLibre\u202f; symboles à côté, lettres dans "
                "ogc/fonts/\n"
                "  ogc/tiles/WebMercatorQuad/tiles.json     les tuiles décrites (TileJSON 3)\n"
                "  maplibre.js                              ouvre un style dans une page (les premières lignes disent "
                "comment)\n"
                "  tiles.pmtiles                            toutes les couches en tuiles vectorielles (PMTiles 3)\n");
    if (has_tile_files)
        buffer_puts(out, "  tiles/{z}/{x}/{y}.pbf                    les mêmes tuiles, une par fichier\n");
    buffer_puts(
        out,
        "  404.html                                 pour les adresses qui n’existent pas\n\n"
        "L’hébergeur doit savoir répondre par parties (Range) pour que tiles.pmtiles soit lu en ligne.\n"
        "Ce qui se calcule à la demande (le foncier autour d’un point, une emprise, un filtre) reste au serveur.\n\n"
        "Sources\u00a0:\n");
    credits_write(snapshot, false, out);
}

static void english_write(const struct snapshot *snapshot, bool has_tile_files, struct buffer *out)
{
    buffer_puts(out, "\n\nThe mining basin in maps\n========================\n\n"
                     "Maps, figures and layers of the mining basin of Nord and Pas-de-Calais, as plain files.\n"
                     "Open en/index.html, or put the folder as it is on any host of files.\n\n");
    buffer_printf(out, "Edition: %s. Generation: %s. Program: terril " TERRIL_VERSION ".\n\n",
                  snapshot->is_schematic ? "schematic" : "official", snapshot->generation);
    buffer_puts(out,
                "In this folder:\n"
                "  index.html, THEME/…, epci-SIREN/…, en/…  the pages, French then English\n"
                "  carte/                                   sheets (PDF, SVG, PNG)\n"
                "  data/                                    whole layers and the table (GeoJSON, CSV, JSON)\n"
                "  ogc/                                     the catalogue of layers, as web pages and JSON\n"
                "  ogc/styles/THEME/style.json              MapLibre styles; symbols beside, letters in ogc/fonts/\n"
                "  ogc/tiles/WebMercatorQuad/tiles.json     the tiles described (TileJSON 3)\n"
                "  maplibre.js                              opens a style in a page (its first lines say how)\n"
                "  tiles.pmtiles                            all layers as vector tiles (PMTiles 3)\n");
    if (has_tile_files)
        buffer_puts(out, "  tiles/{z}/{x}/{y}.pbf                    the same tiles, one a file\n");
    buffer_puts(out, "  404.html                                 for addresses that do not exist\n\n"
                     "The host must answer in parts (Range) for tiles.pmtiles to be read online.\n"
                     "What is computed on demand (the land around a point, a box, a filter) stays with the server.\n\n"
                     "Sources:\n");
    credits_write(snapshot, true, out);
}

void beside_write_readme(const struct snapshot *snapshot, bool has_tile_files, struct buffer *out)
{
    french_write(snapshot, has_tile_files, out);
    english_write(snapshot, has_tile_files, out);
}

void beside_write_not_found(const struct site *site, struct buffer *out)
{
    buffer_puts(out, "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    buffer_xml(out, site_text(site, "fr", "not_found"));
    buffer_puts(out, "</title>\n<style>\n");
    buffer_puts(out, site->css);
    buffer_puts(out, "</style>\n</head>\n<body>\n<main>\n<h1>");
    buffer_xml(out, site_text(site, "fr", "not_found"));
    buffer_puts(out, "</h1>\n<p lang=\"en\">");
    buffer_xml(out, site_text(site, "en", "not_found"));
    buffer_puts(out, "</p>\n</main>\n</body>\n</html>\n");
}
