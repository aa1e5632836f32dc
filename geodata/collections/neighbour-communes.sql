-- Communes of the fact table that belong to neither territory.
SELECT f.insee, f.nom, f.dep, f.epci_siren, f.epci_nom, r.geometry
FROM temp.raw_communes AS r
JOIN temp.fact_communes AS f ON f.insee = r.insee
WHERE f.bassin_250 = 0 AND f.epci_erbm = 0
