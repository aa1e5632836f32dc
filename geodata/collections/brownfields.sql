-- 'inconnu' is a way of saying nothing. A site is verified unless its record says that it is not.
SELECT site_id, trim(nom) AS nom, nullif(type, 'inconnu') AS type, statut,
       coalesce(nature, '') NOT LIKE '%non vérifié%' AS verifie, nature, insee,
       coalesce(site_surface, unite_fonciere_surface) AS surface_m2, nullif(occupation, 'inconnu') AS occupation,
       zone_urba, nullif(proprietaire_type, 'inconnu') AS proprietaire_type, url, geometry
FROM temp.raw_cartofriches
