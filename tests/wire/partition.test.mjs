// terril load on areas that are meant to be a partition: what the dirty files of the real world have is cleaned and told.
// The result is checked by SpatiaLite and GEOS, which know nothing of how it was made.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder, hasShared, home, shared, terril } from './support.mjs'

const place = folder('terril-partition-')
const hasSpatialite = spawnSync('spatialite', ['--version']).status === 0
const skip = hasSpatialite ? false : 'no spatialite'
const isSanitized = readFileSync(terril).includes('__asan_init') // maps terabytes, and is ten times slower

/** A home whose catalogue has the communes alone, from whatever file is put there. */
let homes = 0
function homeOf(write) {
  const base = join(place, `home-${++homes}`)
  for (const name of ['geodata/collections', 'geodata/facts', 'sources']) mkdirSync(join(base, name), { recursive: true })
  copyFileSync(join(home, 'geodata/schema.sql'), join(base, 'geodata/schema.sql'))
  const catalogue = JSON.parse(readFileSync(join(home, 'geodata/catalogue.json')))
  const source = catalogue.sources.find((one) => one.id === 'communes')
  assert.equal(source.partition, true)
  delete source.filter // any code will do
  const title = { fr: 'Communes', en: 'Communes' }
  const collection = { id: 'communes', title, description: title, geometry: 'MultiPolygon', key: 'insee', label: 'nom', source: 'communes',
    select: 'collections/communes.sql', required: true,
    fields: [{ name: 'insee', type: 'text', title }, { name: 'nom', type: 'text', title }] }
  writeFileSync(join(base, 'geodata/catalogue.json'), JSON.stringify({ extent: catalogue.extent, sources: [source], collections: [collection] }))
  writeFileSync(join(base, 'geodata/collections/communes.sql'), 'SELECT insee, nom, geometry FROM temp.raw_communes')
  write(join(base, 'sources', 'communes.geojson'))
  return base
}

function load(write) {
  const base = homeOf(write), snapshot = join(base, 'snapshot.sqlite'), start = performance.now()
  const env = { ...process.env, TERRIL_HOME: base }
  delete env.TERRIL_SOURCES
  const args = ['load', '-o', snapshot, '--sources', join(base, 'sources')]
  const [program, words] = isSanitized ? [terril, args] : ['sh', ['-c', 'ulimit -v 3000000 && exec "$@"', 'sh', terril, ...args]]
  const done = spawnSync(program, words, { encoding: 'utf8', env, maxBuffer: 1 << 28 })
  return { status: done.status ?? done.signal, said: done.stderr, snapshot, seconds: (performance.now() - start) / 1000 }
}

/** One answer of SpatiaLite as text; a question may be several statements, the last of which answers. */
function sql(snapshot, question) {
  const done = spawnSync('spatialite', ['-silent', '-bail', snapshot, question], { encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout.trim()
}
const number = (snapshot, question) => Number(sql(snapshot, question))

/** No two communes share ground, together they are their union, and nothing thin is left open between them. */
function assertPartition(snapshot) {
  const pair = number(snapshot, `SELECT coalesce(max(ST_Area(ST_Intersection(a.geometry, b.geometry))), 0)
    FROM communes AS a JOIN communes AS b ON a.fid < b.fid AND MbrIntersects(a.geometry, b.geometry)`)
  assert.ok(pair < 1e-6, `two communes share ${pair} m²`)
  const [sum, union] = sql(snapshot, 'SELECT sum(ST_Area(geometry)), ST_Area(ST_Union(geometry)) FROM communes').split('|').map(Number)
  assert.ok(Math.abs(sum - union) <= 1e-6 * union, `${sum} m² are ${union} m² together`)
  const thin = number(snapshot, `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 2000),
      whole AS MATERIALIZED (SELECT CastToMulti(ST_Union(geometry)) AS geometry FROM communes),
      part AS MATERIALIZED (SELECT ST_GeometryN(geometry, n) AS geometry FROM whole, number WHERE n <= ST_NumGeometries(geometry)),
      hole AS (SELECT BuildArea(ST_InteriorRingN(geometry, n)) AS geometry FROM part, number WHERE n <= ST_NumInteriorRing(geometry))
    SELECT count(*) FROM hole WHERE ST_Area(geometry) <= 10000 AND ST_Area(geometry) * 2 / ST_Perimeter(geometry) <= 10`)
  assert.equal(thin, 0, `${thin} slivers are left`)
  assert.equal(number(snapshot, 'SELECT min(ST_IsValid(geometry)) FROM communes'), 1)
}

const commune = (insee, rings) => ({ type: 'Feature', properties: { insee, nom: `Commune ${insee}` }, geometry: { type: 'Polygon', coordinates: rings } })
const write = (path, features) => writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }))
const close = (ring) => [...ring, ring[0]]

/** Two rows of three communes, each border drawn twice and a few metres apart: no two neighbours agree. */
function drawn() {
  let seed = 1
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
  const shake = () => (random() - 0.5) * 6e-5 // degrees: 4 m
  const line = ([x0, y0], [x1, y1]) => Array.from({ length: 20 }, (_, i) => [x0 + ((x1 - x0) * i) / 20 + (i ? shake() : 0), y0 + ((y1 - y0) * i) / 20 + (i ? shake() : 0)])
  const features = []
  for (let row = 0; row < 2; row++)
    for (let column = 0; column < 3; column++) {
      const [w, s, e, n] = [2.8 + column * 0.03, 50.4 + row * 0.02, 2.83 + column * 0.03, 50.42 + row * 0.02]
      const ring = [...line([w, s], [e, s]), ...line([e, s], [e, n]), ...line([e, n], [w, n]), ...line([w, n], [w, s])]
      features.push(commune(`6200${row * 3 + column + 1}`, [close(ring)]))
    }
  return features
}

