-- The cells of schematic/communes.sql that belong to neither territory.
WITH RECURSIVE
centre AS MATERIALIZED (
    SELECT *, ST_Transform(MakePoint(lon, lat, 4171), 2154) AS point FROM temp.fact_communes
),
diagram AS MATERIALIZED (
    SELECT ST_VoronojDiagram(ST_Collect(point), 0, 20.0) AS cells, ST_Buffer(ST_Collect(point), 4000, 16) AS land FROM centre
),
number (n) AS (
    SELECT 1 UNION ALL SELECT n + 1 FROM number, diagram WHERE n < ST_NumGeometries(cells)
),
cell AS MATERIALIZED (
    SELECT ST_GeometryN(cells, n) AS geometry FROM number, diagram
)
SELECT c.insee, c.nom, c.dep, c.epci_siren, c.epci_nom, ST_Intersection(cell.geometry, diagram.land) AS geometry
FROM centre AS c
JOIN diagram
JOIN cell ON ST_Contains(cell.geometry, c.point)
WHERE c.bassin_250 = 0 AND c.epci_erbm = 0
