// No gap and no overlap at any scale: every prepared tolerance and every tile, joined and measured by GEOS.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { VectorTile } from '@mapbox/vector-tile'
import Pbf from 'pbf'
import { ask, folder, loadBest, serve } from './support.mjs'

const dir = folder()
const snapshot = join(dir, 'a.sqlite')
const examined = join(dir, 'examined.sqlite') // the spatialite program writes to what it opens
before(() => copyFileSync(loadBest(snapshot), examined))

function sql(script, file = examined) {
  const done = spawnSync('spatialite', ['-silent', '-bail', file], { input: `.headers off\n.mode list\n${script}`, encoding: 'utf8', maxBuffer: 1 << 29 })
  assert.equal(done.status, 0, done.stderr.slice(0, 2000))
  return done.stdout.trim().split('\n').filter(Boolean).map((line) => line.split('|'))
}
const AREAS = ['communes', 'neighbour_communes']
const outline = (table, level) => `SELECT coalesce((SELECT GeomFromWKB(o.geometry, 2154) FROM outline o, collection c WHERE c.table_name = '${table}'
  AND o.id > (c.position << 32 | t.fid) << 4 AND o.id <= ((c.position << 32 | t.fid) << 4) + ${level} ORDER BY o.id DESC LIMIT 1), t.geometry) AS g FROM ${table} t`

test('communes share their borders at every prepared tolerance', () => {
  const tables = AREAS.filter((table) => sql(`SELECT 1 FROM sqlite_master WHERE name = '${table}';`).length)
  const [[whole, parts]] = sql(`SELECT ST_Area(g), ST_NumGeometries(g) FROM (SELECT CastToMulti(ST_Union(geometry)) AS g FROM (${tables.map((t) => `SELECT geometry FROM ${t}`).join(' UNION ALL ')}));`)
  for (let level = 1; level <= 12; level++) {
    const [[invalid, count, sum, union]] = sql(`SELECT sum(NOT ST_IsValid(g)), count(*), sum(ST_Area(g)), ST_Area(ST_Union(g)) FROM (${tables.map((t) => outline(t, level)).join(' UNION ALL ')});`)
    assert.equal(Number(invalid), 0, `level ${level}: invalid polygons`)
    assert.ok(Number(count) > 0)
    assert.ok(Math.abs(sum - union) <= 1e-9 * union, `level ${level}: areas sum to ${sum}, their union has ${union}`)
    const [[holes]] = sql(`SELECT count(*) FROM (SELECT CastToMulti(ST_Union(g)) AS u FROM (${tables.map((t) => outline(t, level)).join(' UNION ALL ')})) WHERE ST_NPoints(u) > 0
      AND ST_Area(ST_BuildArea(ST_ExteriorRing(ST_GeometryN(u, 1)))) > ST_Area(ST_GeometryN(u, 1)) + 1e-6;`)
    assert.ok(Number(holes) === 0 || Number(parts) > 1 || whole < union, `level ${level}: a gap`)
  }
})

test('EPCI and basin run along communes at every prepared tolerance', () => {
  for (const level of [3, 6, 9, 11]) {
    const [[sum, epci]] = sql(`SELECT (SELECT sum(ST_Area(g)) FROM (${outline('communes', level)} WHERE t.epci_erbm = 1)), (SELECT sum(ST_Area(g)) FROM (${outline('epci', level)}));`)
    assert.ok(Math.abs(sum - epci) <= 1e-9 * epci, `level ${level}: communes of the EPCI have ${sum}, the EPCI ${epci}`)
  }
})

/** Every tile's communes, as WKT on the tile's grid. */
function communesOfTiles(choose) {
  const tiles = []
  for (const [id, hex] of sql(`SELECT id, hex(gzip) FROM tile ORDER BY id;`)) {
    if (!choose(Number(id))) continue
    const { layers } = new VectorTile(new Pbf(new Uint8Array(gunzipSync(Buffer.from(hex, 'hex')))))
    const polygons = []
    for (const name of ['communes', 'neighbour-communes'])
      for (let i = 0; layers[name] && i < layers[name].length; i++) {
        const geometry = layers[name].feature(i).toGeoJSON(0, 0, 0).geometry // read only for its grouping of rings
        const rings = layers[name].feature(i).loadGeometry().map((ring) => `(${ring.map((p) => `${p.x} ${p.y}`).join(',')})`)
        const groups = geometry.type === 'Polygon' ? [geometry.coordinates.length] : geometry.coordinates.map((polygon) => polygon.length)
        let at = 0
        polygons.push(`MULTIPOLYGON(${groups.map((n) => `(${rings.slice(at, (at += n)).join(',')})`).join(',')})`)
      }
    if (polygons.length) tiles.push({ id, polygons })
  }
  return tiles
}

