SELECT insee || '-' || row_number() OVER (PARTITION BY insee ORDER BY nom, ST_X(geometry), ST_Y(geometry)) AS id,
       nom, ville, insee, adresse, url, geometry
FROM temp.raw_musees_de_france
