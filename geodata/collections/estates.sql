-- The priority estates. Their communes are those that hold at least 2 % of the polygon (a border drawn twice, simplified to
-- 10 m, makes slivers below that), the largest share first. UNESCO by overlay: 95 % inside the property is inscribed (again
-- the tolerance of the drawing), 5 % is partly inscribed, then one half inside the buffer zone; unknown where the layers are not loaded.
WITH
estate AS MATERIALIZED (
    SELECT fid, geometry, ST_Area(geometry) AS area FROM temp.raw_cites_erbm
),
share AS MATERIALIZED (
    SELECT e.fid AS estate, c.insee, c.nom, c.epci_siren, ST_Area(ST_Intersection(e.geometry, c.geometry)) / e.area AS part
    FROM estate AS e
    JOIN idx_communes_geometry AS i ON i.xmin <= MbrMaxX(e.geometry) AND i.xmax >= MbrMinX(e.geometry)
                                   AND i.ymin <= MbrMaxY(e.geometry) AND i.ymax >= MbrMinY(e.geometry)
    JOIN communes AS c ON c.fid = i.pkid
),
place AS (
    SELECT estate, insee, epci_siren,
           row_number() OVER largest AS place,
           group_concat(insee, ' ') OVER everything AS communes_insee,
           group_concat(nom, ', ') OVER everything AS communes
    FROM share
    WHERE part >= 0.02
    WINDOW largest AS (PARTITION BY estate ORDER BY part DESC, insee),
           everything AS (PARTITION BY estate ORDER BY part DESC, insee
                          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
),
property AS MATERIALIZED (
    SELECT e.fid AS estate, ST_Area(ST_Intersection(e.geometry, ST_Union(p.geometry))) / e.area AS part
    FROM estate AS e
    JOIN idx_unesco_property_geometry AS i ON i.xmin <= MbrMaxX(e.geometry) AND i.xmax >= MbrMinX(e.geometry)
                                          AND i.ymin <= MbrMaxY(e.geometry) AND i.ymax >= MbrMinY(e.geometry)
    JOIN unesco_property AS p ON p.fid = i.pkid
    GROUP BY e.fid
),
buffer AS MATERIALIZED (
    SELECT e.fid AS estate, ST_Area(ST_Intersection(e.geometry, ST_Union(b.geometry))) / e.area AS part
    FROM estate AS e
    JOIN idx_unesco_buffer_geometry AS i ON i.xmin <= MbrMaxX(e.geometry) AND i.xmax >= MbrMinX(e.geometry)
                                        AND i.ymin <= MbrMaxY(e.geometry) AND i.ymax >= MbrMinY(e.geometry)
    JOIN unesco_buffer AS b ON b.fid = i.pkid
    GROUP BY e.fid
),
loaded AS (
    SELECT count(*) = 2 AS both FROM collection WHERE id IN ('unesco-property', 'unesco-buffer')
)
SELECT r.id_lsm, r.nom, r.autre_nom, place.communes_insee, place.communes, place.insee, place.epci_siren,
       replace(r.proprietaire, ' / ', ', ') AS proprietaire,
       CASE r.type WHEN 'Cité pavillon' THEN 'Cité pavillonnaire' ELSE r.type END AS type,
       r.compagnie, r.interet,
       CASE WHEN NOT loaded.both THEN NULL
            WHEN property.part >= 0.95 THEN 'inscrit'
            WHEN property.part >= 0.05 THEN 'inscrit_partiel'
            WHEN buffer.part >= 0.5 THEN 'zone_tampon'
            ELSE 'hors' END AS unesco,
       CASE WHEN loaded.both THEN 100 * coalesce(property.part, 0) END AS unesco_pct,
       ST_Area(ST_Transform(r.geometry, 4171), 1) / 1e4 AS surface_ha,
       r.geometry
FROM temp.raw_cites_erbm AS r
JOIN loaded
LEFT JOIN place ON place.estate = r.fid AND place.place = 1
LEFT JOIN property ON property.estate = r.fid
LEFT JOIN buffer ON buffer.estate = r.fid
