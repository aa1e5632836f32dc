SELECT id, qualite_vue, vue_sur, geometry
FROM temp.raw_parvis_agricoles
