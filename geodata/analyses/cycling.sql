-- Cycle network: facilities of the national base (BNAC) and numbered routes (EuroVelo 5, V31).
--
-- cyclable_km             kilometres of road or way with a cycle facility in service or under a numbered route. A road with a
--                         facility on both sides is one line, counted once. Of the two collections at least one must be
--                         loaded; where only one is, the figure is that one's.
-- cyclable_secure_km      of which cycle track (piste cyclable) or greenway (voie verte). Needs the facilities: a numbered route
--                         does not say what one rides on.
-- itineraire_ev5_km       kilometres of EuroVelo 5, branches included. Unknown unless a loaded line bears the number.
-- itineraire_v31_km       kilometres of the V31, by the same rule.
-- surface_cyclable_D_km2  surface within D = 300, 500, 1,000 m of that network, as the crow flies; areas that several lines
--                         reach are counted once.
-- cites_cyclable_D_ha     surface of the estates within D of it.
-- gares_cyclable_D        passenger stations within D of it.
--
-- Lengths and areas are on the ellipsoid, and so are distances (see `ground` in territory.sql). Lines are cut at the
-- borders of communes; what runs along a shared border belongs to the commune with the lower INSEE code only; what lies
-- twice in the sources is dissolved.

-- 1. The lines that count.
CREATE TEMP TABLE cycle_line (
    id INTEGER PRIMARY KEY, is_facility INTEGER, is_secure INTEGER, numero TEXT, geometry BLOB
);
INSERT INTO cycle_line SELECT NULL, 0, 0, numero, geometry FROM cycle_routes ORDER BY id;
INSERT INTO cycle_line
SELECT NULL, 1, coalesce(securise, 0), numero, geometry
FROM cycle_facilities WHERE en_service = 1 AND cotes > 0 ORDER BY id;
CREATE VIRTUAL TABLE temp.cycle_box USING rtree(id, xmin, xmax, ymin, ymax);
INSERT INTO cycle_box SELECT id, MbrMinX(geometry), MbrMaxX(geometry), MbrMinY(geometry), MbrMaxY(geometry) FROM cycle_line;

-- 2. Cut at the borders of communes. A line along a border is in both of its communes for now.
CREATE TEMP TABLE cycle_cut AS
SELECT l.id, c.insee,
       CASE WHEN ST_Covers(c.geometry, l.geometry) THEN l.geometry
            ELSE CollectionExtract(ST_Intersection(c.geometry, l.geometry), 2) END AS geometry
FROM communes AS c
CROSS JOIN idx_communes_geometry AS b ON b.pkid = c.fid
CROSS JOIN cycle_box AS a ON b.xmin <= a.xmax AND b.xmax >= a.xmin AND b.ymin <= a.ymax AND b.ymax >= a.ymin
CROSS JOIN cycle_line AS l ON l.id = a.id
WHERE ST_Intersects(c.geometry, l.geometry)
ORDER BY c.insee, l.id;
DELETE FROM cycle_cut WHERE geometry IS NULL;
CREATE INDEX temp.cycle_cut_id ON cycle_cut (id, insee);

-- 3. Both collections draw the same greenways, from the same OpenStreetMap but not from the same day: what a route shares with
--    facilities is what stays within 10 m of them for more than 60 m (a mere crossing is shorter). It is left out here.
CREATE TEMP TABLE cycle_beside AS
WITH side AS (
    SELECT r.insee, ST_UnaryUnion(ST_Collect(r.geometry)) AS route,
           (SELECT ST_Buffer(ST_Collect(f.geometry), 10 * g.k)
            FROM cycle_cut AS f JOIN cycle_line AS l ON l.id = f.id
            WHERE f.insee = r.insee AND l.is_facility) AS verge
    FROM cycle_cut AS r JOIN cycle_line AS l ON l.id = r.id JOIN ground AS g ON g.insee = r.insee
    WHERE NOT l.is_facility
    GROUP BY r.insee
)
SELECT insee, CASE WHEN verge IS NULL THEN route ELSE ST_Difference(route, verge) END AS apart,
       CASE WHEN verge IS NOT NULL THEN ST_Multi(ST_LineMerge(ST_Intersection(route, verge))) END AS beside
FROM side;

CREATE TEMP TABLE cycle_route_left AS
WITH RECURSIVE piece (insee, n, geometry, beside) AS (
    SELECT insee, 1, GeometryN(beside, 1), beside FROM cycle_beside WHERE beside IS NOT NULL
    UNION ALL
    SELECT insee, n + 1, GeometryN(beside, n + 1), beside FROM piece WHERE n < NumGeometries(beside)
)
SELECT insee, apart AS geometry FROM cycle_beside WHERE apart IS NOT NULL
UNION ALL
SELECT insee, geometry FROM piece WHERE ST_Length(geometry) <= 60;

