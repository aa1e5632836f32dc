-- The source has no key: BRGM records are missing for some shafts and shared by others.
SELECT printf('P%04d', row_number() OVER (
           ORDER BY commune, compagnie, fosse, puits, brgm, ST_X(geometry), ST_Y(geometry))) AS id,
       fosse, fosse_alias, puits, commune, compagnie, concession, creusement, fermeture, profondeur, brgm, geometry
FROM temp.raw_puits_de_mines
