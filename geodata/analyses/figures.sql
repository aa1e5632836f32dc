-- Published figures: rows of the tables of facts that a data manager keeps, judged one by one. What a spreadsheet writes is
-- taken; a row that cannot be meant is refused with a sentence, and the rest counts.
--
-- Of one estate: dwellings (logements), renovated dwellings (logements_renoves), dwellings to renovate (logements_a_renover),
-- the year of the wave (vague); whole numbers, not negative. A date is YYYY, YYYY-MM or YYYY-MM-DD; DD/MM/YYYY, as spreadsheets
-- in France write it, is brought to that. Without a date a figure is kept and counts nowhere. Two values for one
-- estate, figure and date contradict each other: neither is taken.

-- 1. Every date given, as ISO 8601; NULL where it is none.
CREATE TEMP TABLE figure_date AS
WITH given AS (
    SELECT date AS given FROM temp.fact_estate_figures WHERE date IS NOT NULL
    UNION SELECT date FROM temp.fact_programme_figures WHERE date IS NOT NULL
),
whole AS (
    SELECT given,
           CASE WHEN trim(given) GLOB '[0-3][0-9]/[01][0-9]/[12][0-9][0-9][0-9]'
                THEN substr(trim(given), 7) || '-' || substr(trim(given), 4, 2) || '-' || substr(trim(given), 1, 2)
                ELSE trim(given) END AS iso
    FROM given
)
SELECT given,
       CASE WHEN substr(iso, 1, 4) NOT BETWEEN '1900' AND '2100' THEN NULL
            WHEN iso GLOB '[12][0-9][0-9][0-9]' THEN iso
            WHEN iso GLOB '[12][0-9][0-9][0-9]-[01][0-9]' AND date(iso || '-01') IS NOT NULL THEN iso
            WHEN iso GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(iso, '+0 days') = iso THEN iso END AS iso
FROM whole;

-- 2. Figures of estates.
CREATE TEMP TABLE figure_row AS
WITH row AS (
    SELECT f.fid, trim(f.id_lsm) AS id_lsm, lower(trim(f.indicateur)) AS indicator, f.valeur, f.unite, f.certitude, f.source,
           f.date AS given, d.iso,
           CASE WHEN f.valeur = CAST(f.valeur AS INTEGER) THEN CAST(f.valeur AS INTEGER) ELSE f.valeur END AS number
    FROM temp.fact_estate_figures AS f LEFT JOIN figure_date AS d ON d.given = f.date
)
SELECT r.*,
       CASE WHEN id_lsm IS NULL THEN 'it has no id_lsm'
            WHEN indicator IS NULL THEN 'it has no indicateur'
            WHEN indicator NOT IN ('logements', 'logements_renoves', 'logements_a_renover', 'vague')
                THEN 'there is no figure "' || indicator || '" of an estate; there are logements, logements_renoves, '
                     || 'logements_a_renover and vague'
            WHEN NOT EXISTS (SELECT 1 FROM estates AS e WHERE e.id_lsm = r.id_lsm)
             AND NOT EXISTS (SELECT 1 FROM temp.fact_estates AS e WHERE e.id_lsm = r.id_lsm)
                THEN indicator || ': no estate has this id_lsm'
            WHEN valeur IS NULL THEN indicator || ': it has no value, or one that is no number'
            WHEN valeur < 0 THEN indicator || ': its value ' || number || ' is negative'
            WHEN valeur <> CAST(valeur AS INTEGER) THEN indicator || ': its value ' || number || ' is no whole number'
            WHEN given IS NOT NULL AND iso IS NULL
                THEN indicator || ': the date "' || given || '" does not read; it may be 2025-06-30, 30/06/2025, 2025-06 or 2025'
            WHEN unite IS NULL THEN indicator || ': it has no unite'
            WHEN certitude IS NULL THEN indicator || ': it has no certitude (publié or déduit)'
            WHEN source IS NULL THEN indicator || ': it has no source' END AS reason
FROM row AS r
ORDER BY r.fid;
CREATE TEMP TABLE figure_clash AS
SELECT id_lsm, indicator, iso, group_concat(number, ', ') AS numbers
FROM (SELECT DISTINCT id_lsm, indicator, iso, number FROM figure_row WHERE reason IS NULL ORDER BY number)
GROUP BY id_lsm, indicator, iso HAVING count(*) > 1;
UPDATE figure_row AS r
SET reason = r.indicator || ': it has several values ' || coalesce('of ' || r.iso, 'without a date') || ' (' || c.numbers
             || '); none is taken'
FROM figure_clash AS c
WHERE r.reason IS NULL AND c.id_lsm = r.id_lsm AND c.indicator = r.indicator AND c.iso IS r.iso;

INSERT INTO estate_figure
SELECT id_lsm, indicator, valeur, unite, iso, certitude, source FROM figure_row WHERE reason IS NULL ORDER BY fid;

INSERT INTO temp.verdict
SELECT 'fact_estate_figures', 'refused', coalesce(id_lsm, 'feature ' || fid), reason
FROM figure_row WHERE reason IS NOT NULL ORDER BY fid;
INSERT INTO temp.verdict
SELECT 'fact_estate_figures', 'repaired', id_lsm, indicator || ': the date ' || given || ' is read as ' || iso
FROM figure_row WHERE reason IS NULL AND iso <> given ORDER BY fid;
INSERT INTO temp.verdict
SELECT 'fact_estate_figures', 'note', id_lsm, indicator || ': without a date it counts in no total'
FROM figure_row WHERE reason IS NULL AND given IS NULL AND indicator IN ('logements', 'logements_renoves') ORDER BY fid;

-- 3. Figures of the whole programme.
CREATE TEMP TABLE programme_row AS
SELECT p.*, d.iso,
       CASE WHEN p.indicateur IS NULL THEN 'it has no indicateur'
            WHEN p.valeur IS NULL THEN 'it has no value, or one that is no number'
            WHEN p.date IS NULL THEN 'it has no date'
            WHEN d.iso IS NULL
                THEN 'the date "' || p.date || '" does not read; it may be 2025-06-30, 30/06/2025, 2025-06 or 2025'
            WHEN p.definition IS NULL THEN 'it has no definition'
            WHEN p.unite IS NULL THEN 'it has no unite'
            WHEN p.portee IS NULL THEN 'it has no portee'
            WHEN p.source IS NULL THEN 'it has no source' END AS reason
FROM temp.fact_programme_figures AS p LEFT JOIN figure_date AS d ON d.given = p.date
ORDER BY p.fid;

INSERT INTO programme_figure
SELECT iso, indicateur, definition, valeur, unite, portee, source FROM programme_row WHERE reason IS NULL ORDER BY fid;

INSERT INTO temp.verdict
SELECT 'fact_programme_figures', 'refused', coalesce(indicateur, 'feature ' || fid), reason
FROM programme_row WHERE reason IS NOT NULL ORDER BY fid;
INSERT INTO temp.verdict
SELECT 'fact_programme_figures', 'repaired', indicateur, 'the date ' || date || ' is read as ' || iso
FROM programme_row WHERE reason IS NULL AND iso <> date ORDER BY fid;

DROP TABLE programme_row;
DROP TABLE figure_clash;
DROP TABLE figure_row;
DROP TABLE figure_date;
