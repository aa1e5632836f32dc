SELECT id_unesco, coalesce(nom, denomination) AS nom, typologie, denomination, commune, compagnie,
       nullif(periode, 'NC') AS periode, proprietaire, protection, geometry
FROM temp.raw_unesco_batis
