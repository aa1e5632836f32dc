SELECT id_lsm, nom, autre_nom, commune, commune_2, type, compagnie, interet, proprietaire, geometry
FROM temp.raw_cites_minieres_zone_tampon
