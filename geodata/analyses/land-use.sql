-- Brownfields (friches), as Cartofriches lists them: points, in the commune that holds them.
--
-- friches                      sites, verified or not.
-- friches_verifiees            of which verified: all but those whose source says "MTE non vérifié" (taken over from the old
--                              registers of polluted or industrial sites, without a visit).
-- friches_ha                   hectares of their land units. Sites of one commune whose surfaces are the same to the 0.01 m² stand
--                              on one and the same unit (the list repeats it: three heaps, one owner), which counts once. Unknown
--                              for a commune as long as one of its sites has no surface.
-- friches_verifiees_ha         the same for verified sites.
-- friches_gare_1000            sites within 1,000 m, on the ellipsoid, of a passenger station of the 8 EPCI.
-- friches_verifiees_gare_1000  of which verified.

CREATE TEMP TABLE near_station AS
SELECT DISTINCT b.pkid AS fid
FROM observed_station AS s
CROSS JOIN idx_brownfields_geometry AS b
  ON b.xmin <= s.x + 1010 AND b.xmax >= s.x - 1010 AND b.ymin <= s.y + 1010 AND b.ymax >= s.y - 1010
CROSS JOIN brownfields AS f ON f.fid = b.pkid
WHERE ST_Distance(ST_Transform(f.geometry, 4171), ST_Transform(s.geometry, 4171), 1) <= 1000;

CREATE TEMP TABLE land_unit AS
SELECT insee, surface_m2, max(verifie) AS verifie FROM brownfields GROUP BY insee, surface_m2 ORDER BY insee, surface_m2;

CREATE TEMP TABLE site AS
SELECT insee, count(*) AS friches, total(verifie) AS friches_verifiees,
       CASE WHEN count(*) = count(surface_m2)
            THEN (SELECT total(u.surface_m2) FROM land_unit AS u WHERE u.insee = b.insee) / 10000 END AS friches_ha,
       CASE WHEN total(verifie AND surface_m2 IS NULL) = 0
            THEN (SELECT total(u.surface_m2) FROM land_unit AS u WHERE u.insee = b.insee AND u.verifie) / 10000 END
           AS friches_verifiees_ha,
       total(fid IN (SELECT fid FROM near_station)) AS friches_gare_1000,
       total(verifie AND fid IN (SELECT fid FROM near_station)) AS friches_verifiees_gare_1000
FROM brownfields AS b
WHERE insee IS NOT NULL
GROUP BY insee;

-- Every commune gets a row: what was found, else 0; unknown where what it needs was not loaded.
INSERT INTO part (insee, indicator, value)
SELECT c.insee, i.column1,
       CASE WHEN EXISTS (SELECT 1 FROM collection WHERE id = 'brownfields')
             AND (i.column1 NOT LIKE '%gare%' OR EXISTS (SELECT 1 FROM collection WHERE id = 'stations'))
            THEN CASE WHEN s.insee IS NULL THEN 0
                      WHEN i.column1 = 'friches' THEN s.friches
                      WHEN i.column1 = 'friches_verifiees' THEN s.friches_verifiees
                      WHEN i.column1 = 'friches_ha' THEN s.friches_ha
                      WHEN i.column1 = 'friches_verifiees_ha' THEN s.friches_verifiees_ha
                      WHEN i.column1 = 'friches_gare_1000' THEN s.friches_gare_1000
                      WHEN i.column1 = 'friches_verifiees_gare_1000' THEN s.friches_verifiees_gare_1000 END END
FROM communes AS c
CROSS JOIN (VALUES ('friches'), ('friches_verifiees'), ('friches_ha'), ('friches_verifiees_ha'),
                   ('friches_gare_1000'), ('friches_verifiees_gare_1000')) AS i
LEFT JOIN site AS s ON s.insee = c.insee;

DROP TABLE site;
DROP TABLE land_unit;
DROP TABLE near_station;
