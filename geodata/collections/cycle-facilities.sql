-- One line a street, a facility on its right side (_d) and its left side (_g). The national schema spells two facilities
-- differently on the left side, and publishers follow it on either: both spellings are taken as one. A side whose status
-- is not given is in service. Route numbers come as "EV5:V31", with spaces, or with OpenStreetMap's semicolon.
WITH
line AS MATERIALIZED (
    SELECT r.fid AS raw_fid, r.*,
           replace(replace(upper(trim(ame_d)), 'MIXTES', 'MIXTE'), 'REVENTU', 'REVETU') AS right_side,
           replace(replace(upper(trim(ame_g)), 'MIXTES', 'MIXTE'), 'REVENTU', 'REVETU') AS left_side
    FROM temp.raw_bnac AS r
),
side AS MATERIALIZED (
    SELECT *, coalesce(right_side, 'AUCUN') NOT IN ('AUCUN', '')
              AND coalesce(upper(trim(statut_d)), 'EN SERVICE') = 'EN SERVICE' AS on_right,
           coalesce(left_side, 'AUCUN') NOT IN ('AUCUN', '')
              AND coalesce(upper(trim(statut_g)), 'EN SERVICE') = 'EN SERVICE' AS on_left,
           coalesce(id_local, id_osm, 'ligne') AS name
    FROM line
),
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY name ORDER BY MbrMinX(geometry), MbrMinY(geometry), MbrMaxX(geometry),
                                 MbrMaxY(geometry), raw_fid) AS place
    FROM side
)
SELECT CASE place WHEN 1 THEN name ELSE name || '-' || place END AS id, id_osm,
       replace(replace(upper(numero), ' ', ''), ';', ':') AS numero, nom,
       right_side AS ame_d, left_side AS ame_g, statut_d, statut_g, sens_d, sens_g, revetement_d, revetement_g,
       insee_d, insee_g,
       (on_right AND right_side IN ('PISTE CYCLABLE', 'VOIE VERTE'))
           OR (on_left AND left_side IN ('PISTE CYCLABLE', 'VOIE VERTE')) AS securise,
       on_right + on_left AS cotes, on_right OR on_left AS en_service,
       ST_Length(ST_Transform(geometry, 4171), 1) AS longueur_m, geometry
FROM numbered
WHERE coalesce(right_side, 'AUCUN') NOT IN ('AUCUN', '') OR coalesce(left_side, 'AUCUN') NOT IN ('AUCUN', '')
