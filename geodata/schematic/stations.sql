-- The fact table has the stations where they are.
SELECT code_uic, nom, voyageurs, fret, lignes, insee, epci_siren, ST_Transform(MakePoint(lon, lat, 4171), 2154) AS geometry
FROM temp.fact_stations