test('communes leave no gap and no overlap in any tile', () => {
  // zooms 0 to 10 whole, every seventh tile beyond
  const tiles = communesOfTiles((id) => id < (4 ** 11 - 1) / 3 || id % 7 === 0)
  assert.ok(tiles.length > 20, `${tiles.length} tiles`)
  const rows = tiles.flatMap(({ id, polygons }) => polygons.map((wkt) => `(${id},'${wkt}')`))
  const inserts = []
  for (let i = 0; i < rows.length; i += 400) inserts.push(`INSERT INTO t VALUES ${rows.slice(i, i + 400).join(',')};`)
  const bad = sql(`CREATE TEMP TABLE t (id INTEGER, wkt TEXT);\n${inserts.join('\n')}
    SELECT id, count(*), sum(NOT ST_IsValid(g)), sum(ST_Area(g)), ST_Area(ST_Union(g)) FROM (SELECT id, GeomFromText(wkt) AS g FROM t) GROUP BY id
    HAVING sum(NOT ST_IsValid(g)) > 0 OR abs(sum(ST_Area(g)) - ST_Area(ST_Union(g))) > 1e-6;`, ':memory:')
  assert.deepEqual(bad, [], `of ${tiles.length} tiles`)
})

test('every commune is there wherever it is at least a quarter of a pixel', () => {
  const [[count]] = sql('SELECT count(*) FROM communes;')
  for (let z = 0; z <= 14; z++) {
    // a pixel of a tile shown 512 wide is 8 grid units; Mercator's metres are longer by 1 / cos(latitude)
    const unit = (40075016.68557849 / 2 ** z / 4096) * Math.cos((50.4 * Math.PI) / 180)
    const wanted = sql(`SELECT fid FROM communes WHERE ST_Area(geometry) >= ${(2 * unit) ** 2 * 4};`).map(([fid]) => Number(fid))
    const seen = new Set()
    for (const [hex] of sql(`SELECT hex(gzip) FROM tile WHERE id >= ${(4 ** z - 1) / 3} AND id < ${(4 ** (z + 1) - 1) / 3};`)) {
      const layer = new VectorTile(new Pbf(new Uint8Array(gunzipSync(Buffer.from(hex, 'hex'))))).layers.communes
      for (let i = 0; layer && i < layer.length; i++) seen.add(layer.feature(i).id)
    }
    assert.deepEqual(wanted.filter((fid) => !seen.has(fid)), [], `zoom ${z} lacks communes`)
    if (z >= 6) assert.equal(seen.size, Number(count), `zoom ${z}`)
  }
})

test('items with simplified outlines are the prepared ones, and what is no number of metres is refused', async () => {
  const server = await serve(snapshot)
  const points = (json) => JSON.stringify(json.features.map((feature) => feature.geometry.coordinates)).split(',').length
  try {
    const counts = []
    for (const metres of ['0', '1.5', '10', '100', '1000', '5000', '100000']) {
      const { status, json } = await ask(server.base, `/ogc/collections/communes/items?limit=1000&simplify=${metres}`)
      assert.equal(status, 200)
      const whole = (await ask(server.base, '/ogc/collections/communes/items?limit=1000')).json
      assert.deepEqual(json.features.map(({ id, properties }) => ({ id, properties })), whole.features.map(({ id, properties }) => ({ id, properties })))
      if (metres === '0' || metres === '1.5') assert.deepEqual(json.features, whole.features)
      counts.push(points(json))
    }
    assert.deepEqual(counts, [...counts].sort((a, b) => b - a), 'more metres, fewer points')
    assert.ok(counts.at(-1) < counts[0])
    const page = (await ask(server.base, '/ogc/collections/communes/items?limit=2&simplify=100')).json
    assert.match(page.links.find((link) => link.rel === 'next').href, /simplify=100/)
    for (const bad of ['-1', 'abc', '', '1e3', 'NaN', '100001', '1,2', '0x10'])
      assert.equal((await ask(server.base, `/ogc/collections/communes/items?simplify=${bad}`)).status, 400, bad)
  } finally {
    await server.stop()
  }
})
