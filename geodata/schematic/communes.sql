-- Communes as Voronoi cells of the centres of all 547, so that neighbours bound the outer ones, within 4 km of a centre.
-- Codes, names, EPCI, populations are exact; so is the area: the fact table's, measured in the Lambert-93 plane, divided by the
-- square of the projection's scale at the centre.
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
SELECT c.insee, c.nom, c.dep, c.epci_siren, c.epci_nom, c.population_2023 AS population,
       c.surface_km2 * ST_Area(ST_Transform(ST_Buffer(c.point, 500, 4), 4171), 1) / ST_Area(ST_Buffer(c.point, 500, 4))
           AS surface_km2,
       c.bassin_250 AS bassin, c.epci_erbm, ST_Intersection(cell.geometry, diagram.land) AS geometry
FROM centre AS c
JOIN diagram
JOIN cell ON ST_Contains(cell.geometry, c.point)
WHERE c.bassin_250 = 1 OR c.epci_erbm = 1
