-- 'inconnu' is a way of saying nothing. A site is verified unless its record says that it is not. Its commune is the one that
-- holds its point (the lower code on a border), so that figures and maps agree; a few records declare a neighbour instead. The
-- declared one serves where no commune of ours holds the point.
WITH
place AS MATERIALIZED (
    SELECT r.fid, min(c.insee) AS insee
    FROM temp.raw_cartofriches AS r
    CROSS JOIN idx_communes_geometry AS i ON i.xmin <= ST_X(r.geometry) AND i.xmax >= ST_X(r.geometry)
                                         AND i.ymin <= ST_Y(r.geometry) AND i.ymax >= ST_Y(r.geometry)
    CROSS JOIN communes AS c ON c.fid = i.pkid
    WHERE ST_Intersects(r.geometry, c.geometry)
    GROUP BY r.fid
)
SELECT r.site_id, trim(r.nom) AS nom, nullif(r.type, 'inconnu') AS type, r.statut,
       coalesce(r.nature, '') NOT LIKE '%non vérifié%' AS verifie, r.nature, coalesce(place.insee, r.insee) AS insee,
       coalesce(r.site_surface, r.unite_fonciere_surface) AS surface_m2, nullif(r.occupation, 'inconnu') AS occupation,
       r.zone_urba, nullif(r.proprietaire_type, 'inconnu') AS proprietaire_type, r.url, r.geometry
FROM temp.raw_cartofriches AS r
LEFT JOIN place ON place.fid = r.fid
