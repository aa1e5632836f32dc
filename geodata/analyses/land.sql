-- Land around stations and points: one row a centre and distance.
--
-- One SELECT, used twice. Loading binds nothing and gets every passenger station of the 8 EPCI at 500, 800 and 1,000 m: the
-- collection station-areas. A question about one place and distance binds ?1 code_uic, ?2 nom, ?3 x, ?4 y (EPSG:2154, metres)
-- and ?5 distance in metres.
--
-- Distances are as the crow flies and, as areas and lengths, on the GRS80 ellipsoid.
--
-- epci_siren               of the station's commune; none for a place that somebody asks about.
-- surface_ha               the disc's own surface.
-- cites                    estates whose outline comes within the distance.
-- cites_ha                 their surface inside the disc.
-- cites_unesco_inscrit     of `cites`, those wholly inside the World Heritage property (95 % or more).
-- cites_unesco_inscrit_ha  surface of estates that lies inside the disc and inside the property.
-- unesco_bien_ha, unesco_tampon_ha
--                          surface of the property and of its buffer zone inside the disc; what overlaps is united first.
-- friches, friches_verifiees, friches_ha, friches_liste
--                          brownfields within the distance: number, of which verified, surface of their land units (each once,
--                          see land-use.sql; unknown as long as one has none), and their identifiers.
-- cyclable_km              cycle network inside the disc, as defined in cycling.sql.
-- puits                    former mine shafts within the distance.
--
-- What was not loaded is NULL, unknown; what was and is not there is 0.