-- 4. Networks in each commune, dissolved.
CREATE TEMP TABLE cycle_network (network TEXT, insee TEXT, geometry BLOB, PRIMARY KEY (network, insee));
INSERT INTO cycle_network
SELECT 'all', insee, ST_UnaryUnion(ST_Collect(geometry))
FROM (SELECT insee, geometry FROM cycle_route_left
      UNION ALL
      SELECT k.insee, k.geometry FROM cycle_cut AS k JOIN cycle_line AS l ON l.id = k.id WHERE l.is_facility)
GROUP BY insee;
INSERT INTO cycle_network
SELECT n.column1, k.insee, ST_UnaryUnion(ST_Collect(k.geometry))
FROM cycle_cut AS k
JOIN cycle_line AS l ON l.id = k.id
JOIN (VALUES ('secure'), ('EV5'), ('V31')) AS n
  ON (n.column1 = 'secure' AND l.is_secure) OR instr(':' || l.numero || ':', ':' || n.column1 || ':') > 0
GROUP BY n.column1, k.insee;

-- 5. Kilometres: what a commune shares along a border with one that has a lower code is taken away from it.
CREATE TEMP TABLE found (insee TEXT, indicator TEXT, value REAL, PRIMARY KEY (insee, indicator)) WITHOUT ROWID;
INSERT INTO found
WITH shared AS (
    SELECT u.insee, ST_Collect(l.geometry) AS geometry
    FROM cycle_cut AS u
    JOIN cycle_cut AS l ON l.id = u.id AND l.insee < u.insee AND MbrIntersects(u.geometry, l.geometry)
    WHERE ST_Relate(u.geometry, l.geometry, '1********')
    GROUP BY u.insee
)
SELECT n.insee,
       CASE n.network WHEN 'all' THEN 'cyclable_km' WHEN 'secure' THEN 'cyclable_secure_km'
                      WHEN 'EV5' THEN 'itineraire_ev5_km' WHEN 'V31' THEN 'itineraire_v31_km' END,
       coalesce(ST_Length(ST_Transform(CASE WHEN s.geometry IS NULL THEN n.geometry
                                            ELSE ST_Difference(n.geometry, s.geometry) END, 4171), 1), 0) / 1000
FROM cycle_network AS n LEFT JOIN shared AS s ON s.insee = n.insee;

-- 6. The surface within each distance. What lies within 500 m is what lies within 200 m of what lies within 300 m, and so on:
--    quicker than three times from the lines. All within 300 m is united once, then cut to each commune's box and a little
--    more than 1,000 m around it.
CREATE TEMP TABLE cycle_near AS
SELECT ST_Union(zone) AS geometry
FROM (SELECT ST_Buffer(l.geometry, 300 * coalesce(avg(g.k), (SELECT avg(k) FROM ground)), 16) AS zone
      FROM cycle_line AS l LEFT JOIN cycle_cut AS k ON k.id = l.id LEFT JOIN ground AS g ON g.insee = k.insee
      GROUP BY l.id);
CREATE TEMP TABLE cycle_reach AS
SELECT c.insee, c.geometry, g.k,
       ST_Intersection(n.geometry, BuildMbr(b.xmin - 1010, b.ymin - 1010, b.xmax + 1010, b.ymax + 1010, 2154)) AS m300,
       NULL AS m500, NULL AS m1000
FROM cycle_near AS n
CROSS JOIN communes AS c
JOIN ground AS g ON g.insee = c.insee
JOIN idx_communes_geometry AS b ON b.pkid = c.fid
WHERE EXISTS (SELECT 1 FROM cycle_box AS a WHERE a.xmin <= b.xmax + 1010 AND a.xmax >= b.xmin - 1010
                                             AND a.ymin <= b.ymax + 1010 AND a.ymax >= b.ymin - 1010);
DELETE FROM cycle_reach WHERE m300 IS NULL OR ST_Distance(geometry, m300) > 710;
UPDATE cycle_reach SET m500 = ST_Buffer(m300, 200 * k);
UPDATE cycle_reach SET m1000 = ST_Buffer(m500, 500 * k);
CREATE TEMP TABLE cycle_zone (insee TEXT, distance INTEGER, geometry BLOB, PRIMARY KEY (insee, distance));
INSERT INTO cycle_zone SELECT insee, 300, CollectionExtract(ST_Intersection(geometry, m300), 3) FROM cycle_reach;
INSERT INTO cycle_zone SELECT insee, 500, CollectionExtract(ST_Intersection(geometry, m500), 3) FROM cycle_reach;
INSERT INTO cycle_zone SELECT insee, 1000, CollectionExtract(ST_Intersection(geometry, m1000), 3) FROM cycle_reach;
DELETE FROM cycle_zone WHERE geometry IS NULL;

