-- Heritage of the mine: World Heritage property 1360, slag heaps, former mine railways, shafts.
--
-- unesco_bien_ha    hectares of the inscribed property, on the ellipsoid; elements that overlap are united first.
-- unesco_tampon_ha  hectares of its buffer zone, likewise.
-- terrils           slag heaps (of the property and of the buffer zone), each once, in the commune with its largest share.
-- cavaliers_km      kilometres of former mine railways, on the ellipsoid: an inventory and a potential, never counted as cycle
--                   network. Cut at borders; along a shared border, the commune with the lower INSEE code; doubles dissolved.
-- puits             former mine shafts, each once (on a border: the lower INSEE code).

CREATE TEMP TABLE found (insee TEXT, indicator TEXT, value REAL, PRIMARY KEY (insee, indicator)) WITHOUT ROWID;

CREATE TEMP TABLE unesco_cut AS
SELECT 'unesco_bien_ha' AS indicator, c.insee,
       CASE WHEN ST_Covers(c.geometry, u.geometry) THEN u.geometry
            ELSE CollectionExtract(ST_Intersection(c.geometry, u.geometry), 3) END AS geometry
FROM idx_unesco_property_geometry AS a
CROSS JOIN unesco_property AS u ON u.fid = a.pkid
CROSS JOIN idx_communes_geometry AS b
  ON b.xmin <= a.xmax AND b.xmax >= a.xmin AND b.ymin <= a.ymax AND b.ymax >= a.ymin
CROSS JOIN communes AS c ON c.fid = b.pkid
WHERE ST_Intersects(u.geometry, c.geometry);
INSERT INTO unesco_cut
SELECT 'unesco_tampon_ha', c.insee,
       CASE WHEN ST_Covers(c.geometry, u.geometry) THEN u.geometry
            ELSE CollectionExtract(ST_Intersection(c.geometry, u.geometry), 3) END
FROM idx_unesco_buffer_geometry AS a
CROSS JOIN unesco_buffer AS u ON u.fid = a.pkid
CROSS JOIN idx_communes_geometry AS b
  ON b.xmin <= a.xmax AND b.xmax >= a.xmin AND b.ymin <= a.ymax AND b.ymax >= a.ymin
CROSS JOIN communes AS c ON c.fid = b.pkid
WHERE ST_Intersects(u.geometry, c.geometry);
INSERT INTO found
SELECT insee, indicator, ST_Area(ST_Transform(ST_UnaryUnion(ST_Collect(geometry)), 4171), 1) / 10000
FROM unesco_cut WHERE geometry IS NOT NULL GROUP BY insee, indicator;

INSERT INTO found
WITH share AS (
    SELECT h.fid, c.insee,
           CASE WHEN ST_Covers(c.geometry, h.geometry) THEN ST_Area(h.geometry)
                ELSE ST_Area(ST_Intersection(c.geometry, h.geometry)) END AS area
    FROM idx_slag_heaps_geometry AS a
    CROSS JOIN slag_heaps AS h ON h.fid = a.pkid
    CROSS JOIN idx_communes_geometry AS b
      ON b.xmin <= a.xmax AND b.xmax >= a.xmin AND b.ymin <= a.ymax AND b.ymax >= a.ymin
    CROSS JOIN communes AS c ON c.fid = b.pkid
    WHERE ST_Intersects(h.geometry, c.geometry)
), ranked AS (
    SELECT insee, row_number() OVER (PARTITION BY fid ORDER BY area DESC, insee) AS rank FROM share WHERE area > 0
)
SELECT insee, 'terrils', count(*) FROM ranked WHERE rank = 1 GROUP BY insee;

CREATE TEMP TABLE railway_cut AS
SELECT c.insee, r.id,
       CASE WHEN ST_Covers(c.geometry, r.geometry) THEN r.geometry
            ELSE CollectionExtract(ST_Intersection(c.geometry, r.geometry), 2) END AS geometry
FROM idx_communes_geometry AS b
CROSS JOIN communes AS c ON c.fid = b.pkid
CROSS JOIN idx_mine_railways_geometry AS a
  ON b.xmin <= a.xmax AND b.xmax >= a.xmin AND b.ymin <= a.ymax AND b.ymax >= a.ymin
CROSS JOIN mine_railways AS r ON r.fid = a.pkid
WHERE ST_Intersects(c.geometry, r.geometry)
ORDER BY c.insee, r.id;
CREATE TEMP TABLE railway (insee TEXT PRIMARY KEY, geometry BLOB);
INSERT INTO railway
SELECT insee, ST_UnaryUnion(ST_Collect(geometry)) FROM railway_cut WHERE geometry IS NOT NULL GROUP BY insee;
INSERT INTO found
WITH shared AS (
    SELECT u.insee, ST_Collect(l.geometry) AS geometry
    FROM railway AS u JOIN railway AS l ON l.insee < u.insee AND MbrIntersects(u.geometry, l.geometry)
     AND ST_Relate(u.geometry, l.geometry, '1********')
    GROUP BY u.insee
)
SELECT r.insee, 'cavaliers_km',
       coalesce(ST_Length(ST_Transform(CASE WHEN s.geometry IS NULL THEN r.geometry
                                            ELSE ST_Difference(r.geometry, s.geometry) END, 4171), 1), 0) / 1000
FROM railway AS r LEFT JOIN shared AS s ON s.insee = r.insee;

INSERT INTO found
SELECT insee, 'puits', count(*)
FROM (SELECT p.fid, min(c.insee) AS insee
      FROM idx_communes_geometry AS b
      CROSS JOIN communes AS c ON c.fid = b.pkid
      CROSS JOIN idx_mine_shafts_geometry AS a
        ON b.xmin <= a.xmax AND b.xmax >= a.xmin AND b.ymin <= a.ymax AND b.ymax >= a.ymin
      CROSS JOIN mine_shafts AS p ON p.fid = a.pkid
      WHERE ST_Intersects(c.geometry, p.geometry)
      GROUP BY p.fid)
GROUP BY insee;

-- Every commune gets a row: what was found, else 0; unknown where the collection was not loaded.
INSERT INTO part (insee, indicator, value)
SELECT c.insee, i.column1,
       CASE WHEN EXISTS (SELECT 1 FROM collection WHERE id = i.column2) THEN coalesce(f.value, 0) END
FROM communes AS c
CROSS JOIN (VALUES ('unesco_bien_ha', 'unesco-property'), ('unesco_tampon_ha', 'unesco-buffer'), ('terrils', 'slag-heaps'),
                   ('cavaliers_km', 'mine-railways'), ('puits', 'mine-shafts')) AS i
LEFT JOIN found AS f ON f.insee = c.insee AND f.indicator = i.column1;

DROP TABLE railway;
DROP TABLE railway_cut;
DROP TABLE unesco_cut;
DROP TABLE found;
