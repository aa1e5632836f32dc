SELECT id, ST_Area(ST_Transform(geometry, 4171), 1) / 1e4 AS surface_ha, geometry
FROM temp.raw_unesco_zone_tampon
