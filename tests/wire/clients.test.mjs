// Libraries that people read OGC APIs with, each at what it is for: @camptocamp/ogc-client, OWSLib, OpenLayers, MapLibre GL, GDAL. What they read is held
// against whole layers, as plain code chooses from them. What a host of files is asked as well stands in clients.mjs.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { OgcApiEndpoint } from '@camptocamp/ogc-client'
import GeoJSON from 'ol/format/GeoJSON.js'
import { register } from 'ol/proj/proj4.js'
import proj4 from 'proj4'
import { checkClients, CRS84, inDegrees, inLambert93, isCommunes, keys, LAMBERT93, onServer, openLayers, pageHost, places, ZOOM_10 } from './clients.mjs'
import { launch } from './page_checks.mjs'
import { ask, folder, hasShared, loadBest, serve } from './support.mjs'

const dir = folder()
let server, site, base, communes, ids, pages

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  base = server.base
  communes = (await ask(base, '/data/communes.geojson')).json.features
  ids = (await ask(base, '/ogc/collections')).json.collections.map((each) => each.id)
  pages = await pageHost(dir)
  const [browser, drawing] = await Promise.all([launch(), launch(true)])
  site = { base, truth: base, browser, drawing, pages: pages.base }
})
after(async () => {
  await site?.browser.close()
  await site?.drawing.close()
  await pages?.close()
  await server?.stop()
})

checkClients(test, onServer, ['cites', 'velo', 'gares'], () => site)

const bySize = () => [...communes].sort((a, b) => b.properties.population - a.properties.population)

// ---- @camptocamp/ogc-client ----

const endpoint = (path = '') => new OgcApiEndpoint(`${base}/ogc${path}`)

test('ogc-client reads what the service offers', async () => {
  const api = endpoint()
  assert.deepEqual(await api.allCollections, ids.map((name) => ({ name, hasFeatures: true, hasVectorTiles: true })))
  for (const list of ['featureCollections', 'vectorTileCollections']) assert.deepEqual(await api[list], ids, list)
  for (const list of ['mapTileCollections', 'recordCollections']) assert.deepEqual(await api[list], [], list)
  assert.equal(await api.hasFeatures, true)
  // it looks for the class of a draft (ogcapi-styles-1/0.0/conf/core) that is not claimed; what asks for the list gets it all the same
  assert.equal(await api.hasStyles, false)
})

test('ogc-client finds the service from the address of a collection, and keeps to that collection', async () => {
  const api = endpoint('/collections/communes')
  assert.equal((await api.info).title, (await endpoint().info).title)
  assert.deepEqual(await api.featureCollections, ['communes'])
})

test('ogc-client reads what can be asked of a collection', async () => {
  const read = await endpoint().getCollectionInfo('communes')
  const plain = (await ask(base, '/ogc/collections/communes')).json
  const items = plain.links.filter((link) => link.rel === 'items').map((link) => link.type)
  assert.deepEqual(read.itemFormats, items)
  assert.ok(['application/geo+json', 'application/vnd.ogc.fg+json'].every((type) => items.includes(type)), items.join())
  assert.ok([CRS84, LAMBERT93].every((crs) => read.crs.includes(crs)), read.crs.join())
  assert.equal(read.storageCrs, LAMBERT93)
  const fields = Object.keys(communes[0].properties)
  const types = { insee: 'string', nom: 'string', population: 'integer', surface_km2: 'number' }
  for (const list of ['queryables', 'sortables']) {
    const found = Object.fromEntries(read[list].map((each) => [each.name, each.type]))
    // it knows geometry by "$ref" alone, as old drafts had it; OGC 19-079r2 has "format": so it is said to be text
    assert.deepEqual(Object.keys(found).filter((name) => name !== 'geometry').sort(), [...fields].sort(), list)
    for (const [name, type] of Object.entries(types)) assert.equal(found[name], type, name)
    assert.ok(read[list].every((each) => each.title), list)
  }
  assert.deepEqual(read.queryables.filter((each) => each.name === 'geometry').length, 1)
  assert.deepEqual(read.supportedTileMatrixSets, ['WebMercatorQuad', 'Lambert93Quad'])
  assert.deepEqual(read.vectorTileFormats, ['application/vnd.mapbox-vector-tile'])
  assert.deepEqual(read.mapTileFormats, [])
})

