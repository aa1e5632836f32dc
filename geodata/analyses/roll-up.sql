-- Figures of territories, from the parts of their communes. Runs last.
--
-- Perimeter "bassin": the 250 communes of the mining basin. Perimeter "epci": all communes of the 8 EPCI.
-- Levels: commune; epci (the 8, by SIREN, with those of their communes that lie in the perimeter); hors (communes of the
-- perimeter outside the 8 EPCI; none in "epci", so 0); total. The 8 EPCI and hors make up the total.
--
-- A stock is the sum of its communes; unknown as soon as one of them is unknown. A commune without a row counts 0 when the
-- analysis found a value anywhere, else it is unknown. A ratio is factor * numerator / denominator of the same territory,
-- never a mean of ratios; unknown where the denominator is 0.

CREATE TEMP TABLE stock AS
SELECT i.id, EXISTS (SELECT 1 FROM part AS p WHERE p.indicator = i.id AND p.value IS NOT NULL) AS is_known
FROM indicator AS i WHERE i.kind = 'stock';

-- Communes.
INSERT INTO figure (perimeter, level, territory, indicator, value)
SELECT m.column1, 'commune', c.insee, s.id, CASE WHEN p.insee IS NOT NULL THEN p.value WHEN s.is_known THEN 0 END
FROM (VALUES ('bassin'), ('epci')) AS m
CROSS JOIN communes AS c
CROSS JOIN stock AS s
LEFT JOIN part AS p ON p.insee = c.insee AND p.indicator = s.id
WHERE CASE m.column1 WHEN 'bassin' THEN c.bassin ELSE c.epci_erbm END
ORDER BY m.column1, c.insee, s.id;

-- The 8 EPCI and what lies outside of them; a territory without any commune has its 0 too.
CREATE TEMP TABLE district AS
SELECT DISTINCT m.column1 AS perimeter, 'epci' AS level, c.epci_siren AS territory
FROM communes AS c, (VALUES ('bassin'), ('epci')) AS m WHERE c.epci_erbm
UNION ALL
SELECT column1, 'hors', 'hors' FROM (VALUES ('bassin'), ('epci'));

CREATE TEMP TABLE district_sum AS
SELECT f.perimeter, CASE WHEN c.epci_erbm THEN c.epci_siren ELSE 'hors' END AS territory, f.indicator,
       count(f.value) = count(*) AS is_known, total(f.value) AS value
FROM figure AS f JOIN communes AS c ON c.insee = f.territory
WHERE f.level = 'commune'
GROUP BY 1, 2, 3;

INSERT INTO figure (perimeter, level, territory, indicator, value)
SELECT d.perimeter, d.level, d.territory, s.id,
       CASE WHEN t.is_known THEN t.value WHEN t.is_known IS NULL AND s.is_known THEN 0 END
FROM district AS d
CROSS JOIN stock AS s
LEFT JOIN district_sum AS t ON t.perimeter = d.perimeter AND t.territory = d.territory AND t.indicator = s.id;

INSERT INTO figure (perimeter, level, territory, indicator, value)
SELECT perimeter, 'total', 'total', indicator, CASE WHEN count(value) = count(*) THEN total(value) END
FROM figure WHERE level IN ('epci', 'hors') GROUP BY perimeter, indicator;

-- Ratios, of every territory there is.
CREATE TEMP TABLE territory AS SELECT DISTINCT perimeter, level, territory FROM figure;
INSERT INTO figure (perimeter, level, territory, indicator, value)
SELECT t.perimeter, t.level, t.territory, i.id, i.factor * n.value / nullif(d.value, 0)
FROM territory AS t
CROSS JOIN indicator AS i
CROSS JOIN figure AS n
  ON n.perimeter = t.perimeter AND n.level = t.level AND n.territory = t.territory AND n.indicator = i.numerator
CROSS JOIN figure AS d
  ON d.perimeter = t.perimeter AND d.level = t.level AND d.territory = t.territory AND d.indicator = i.denominator
WHERE i.kind = 'ratio';

DROP TABLE territory;
DROP TABLE district_sum;
DROP TABLE district;
DROP TABLE stock;
DROP TABLE IF EXISTS temp.observed_station;
DROP TABLE IF EXISTS temp.estate_part;
DROP TABLE IF EXISTS temp.ground;
