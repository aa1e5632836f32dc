// What clients must read of us, whoever hands it out: this server, or a host of files that holds a copy (terril export --site). Each client
// is a library or program of others; what it reads is held against whole layers as the server has them.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { OgcApiEndpoint } from '@camptocamp/ogc-client'
import { host } from './host.mjs'
import { ask } from './support.mjs'

export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84', LAMBERT93 = 'http://www.opengis.net/def/crs/EPSG/0/2154'
export const LENS = [2.83, 50.43], MIDDLE = [2.95, 50.4]
const STYLE_MEDIA = 'application/vnd.mapbox.style+json'

/** Where things stand on the server, and on a host of files (server/page/filing.h). */
export const onServer = {
  landing: '/ogc', conformance: '/ogc/conformance', collections: '/ogc/collections', tileset: '/ogc/tiles/WebMercatorQuad', tilejson: '/ogc/tiles/WebMercatorQuad?f=tilejson',
  collection: (id) => `/ogc/collections/${id}`, layer: (id) => `/data/${id}.geojson`, style: (id) => `/ogc/styles/${id}`,
}
export const onFiles = {
  landing: '/ogc/index.json', conformance: '/ogc/conformance/index.json', collections: '/ogc/collections/index.json', tileset: '/ogc/tiles/WebMercatorQuad/index.json',
  tilejson: '/ogc/tiles/WebMercatorQuad/tiles.json', collection: (id) => `/ogc/collections/${id}/index.json`, layer: (id) => `/data/${id}.geojson`, style: (id) => `/ogc/styles/${id}/style.json`,
}

/** What a host of the pages that clients run in has beside its own folder. */
export const pages = { modules: new URL('../node_modules', import.meta.url).pathname, clients: new URL('.', import.meta.url).pathname }

export const keys = (features) => features.map((each) => each.id)
export const places = (geometry) => geometry.coordinates.flat(geometry.type === 'MultiPolygon' ? 2 : geometry.type === 'Point' ? 0 : 1)
export const inLambert93 = ([x, y]) => x > 600_000 && x < 800_000 && y > 6_950_000 && y < 7_100_000
export const inDegrees = ([x, y]) => x > 2 && x < 4 && y > 50 && y < 51
const unlike = (list) => [...new Set(list)].sort()

/** A page of this folder in the browser; what went wrong in it, and what it asked for. */
async function open(browser, { pages: from }, name) {
  const page = await browser.newPage(), troubles = [], asked = []
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('requestfailed', (request) => troubles.push(`${request.url()}: ${request.failure()?.errorText}`))
  page.on('response', (answer) => {
    if (answer.status() >= 400) troubles.push(`${answer.url()}: ${answer.status()}`)
    asked.push([answer.status(), answer.url()])
  })
  await page.goto(`${from}/clients/${name}`)
  assert.deepEqual([await page.evaluate(() => typeof window.show), troubles], ['function', []])
  return { page, troubles, asked }
}

/** @returns wish => what OpenLayers read of it; `tiles` are those asked for since the last wish. */
export async function openLayers(site) {
  const { page, troubles, asked } = await open(site.browser, site, 'clients_map.html')
  const show = async (wish) => {
    asked.length = 0
    const read = await page.evaluate((wanted) => window.show(wanted), { centre: LENS, ...wish })
    const tiles = asked.filter(([, url]) => /\/tiles\/.*\d+\/\d+\/\d+/.test(url))
    assert.deepEqual([...troubles, ...read.failed], [], JSON.stringify(wish))
    assert.ok(wish.layer || tiles.length > 0, 'tiles were asked for')
    return { ...read, tiles }
  }
  return { show, close: () => page.close() }
}

export const ZOOM_10 = 156543.03392804097 / 2 ** 10

/** Communes around Lens, as OpenLayers has them of vector tiles. */
export function isCommunes({ features, middle, drawn }, communes) {
  const names = new Set(communes.map((each) => each.properties.nom)), read = features.filter((each) => each.layer === 'communes')
  assert.ok(read.length > 10 && read.every((each) => names.has(each.nom) && /Polygon/.test(each.type)), `${read.length}`)
  for (const name of ['Lens', 'Liévin', 'Hénin-Beaumont']) assert.ok(read.some((each) => each.nom === name), name)
  assert.ok(middle.includes('Lens'), middle.join())
  assert.ok(drawn > 50_000, `${drawn} pixels`)
}

/** A style in MapLibre GL, drawn; `module` is the address of maplibre.js, where addresses are relative. */
export async function mapLibre(site, wish) {
  const { page, troubles, asked } = await open(site.drawing, site, 'clients_maplibre.html')
  const read = await page.evaluate((wanted) => window.show(wanted), wish)
  await page.close()
  assert.deepEqual([...troubles, ...read.failed], [], JSON.stringify(wish))
  return { ...read, asked: asked.map(([, url]) => url) }
}

/** Is a style on the map whole: every commune from its tiles, every picture from its sprite, names in its letters, credits? */
export async function isWhole({ features, images, colours, attribution, asked }, id, { base, truth, at }) {
  const layer = async (name) => (await ask(truth, onServer.layer(name))).json.features
  const communes = await layer('communes')
  assert.deepEqual(unlike(features.filter((each) => each.from === 'communes' && each.insee).map((each) => each.insee)), unlike(keys(communes)))
  assert.deepEqual(unlike(images), unlike(Object.keys((await ask(truth, `/ogc/styles/${id}/sprite.json`)).json)))
  const texts = features.filter((each) => each.type === 'symbol')
  assert.ok(texts.length > 5 && texts.some((each) => /[^ -~]/.test(each.nom)), texts.map((each) => each.nom).join())
  for (const from of unlike(texts.map((each) => each.from))) {
    const named = (await layer(from.replace(/-labels$/, ''))).map((each) => each.properties.nom)
    assert.deepEqual(texts.filter((each) => each.from === from && !named.includes(each.nom)), [], from)
  }
  const letters = asked.filter((url) => url.includes('/fonts/'))
  assert.ok(letters.length > 0 && letters.every((url) => url.startsWith(`${base}/ogc/fonts/Inter%20`)), letters.join('\n'))
  assert.ok(colours > 100, `${colours} colours`)
  assert.ok(attribution.includes((await ask(base, at.tilejson)).json.attribution), attribution)
}