test('ogc-client turns pages by offset, as it does unless told otherwise', async () => {
  const api = endpoint()
  assert.deepEqual(keys(await api.getCollectionItems('communes')), keys(communes.slice(0, 10)))
  const read = []
  for (let page; page?.length !== 0; read.push(...page)) page = await api.getCollectionItems('communes', 100, read.length, true)
  assert.deepEqual(keys(read), keys(communes))
  const first = await api.getCollectionItems('communes', 5, 0, true, ['-population']), second = await api.getCollectionItems('communes', 5, 5, true, ['-population'])
  assert.deepEqual(keys([...first, ...second]), keys(bySize().slice(0, 10)))
})

test('the next link of a page leads on from where an offset began', async () => {
  let address = await endpoint().getCollectionItemsUrl('communes', { limit: 150, offset: 7, skipGeometry: true })
  const read = []
  while (address) {
    const page = await (await fetch(address)).json()
    assert.equal(page.numberMatched, communes.length)
    read.push(...page.features)
    address = page.links.find((link) => link.rel === 'next')?.href
  }
  assert.deepEqual(keys(read), keys(communes.slice(7)))
  for (const bad of ['-1', 'x', '1.5', '1000000001']) {
    const answer = await ask(base, `/ogc/collections/communes/items?offset=${bad}`)
    assert.equal(answer.status, 400)
    assert.match(answer.json.detail, /^offset=.*from 0 to 1000000000/)
  }
})

test('ogc-client gets items by box, fields, values and days', async () => {
  const api = endpoint(), box = [2.8, 50.42, 2.84, 50.44]
  const get = (id, { bbox = null, fields = null, days = null, query = null } = {}) => api.getCollectionItems(id, 1000, null, true, null, bbox, fields, days, query)
  const boxed = keys(await get('communes', { bbox: box }))
  assert.ok(boxed.includes('62498') && boxed.length < 12, boxed.join())
  // a commune with a corner in the box meets it; one whose box lies beside it does not
  const isIn = ([x, y]) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]
  for (const each of communes) if (places(each.geometry).some(isIn)) assert.ok(boxed.includes(each.id), each.id)
  const apart = (list, low, high) => list.every((each) => each < low) || list.every((each) => each > high)
  for (const each of communes.filter((some) => boxed.includes(some.id))) {
    const at = places(each.geometry)
    assert.ok(!apart(at.map((place) => place[0]), box[0], box[2]) && !apart(at.map((place) => place[1]), box[1], box[3]), each.id)
  }
  const [lens] = await get('communes', { query: 'nom=Lens', fields: ['nom', 'population'] })
  assert.deepEqual([lens.id, lens.geometry, Object.keys(lens.properties)], ['62498', null, ['nom', 'population']])
  const large = await get('communes', { query: 'filter=population > 20000' })
  assert.deepEqual(keys(large), keys(communes.filter((each) => each.properties.population > 20000)))
  const all = keys(await get('cycle-routes')), day = new Date('2000-01-01T00:00:00Z')
  // numbered routes of the schematic edition have no day, and what has none always matches
  for (const [days, wanted] of [[{ start: day }, all], [{ end: day }, hasShared ? [] : all], [day, hasShared ? [] : all]])
    assert.deepEqual(keys(await get('cycle-routes', { days })), wanted, JSON.stringify(days))
})

