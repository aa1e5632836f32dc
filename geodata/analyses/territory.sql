-- Territory: communes, inhabitants, surface. Runs first.
--
-- communes      1 for each commune: its sum over a territory is their number.
-- population    municipal population, census 2023 (Insee).
-- surface_km2   surface on the GRS80 ellipsoid, not in the Lambert-93 plane, which stretches areas by about 0.3 % here.

INSERT INTO part (insee, indicator, value) SELECT insee, 'communes', 1 FROM communes;
INSERT INTO part (insee, indicator, value) SELECT insee, 'population', population FROM communes;
INSERT INTO part (insee, indicator, value) SELECT insee, 'surface_km2', surface_km2 FROM communes;

-- For the analyses that follow: how long a metre of ground is on the plane, in each commune. Lambert-93 is conformal, so that
-- one factor serves all directions: the square root of the ratio of the two areas (about 1.0015 here; within one commune it
-- changes by less than 0.00005). A distance of d metres on the ground is d * k in the plane.
CREATE TEMP TABLE ground AS
SELECT insee, sqrt(ST_Area(geometry) / ST_Area(ST_Transform(geometry, 4171), 1)) AS k FROM communes;
CREATE UNIQUE INDEX temp.ground_insee ON ground (insee);