WITH RECURSIVE
land_query AS MATERIALIZED (
    SELECT ?1 AS code_uic, ?2 AS nom, ?3 AS x, ?4 AS y, ?5 AS distance_m, NULL AS epci_siren
    WHERE ?3 IS NOT NULL
    UNION ALL
    SELECT s.code_uic, s.nom, ST_X(s.geometry), ST_Y(s.geometry), d.column1, c.epci_siren
    FROM stations AS s
    JOIN communes AS c ON c.insee = s.insee AND c.epci_erbm = 1
    CROSS JOIN (VALUES (500), (800), (1000)) AS d
    WHERE s.voyageurs = 'O' AND ?3 IS NULL
),
-- k: metres of the plane for one metre on the ground, measured across a kilometre around the centre (Lambert-93 is conformal, so
-- one direction serves for all).
centre AS MATERIALIZED (
    SELECT code_uic, nom, distance_m, epci_siren, x, y, MakePoint(x, y, 2154) AS point,
           1000 / ST_Distance(ST_Transform(MakePoint(x - 500, y, 2154), 4171),
                              ST_Transform(MakePoint(x + 500, y, 2154), 4171), 1) AS k
    FROM land_query
),
-- The disc is a polygon of 128 sides. With the circle's radius it would be 0.04 % too small, so its corners stand 0.02 % further
-- out and its surface is the circle's.
ring AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY code_uic, distance_m) AS id, *,
           ST_Buffer(point, distance_m * k * sqrt(pi() / 64 / sin(pi() / 64)), 32) AS disc,
           distance_m * k * 1.001 + 1 AS reach
    FROM centre
),
loaded AS MATERIALIZED (
    SELECT EXISTS (SELECT 1 FROM collection WHERE id = 'estates') AS estates,
           EXISTS (SELECT 1 FROM collection WHERE id = 'unesco-property') AS property,
           EXISTS (SELECT 1 FROM collection WHERE id = 'unesco-buffer') AS buffer,
           EXISTS (SELECT 1 FROM collection WHERE id = 'brownfields') AS brownfields,
           EXISTS (SELECT 1 FROM collection WHERE id IN ('cycle-routes', 'cycle-facilities')) AS network,
           EXISTS (SELECT 1 FROM collection WHERE id = 'mine-shafts') AS shafts
),
-- The property and the buffer zone in each disc.
property AS MATERIALIZED (
    SELECT r.id, ST_UnaryUnion(ST_Collect(ST_CollectionExtract(ST_Intersection(r.disc, u.geometry), 3))) AS geometry
    FROM ring AS r
    CROSS JOIN idx_unesco_property_geometry AS b
      ON b.xmin <= r.x + r.reach AND b.xmax >= r.x - r.reach AND b.ymin <= r.y + r.reach AND b.ymax >= r.y - r.reach
    CROSS JOIN unesco_property AS u ON u.fid = b.pkid
    WHERE ST_Intersects(r.disc, u.geometry)
    GROUP BY r.id
),
buffer AS MATERIALIZED (
    SELECT r.id, ST_UnaryUnion(ST_Collect(ST_CollectionExtract(ST_Intersection(r.disc, u.geometry), 3))) AS geometry
    FROM ring AS r
    CROSS JOIN idx_unesco_buffer_geometry AS b
      ON b.xmin <= r.x + r.reach AND b.xmax >= r.x - r.reach AND b.ymin <= r.y + r.reach AND b.ymax >= r.y - r.reach
    CROSS JOIN unesco_buffer AS u ON u.fid = b.pkid
    WHERE ST_Intersects(r.disc, u.geometry)
    GROUP BY r.id
),
-- Estates that the distance reaches, and what of them lies in the disc.
estate_in AS MATERIALIZED (
    SELECT r.id, e.unesco, ST_CollectionExtract(ST_Intersection(r.disc, e.geometry), 3) AS geometry
    FROM ring AS r
    CROSS JOIN idx_estates_geometry AS b
      ON b.xmin <= r.x + r.reach AND b.xmax >= r.x - r.reach AND b.ymin <= r.y + r.reach AND b.ymax >= r.y - r.reach
    CROSS JOIN estates AS e ON e.fid = b.pkid
    WHERE ST_Distance(r.point, e.geometry) <= r.distance_m * r.k
    ORDER BY r.id, e.id_lsm
),
estate AS MATERIALIZED (
    SELECT e.id, count(*) AS number, count(e.unesco) = count(*) AS unesco_known, total(e.unesco = 'inscrit') AS inscribed,
           total(ST_Area(ST_Transform(e.geometry, 4171), 1)) / 10000 AS ha,
           total(ST_Area(ST_Transform(ST_CollectionExtract(ST_Intersection(e.geometry, p.geometry), 3), 4171), 1)) / 10000
               AS inscribed_ha
    FROM estate_in AS e LEFT JOIN property AS p ON p.id = e.id
    GROUP BY e.id
),
site_in AS MATERIALIZED (
    SELECT r.id, f.site_id, f.verifie, f.insee, f.surface_m2,
           row_number() OVER (PARTITION BY r.id, f.insee, f.surface_m2 ORDER BY f.site_id) = 1 AS is_first_of_unit
    FROM ring AS r
    CROSS JOIN idx_brownfields_geometry AS b
      ON b.xmin <= r.x + r.reach AND b.xmax >= r.x - r.reach AND b.ymin <= r.y + r.reach AND b.ymax >= r.y - r.reach
    CROSS JOIN brownfields AS f ON f.fid = b.pkid
    WHERE ST_Distance(ST_Transform(r.point, 4171), ST_Transform(f.geometry, 4171), 1) <= r.distance_m
),
site AS MATERIALIZED (
    SELECT id, count(*) AS number, total(verifie) AS verified,
           CASE WHEN count(surface_m2) = count(*) THEN total(CASE WHEN is_first_of_unit THEN surface_m2 END) / 10000 END AS ha,
           group_concat(site_id, ' ') AS list
    FROM (SELECT * FROM site_in ORDER BY id, site_id)
    GROUP BY id
),
shaft AS MATERIALIZED (
    SELECT r.id, count(*) AS number
    FROM ring AS r
    CROSS JOIN idx_mine_shafts_geometry AS b
      ON b.xmin <= r.x + r.reach AND b.xmax >= r.x - r.reach AND b.ymin <= r.y + r.reach AND b.ymax >= r.y - r.reach
    CROSS JOIN mine_shafts AS m ON m.fid = b.pkid
    WHERE ST_Distance(ST_Transform(r.point, 4171), ST_Transform(m.geometry, 4171), 1) <= r.distance_m
    GROUP BY r.id
),
-- The cycle network: numbered routes, and facilities in service, each dissolved. Of a route what stays within 10 m of
-- facilities for more than 60 m is the same way, drawn on another day (see cycling.sql).
route AS MATERIALIZED (
    SELECT r.id, r.k, ST_UnaryUnion(ST_Collect(ST_CollectionExtract(ST_Intersection(r.disc, l.geometry), 2))) AS geometry
    FROM ring AS r
    CROSS JOIN idx_cycle_routes_geometry AS b
      ON b.xmin <= r.x + r.reach AND b.xmax >= r.x - r.reach AND b.ymin <= r.y + r.reach AND b.ymax >= r.y - r.reach
    CROSS JOIN cycle_routes AS l ON l.fid = b.pkid
    WHERE ST_Intersects(r.disc, l.geometry)
    GROUP BY r.id
),
facility AS MATERIALIZED (
    SELECT r.id, ST_UnaryUnion(ST_Collect(ST_CollectionExtract(ST_Intersection(r.disc, l.geometry), 2))) AS geometry
    FROM ring AS r
    CROSS JOIN idx_cycle_facilities_geometry AS b
      ON b.xmin <= r.x + r.reach AND b.xmax >= r.x - r.reach AND b.ymin <= r.y + r.reach AND b.ymax >= r.y - r.reach
    CROSS JOIN cycle_facilities AS l ON l.fid = b.pkid
    WHERE l.en_service = 1 AND l.cotes > 0 AND ST_Intersects(r.disc, l.geometry)
    GROUP BY r.id
),
verge AS MATERIALIZED (
    SELECT route.id, route.geometry AS route, ST_Buffer(facility.geometry, 10 * route.k) AS zone
    FROM route JOIN facility ON facility.id = route.id
    WHERE route.geometry IS NOT NULL AND facility.geometry IS NOT NULL
),
beside AS MATERIALIZED (
    SELECT id, ST_Multi(ST_LineMerge(ST_CollectionExtract(ST_Intersection(route, zone), 2))) AS geometry FROM verge
),
piece AS (
    SELECT id, 1 AS n, GeometryN(geometry, 1) AS geometry, geometry AS whole FROM beside WHERE geometry IS NOT NULL
    UNION ALL
    SELECT id, n + 1, GeometryN(whole, n + 1), whole FROM piece WHERE n < NumGeometries(whole)
),
network AS MATERIALIZED (
    SELECT id, ST_Length(ST_Transform(ST_UnaryUnion(ST_Collect(geometry)), 4171), 1) / 1000 AS km
    FROM (SELECT id, geometry FROM route WHERE id NOT IN (SELECT id FROM verge)
          UNION ALL
          SELECT id, ST_Difference(route, zone) FROM verge
          UNION ALL
          SELECT id, geometry FROM piece WHERE ST_Length(geometry) <= 60
          UNION ALL
          SELECT id, geometry FROM facility)
    WHERE geometry IS NOT NULL
    GROUP BY id
)
SELECT r.code_uic || '-' || r.distance_m AS id, r.code_uic, r.nom, r.distance_m, r.epci_siren,
       ST_Area(ST_Transform(r.disc, 4171), 1) / 10000 AS surface_ha,
       CASE WHEN l.estates THEN coalesce(estate.number, 0) END AS cites,
       CASE WHEN l.estates THEN coalesce(estate.ha, 0.0) END AS cites_ha,
       CASE WHEN l.estates AND coalesce(estate.unesco_known, 1) THEN CAST(coalesce(estate.inscribed, 0) AS INTEGER) END
           AS cites_unesco_inscrit,
       CASE WHEN l.estates AND l.property THEN coalesce(estate.inscribed_ha, 0.0) END AS cites_unesco_inscrit_ha,
       CASE WHEN l.property THEN coalesce(ST_Area(ST_Transform(property.geometry, 4171), 1) / 10000, 0.0) END AS unesco_bien_ha,
       CASE WHEN l.buffer THEN coalesce(ST_Area(ST_Transform(buffer.geometry, 4171), 1) / 10000, 0.0) END AS unesco_tampon_ha,
       CASE WHEN l.brownfields THEN coalesce(site.number, 0) END AS friches,
       CASE WHEN l.brownfields THEN CAST(coalesce(site.verified, 0) AS INTEGER) END AS friches_verifiees,
       CASE WHEN l.brownfields AND site.number IS NULL THEN 0.0 ELSE site.ha END AS friches_ha,
       CASE WHEN l.network THEN coalesce(network.km, 0.0) END AS cyclable_km,
       CASE WHEN l.shafts THEN coalesce(shaft.number, 0) END AS puits,
       CASE WHEN l.brownfields THEN coalesce(site.list, '') END AS friches_liste,
       r.disc AS geometry
FROM ring AS r
CROSS JOIN loaded AS l
LEFT JOIN property ON property.id = r.id
LEFT JOIN buffer ON buffer.id = r.id
LEFT JOIN estate ON estate.id = r.id
LEFT JOIN site ON site.id = r.id
LEFT JOIN shaft ON shaft.id = r.id
LEFT JOIN network ON network.id = r.id
ORDER BY r.code_uic, r.distance_m
