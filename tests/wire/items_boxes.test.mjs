// Items in a box, against a scan of every feature that was written apart (items_scan.py: shapely and pyproj).
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { join } from 'node:path'
import { ask, folder, loadBest, serve } from './support.mjs'

const dir = folder()
const snapshot = join(dir, 'a.sqlite')
let server, base, collections

before(async () => {
  server = await serve(loadBest(snapshot))
  base = server.base
  collections = (await get('/ogc/collections')).json.collections
})
after(() => server.stop())

const get = async (path) => {
  const answer = await ask(base, path, { headers: { connection: 'close' } }) // the scan takes longer than a server waits
  assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 400)}`)
  return answer
}
const items = (id, query) => `/ogc/collections/${id}/items?${query}`
const layers = new Map() // whole ones, in the order of load
const whole = async (id) => {
  if (!layers.has(id)) layers.set(id, (await get(items(id, 'limit=10000&skipGeometry=true'))).json.features)
  return layers.get(id)
}

let seed = 20261122
const random = () => ((seed = (seed * 1103515245 + 12345) % 2147483648), seed / 2147483648)
const between = (low, high) => low + (high - low) * random()

/** Every layer as GDAL reads it from the snapshot: EPSG:2154, every digit, in the order of fid. */
function source(id) {
  const file = join(dir, `${id}.json`)
  const table = id.replaceAll('-', '_')
  const done = spawnSync('ogr2ogr', ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=17', file, snapshot, '-sql', `SELECT * FROM ${table} ORDER BY fid`, '-nln', id],
    { encoding: 'utf8' })
  assert.equal(done.status, 0, done.stderr)
  return file
}

test('5,000 boxes in five systems find what a scan of every feature finds', async () => {
  const files = collections.map(({ id }) => source(id))
  const scan = spawn('/usr/bin/python3', [new URL('items_scan.py', import.meta.url).pathname, ...files], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface({ input: scan.stdout })[Symbol.asyncIterator]()
  const extents = Object.fromEntries(collections.map((each) => [each.id, each.extent.spatial.bbox[0]]))
  // a round trip through the server's own answers, so that boxes lie where something is in each system
  const corners = {}
  for (const { id } of collections)
    for (const crs of ['EPSG:2154', 'EPSG:3857', 'EPSG:3950']) {
      const { features } = (await get(items(id, `limit=200&simplify=500&crs=${crs}`))).json
      const flat = features.flatMap((each) => each.geometry.coordinates.flat(3))
      const even = flat.filter((_, i) => i % 2 === 0), odd = flat.filter((_, i) => i % 2)
      corners[`${id} ${crs}`] = [Math.min(...even), Math.min(...odd), Math.max(...even), Math.max(...odd)]
    }
  const systems = ['CRS84', 'EPSG:4326', 'EPSG:2154', 'EPSG:3857', 'EPSG:3950']
  let found = 0, uncertain = 0, beyond = 0
  const batch = []
  const settle = async () => {
    for (const { id, why, answer } of batch.splice(0)) {
      const { json } = await answer
      const { must, may } = JSON.parse((await answers.next()).value)
      const place = new Map((await whole(id)).map((each, k) => [each.id, k]))
      const ours = json.features.map((each) => place.get(each.id))
      assert.equal(json.numberMatched, ours.length)
      assert.deepEqual(must.filter((k) => !ours.includes(k)), [], `missed: ${why}`)
      assert.deepEqual(ours.filter((k) => !may.includes(k)), [], `too much: ${why}`)
      found += ours.length
      uncertain += may.length - must.length
    }
  }
  for (let i = 0; i < 5000; i++) {
    const { id } = collections[i % collections.length]
    const crs = systems[Math.floor(random() * systems.length)]
    const isDegrees = crs === 'CRS84' || crs === 'EPSG:4326'
    const [west, south, east, north] = isDegrees ? extents[id] : corners[`${id} ${crs}`]
    const size = 10 ** between(-4, 0.3)
    const x = between(west - 0.05 * (east - west), east), y = between(south - 0.05 * (north - south), north)
    let box = [x, y, x + size * (east - west) * random(), y + size * (north - south) * random()]
    if (isDegrees) box = box.map((each, k) => Math.max(k % 2 ? -90 : -180, Math.min(k % 2 ? 90 : 180, each)))
    const isBeyond = isDegrees && random() < 0.1
    if (isBeyond) (box = [box[2], box[1], box[0], box[3]]), beyond++
    const boxes = isBeyond && box[0] > box[2] ? [[box[0], box[1], 180, box[3]], [-180, box[1], box[2], box[3]]] : [box]
    const [a, b, c, d] = crs === 'EPSG:4326' ? [box[1], box[0], box[3], box[2]] : box
    const three = random() < 0.2
    const asked = three ? [a, b, -5, c, d, 200] : [a, b, c, d]
    scan.stdin.write(JSON.stringify({ collection: id, crs: isDegrees ? 'CRS84' : crs, boxes }) + '\n')
    const path = items(id, `limit=10000&skipGeometry=true&bbox=${asked.join(',')}${crs === 'CRS84' ? '' : `&bbox-crs=${crs}`}`)
    batch.push({ id, why: `${id} ${crs} ${asked}`, answer: get(path) })
    if (batch.length === 50) await settle()
  }
  await settle()
  scan.stdin.end()
  assert.ok(found > 20000 && beyond > 50, `${found} found, ${beyond} over the antimeridian`)
  // where the two may differ is next to nowhere, or the test would say nothing
  assert.ok(uncertain < found / 100, `${uncertain} of ${found} are on a border`)
})
