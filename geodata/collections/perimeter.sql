SELECT 'bassin' AS id, nom, surface_km2, population, geometry
FROM temp.raw_mbm_perimetre
