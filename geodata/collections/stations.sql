-- One point a UIC code: the national list has a row for each line, at line milestones up to 900 m apart; the most central of
-- the rows is kept as it is. Stations of both territories and up to 2 km around. The commune is the source's own, else the one
-- that holds the point.
WITH
row_of AS MATERIALIZED (
    SELECT r.*, avg(ST_X(geometry)) OVER station AS x, avg(ST_Y(geometry)) OVER station AS y,
           max(voyageurs = 'O') OVER station AS travellers, max(fret = 'O') OVER station AS freight
    FROM temp.raw_gares AS r
    WINDOW station AS (PARTITION BY code_uic)
),
line AS (
    SELECT code_uic, group_concat(lignes, ',') AS lignes
    FROM (SELECT DISTINCT code_uic, lignes FROM row_of WHERE lignes IS NOT NULL ORDER BY code_uic, lignes)
    GROUP BY code_uic
),
central AS MATERIALIZED (
    SELECT *, row_number() OVER (
               PARTITION BY code_uic
               ORDER BY (ST_X(geometry) - x) * (ST_X(geometry) - x) + (ST_Y(geometry) - y) * (ST_Y(geometry) - y),
                        ST_X(geometry), ST_Y(geometry)) AS place
    FROM row_of
),
inside AS MATERIALIZED (
    SELECT s.code_uic, min(c.insee) AS insee
    FROM central AS s
    CROSS JOIN idx_communes_geometry AS i ON i.xmin <= ST_X(s.geometry) AND i.xmax >= ST_X(s.geometry)
                                         AND i.ymin <= ST_Y(s.geometry) AND i.ymax >= ST_Y(s.geometry)
    CROSS JOIN communes AS c ON c.fid = i.pkid
    WHERE s.place = 1 AND ST_Intersects(s.geometry, c.geometry)
    GROUP BY s.code_uic
),
outside AS MATERIALIZED (
    SELECT s.code_uic, min(c.insee) AS insee
    FROM central AS s
    CROSS JOIN idx_neighbour_communes_geometry AS i ON i.xmin <= ST_X(s.geometry) AND i.xmax >= ST_X(s.geometry)
                                                   AND i.ymin <= ST_Y(s.geometry) AND i.ymax >= ST_Y(s.geometry)
    CROSS JOIN neighbour_communes AS c ON c.fid = i.pkid
    WHERE s.place = 1 AND ST_Intersects(s.geometry, c.geometry)
    GROUP BY s.code_uic
),
around AS MATERIALIZED (
    SELECT code_uic FROM inside
    UNION
    SELECT s.code_uic
    FROM central AS s
    CROSS JOIN idx_communes_geometry AS i ON i.xmin <= ST_X(s.geometry) + 2100 AND i.xmax >= ST_X(s.geometry) - 2100
                                         AND i.ymin <= ST_Y(s.geometry) + 2100 AND i.ymax >= ST_Y(s.geometry) - 2100
    CROSS JOIN communes AS c ON c.fid = i.pkid
    WHERE s.place = 1 AND s.code_uic NOT IN (SELECT code_uic FROM inside) AND ST_Distance(s.geometry, c.geometry) <= 2100
)
SELECT s.code_uic, s.nom,
       CASE WHEN s.travellers THEN 'O' ELSE 'N' END AS voyageurs,
       CASE WHEN s.freight THEN 'O' ELSE 'N' END AS fret,
       line.lignes, coalesce(s.insee, inside.insee, outside.insee) AS insee, f.epci_siren, s.geometry
FROM central AS s
JOIN around USING (code_uic)
LEFT JOIN line USING (code_uic)
LEFT JOIN inside USING (code_uic)
LEFT JOIN outside USING (code_uic)
LEFT JOIN temp.fact_communes AS f ON f.insee = coalesce(s.insee, inside.insee, outside.insee)
WHERE s.place = 1