-- As a share of the commune's own surface, so that the schematic edition, whose outlines are only drawn, stays below 100 %.
INSERT INTO found
SELECT c.insee, 'surface_cyclable_' || z.distance || '_km2',
       c.surface_km2 * ST_Area(ST_Transform(z.geometry, 4171), 1) / ST_Area(ST_Transform(c.geometry, 4171), 1)
FROM cycle_zone AS z JOIN communes AS c ON c.insee = z.insee;

INSERT INTO found
SELECT e.insee, 'cites_cyclable_' || z.distance || '_ha',
       sum(CASE WHEN ST_Covers(z.geometry, e.geometry) THEN e.ha
                ELSE coalesce(ST_Area(ST_Transform(CollectionExtract(ST_Intersection(z.geometry, e.geometry), 3), 4171), 1), 0) / 10000
           END)
FROM estate_part AS e JOIN cycle_zone AS z ON z.insee = e.insee AND ST_Intersects(z.geometry, e.geometry)
GROUP BY e.insee, z.distance;

-- 7. Stations near the network.
INSERT INTO found
WITH nearest AS (
    SELECT s.code_uic, s.insee, min(ST_Distance(s.geometry, l.geometry)) / g.k AS metres
    FROM stations AS s
    JOIN ground AS g ON g.insee = s.insee
    CROSS JOIN cycle_box AS a
      ON a.xmin <= ST_X(s.geometry) + 1010 AND a.xmax >= ST_X(s.geometry) - 1010
     AND a.ymin <= ST_Y(s.geometry) + 1010 AND a.ymax >= ST_Y(s.geometry) - 1010
    CROSS JOIN cycle_line AS l ON l.id = a.id
    WHERE s.voyageurs = 'O'
    GROUP BY s.code_uic
)
SELECT insee, 'gares_cyclable_' || d.column1, count(*)
FROM nearest JOIN (VALUES (300), (500), (1000)) AS d ON nearest.metres <= d.column1
GROUP BY insee, d.column1;

-- Every commune gets a row: what was found, else 0; unknown where what it needs was not loaded.
CREATE TEMP TABLE loaded AS
SELECT EXISTS (SELECT 1 FROM collection WHERE id IN ('cycle-routes', 'cycle-facilities')) AS network,
       EXISTS (SELECT 1 FROM collection WHERE id = 'cycle-facilities') AS facilities,
       EXISTS (SELECT 1 FROM collection WHERE id = 'estates') AS estates,
       EXISTS (SELECT 1 FROM collection WHERE id = 'stations') AS stations,
       EXISTS (SELECT 1 FROM cycle_line WHERE instr(':' || numero || ':', ':EV5:') > 0) AS ev5,
       EXISTS (SELECT 1 FROM cycle_line WHERE instr(':' || numero || ':', ':V31:') > 0) AS v31;
INSERT INTO part (insee, indicator, value)
SELECT c.insee, i.column1, CASE WHEN i.column2 THEN coalesce(f.value, 0) END
FROM communes AS c
CROSS JOIN (SELECT 'cyclable_km' AS column1, network AS column2 FROM loaded
            UNION ALL SELECT 'cyclable_secure_km', facilities FROM loaded
            UNION ALL SELECT 'itineraire_ev5_km', ev5 FROM loaded
            UNION ALL SELECT 'itineraire_v31_km', v31 FROM loaded
            UNION ALL SELECT 'surface_cyclable_' || d.column1 || '_km2', network FROM loaded, (VALUES (300), (500), (1000)) AS d
            UNION ALL SELECT 'cites_cyclable_' || d.column1 || '_ha', network AND estates FROM loaded, (VALUES (300), (500), (1000)) AS d
            UNION ALL SELECT 'gares_cyclable_' || d.column1, network AND stations FROM loaded, (VALUES (300), (500), (1000)) AS d) AS i
LEFT JOIN found AS f ON f.insee = c.insee AND f.indicator = i.column1;

DROP TABLE loaded;
DROP TABLE found;
DROP TABLE cycle_zone;
DROP TABLE cycle_reach;
DROP TABLE cycle_near;
DROP TABLE cycle_network;
DROP TABLE cycle_route_left;
DROP TABLE cycle_beside;
DROP TABLE cycle_cut;
DROP TABLE cycle_box;
DROP TABLE cycle_line;
