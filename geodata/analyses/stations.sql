-- Stations, and the estates around them.
--
-- gares             stations open to passengers according to the network's own list, each once, in its commune.
-- cites_gare_D      estates whose outline is within D = 500, 800, 1,000 m of a passenger station, counted where `cites` counts them.
-- cites_ha_gare_D   hectares of estates within D of a passenger station; discs that overlap are united first.
--
-- Distances are as the crow flies, on the ellipsoid. "Near a station" looks at the passenger stations of the 8 EPCI, those that
-- the observatory of land around stations describes.

CREATE TEMP TABLE found (insee TEXT, indicator TEXT, value REAL, PRIMARY KEY (insee, indicator)) WITHOUT ROWID;

INSERT INTO found SELECT insee, 'gares', count(*) FROM stations WHERE voyageurs = 'O' AND insee IS NOT NULL GROUP BY insee;

-- Kept for the land-use analysis too.
CREATE TEMP TABLE observed_station AS
SELECT s.code_uic, s.geometry, ST_X(s.geometry) AS x, ST_Y(s.geometry) AS y, g.k
FROM stations AS s
JOIN communes AS c ON c.insee = s.insee AND c.epci_erbm = 1
JOIN ground AS g ON g.insee = c.insee
WHERE s.voyageurs = 'O'
ORDER BY s.code_uic;

INSERT INTO found
WITH nearest AS (
    SELECT e.insee, min(ST_Distance(e.geometry, s.geometry) / s.k) AS metres
    FROM observed_station AS s
    CROSS JOIN idx_estates_geometry AS b
      ON b.xmin <= s.x + 1010 AND b.xmax >= s.x - 1010 AND b.ymin <= s.y + 1010 AND b.ymax >= s.y - 1010
    CROSS JOIN estates AS e ON e.fid = b.pkid
    WHERE e.insee IS NOT NULL
    GROUP BY e.fid
)
SELECT insee, 'cites_gare_' || d.column1, count(*)
FROM nearest JOIN (VALUES (500), (800), (1000)) AS d ON nearest.metres <= d.column1
GROUP BY insee, d.column1;

INSERT INTO found
WITH zone AS (
    SELECT e.insee, e.geometry, d.column1 AS distance, ST_Buffer(ST_Collect(s.geometry), d.column1 * s.k, 90) AS discs
    FROM estate_part AS e
    JOIN observed_station AS s
      ON s.x BETWEEN MbrMinX(e.geometry) - 1010 AND MbrMaxX(e.geometry) + 1010
     AND s.y BETWEEN MbrMinY(e.geometry) - 1010 AND MbrMaxY(e.geometry) + 1010
    JOIN (VALUES (500), (800), (1000)) AS d ON ST_Distance(e.geometry, s.geometry) <= d.column1 * s.k
    GROUP BY e.insee, e.id_lsm, d.column1
)
SELECT insee, 'cites_ha_gare_' || distance,
       sum(coalesce(ST_Area(ST_Transform(CollectionExtract(ST_Intersection(geometry, discs), 3), 4171), 1), 0)) / 10000
FROM zone
GROUP BY insee, distance;

-- Every commune gets a row: what was found, else 0; unknown where what it needs was not loaded.
INSERT INTO part (insee, indicator, value)
SELECT c.insee, i.column1,
       CASE WHEN EXISTS (SELECT 1 FROM collection WHERE id = 'stations')
             AND (i.column1 = 'gares' OR EXISTS (SELECT 1 FROM collection WHERE id = 'estates'))
            THEN coalesce(f.value, 0) END
FROM communes AS c
CROSS JOIN (VALUES ('gares'), ('cites_gare_500'), ('cites_gare_800'), ('cites_gare_1000'),
                   ('cites_ha_gare_500'), ('cites_ha_gare_800'), ('cites_ha_gare_1000')) AS i
LEFT JOIN found AS f ON f.insee = c.insee AND f.indicator = i.column1;

DROP TABLE found;
