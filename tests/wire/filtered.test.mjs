// A filter on tiles and maps chooses the features that the same filter on items does.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { VectorTile } from '@mapbox/vector-tile'
import Pbf from 'pbf'
import { ask, folder, loadBest, serve } from './support.mjs'

const dir = folder()
let server
const get = (path) => ask(server.base, path)
const query = (filter, more = {}) => new URLSearchParams({ ...more, filter }).toString()

before(async () => { server = await serve(loadBest(join(dir, 'a.sqlite'))) })
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }))

/** Keys of the features of a tile's layer. */
const keys = (answer, layer, key) => {
  const found = new VectorTile(new Pbf(answer.body)).layers[layer]
  return Array.from({ length: found?.length ?? 0 }, (_, i) => found.feature(i).properties[key]).sort()
}
const chosen = async (collection, filter, key) =>
  (await get(`/ogc/collections/${collection}/items?${query(filter, { limit: 1000, skipGeometry: true })}`)).json.features.map((each) => each.properties[key]).sort()

/** The tile of a set that holds all of the territory. */
const WHOLE = { WebMercatorQuad: '6/21/32', Lambert93Quad: '1' }
const wholeTile = async (set) => {
  if (set === 'WebMercatorQuad') return WHOLE[set]
  const { tileMatrixSetLimits } = (await get(`/ogc/tiles/${set}?f=json`)).json
  const one = tileMatrixSetLimits.filter((each) => each.minTileRow === each.maxTileRow && each.minTileCol === each.maxTileCol).at(-1)
  return `${one.tileMatrix}/${one.minTileRow}/${one.minTileCol}`
}

for (const set of ['WebMercatorQuad', 'Lambert93Quad']) {
  for (const filter of ["unesco = 'inscrit'", 'surface_ha > 20', "unesco = 'inscrit' AND NOT (surface_ha > 20)"]) {
    test(`a tile of ${set} holds what ${filter} chooses`, async () => {
      const wanted = await chosen('estates', filter, 'id_lsm'), tile = await wholeTile(set)
      const all = keys(await get(`/ogc/collections/estates/tiles/${set}/${tile}`), 'estates', 'id_lsm')
      const some = await get(`/ogc/collections/estates/tiles/${set}/${tile}?${query(filter)}`)
      assert.equal(some.status, 200)
      assert.deepEqual(keys(some, 'estates', 'id_lsm'), wanted.filter((id) => all.includes(id)))
      assert.ok(wanted.length > 0 && wanted.length < all.length)
    })
  }
}

test('in a tile of several collections the filter is asked of those that have its properties', async () => {
  const filter = "unesco = 'inscrit'", tile = WHOLE.WebMercatorQuad
  const whole = await get(`/ogc/tiles/WebMercatorQuad/${tile}?collections=communes,estates`)
  const some = await get(`/ogc/tiles/WebMercatorQuad/${tile}?${query(filter, { collections: 'communes,estates' })}`)
  assert.equal(keys(some, 'estates', 'id_lsm').length, (await chosen('estates', filter, 'id_lsm')).length)
  assert.deepEqual(keys(some, 'communes', 'insee'), keys(whole, 'communes', 'insee'))
})

test('a filter that chooses nothing empties a tile', async () => {
  assert.equal((await get(`/ogc/collections/estates/tiles/WebMercatorQuad/${WHOLE.WebMercatorQuad}?${query("unesco = 'x'")}`)).status, 204)
})

test('a map draws what the filter chooses, and everything of other collections', async () => {
  const count = (svg, layer) => {
    const group = svg.slice(svg.indexOf(`id="${layer}"`))
    return (group.slice(0, group.indexOf('</g>')).match(/<path/g) ?? []).length
  }
  const whole = (await get('/ogc/map?style=cites&f=svg')).text
  const layers = [...whole.matchAll(/<g[^>]* id="([^"]*)"/g)].map((each) => each[1])
  const some = (await get(`/ogc/map?${query("unesco = 'inscrit'", { style: 'cites', f: 'svg' })}`)).text
  const differing = layers.filter((layer) => count(whole, layer) !== count(some, layer))
  assert.ok(some.length < whole.length)
  assert.ok(differing.length > 0 && differing.every((layer) => /cite|estate/i.test(layer)), differing.join())
  for (const path of ['/ogc/map', '/ogc/styles/cites/map', '/ogc/collections/estates/map']) {
    assert.equal((await get(`${path}?${query("unesco = 'inscrit'", { width: 200 })}`)).status, 200)
    for (const [filter, words] of [["unesko = 'inscrit'", /unesko/], ['unesco =', /filter/], ['(((', /filter/]]) {
      const refused = await get(`${path}?${query(filter, { width: 200 })}`)
      assert.equal(refused.status, 400, `${path} ${filter}`)
      assert.match(refused.json.detail, words)
    }
  }
})

test('whole layers, coverage and land take the same filter', async () => {
  const filter = "unesco = 'inscrit'"
  const ids = await chosen('estates', filter, 'id_lsm')
  assert.deepEqual((await get(`/data/estates.geojson?${query(filter)}`)).json.features.map((each) => each.properties.id_lsm).sort(), ids)
  assert.equal((await get(`/data/estates.csv?${query(filter)}`)).text.trim().split('\r\n').length, ids.length + 1)
  const rows = (await get(`/data/coverage.json?${query(filter, { of: 'estates' })}`)).json
  assert.equal(rows.at(-1).nombre, ids.length)
  const large = (await get(`/data/coverage.json?${query('population > 30000', { by: 'commune' })}`)).json
  assert.ok(large.length > 0 && large.every((row) => row.population > 30000))
  const [land] = (await get(`/data/station-areas.json?${query(filter, { of: 'estates', station: '87345215', distance: 3000 })}`)).json
  assert.ok(land.nombre > 0 && land.surface_ha > 0)
  for (const path of ['/data/estates.geojson?', '/data/coverage.json?of=estates&', '/data/coverage.json?', '/data/station-areas.json?station=87345215&of=estates&']) {
    assert.equal((await get(`${path}${query("unesko = 'x'")}`)).status, 400, path)
  }
  assert.equal((await get(`/data/station-areas.json?${query(filter, { station: '87345215' })}`)).status, 400)
})
