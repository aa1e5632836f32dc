// The coverage table against a computation made apart: plain SpatiaLite SQL on the raw files, cut by whole EPCI instead of
// by commune, so that a mistake of ours is not made twice.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { before, test } from 'node:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { csv, folder, hasShared, load, run, shared } from './support.mjs'

const skip = hasShared ? false : 'the real files are not beside the project'
const dir = folder()
const snapshot = join(dir, 'a.sqlite')
const raw = join(dir, 'raw.sqlite')

const sql = (statement) => {
  const done = spawnSync('spatialite', ['-silent', '-bail', raw], { input: `.headers on\n.mode csv\n${statement};\n`, encoding: 'utf8' })
  assert.equal(done.status, 0, done.stderr)
  return csv(done.stdout.replace(/\r?\n/g, '\r\n'))
}
const coverage = (...args) => {
  const done = run('coverage', '--snapshot', snapshot, '--format', 'csv', ...args)
  assert.equal(done.status, 0, done.stderr)
  return Object.fromEntries(csv(done.stdout).map((row) => [row.territoire, row]))
}
// Whole territories differ from the sum of their communes by slivers along borders (straight in one projection, bent in the
// other): up to 1e-5.
const near = (actual, expected, what, tolerance = 1e-6) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${what}: ${actual}, apart ${expected}`)

before(() => {
  if (skip) return
  load(snapshot, '--sources', shared)
  const layers = { communes: 'communes', cites_erbm: 'cites', eurovelo5_osm: 'ev5', gares: 'gares', cartofriches: 'friches', cavaliers: 'cavaliers',
    terrils_unesco: 'terrils', terrils_zone_tampon: 'terrils_zt', unesco_bien_inscrit: 'bien' }
  Object.entries(layers).forEach(([file, name], i) => {
    const update = i ? ['-update'] : ['-dsco', 'SPATIALITE=YES']
    const done = spawnSync('ogr2ogr', ['-q', '-f', 'SQLite', ...update, raw, join(shared, `${file}.geojson`), '-t_srs', 'EPSG:2154', '-nln', name, '-nlt', 'PROMOTE_TO_MULTI'], { encoding: 'utf8' })
    assert.equal(done.status, 0, done.stderr)
  })
  sql(`CREATE TABLE territory AS SELECT CASE WHEN erbm_8_epci THEN epci_siren ELSE 'hors' END AS id, ST_Union(geometry) AS g, count(*) AS n,
    sum(pmun_2023) AS p FROM communes WHERE mbm_250 GROUP BY 1`)
})

test('the totals are those of the programme', { skip }, () => {
  const rows = coverage()
  const epci = Object.keys(rows).filter((id) => /^\d{9}$/.test(id))
  assert.equal(epci.length, 8)
  assert.equal(epci.reduce((sum, id) => sum + Number(rows[id].communes), 0), 224)
  assert.equal(Number(rows.hors.communes), 26)
  assert.equal(Number(rows.total.communes), 250)
  assert.equal(Number(rows.total.population), 1184821)
  assert.equal(Number(rows.total.cites), 59)
  assert.equal(Number(coverage('--perimeter', 'epci').total.communes), 336)
})

for (const [perimeter, by] of [['bassin', 'epci'], ['bassin', 'commune'], ['epci', 'epci'], ['epci', 'commune']]) {
  test(`parts equal wholes to 1e-9: ${perimeter} by ${by}`, { skip }, () => {
    const rows = JSON.parse(run('coverage', '--snapshot', snapshot, '--format', 'json', '--perimeter', perimeter, '--by', by).stdout)
    const { indicateurs } = JSON.parse(run('coverage', '--snapshot', snapshot, '--format', 'definitions').stdout)
    const total = rows.find((row) => row.territoire === 'total')
    const parts = rows.filter((row) => row.territoire !== 'total' && (by === 'epci' || row.territoire !== 'hors'))
    let compared = 0
    for (const [id, value] of Object.entries(total)) {
      if (typeof value !== 'number' || indicateurs[id]?.nature === 'ratio') continue
      const sum = parts.reduce((all, row) => all + (row[id] ?? 0), 0)
      near(sum, value, id, 1e-9)
      compared++
    }
    assert.ok(compared >= 20, `${compared} indicators`)
  })
}

test('communes, inhabitants and surface', { skip }, () => {
  const rows = coverage()
  for (const { id, n, p, km2 } of sql('SELECT t.id, n, p, ST_Area(ST_Transform(g, 4326), 1) / 1e6 AS km2 FROM territory t')) {
    assert.equal(Number(rows[id].communes), Number(n), id)
    assert.equal(Number(rows[id].population), Number(p), id)
    near(Number(rows[id].surface_km2), Number(km2), `${id} km²`, 1e-5)
  }
})

test('estates: number by largest share, hectares by intersection', { skip }, () => {
  const rows = coverage()
  for (const { id, ha } of sql('SELECT t.id, coalesce(sum(ST_Area(ST_Transform(ST_Intersection(e.geometry, t.g), 4326), 1)), 0) / 1e4 AS ha FROM territory t LEFT JOIN cites e ON ST_Intersects(e.geometry, t.g) GROUP BY t.id')) {
    near(Number(rows[id].cites_ha), Number(ha), `${id} ha`, 1e-5)
  }
  const shares = sql(`SELECT e.id_lsm AS estate, CASE WHEN c.erbm_8_epci THEN c.epci_siren ELSE 'hors' END AS id, ST_Area(ST_Intersection(e.geometry, c.geometry)) AS a
    FROM cites e JOIN communes c ON ST_Intersects(e.geometry, c.geometry) WHERE c.mbm_250`)
  const best = new Map()
  for (const { estate, id, a } of shares) if (!best.has(estate) || Number(a) > best.get(estate).a) best.set(estate, { id, a: Number(a) })
  const counted = {}
  for (const { id } of best.values()) counted[id] = (counted[id] ?? 0) + 1
  for (const id of Object.keys(rows)) if (id !== 'total') assert.equal(Number(rows[id].cites), counted[id] ?? 0, id)
})

test('EuroVelo 5 and the former mine railways, cut at the borders of territories', { skip }, () => {
  const rows = coverage()
  for (const [layer, field] of [['ev5', 'itineraire_ev5_km'], ['cavaliers', 'cavaliers_km']]) {
    sql(`CREATE TABLE all_${layer} AS SELECT ST_Union(geometry) AS g FROM ${layer} WHERE geometry IS NOT NULL`)
    for (const { id, km } of sql(`SELECT t.id, coalesce(ST_Length(ST_Transform(ST_CollectionExtract(ST_Intersection(a.g, t.g), 2), 4326), 1), 0) / 1000 AS km FROM territory t, all_${layer} a`)) {
      near(Number(rows[id][field]), Number(km), `${id} ${field}`, 1e-5)
    }
  }
})

test('stations and brownfields lie where their files say', { skip }, () => {
  const rows = coverage()
  const where = `CASE WHEN c.erbm_8_epci THEN c.epci_siren ELSE 'hors' END`
  for (const { id, n } of sql(`SELECT ${where} AS id, count(*) AS n FROM gares g JOIN communes c ON c.insee = g.insee WHERE c.mbm_250 AND g.voyageurs = 'O' GROUP BY 1`)) {
    assert.equal(Number(rows[id].gares), Number(n), `${id} gares`)
  }
  for (const { id, n, v } of sql(`SELECT ${where} AS id, count(*) AS n, sum(nature <> 'MTE non vérifié') AS v FROM friches f JOIN communes c ON ST_Contains(c.geometry, f.geometry) WHERE c.mbm_250 GROUP BY 1`)) {
    assert.equal(Number(rows[id].friches), Number(n), `${id} friches`)
    assert.equal(Number(rows[id].friches_verifiees), Number(v), `${id} friches_verifiees`)
  }
})

test('share of the surface within 500 m of the cycle network', { skip }, () => {
  // 500 m on the ellipsoid are about 500.7 m in the Lambert-93 plane here, so the plane's share is a little smaller.
  const rows = coverage()
  for (const { id, pct } of sql(`SELECT t.id, 100.0 * coalesce(ST_Area(ST_Intersection(t.g, b.g)), 0) / ST_Area(t.g) AS pct FROM territory t, (SELECT ST_Buffer(ST_Collect(geometry), 500) AS g FROM ev5) b`)) {
    near(Number(rows[id].surface_cyclable_500_pct), Number(pct), id, 5e-3)
  }
})

test('177 brownfields within 1 km of the 55 passenger stations of the 8 EPCI, 28 of them verified', { skip }, () => {
  const features = readFileSync(join(shared, 'gares.geojson'))
  const stations = JSON.parse(features).features.map((each) => each.properties).filter((each) => each.voyageurs === 'O' && each.erbm_8_epci)
  assert.equal(stations.length, 55)
  const sites = new Map()
  for (const { code_uic } of stations) {
    const done = run('land', '--snapshot', snapshot, '--station', code_uic, '--distance', '500,800,1000', '--format', 'json')
    assert.equal(done.status, 0, done.stderr)
    const rows = JSON.parse(done.stdout)
    assert.deepEqual(rows.map((row) => [row.code_uic, row.distance_m]), [500, 800, 1000].map((d) => [code_uic, d]))
    for (const site of rows[2].friches_liste) sites.set(site.id, site)
  }
  assert.equal(sites.size, 177)
  assert.equal([...sites.values()].filter((site) => site.verifie).length, 28)
})
