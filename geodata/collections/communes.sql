-- The communes of the two territories. Codes, names, EPCI and populations come from the fact table, joined on the INSEE
-- code and never on a name; the source gives the outline alone.
SELECT f.insee, f.nom, f.dep, f.epci_siren, f.epci_nom, f.population_2023 AS population,
       ST_Area(ST_Transform(r.geometry, 4171), 1) / 1e6 AS surface_km2,
       f.bassin_250 AS bassin, f.epci_erbm, r.geometry
FROM temp.raw_communes AS r
JOIN temp.fact_communes AS f ON f.insee = r.insee
WHERE f.bassin_250 = 1 OR f.epci_erbm = 1
