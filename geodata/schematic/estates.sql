-- Estates as rectangles of their true area, length ratio and bearing (degrees, clockwise from north) around their centre.
-- The fact table's area is the plane's (Lambert-93), so is the rectangle's; the field is measured on the ellipsoid as everywhere.
-- RotateCoords turns clockwise.
WITH
measure AS (
    SELECT *, ST_Transform(MakePoint(lon, lat, 4171), 2154) AS centre,
           sqrt(surface_ha * 1e4 * longueur_m / largeur_m) AS length,
           sqrt(surface_ha * 1e4 * largeur_m / longueur_m) AS width
    FROM temp.fact_estates
),
rectangle AS MATERIALIZED (
    SELECT *, ShiftCoords(RotateCoords(BuildMbr(-width / 2, -length / 2, width / 2, length / 2, 2154), orientation_deg),
                          ST_X(centre), ST_Y(centre)) AS geometry
    FROM measure
),
towns AS (
    SELECT DISTINCT e.id_lsm, group_concat(f.nom, ', ') OVER (
               PARTITION BY e.id_lsm ORDER BY instr(e.communes_insee, f.insee)
               ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS communes
    FROM temp.fact_estates AS e
    JOIN temp.fact_communes AS f ON instr(e.communes_insee, f.insee) > 0
)
SELECT r.id_lsm, r.nom, r.autre_nom, r.communes_insee, towns.communes, f.insee, f.epci_siren,
       replace(r.proprietaire, ' / ', ', ') AS proprietaire, r.type, r.compagnie, r.interet,
       CASE r.unesco WHEN 'non' THEN 'hors' ELSE r.unesco END AS unesco, NULL AS unesco_pct,
       ST_Area(ST_Transform(r.geometry, 4171), 1) / 1e4 AS surface_ha, r.geometry
FROM rectangle AS r
LEFT JOIN towns USING (id_lsm)
LEFT JOIN temp.fact_communes AS f ON f.insee = substr(r.communes_insee, 1, 5)