test('communes that were drawn apart become a partition, and the report names each', { skip }, () => {
  const done = load((path) => write(path, drawn()))
  assert.equal(done.status, 0, done.said)
  assert.match(done.said, /note: meant to be a partition: \d+ gaps closed \([\d.]+ m²\), \d+ overlaps settled \([\d.]+ m²\), 0 gaps left/)
  assert.match(done.said, /repaired: 6200\d: \d+ gaps? between it and 6200\d, [\d.]+ m² in all, closed/)
  assertPartition(done.snapshot)
  assert.equal(sql(done.snapshot, "SELECT count(DISTINCT feature) FROM report WHERE severity = 'repaired'"), '6')
})

test("the 330 communes of the Mission Bassin Minier, generalised one by one, become a partition", { skip: skip || (hasShared ? false : 'the real files are not here') }, () => {
  const done = load((path) => copyFileSync(join(shared, 'mbm_communes_330.geojson'), path))
  assert.equal(done.status, 0, done.said)
  assert.match(done.said, /communes: 330 read, 321 repaired, 0 refused/)
  assert.match(done.said, /1022 gaps closed \(376\d+ m²\), 1268 overlaps settled \(368\d+ m²\), 0 gaps left \(0 m²\), 0 overlaps left/)
  assert.match(done.said, /repaired: \d+ more, see the table report/)
  assertPartition(done.snapshot)
})

test('communes that are a partition come out as they are, without a word', { skip: skip || (hasShared ? false : 'the real files are not here') }, () => {
  const done = load((path) => copyFileSync(join(shared, 'communes.geojson'), path))
  assert.equal(done.status, 0, done.said)
  assert.match(done.said, /communes: 547 read, 0 repaired, 0 refused.*\nterril: .*published\n$/)
  assert.equal(sql(done.snapshot, 'SELECT count(*) FROM report'), '0')
})

test('what is no sliver stays as it is, with a warning', { skip }, () => {
  const box = (w, s, e, n) => [close([[w, s], [e, s], [e, n], [w, n]])]
  const done = load((path) => write(path, [commune('62001', box(2.8, 50.4, 2.83, 50.42)), commune('62002', box(2.82, 50.4, 2.85, 50.42))]))
  assert.equal(done.status, 0, done.said)
  assert.match(done.said, /warning: 62001: 1 overlap with 62002, \d+ m² in all, left to both/)
  const shared = number(done.snapshot, 'SELECT ST_Area(ST_Intersection(a.geometry, b.geometry)) FROM communes AS a JOIN communes AS b ON a.fid < b.fid')
  assert.ok(shared > 1e6)
})

test('a commune whose border crosses itself is repaired with a line, and its neighbour meets it', { skip }, () => {
  const tie = [close([[2.8, 50.4], [2.82, 50.42], [2.82, 50.4], [2.8, 50.42]])] // two lobes
  const beside = [close([[2.82, 50.4], [2.84, 50.4], [2.84, 50.42], [2.82, 50.42]])]
  const done = load((path) => write(path, [commune('62001', tie), commune('62002', beside)]))
  assert.equal(done.status, 0, done.said)
  assert.match(done.said, /repaired: 62001: .*Self-intersection/i)
  assert.equal(sql(done.snapshot, "SELECT ST_NumGeometries(geometry) FROM communes WHERE insee = '62001'"), '2')
  assertPartition(done.snapshot)
})

test('a commune of a million vertices that crosses itself is repaired in bounded time and memory', { skip }, () => {
  const count = isSanitized ? 2e5 : 1e6, turn = (4 * Math.PI) / count
  const at = (angle, radius) => `[${(2.9 + radius * Math.cos(angle) * 1.57).toFixed(9)},${(50.4 + radius * Math.sin(angle)).toFixed(9)}]`
  const saw = (radius) => Array.from({ length: count / 2 }, (_, i) => at(i * turn, radius * (1 + 1e-3 * (i % 2))))
  const done = load((path) => {
    const inner = saw(0.05), outer = saw(0.1)
    outer[10] = at(14 * turn, 0.1 * (1 + 0.5e-3)) // through the teeth in between
    for (const ring of [inner, outer]) ring.push(ring[0])
    const text = (insee, rings) => `{"type":"Feature","properties":{"insee":"${insee}","nom":"${insee}"},"geometry":{"type":"Polygon","coordinates":[${rings.map((one) => `[${one.join(',')}]`).join(',')}]}}`
    writeFileSync(path, `{"type":"FeatureCollection","features":[${text('62001', [inner])},${text('62002', [outer, inner])}]}`)
  })
  assert.equal(done.status, 0, done.said)
  assert.match(done.said, /repaired: 62002: .*Self-intersection/i)
  assert.ok(number(done.snapshot, 'SELECT max(ST_NPoints(geometry)) FROM communes') >= count)
  assert.equal(number(done.snapshot, 'SELECT min(ST_IsValid(geometry)) FROM communes'), 1)
  assert.ok(done.seconds < 300, `${done.seconds} s`)
})
