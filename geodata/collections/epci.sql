-- Unions of communes; the layers of EPCI that are published for the basin lack Osartis-Marquion. The area is the sum of the
-- communes', so that parts add up to the whole.
SELECT f.siren, f.nom, f.sigle, f.nature, count(*) AS communes, sum(c.bassin) AS communes_bassin,
       sum(c.population) AS population, sum(c.surface_km2) AS surface_km2, ST_Union(c.geometry) AS geometry
FROM temp.fact_epci AS f
JOIN communes AS c ON c.epci_siren = f.siren
GROUP BY f.siren