/** Registers the checks; `site()` gives { base, truth, browser, drawing, pages } once they run: what is read, the server that it must say the
 * same as, a browser without and one with WebGL (canvases are slow in the latter), and where the pages of clients stand. `at` is onServer or onFiles, and `themes` those to draw. */
export function checkClients(test, at, themes, site) {
  const layer = async (id) => (await ask(site().truth, onServer.layer(id))).json.features
  const own = async (path) => (await ask(site().base, path)).json
  const endpoint = () => new OgcApiEndpoint(site().base + at.landing)

  test('ogc-client reads what this is and which collections there are', async () => {
    const api = endpoint(), { title, description, attribution } = (await ask(site().truth, '/ogc')).json
    assert.deepEqual(await api.info, { title, description, attribution })
    assert.deepEqual(await api.conformanceClasses, (await own(at.conformance)).conformsTo)
    assert.deepEqual((await api.allCollections).map(({ name, hasFeatures }) => [name, hasFeatures]), (await ask(site().truth, '/ogc/collections')).json.collections.map(({ id }) => [id, true]))
    assert.deepEqual([await api.hasTiles, await api.hasRecords], [true, false])
    assert.ok((await api.tileMatrixSets).includes('WebMercatorQuad'))
  })

  test('ogc-client reads what a collection is', async () => {
    const read = await endpoint().getCollectionInfo('communes'), communes = await layer('communes')
    assert.deepEqual([read.id, read.title, read.itemType], ['communes', 'Communes', 'feature'])
    assert.ok(read.itemFormats.includes('application/geo+json') && read.crs.includes(CRS84))
    assert.equal(read.jsonDownloadLink, site().base + at.layer('communes'))
    const [[west, south, east, north]] = read.extent.spatial.bbox, all = communes.flatMap((each) => places(each.geometry)), [xs, ys] = [0, 1].map((i) => all.map((place) => place[i]))
    const least = (list) => list.reduce((a, b) => Math.min(a, b)), most = (list) => list.reduce((a, b) => Math.max(a, b))
    for (const [said, is] of [[west, least(xs)], [south, least(ys)], [east, most(xs)], [north, most(ys)]]) assert.ok(Math.abs(said - is) < 2e-6, `${said} ${is}`)
  })

  test('ogc-client gets every feature of a collection', async () => {
    for (const id of ['communes', 'stations', 'epci']) assert.deepEqual(await endpoint().getCollectionItems(id, 1000), await layer(id), id)
  })

  test('ogc-client finds the styles, and MapLibre\'s form of each', async () => {
    const api = endpoint(), styles = await api.allStyles()
    assert.deepEqual(styles, (await ask(site().truth, '/ogc/styles')).json.styles.map(({ id, title }) => ({ id, title, formats: [STYLE_MEDIA] })))
    for (const { id, title, formats } of styles) {
      assert.deepEqual(await api.getStyle(id), { id, title, formats })
      const address = await api.getStylesheetUrl(id, STYLE_MEDIA)
      assert.equal(address, site().base + at.style(id))
      assert.equal((await (await fetch(address)).json()).name, title)
    }
  })

  test('GDAL reads a collection from the catalogue', async () => {
    // 3.6 looks for more (an API description, a schema) and says so on stderr where it is not there; its status is what counts
    const { stdout } = await promisify(execFile)('ogr2ogr', ['-f', 'GeoJSON', '/vsistdout/', `OAPIF:${site().base}${at.collection('communes')}`], { maxBuffer: 1 << 28 })
    const read = JSON.parse(stdout).features, communes = await layer('communes')
    assert.deepEqual(read.map((each) => [each.properties.insee, each.properties.nom, each.properties.population]), communes.map(({ properties: { insee, nom, population } }) => [insee, nom, population]))
    assert.ok(read.every((each, i) => places(each.geometry).length === places(communes[i].geometry).length))
  })

  test('OpenLayers draws the tileset and a whole layer', async () => {
    const map = await openLayers(site()), communes = await layer('communes')
    const whole = await map.show({ url: site().base + at.tileset, resolution: ZOOM_10 })
    isCommunes(whole, communes)
    assert.ok(new Set(whole.features.map((each) => each.layer)).size > 5, 'all collections are in one tile')
    assert.ok(whole.tiles.every(([status]) => status < 300), whole.tiles.join('\n'))
    const plain = await map.show({ layer: site().base + at.layer('communes'), centre: MIDDLE, resolution: ZOOM_10 * 2 })
    assert.deepEqual(plain.ids.sort(), keys(communes).sort())
    assert.ok(plain.drawn > 50_000, `${plain.drawn} pixels`)
    await map.close()
  })

  test('MapLibre GL draws the styles from their addresses alone', async () => {
    for (const id of themes) {
      const read = await mapLibre(site(), { style: site().base + at.style(id), centre: MIDDLE, zoom: 8 })
      await isWhole(read, id, { ...site(), at })
      assert.ok(read.asked.every((url) => [site().base, site().pages, `blob:${site().pages}`].some((own) => url.startsWith(own))), read.asked.join('\n'))
    }
  })
}

/** A host for the pages alone, where what they read stands elsewhere. */
export const pageHost = (root) => host(root, pages)
