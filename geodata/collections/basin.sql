SELECT 'bassin' AS id, 'Bassin minier' AS nom, count(*) AS communes, sum(population) AS population,
       sum(surface_km2) AS surface_km2, ST_Union(geometry) AS geometry
FROM communes
WHERE bassin = 1
HAVING count(*) > 0
