-- Estates as rectangles of their true area, length ratio and bearing (degrees, clockwise from north) around their centre.
WITH
measure AS (
    SELECT *, ST_Transform(MakePoint(lon, lat, 4171), 2154) AS centre,
           sqrt(surface_ha * 1e4 * longueur_m / largeur_m) AS length,
           sqrt(surface_ha * 1e4 * largeur_m / longueur_m) AS width
    FROM temp.fact_estates
),
town AS (
    SELECT m.id_lsm, f.nom, f.insee, instr(m.communes_insee, f.insee) AS place
    FROM measure AS m
    JOIN temp.fact_communes AS f ON instr(m.communes_insee, f.insee) > 0
),
towns AS (
    SELECT DISTINCT id_lsm, group_concat(nom, ', ') OVER (
               PARTITION BY id_lsm ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS communes
    FROM town
)
SELECT m.id_lsm, m.nom, m.autre_nom, m.communes_insee, towns.communes, substr(m.communes_insee, 1, 5) AS insee, f.epci_siren,
       replace(m.proprietaire, ' / ', ', ') AS proprietaire, m.type, m.compagnie, m.interet, m.unesco, NULL AS unesco_pct,
       m.surface_ha,
       ShiftCoords(RotateCoords(BuildMbr(-m.width / 2, -m.length / 2, m.width / 2, m.length / 2, 2154), -m.orientation_deg),
                   ST_X(m.centre), ST_Y(m.centre)) AS geometry
FROM measure AS m
LEFT JOIN towns USING (id_lsm)
LEFT JOIN temp.fact_communes AS f ON f.insee = substr(m.communes_insee, 1, 5)
