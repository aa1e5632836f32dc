SELECT id_troncon AS id, nom, commune, ST_Length(ST_Transform(geometry, 4171), 1) AS longueur_m, geometry
FROM temp.raw_cavaliers
