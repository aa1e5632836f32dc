-- A heap with a number on both lists is the inscribed one.
SELECT no_terril AS id, nom, NULL AS nom_usuel, commune, forme, 'inscrit' AS unesco, geometry
FROM temp.raw_terrils_unesco
UNION ALL
SELECT id, nom, nom_usuel, commune, forme, 'zone_tampon' AS unesco, geometry
FROM temp.raw_terrils_zone_tampon
WHERE id NOT IN (SELECT no_terril FROM temp.raw_terrils_unesco)