test('ogc-client gets items in Lambert-93 and in degrees, by boxes in either', async () => {
  const api = endpoint()
  const read = async (options) => (await (await fetch(await api.getCollectionItemsUrl('communes', { limit: 1000, asJson: true, ...options }))).json()).features
  const box = [680000, 7030000, 690000, 7040000]
  for (const outputFormat of ['application/geo+json', 'application/vnd.ogc.fg+json']) {
    const address = await api.getCollectionItemsUrl('communes', { limit: 1000, outputFormat, outputCrs: LAMBERT93, extent: box, extentCrs: LAMBERT93 })
    const answer = await fetch(address), { features } = await answer.json()
    assert.equal(answer.headers.get('content-crs'), `<${LAMBERT93}>`)
    assert.ok(answer.headers.get('content-type').startsWith(outputFormat))
    assert.ok(features.length > 1 && features.some((each) => each.properties.nom === 'Lens'), `${features.length}`)
    for (const { place, geometry } of features) assert.ok(places(place ?? geometry).every(inLambert93))
    assert.deepEqual(keys(features), keys(await read({ extent: box, extentCrs: LAMBERT93 })))
  }
  assert.ok((await read({ outputCrs: CRS84 })).every((each) => places(each.geometry).every(inDegrees)))
})

test('ogc-client gets one item, and hears of what is not there', async () => {
  const api = endpoint(), lens = await api.getCollectionItem('communes', '62498')
  assert.deepEqual([lens.id, lens.properties, lens.geometry], (({ id, properties, geometry }) => [id, properties, geometry])(communes.find((each) => each.id === '62498')))
  await assert.rejects(api.getCollectionItem('communes', 'nope'), /could not be fetched/)
  await assert.rejects(api.getCollectionInfo('nope'), /not found/)
})

test('ogc-client finds tilesets in both grids', async () => {
  const api = endpoint()
  assert.deepEqual(await api.tileMatrixSets, ['WebMercatorQuad', 'Lambert93Quad'])
  for (const grid of await api.tileMatrixSets) {
    const address = await api.getVectorTilesetUrl('communes', grid)
    assert.equal(address, `${base}/ogc/collections/communes/tiles/${grid}`)
    assert.equal((await (await fetch(address)).json()).tileMatrixSetId, grid)
  }
})

// ---- OWSLib ----

test('OWSLib reads the service, its collections and their features', async () => {
  const script = new URL('clients_owslib.py', import.meta.url).pathname
  const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, `${base}/ogc`], { maxBuffer: 1 << 28 }) // Debian's, where its packages are
  const read = JSON.parse(stdout), plain = async (path) => (await ask(base, path)).json
  assert.equal(read.landing.title, (await plain('/ogc')).title)
  for (const rel of ['self', 'service-desc', 'service-doc', 'conformance', 'data']) assert.ok(read.landing.rels.includes(rel), rel)
  assert.match(read.api.openapi, /^3\.0\./)
  assert.deepEqual(read.api.paths, Object.keys((await plain('/ogc/api')).paths))
  assert.deepEqual(read.classes, (await plain('/ogc/conformance')).conformsTo)
  assert.deepEqual([read.collections, read.features], [ids, ids])
  assert.deepEqual(read.collection, await plain('/ogc/collections/communes'))
  assert.deepEqual(read.queryables, [...Object.keys(communes[0].properties), 'geometry'])
  const all = communes.length, large = communes.filter((each) => each.properties.population > 20000)
  assert.deepEqual(read.limit, { matched: all, ids: keys(communes.slice(0, 7)) })
  assert.deepEqual(read.offset, { matched: all, ids: keys(communes.slice(7, 14)) })
  assert.deepEqual(read.property, { matched: 1, ids: ['62498'] })
  assert.deepEqual(read.filter, { matched: large.length, ids: keys(large) })
  assert.deepEqual(read.sorted, { matched: all, ids: keys(bySize().slice(0, 3)) })
  for (const box of [read.bbox, read.bbox93]) assert.ok(box.ids.includes('62498') && box.ids.length === box.matched && box.matched < 40, JSON.stringify(box))
  const routes = (await ask(base, '/data/cycle-routes.geojson')).json.features, dated = (each) => Boolean(each.properties.date_osm)
  assert.deepEqual(read.before.ids, keys(routes.filter((each) => !dated(each))))
  assert.equal(read.since.matched, routes.length)
  assert.ok(places(read.lens93).every(inLambert93))
  const lens = communes.find((each) => each.id === '62498')
  assert.deepEqual([read.item.id, read.item.properties, read.item.geometry], [lens.id, lens.properties, lens.geometry])
  for (const [said, status, about] of [[read.no_item, 404, /nope/], [read.no_collection, 404, /nope/], [read.wrong, 400, /limit=many/]]) {
    assert.equal(said?.status, status)
    assert.match(said.detail, about)
  }
})

