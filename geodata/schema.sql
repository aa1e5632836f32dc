-- The tables of a snapshot beside its collections. Run once, on an empty SpatiaLite file, before anything is loaded.
--
-- A collection is a table of its own: named as the collection with _ for -, `fid` INTEGER PRIMARY KEY (1.. in the order of its
-- key), its fields, and `geometry` (EPSG:2154, the multi type of its kind) with the spatial index idx_<table>_geometry.
-- QGIS and GDAL open the file as it is.

-- What the snapshot is: 'format' (1), 'generation' (16 hex digits: a hash of every source, fact table, analysis and of
-- the program's version), 'edition' (official | schematic), 'program' (version).
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Where features and figures come from. A collection that is computed from others has none of its own.
CREATE TABLE source (
    id        TEXT PRIMARY KEY,
    title_fr  TEXT NOT NULL,
    title_en  TEXT NOT NULL,
    publisher TEXT NOT NULL,
    licence   TEXT NOT NULL,      -- 'Licence Ouverte 2.0', 'ODbL 1.0'
    credit    TEXT NOT NULL,      -- as it stands in a credit line, without its date
    address   TEXT,               -- official address
    date      TEXT,               -- of the data: YYYY, YYYY-MM or YYYY-MM-DD
    file      TEXT NOT NULL,      -- file name that was read
    edition   TEXT NOT NULL,      -- official | schematic | facts
    hash      TEXT NOT NULL,      -- FNV-1a of the file, 16 hex digits
    read      INTEGER NOT NULL,
    repaired  INTEGER NOT NULL,
    refused   INTEGER NOT NULL
);

CREATE TABLE collection (
    id             TEXT PRIMARY KEY,     -- 'slag-heaps', as in addresses
    position       INTEGER NOT NULL UNIQUE, -- 1.., the catalogue's order
    table_name     TEXT NOT NULL,        -- 'slag_heaps'
    title_fr       TEXT NOT NULL,
    title_en       TEXT NOT NULL,
    description_fr TEXT NOT NULL,
    description_en TEXT NOT NULL,
    geometry       TEXT NOT NULL,        -- Point | MultiLineString | MultiPolygon
    key_field      TEXT NOT NULL,        -- unique, not NULL
    label_field    TEXT NOT NULL,
    source_id      TEXT NOT NULL REFERENCES source (id), -- for a computed collection, that of what it is computed from
    features       INTEGER NOT NULL,
    xmin REAL, ymin REAL, xmax REAL, ymax REAL, -- CRS84
    approximate    INTEGER NOT NULL,     -- 1: schematic geometry
    shares_borders INTEGER NOT NULL,     -- 1: its areas have borders in common with others of such collections
    tile_zoom_min  INTEGER NOT NULL      -- tiles of smaller zooms leave it out: too many features in one
);

CREATE TABLE field (
    collection_id TEXT NOT NULL REFERENCES collection (id),
    position      INTEGER NOT NULL,
    name          TEXT NOT NULL,
    type          TEXT NOT NULL,         -- integer | real | text | date (text, YYYY-MM-DD) | list (text, words between single spaces)
    title_fr      TEXT NOT NULL,
    title_en      TEXT NOT NULL,
    unit          TEXT,
    PRIMARY KEY (collection_id, name)
);

-- A figure's definition. Additive ones are summed from the communes; a ratio is factor * sum(numerator) / sum(denominator).
CREATE TABLE indicator (
    id            TEXT PRIMARY KEY,
    position      INTEGER NOT NULL UNIQUE,
    theme         TEXT NOT NULL,         -- territory | estates | cycling | stations | land | heritage
    title_fr      TEXT NOT NULL,
    title_en      TEXT NOT NULL,
    unit          TEXT NOT NULL,
    kind          TEXT NOT NULL,         -- stock | ratio
    decimals      INTEGER NOT NULL,      -- digits to show to people
    definition_fr TEXT NOT NULL,
    definition_en TEXT NOT NULL,
    numerator     TEXT REFERENCES indicator (id),
    denominator   TEXT REFERENCES indicator (id),
    factor        REAL,
    geometric     INTEGER NOT NULL,      -- 1: depends on geometry, so approximate in the schematic edition
    date          TEXT,                  -- of the data behind it; the oldest of several
    source        TEXT NOT NULL          -- credit line of what it is computed from
);

-- Analyses write here, one row a commune and stock indicator; value NULL: unknown. A missing row is 0 for a commune of the
-- two territories once its analysis ran. Rolled up into `figure`.
CREATE TABLE part (
    insee     TEXT NOT NULL,
    indicator TEXT NOT NULL REFERENCES indicator (id),
    value     REAL,
    PRIMARY KEY (insee, indicator)
) WITHOUT ROWID;

-- One row a perimeter, territory and indicator. territory: INSEE code, SIREN, 'hors' (of the 8 EPCI) or 'total'.
CREATE TABLE figure (
    perimeter TEXT NOT NULL,             -- bassin | epci
    level     TEXT NOT NULL,             -- commune | epci | hors | total
    territory TEXT NOT NULL,
    indicator TEXT NOT NULL REFERENCES indicator (id),
    value     REAL,                      -- NULL: non renseigné
    PRIMARY KEY (perimeter, level, territory, indicator)
) WITHOUT ROWID;

-- Figures as published for the whole programme and for single estates (fact tables that a data manager keeps).
CREATE TABLE programme_figure (
    date TEXT NOT NULL, indicator TEXT NOT NULL, definition TEXT NOT NULL, value REAL NOT NULL, unit TEXT NOT NULL,
    perimeter TEXT NOT NULL, source TEXT NOT NULL
);
CREATE TABLE estate_figure (
    id_lsm TEXT NOT NULL, indicator TEXT NOT NULL, value REAL NOT NULL, unit TEXT NOT NULL, date TEXT,
    certainty TEXT NOT NULL, source TEXT NOT NULL
);

-- Features as they are served: the whole GeoJSON feature in CRS84 with its box. id = position << 32 | fid, so that a
-- collection is one range of the key.
CREATE TABLE rendition (
    id   INTEGER PRIMARY KEY,
    json BLOB NOT NULL,
    xmin REAL, ymin REAL, xmax REAL, ymax REAL -- CRS84; NULL without geometry
);

-- Outlines for smaller scales: lines and areas with what is smaller than 2^(level + 1) metres left out
-- (geo/topology.h), level 1 to 12.
-- id = (position << 32 | fid) << 4 | level. A feature that is the same at a level as at the one before has no row there.
CREATE TABLE outline (
    id       INTEGER PRIMARY KEY,
    geometry BLOB NOT NULL               -- WKB, EPSG:2154
);

-- Where an area's name stands: its pole of inaccessibility, EPSG:2154. id = position << 32 | fid.
CREATE TABLE label_point (
    id INTEGER PRIMARY KEY,
    x  REAL NOT NULL,
    y  REAL NOT NULL
);

-- Vector tiles of all collections together (WebMercatorQuad, zoom 0 to 14), gzip. id as PMTiles 3 numbers tiles along a Hilbert
-- curve. An empty tile has no row.
CREATE TABLE tile (
    id   INTEGER PRIMARY KEY,
    gzip BLOB NOT NULL
);

-- Ground on which there is something, in each tile matrix set's own system (tile/matrix.h).
CREATE TABLE tile_extent (
    tile_matrix_set TEXT PRIMARY KEY,
    xmin REAL NOT NULL, ymin REAL NOT NULL, xmax REAL NOT NULL, ymax REAL NOT NULL
);

-- What load had to say, in order.
CREATE TABLE report (
    position  INTEGER PRIMARY KEY,
    source_id TEXT,
    severity  TEXT NOT NULL,             -- note | repaired | refused | warning
    feature   TEXT,                      -- its key, else its number in the file
    message   TEXT NOT NULL
);
