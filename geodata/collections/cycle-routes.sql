SELECT numero || '-' || printf('%03d', id) AS id, numero, nom,
       ST_Length(ST_Transform(geometry, 4171), 1) AS longueur_m, date_osm, geometry
FROM temp.raw_eurovelo5_osm
