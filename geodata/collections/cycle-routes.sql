SELECT numero || '-' || printf('%03d', id) AS id, numero, nom,
       ST_Length(ST_Transform(geometry, 4171), 1) AS longueur_m, CASE WHEN date_osm GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]*' THEN substr(date_osm, 1, 10) END AS date_osm, geometry
FROM temp.raw_eurovelo5_osm
