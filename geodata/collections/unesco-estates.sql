-- The source has no key: UNESCO numbers are shared and often missing. A number by name, place and outline is the same for every
-- order of the file.
SELECT printf('CU%03d', row_number() OVER (
           ORDER BY nom, commune, commune_2, id_unesco, MbrMinX(geometry), MbrMinY(geometry))) AS id,
       nom, commune, commune_2, type, compagnie, interet, id_unesco, geometry
FROM temp.raw_cites_minieres_unesco_erbm
