WITH ring AS MATERIALIZED (
    SELECT s.code_uic, s.nom, d.column1 AS distance_m, CastToMulti(ST_Buffer(s.geometry, d.column1, 90)) AS geometry
    FROM stations AS s
    JOIN communes AS c ON c.insee = s.insee AND c.epci_erbm = 1
    JOIN (VALUES (500), (800), (1000)) AS d
    WHERE s.voyageurs = 'O'
)
SELECT code_uic || '-' || distance_m AS id, code_uic, nom, distance_m, ST_Area(ST_Transform(geometry, 4171), 1) / 1e4 AS surface_ha,
       NULL AS cites, NULL AS cites_ha, NULL AS cites_unesco_inscrit, NULL AS cites_unesco_inscrit_ha, NULL AS unesco_bien_ha,
       NULL AS unesco_tampon_ha, NULL AS friches, NULL AS friches_verifiees, NULL AS friches_ha, NULL AS cyclable_km, NULL AS puits,
       NULL AS friches_liste, geometry
FROM ring