// ---- OpenLayers ----

proj4.defs('EPSG:2154', '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs')
register(proj4)

test('OpenLayers puts our degrees where our metres are', async () => {
  const format = new GeoJSON()
  for (const crs of ['EPSG:3857', 'EPSG:2154']) {
    const asked = async (query) => (await ask(base, `/ogc/collections/communes/items?limit=1000&${query}`)).json
    const theirs = format.readFeatures(await asked(''), { dataProjection: 'EPSG:4326', featureProjection: crs })
    const ours = format.readFeatures(await asked(`crs=${crs}`), { dataProjection: crs, featureProjection: crs })
    assert.equal(theirs.length, communes.length)
    assert.deepEqual(theirs.map((each) => each.getId()), ours.map((each) => each.getId()))
    assert.deepEqual(theirs.map((each) => each.getProperties().nom), communes.map((each) => each.properties.nom))
    for (const [i, each] of theirs.entries()) {
      const [a, b] = [each, ours[i]].map((some) => some.getGeometry().getExtent())
      // six digits of a degree are 0.11 m, and Mercator's metres are longer here by 1.57
      for (let side = 0; side < 4; side++) assert.ok(Math.abs(a[side] - b[side]) < 0.2, `${crs} ${each.getId()}: ${a} ${b}`)
    }
  }
})

test('OpenLayers draws our vector tiles in both grids', async () => {
  const map = await openLayers(site), show = map.show
  const one = await show({ url: `${base}/ogc/collections/communes/tiles/WebMercatorQuad`, resolution: ZOOM_10 })
  isCommunes(one, communes)
  assert.equal(one.resolutions, 23)
  assert.ok(one.tiles.every(([, url]) => url.includes('/WebMercatorQuad/10/')), one.tiles.join('\n'))
  const layers = ({ features }) => [...new Set(features.map((each) => each.layer.replace(/-labels$/, '')))].sort() // names have points of their own
  assert.deepEqual(layers(one), ['communes'])

  const some = await show({ url: `${base}/ogc/tiles/WebMercatorQuad`, resolution: ZOOM_10, collections: ['communes', 'stations'] })
  isCommunes(some, communes)
  assert.deepEqual(layers(some), ['communes', 'stations'])

  const plane = await show({ url: `${base}/ogc/tiles/Lambert93Quad`, resolution: 96, projection: 'EPSG:2154' })
  isCommunes(plane, communes)
  assert.ok(plane.tiles.every(([, url]) => url.includes('/Lambert93Quad/')), plane.tiles.join('\n'))

  // in the corner of the limits where nothing lies, a tile is 204: no features, and no error
  const { tileMatrixSetLimits } = (await ask(base, '/ogc/tiles/WebMercatorQuad')).json, limit = tileMatrixSetLimits.find((each) => each.tileMatrix === '12')
  const corner = [(limit.minTileCol + 0.5) / 2 ** 12 * 360 - 180, Math.atan(Math.sinh(Math.PI * (1 - 2 * (limit.minTileRow + 0.5) / 2 ** 12))) * 180 / Math.PI]
  const empty = await show({ url: `${base}/ogc/tiles/WebMercatorQuad`, resolution: ZOOM_10 / 2 ** 10, centre: corner, collections: ['communes'] })
  assert.ok(empty.tiles.every(([status]) => status === 204), empty.tiles.join('\n'))
  assert.deepEqual([empty.features, empty.drawn], [[], 0])
  await map.close()
})
