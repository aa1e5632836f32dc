// Vector tiles by their addresses, read by a decoder that is not ours, against cuts of the whole layers made apart.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { VectorTile } from '@mapbox/vector-tile'
import Pbf from 'pbf'
import { ask, folder, loadBest, serve } from './support.mjs'

const UNITS = 4096, BUFFER = 64, HALF = 20037508.342789244
const dir = folder()
let server, collections, layers = {}
const get = (path, headers) => ask(server.base, path, { headers })

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  collections = (await get('/ogc/collections')).json.collections.map((each) => each.id)
  for (const id of collections) layers[id] = mercator((await get(`/data/${id}.geojson`)).json)
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }))

/** EPSG:3857 by its two formulas, apart from PROJ. */
function mercator(collection) {
  const project = ([lon, lat]) => [(lon / 180) * HALF, (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / Math.PI) * HALF]
  const walk = (list) => (typeof list[0] === 'number' ? project(list) : list.map(walk))
  return collection.features.map((feature, i) => ({ fid: i + 1, type: feature.geometry?.type, at: feature.geometry && walk(feature.geometry.coordinates), properties: feature.properties }))
}

/** Parts of a geometry on the tile's own plane, y down: points, lines or rings. */
function placed(feature, z, x, y) {
  const unit = (2 * HALF) / 2 ** z / UNITS
  const place = ([e, n]) => [(e + HALF) / unit - x * UNITS, (HALF - n) / unit - y * UNITS]
  const deep = (list, depth) => (depth === 0 ? place(list) : list.map((each) => deep(each, depth - 1)))
  const depth = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 }[feature.type]
  const at = deep(feature.at, depth)
  return depth === 0 ? [at] : depth === 3 ? at.flat() : at
}

/** Sutherland and Hodgman, one side after another. */
function clipRing(ring, low, high) {
  for (const [axis, limit, sign] of [[0, low, 1], [0, -high, -1], [1, low, 1], [1, -high, -1]]) {
    const inside = (p) => sign * p[axis] >= limit
    const out = []
    ring.forEach((p, i) => {
      const q = ring[(i + ring.length - 1) % ring.length]
      if (inside(p) !== inside(q)) {
        const t = (limit - sign * q[axis]) / (sign * p[axis] - sign * q[axis])
        out.push([q[0] + t * (p[0] - q[0]), q[1] + t * (p[1] - q[1])])
      }
      if (inside(p)) out.push(p)
    })
    ring = out
  }
  return ring
}
const ringArea = (ring) => ring.reduce((sum, p, i) => { const q = ring[(i + 1) % ring.length]; return sum + p[0] * q[1] - q[0] * p[1] }, 0) / 2
const ringLength = (ring) => ring.reduce((sum, p, i) => { const q = ring[(i + 1) % ring.length]; return sum + Math.hypot(p[0] - q[0], p[1] - q[1]) }, 0)
/** Shells and holes run opposite ways in the file, so the sum of signed areas is the area, whichever way they run. */
const areaOf = (rings) => Math.abs(rings.reduce((sum, ring) => sum + ringArea(ring), 0))
const boxOf = (points) => [Math.min(...points.map((p) => p[0])), Math.min(...points.map((p) => p[1])), Math.max(...points.map((p) => p[0])), Math.max(...points.map((p) => p[1]))]
const meets = (box, low, high) => box[0] <= high && box[2] >= low && box[1] <= high && box[3] >= low

