SELECT r.insee, f.nom, r.logements_prives, r.vacance_pct, coalesce(c.geometry, n.geometry) AS geometry
FROM temp.raw_logements_vacants_communes AS r
LEFT JOIN temp.fact_communes AS f ON f.insee = r.insee
LEFT JOIN communes AS c ON c.insee = r.insee
LEFT JOIN neighbour_communes AS n ON n.insee = r.insee
