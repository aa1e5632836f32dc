-- Numbered cycle routes as lines from town to town.
SELECT numero AS id, numero, nom, ST_Length(ST_Transform(line, 4171), 1) AS longueur_m, NULL AS date_osm, line AS geometry
FROM (
    SELECT numero, nom, MakeLine(point) AS line
    FROM (
        SELECT r.numero, r.nom, ST_Transform(MakePoint(f.lon, f.lat, 4171), 2154) AS point
        FROM temp.fact_cycle_routes AS r
        JOIN temp.fact_communes AS f ON f.insee = r.insee
        ORDER BY r.numero, r.rang
    )
    GROUP BY numero
)