const decode = (bytes) => new VectorTile(new Pbf(new Uint8Array(bytes))) // a copy: pbf 4 reads doubles from the start of a shared pool
const featuresOf = (layer) => (layer ? Array.from({ length: layer.length }, (_, i) => layer.feature(i)) : [])
const tileAt = (z, lon, lat) => {
  const x = Math.floor(((lon + 180) / 360) * 2 ** z)
  const y = Math.floor(((1 - Math.log(Math.tan((lat * Math.PI) / 180) + 1 / Math.cos((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z)
  return [z, x, y]
}
const path = ([z, x, y], root = '/ogc/tiles/WebMercatorQuad') => `${root}/${z}/${y}/${x}`
// Lens, Valenciennes, the bend of the border at Auchel, open country
const PLACES = [[2.832, 50.432], [3.523, 50.357], [2.47, 50.51], [3.05, 50.3]]
const TILES = [0, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16].flatMap((z) => {
  const tiles = PLACES.map(([lon, lat]) => tileAt(z, lon, lat))
  return tiles.filter((tile, i) => tiles.findIndex((other) => String(other) === String(tile)) === i)
})

test('each tile holds what a cut of the whole layers holds', async () => {
  let compared = 0
  for (const tile of TILES) {
    const [z, x, y] = tile
    const answer = await get(path(tile))
    assert.ok([200, 204].includes(answer.status), `${path(tile)}: ${answer.status}`)
    const decoded = answer.status === 204 ? { layers: {} } : decode(answer.body)
    // what a border may be off: 2^(16-z) metres of ground, a grid step's rounding
    const off = 2 ** (16 - z) / Math.cos((50.4 * Math.PI) / 180) / ((2 * HALF) / 2 ** z / UNITS) + 1
    for (const id of collections) {
      const found = new Map(featuresOf(decoded.layers[id]).map((each) => [each.id, each]))
      for (const feature of layers[id].filter((each) => each.at)) {
        const parts = placed(feature, z, x, y), what = `${id} ${feature.fid} in ${path(tile)}`
        const got = found.get(feature.fid)
        if (feature.type.endsWith('Point')) {
          const [px, py] = parts[0]
          if ([px, py].some((v) => Math.abs(v) < 1 || Math.abs(v - UNITS) < 1)) continue
          assert.equal(got !== undefined, px >= 0 && px < UNITS && py >= 0 && py < UNITS, what)
        } else if (feature.type.endsWith('Polygon')) {
          const cut = parts.map((ring) => clipRing(ring.slice(0, -1), -BUFFER, UNITS + BUFFER)).filter((ring) => ring.length > 2)
          const area = areaOf(cut), rim = cut.reduce((sum, ring) => sum + ringLength(ring), 0)
          const gotArea = got ? areaOf(got.loadGeometry().map((ring) => ring.slice(0, -1).map((p) => [p.x, p.y]))) : 0
          assert.ok(Math.abs(area - gotArea) <= off * off + 0.75 * off * rim, `${what}: ${gotArea} square units, the cut has ${area}`)
          if (got) assert.ok(meets(boxOf(parts.flat()), -BUFFER - 4 * off, UNITS + BUFFER + 4 * off), `${what}: it lies elsewhere`)
        } else if (got) {
          assert.ok(parts.some((line) => meets(boxOf(line), -BUFFER - 2, UNITS + BUFFER + 2)), `${what}: it lies elsewhere`)
        } else {
          const inside = parts.flat().filter((p) => p.every((v) => v > -BUFFER + 2 && v < UNITS + BUFFER - 2))
          const box = inside.length ? boxOf(inside) : [0, 0, 0, 0]
          assert.ok(Math.hypot(box[2] - box[0], box[3] - box[1]) <= 4 * off, `${what}: a line of it runs through the tile`)
        }
        if (got) {
          const said = Object.fromEntries(Object.entries(feature.properties).filter(([, value]) => value !== null)
            .map(([name, value]) => [name, Array.isArray(value) ? value.join(' ') : value])) // a tile has no lists
          assert.deepEqual(got.properties, said, what)
          compared++
        }
      }
    }
  }
  assert.ok(compared > 300, `${compared} features were compared`)
})

test('the name of an area is in one tile of a zoom, within the area', async () => {
  for (const z of [10, 12]) {
    const set = (await get('/ogc/tiles/WebMercatorQuad?f=json')).json.tileMatrixSetLimits.find((each) => each.tileMatrix === String(z))
    const seen = new Map()
    for (let y = set.minTileRow; y <= set.maxTileRow; y++)
      for (let x = set.minTileCol; x <= set.maxTileCol; x++) {
        const answer = await get(`/ogc/collections/communes/tiles/WebMercatorQuad/${z}/${y}/${x}`)
        if (answer.status === 204) continue
        for (const name of featuresOf(decode(answer.body).layers['communes-labels'])) {
          assert.ok(!seen.has(name.id), `zoom ${z}: ${name.properties.nom} stands in two tiles`)
          const [[{ x: px, y: py }]] = name.loadGeometry()
          assert.ok(px >= 0 && px < UNITS && py >= 0 && py < UNITS)
          seen.set(name.id, name)
        }
      }
    assert.equal(seen.size, layers.communes.length)
  }
})

test('prepared tiles travel as gzip, as they are, or coded anew, with the same bytes inside', async () => {
  const address = path(tileAt(9, ...PLACES[0]))
  const plain = await get(address), gzip = await get(address, { 'Accept-Encoding': 'gzip' }), br = await get(address, { 'Accept-Encoding': 'br' })
  assert.equal(plain.headers['content-type'], 'application/vnd.mapbox-vector-tile')
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(gzip.headers['content-encoding'], 'gzip')
  assert.deepEqual(gunzipSync(gzip.body), plain.body)
  assert.match(gzip.headers.vary, /Accept-Encoding/)
  assert.notEqual(gzip.headers.etag, plain.headers.etag)
  assert.equal(br.status, 200)
  assert.equal((await get(address, { 'If-None-Match': plain.headers.etag })).status, 304)
  const head = await ask(server.base, address, { method: 'HEAD' })
  assert.equal(Number(head.headers['content-length']), plain.body.length)
})

test('a tile of some collections holds their layers and no others', async () => {
  const address = path(tileAt(10, ...PLACES[0]))
  const some = decode((await get(`${address}?collections=estates,communes,estates`)).body)
  assert.deepEqual(Object.keys(some.layers), ['communes', 'communes-labels', 'estates', 'estates-labels'])
  const one = decode((await get(path(tileAt(10, ...PLACES[0]), '/ogc/collections/estates/tiles/WebMercatorQuad'))).body)
  assert.deepEqual(Object.keys(one.layers), ['estates', 'estates-labels'])
})

test('tiles of the Lambert-93 set hold the same features', async () => {
  const all = new Set()
  const limits = (await get('/ogc/tiles/Lambert93Quad')).json.tileMatrixSetLimits.find((each) => each.tileMatrix === '6')
  for (let y = limits.minTileRow; y <= limits.maxTileRow; y++)
    for (let x = limits.minTileCol; x <= limits.maxTileCol; x++) {
      const answer = await get(`/ogc/tiles/Lambert93Quad/6/${y}/${x}`)
      if (answer.status === 200) for (const each of featuresOf(decode(answer.body).layers.communes)) all.add(each.id)
    }
  assert.equal(all.size, layers.communes.length)
})

test('GDAL reads a tile', async () => {
  const [z, x, y] = tileAt(10, ...PLACES[0])
  writeFileSync(join(dir, 'tile.pbf'), (await get(path([z, x, y]))).body)
  const done = spawnSync('ogrinfo', ['-ro', '-so', '-al', '-oo', `X=${x}`, '-oo', `Y=${y}`, '-oo', `Z=${z}`, `MVT:${join(dir, 'tile.pbf')}`], { encoding: 'utf8' })
  const counts = Object.fromEntries([...done.stdout.matchAll(/^Layer name: (\S+)[\s\S]*?^Feature Count: (\d+)/gm)].map(([, name, count]) => [name, Number(count)]))
  const ours = decode((await get(path([z, x, y]))).body).layers
  assert.deepEqual(counts, Object.fromEntries(Object.entries(ours).map(([name, layer]) => [name, layer.length])), done.stderr)
})

test('nothing there is 204, outside the limits 404, no tile at all 400', async () => {
  const limits = (await get('/ogc/tiles/WebMercatorQuad')).json.tileMatrixSetLimits
  const z14 = limits.find((each) => each.tileMatrix === '14')
  assert.equal((await get(`/ogc/tiles/WebMercatorQuad/14/${z14.maxTileRow + 1}/${z14.minTileCol}`)).status, 404)
  const corners = [[z14.minTileRow, z14.minTileCol], [z14.maxTileRow, z14.minTileCol], [z14.minTileRow, z14.maxTileCol], [z14.maxTileRow, z14.maxTileCol]]
  const statuses = []
  for (const [row, column] of corners) statuses.push((await get(`/ogc/tiles/WebMercatorQuad/14/${row}/${column}`)).status)
  assert.ok(statuses.includes(204) && statuses.every((status) => [200, 204].includes(status)), statuses.join())
  for (const [address, status, word] of [
    ['/ogc/tiles/WebMercatorQuad/-1/0/0', 400, /zoom/], ['/ogc/tiles/WebMercatorQuad/a/0/0', 400, /zoom/], ['/ogc/tiles/WebMercatorQuad/1.5/0/0', 400, /zoom/],
    ['/ogc/tiles/WebMercatorQuad/5/%20/0', 400, /row/], ['/ogc/tiles/WebMercatorQuad/5/0/0x1', 400, /column/], ['/ogc/tiles/WebMercatorQuad/5/007/0', 400, /row/],
    ['/ogc/tiles/WebMercatorQuad/23/0/0', 404, /0 to 22/], ['/ogc/tiles/WebMercatorQuad/5/32/0', 404, /0 to 31/],
    ['/ogc/tiles/WebMercatorQuad/5/99999999999999999999/0', 404, /outside/], ['/ogc/tiles/WebMercatorQuad/99999999999999999999/0/0', 404, /outside/],
    ['/ogc/tiles/GoogleMaps/5/0/0', 404, /WebMercatorQuad and Lambert93Quad/], ['/ogc/collections/nothing/tiles/WebMercatorQuad/5/0/0', 404, /nothing/],
    [`${path(tileAt(9, ...PLACES[0]))}?filter=nothing%3D%27Lens%27`, 400, /filter.*nothing/], [`${path(tileAt(9, ...PLACES[0]))}?filter=nom%3D`, 400, /filter/], [`${path(tileAt(9, ...PLACES[0]))}?collections=communes,nothing`, 400, /nothing/],
    [`${path(tileAt(9, ...PLACES[0]))}?collections=`, 400, /collections/], [`${path(tileAt(9, ...PLACES[0]))}?collections=communes,`, 400, /collections/],
  ]) {
    const answer = await get(address)
    assert.equal(answer.status, status, `${address}: ${answer.text}`)
    assert.match(answer.json.detail, word, address)
  }
})

test('the sets, their grids and the TileJSON agree with each other', async () => {
  for (const id of ['WebMercatorQuad', 'Lambert93Quad']) {
    const set = (await get(`/ogc/tileMatrixSets/${id}`)).json
    assert.equal(set.tileMatrices.length, 23)
    set.tileMatrices.forEach((matrix, z) => {
      assert.equal(matrix.matrixWidth, 2 ** z)
      assert.ok(Math.abs(matrix.cellSize * 256 * 2 ** z / (set.tileMatrices[0].cellSize * 256) - 1) < 1e-12)
    })
    const tileset = (await get(`/ogc/tiles/${id}`)).json
    assert.equal(tileset.dataType, 'vector')
    assert.deepEqual(tileset.layers.map((layer) => layer.id), collections)
    for (const link of tileset.links.filter((each) => !each.templated)) assert.equal((await ask('', link.href)).status, 200, link.href)
  }
  assert.equal((await get('/ogc/tileMatrixSets/WebMercatorQuad')).json.tileMatrices[0].scaleDenominator.toFixed(4), '559082264.0287')
  const tilejson = (await get('/ogc/tiles/WebMercatorQuad?f=tilejson')).json
  assert.equal(tilejson.tilejson, '3.0.0')
  const [z, x, y] = tileAt(8, ...PLACES[0])
  const bytes = (await ask('', tilejson.tiles[0].replace('{z}', z).replace('{x}', x).replace('{y}', y))).body
  const known = new Map(tilejson.vector_layers.map((layer) => [layer.id, layer.fields]))
  for (const [name, layer] of Object.entries(decode(bytes).layers)) {
    assert.ok(known.has(name), name)
    const said = new Set(featuresOf(layer).flatMap((feature) => Object.keys(feature.properties)))
    for (const field of said) assert.ok(field in known.get(name), `${name}: ${field}`)
    // a name's point says less than its area
    if (name === 'communes-labels') assert.deepEqual(Object.keys(known.get(name)).filter((field) => !said.has(field)), [])
  }
})
