-- Priority estates of the ERBM (cités minières).
--
-- cites                     number, each counted once, in the commune that holds its largest share.
-- cites_unesco_inscrit      of which wholly inside the World Heritage property (95 % or more of the surface).
-- cites_unesco_partiel      of which partly inside it (5 % to 95 %).
-- cites_unesco_tampon       of which in its buffer zone.
-- cites_unesco_hors         of which outside both. The four add up to `cites`.
-- cites_maisons_et_cites    of which owned by Maisons & Cités alone.
-- cites_sia                 of which owned by SIA Habitat alone.
-- cites_bailleurs_plusieurs of which owned by several landlords.
-- cites_ha                  hectares on the ellipsoid, shared among communes by intersection.
-- logements                 dwellings, from figures that carry a date (table estate_figure; the newest of each estate). Unknown
--                           for a commune as long as one of its estates has none, and everywhere as long as there is none at all:
--                           a sum of the few known estates would be read as the whole.
-- logements_renoves         renovated dwellings, by the same rule.

CREATE TEMP TABLE found (insee TEXT, indicator TEXT, value REAL, PRIMARY KEY (insee, indicator)) WITHOUT ROWID;

INSERT INTO found SELECT insee, 'cites', count(*) FROM estates WHERE insee IS NOT NULL GROUP BY insee;

INSERT INTO found
SELECT insee,
       CASE unesco
           WHEN 'inscrit' THEN 'cites_unesco_inscrit'
           WHEN 'inscrit_partiel' THEN 'cites_unesco_partiel'
           WHEN 'zone_tampon' THEN 'cites_unesco_tampon'
           WHEN 'hors' THEN 'cites_unesco_hors'
       END AS indicator,
       count(*)
FROM estates
WHERE insee IS NOT NULL AND unesco IN ('inscrit', 'inscrit_partiel', 'zone_tampon', 'hors')
GROUP BY 1, 2;

-- Landlords stand one after the other, separated by a comma or a slash.
INSERT INTO found
SELECT insee,
       CASE
           WHEN proprietaire LIKE '%,%' OR proprietaire LIKE '%/%' THEN 'cites_bailleurs_plusieurs'
           WHEN proprietaire LIKE 'Maisons%Cit%' THEN 'cites_maisons_et_cites'
           WHEN proprietaire LIKE 'SIA%' THEN 'cites_sia'
           ELSE 'another landlord' -- no indicator of its own
       END AS indicator,
       count(*)
FROM estates
WHERE insee IS NOT NULL AND proprietaire IS NOT NULL
GROUP BY 1, 2;

-- What is not known of one estate is not known of its commune.
INSERT OR REPLACE INTO found
SELECT DISTINCT e.insee, i.column1, NULL
FROM estates AS e
CROSS JOIN (VALUES ('cites_unesco_inscrit'), ('cites_unesco_partiel'), ('cites_unesco_tampon'), ('cites_unesco_hors')) AS i
WHERE e.insee IS NOT NULL AND e.unesco IS NULL;
INSERT OR REPLACE INTO found
SELECT DISTINCT e.insee, i.column1, NULL
FROM estates AS e
CROSS JOIN (VALUES ('cites_maisons_et_cites'), ('cites_sia'), ('cites_bailleurs_plusieurs')) AS i
WHERE e.insee IS NOT NULL AND e.proprietaire IS NULL;

-- Each estate cut by communes; used by the cycling and stations analyses too.
CREATE TEMP TABLE estate_part AS
SELECT e.id_lsm, c.insee,
       CASE WHEN ST_Covers(c.geometry, e.geometry) THEN e.geometry
            ELSE CollectionExtract(ST_Intersection(c.geometry, e.geometry), 3) END AS geometry,
       NULL AS ha
FROM idx_estates_geometry AS a
CROSS JOIN estates AS e ON e.fid = a.pkid
CROSS JOIN idx_communes_geometry AS b ON b.xmin <= a.xmax AND b.xmax >= a.xmin AND b.ymin <= a.ymax AND b.ymax >= a.ymin
CROSS JOIN communes AS c ON c.fid = b.pkid
WHERE ST_Intersects(e.geometry, c.geometry)
ORDER BY c.insee, e.id_lsm;
DELETE FROM estate_part WHERE geometry IS NULL;
UPDATE estate_part SET ha = ST_Area(ST_Transform(geometry, 4171), 1) / 10000;

INSERT INTO found SELECT insee, 'cites_ha', sum(ha) FROM estate_part GROUP BY insee;

-- Every commune gets a row: what was found, else 0; unknown where the estates were not loaded.
INSERT INTO part (insee, indicator, value)
SELECT c.insee, i.column1,
       CASE WHEN NOT EXISTS (SELECT 1 FROM collection WHERE id = 'estates') THEN NULL
            WHEN f.insee IS NULL THEN 0
            ELSE f.value END
FROM communes AS c
CROSS JOIN (VALUES ('cites'), ('cites_unesco_inscrit'), ('cites_unesco_partiel'), ('cites_unesco_tampon'),
                   ('cites_unesco_hors'), ('cites_maisons_et_cites'), ('cites_sia'), ('cites_bailleurs_plusieurs'),
                   ('cites_ha')) AS i
LEFT JOIN found AS f ON f.insee = c.insee AND f.indicator = i.column1;

-- Dwellings: newest dated figure of each estate.
CREATE TEMP TABLE dwellings AS
SELECT f.id_lsm, f.indicator, f.value, f.date
FROM estate_figure AS f
WHERE f.indicator IN ('logements', 'logements_renoves') AND f.date IS NOT NULL AND f.date <> ''
  AND NOT EXISTS (SELECT 1 FROM estate_figure AS newer
                  WHERE newer.id_lsm = f.id_lsm AND newer.indicator = f.indicator AND newer.date > f.date)
GROUP BY f.id_lsm, f.indicator;

INSERT INTO part (insee, indicator, value)
SELECT c.insee, i.column1,
       CASE WHEN EXISTS (SELECT 1 FROM collection WHERE id = 'estates')
             AND EXISTS (SELECT 1 FROM dwellings WHERE indicator = i.column1)
             AND count(e.id_lsm) = count(d.value)
            THEN coalesce(sum(d.value), 0) END
FROM communes AS c
CROSS JOIN (VALUES ('logements'), ('logements_renoves')) AS i
LEFT JOIN estates AS e ON e.insee = c.insee
LEFT JOIN dwellings AS d ON d.id_lsm = e.id_lsm AND d.indicator = i.column1
GROUP BY c.insee, i.column1;

-- They are as old as the oldest of them.
UPDATE indicator SET date = (SELECT min(d.date) FROM dwellings AS d WHERE d.indicator = indicator.id)
WHERE id IN (SELECT indicator FROM dwellings);

DROP TABLE dwellings;
DROP TABLE found;
