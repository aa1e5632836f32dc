// Taken elsewhere: all tiles in one file, and everything as plain files that any host hands out (terril export).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, posix, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { FetchSource, PMTiles, zxyToTileId } from 'pmtiles'
import { checkClients, CRS84, isCommunes, isWhole, mapLibre, MIDDLE, onFiles as clientsOnFiles, openLayers, pages as besidePages, ZOOM_10 } from './clients.mjs'
import { host } from './host.mjs'
import { checkPages, launch, onFiles, onServer, states } from './page_checks.mjs'
import { ask, folder, hasShared, home, load, loadBest, run, serve, terril } from './support.mjs'

const dir = folder('terril-site-')
const snapshot = join(dir, 'a.sqlite'), site = join(dir, 'site')
let files, server, browser, drawing

function exported(...args) {
  const done = run('export', '--snapshot', snapshot, ...args)
  assert.equal(done.status, 0, done.stderr)
}

function walk(root, place = root) {
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(root, join(place, entry.name)) : [relative(root, join(place, entry.name))]).sort()
}

function sqlite(file, sql) {
  const done = spawnSync('sqlite3', ['-json', file, sql], { encoding: 'utf8', maxBuffer: 1 << 30 })
  assert.equal(done.status, 0, done.stderr)
  return JSON.parse(done.stdout || '[]')
}

/** Every tile of WebMercatorQuad as it lies in the snapshot: Map of its number to its gzip bytes. */
function tilesOf(file) {
  return new Map(sqlite(file, 'SELECT id, hex(gzip) AS hex FROM tile WHERE id < (1 << 45) ORDER BY id').map((row) => [row.id, Buffer.from(row.hex, 'hex')]))
}

before(async () => {
  loadBest(snapshot)
  files = await host(site, besidePages)
  exported('--site', site, '--tile-files', '--base', files.base)
  server = await serve(snapshot)
  ;[browser, drawing] = await Promise.all([launch(), launch(true)])
})
after(async () => {
  await browser?.close()
  await drawing?.close()
  await files?.close()
  await server?.stop()
})

checkPages(test, onFiles, () => ({ base: files.base, browser }), [], 3)

test('a copied page says what the server\'s says, but for the form that only a server answers', async () => {
  const main = (html) => html.match(/<main>[\s\S]*<\/main>/)[0].replace(/<form[\s\S]*?<\/form>\n/, '').replace(/ (href|src)="[^"#]*"/g, ' $1=""')
  for (const state of states) {
    assert.equal(main((await ask(files.base, onFiles(state))).text), main((await ask(server.base, onServer(state))).text), onFiles(state))
  }
})

test('every theme, intercommunality and language has its page', async () => {
  const themes = readdirSync('styles').map((name) => name.replace('.json', ''))
  const { features } = JSON.parse(readFileSync(join(site, 'data/epci.geojson')))
  assert.equal(features.length, 8)
  for (const theme of themes) for (const epci of [null, ...features.map((each) => each.id)]) for (const lang of [null, 'en']) {
    const path = onFiles({ theme: theme === 'cites' ? null : theme, epci, lang })
    assert.ok(existsSync(join(site, path)), path)
  }
})

test('layers, tables and sheets are the server\'s, byte for byte', async () => {
  const data = readdirSync(join(site, 'data')).filter((name) => !name.includes('-perimeter-'))
  assert.ok(data.length > 20)
  const pairs = [...data.filter((name) => !name.includes('-en.')).map((name) => [`data/${name}`, `/data/${name}`]),
    ['data/coverage-perimeter-epci.csv', '/data/coverage.csv?perimeter=epci'], ['carte/cites-A3.svg', '/carte/cites.svg?paper=A3'],
    ['carte/velo-epci-246200364-1200x630px-en.png', '/carte/velo.png?paper=1200x630px&epci=246200364&lang=en'],
    ['carte/velo-A4.pdf', '/carte/velo.pdf?paper=A4']]
  for (const [file, address] of pairs) {
    const answer = await ask(server.base, address)
    assert.equal(answer.status, 200, address)
    assert.ok(answer.body.equals(readFileSync(join(site, file))), file)
  }
})

/** The links of a file: of a page as they are written; of a catalogue its "href"; of a style and a TileJSON the addresses that MapLibre GL reads. */
function linksOf(name, text) {
  if (name.endsWith('.html')) return [...text.matchAll(/\s(?:href|src|poster|action)="([^"]*)"/g)].map((each) => each[1].replaceAll('&amp;', '&'))
  const links = [], read = JSON.parse(text, (key, value) => (key === 'href' ? links.push(value) : 0, value))
  return [...links, read.sprite, read.glyphs, ...Object.values(read.sources ?? {}).map((each) => each.url), ...(read.tilejson ? read.tiles : [])].filter((each) => each !== undefined)
}

/** A file that the template or the beginning of addresses leads to. */
const sampleOf = (path) => path.replace('{fontstack}/{range}', 'Inter Medium/8192-8447').replace(/\/sprite$/, '/sprite@2x.png')
  .replace(/\.pmtiles\/\{z\}\/\{x\}\/\{y\}$/, '.pmtiles').replace(/\{z\}\/\{x\}\/\{y\}|\{tileMatrix\}\/\{tileCol\}\/\{tileRow\}/, '9/259/172')

/** Links of every page, catalogue, style and TileJSON that lead nowhere. Those of JSON begin with `base`, where there is one. */
function broken(root, base = null) {
  const wrong = []
  for (const name of walk(root)) {
    const text = /\.(html|json)$/.test(name) ? readFileSync(join(root, name), 'utf8') : ''
    const links = text ? linksOf(name, text) : []
    if (name === 'index.html') assert.ok(links.length > 40)
    if (/style\.json$/.test(name)) assert.ok(links.length >= 2, name)
    for (const each of links) {
      const link = each.replace(/^pmtiles:\/\//, ''), isOwn = base !== null && link.startsWith(`${base}/`)
      if (!isOwn && /^(https?:|#)/.test(link)) continue
      if (base !== null && name.endsWith('.json') && !isOwn) wrong.push(`${name}: ${link} is not whole`)
      const path = decodeURI(isOwn ? link.slice(base.length + 1) : link.split('#')[0]), target = sampleOf(isOwn ? path : posix.join(dirname(name), path))
      if (path.startsWith('/') || path.includes('?') || target.startsWith('..') || !statSync(join(root, target), { throwIfNoEntry: false })?.isFile()) wrong.push(`${name}: ${link}`)
    }
    if (text.includes('site.invalid')) wrong.push(`${name}: what links began with before they were rewritten`)
    if (/<form/.test(text)) wrong.push(`${name}: a form, which nobody answers`)
  }
  return wrong
}

test('every layer has a page in both languages, reached from the first page, with its fields and the files of its data', async () => {
  const { collections } = JSON.parse(readFileSync(join(site, 'ogc/collections/index.json')))
  assert.match(readFileSync(join(site, 'index.html'), 'utf8'), /href="ogc\/collections\/index\.html"/)
  for (const lang of ['', 'en/']) {
    const list = readFileSync(join(site, `ogc/collections/${lang}index.html`), 'utf8')
    for (const { id } of collections) {
      const back = lang ? '../' : ''
      assert.ok(list.includes(`href="${back}${id}/${lang}index.html"`), `${id} is listed`)
      const page = readFileSync(join(site, `ogc/collections/${id}/${lang}index.html`), 'utf8')
      assert.match(page, lang ? /<html lang="en">/ : /<html lang="fr">/)
      assert.ok(page.includes(`/data/${id}.csv" download`) && !/items|queryables|site\.invalid|application\/ld\+json/.test(page), id)
      const { properties } = (await ask(server.base, `/ogc/collections/${id}/schema`)).json
      for (const [name, { 'x-ogc-role': role }] of Object.entries(properties)) if (!/geometry/.test(role ?? '') && name !== 'id') assert.ok(page.includes(`<code>${name}</code>`), `${id} ${name}`)
    }
  }
})

test('no link leads nowhere, and each of JSON is whole', () => {
  assert.deepEqual(broken(site, files.base), [])
})

test('a browser follows every link of a page', async () => {
  const page = await browser.newPage()
  await page.goto(files.base + onFiles({ theme: 'velo', epci: '246200364', lang: 'en' }))
  const links = [...new Set(await page.evaluate(() => [...document.links].map((each) => each.href.split('#')[0])))]
  assert.ok(links.length > 30)
  for (const link of links) assert.equal((await page.request.head(link)).status(), 200, link)
  await page.close()
})

test('a wrong address gets a page of its own', async () => {
  const answer = await ask(files.base, '/velo/epci-1/index.html')
  assert.equal(answer.status, 404)
  assert.match(answer.text, /<h1>Cette page n’existe pas\.<\/h1>/)
  assert.doesNotMatch(answer.text, /href=/)
})

test('the catalogue leads to whole layers, and GDAL reads them from the host', async () => {
  const read = (name) => JSON.parse(readFileSync(join(site, name))), own = (address) => address.slice(files.base.length + 1)
  const list = read('ogc/collections/index.json').collections
  const items = list.map((each) => own(each.links.find((link) => link.rel === 'items').href))
  assert.equal(new Set(items).size, list.length)
  for (const [i, item] of items.entries()) assert.equal(read(item).features.length, list[i].numberOfFeatures, item)
  const { stdout } = await promisify(execFile)('ogrinfo', ['-ro', '-so', '-al', `/vsicurl/${files.base}/${items[list.findIndex((each) => each.id === 'communes')]}`])
  assert.match(stdout, new RegExp(`Feature Count: ${list.find((each) => each.id === 'communes').numberOfFeatures}\\b`))
})

test('the catalogue says no more than files do', async () => {
  const read = (name) => JSON.parse(readFileSync(join(site, name))), { links } = read('ogc/index.json')
  assert.ok(['data', 'conformance', 'service-doc'].every((rel) => links.some((each) => each.rel === rel)))
  assert.deepEqual(links.filter((each) => /service-desc|rel\/ogc\/1.0\/(map|processes)$/.test(each.rel)), [])
  // nobody cuts a page, a box or another system out of a file
  assert.deepEqual(read('ogc/conformance/index.json').conformsTo.filter((each) => /features|filter|maps|processes|cql2/.test(each)), [])
  for (const { crs, links: own } of read('ogc/collections/index.json').collections) {
    assert.deepEqual(crs, [CRS84])
    assert.deepEqual(own.filter((each) => /queryables|sortables|schema|map$/.test(each.rel)), [])
  }
  // OGC API - Tiles: within the limits there is an answer for every tile, and no promise beyond the files
  const { tileMatrixSetLimits } = read('ogc/tiles/WebMercatorQuad/index.json'), given = new Set(walk(join(site, 'tiles'))), expected = new Set()
  for (const { tileMatrix: z, minTileRow, maxTileRow, minTileCol, maxTileCol } of tileMatrixSetLimits)
    for (let y = minTileRow; y <= maxTileRow; y++) for (let x = minTileCol; x <= maxTileCol; x++) expected.add(`${z}/${x}/${y}.pbf`)
  assert.equal(tileMatrixSetLimits.length, 15)
  assert.deepEqual([...given].filter((each) => !expected.has(each)), [])
  assert.equal(given.size, expected.size)
})

// ---- clients ----

checkClients(test, clientsOnFiles, ['patrimoine', 'territoire'], () => ({ base: files.base, truth: server.base, browser, drawing, pages: files.base }))

test('styles, sprites and letters are the server\'s', async () => {
  const stylesheets = walk(join(site, 'ogc/styles')).filter((name) => name.endsWith('style.json')), letters = walk(join(site, 'ogc/fonts'))
  assert.deepEqual(stylesheets.map(dirname), readdirSync('styles').map((name) => name.replace('.json', '')).sort())
  for (const name of stylesheets) {
    const own = JSON.parse(readFileSync(join(site, 'ogc/styles', name))), id = dirname(name), theirs = (await ask(server.base, `/ogc/styles/${id}`)).json
    assert.deepEqual({ ...own, sprite: 0, glyphs: 0, sources: 0 }, { ...theirs, sprite: 0, glyphs: 0, sources: 0 }, id)
    assert.equal('sprite' in own, 'sprite' in theirs)
    for (const end of own.sprite ? ['.json', '.png', '@2x.json', '@2x.png'] : [])
      assert.ok((await ask(server.base, `/ogc/styles/${id}/sprite${end}`)).body.equals(readFileSync(join(site, `ogc/styles/${id}/sprite${end}`))), `${id} ${end}`)
    // every font that a text is written with, in every range that its letters lie in
    for (const { layout } of own.layers) if (layout?.['text-field']) for (const range of ['0-255', '256-511', '8192-8447']) assert.ok(letters.includes(`${layout['text-font'].join()}/${range}.pbf`))
  }
  // a font's letters take the server a second
  for (const name of letters.filter((each) => each.startsWith('Inter SemiBold'))) assert.ok((await ask(server.base, `/ogc/fonts/${encodeURI(name)}`)).body.equals(readFileSync(join(site, 'ogc/fonts', name))), name)
  const weight = letters.reduce((sum, name) => sum + statSync(join(site, 'ogc/fonts', name)).size, 0)
  assert.ok(weight < 1_500_000, `${weight} bytes of letters`)
})

test('every letter of a name on a map has its range', () => {
  const ranges = readdirSync(join(site, 'ogc/fonts/Inter Medium')), named = ['communes', 'neighbour-communes', 'stations', 'estates', 'epci']
  const texts = named.flatMap((id) => JSON.parse(readFileSync(join(site, `data/${id}.geojson`))).features.map((each) => each.properties.nom ?? ''))
  assert.ok(texts.length > 500)
  for (const letter of new Set(texts.join(''))) assert.ok(ranges.includes(`${letter.codePointAt(0) & ~255}-${letter.codePointAt(0) | 255}.pbf`), letter)
})

// OWSLib makes the addresses of what it reads from that of the service ("collections", "collections/communes/items") and follows no link, so it wants
// a host that hands out a folder's index.json, and reads what the catalogue says; items, which it asks for by parameters, are a server's. On any other
// host it reads the first document alone, whose address must end with a question mark lest it hang a slash behind it.
test('OWSLib reads the catalogue where a folder is its index.json, and the first document elsewhere', async (t) => {
  const script = ['import json, sys', 'from owslib.ogcapi.features import Features', 'whole, first = Features(sys.argv[1]), Features(sys.argv[2])',
    'print(json.dumps([whole.response, whole.conformance(), whole.collections(), whole.collection("communes"), first.response]))'].join('\n')
  const indexed = await host(site, {}, ['index.json', 'index.html'])
  t.after(() => indexed.close())
  const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', script, `${indexed.base}/ogc`, `${files.base}/ogc/index.json?`], { maxBuffer: 1 << 28 })
  const theirs = JSON.parse(stdout), ours = ['ogc', 'ogc/conformance', 'ogc/collections', 'ogc/collections/communes', 'ogc'].map((name) => JSON.parse(readFileSync(join(site, name, 'index.json'))))
  assert.deepEqual(theirs, ours)
})

test('the text in the folder names edition, generation and every source', () => {
  const text = readFileSync(join(site, 'README.txt'), 'utf8')
  const [{ value }] = sqlite(snapshot, "SELECT value FROM meta WHERE key = 'generation'")
  assert.ok(text.includes(value))
  assert.match(text, hasShared ? /Édition\u00a0: officielle/ : /Édition\u00a0: schématique/)
  for (const source of sqlite(snapshot, 'SELECT credit FROM source')) assert.ok(text.includes(source.credit), source.credit)
})

/* ---- tiles ---- */

class File {
  constructor(path) {
    this.path = path
    this.file = openSync(path)
  }
  getKey() { return this.path }
  async getBytes(offset, length) {
    const bytes = Buffer.alloc(length)
    const got = readSync(this.file, bytes, 0, length, offset)
    return { data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + got) }
  }
}

test('PMTiles: every tile is the snapshot\'s, in the file and over the host\'s ranges', async () => {
  const tiles = tilesOf(snapshot), path = join(dir, 'a.pmtiles')
  assert.ok(tiles.size > 20)
  exported('--tiles', path)
  assert.ok(readFileSync(path).equals(readFileSync(join(site, 'tiles.pmtiles'))))
  const archive = new PMTiles(new File(path)), remote = new PMTiles(new FetchSource(`${files.base}/tiles.pmtiles`))
  const header = await archive.getHeader(), metadata = await archive.getMetadata()
  assert.equal(header.specVersion, 3)
  assert.equal(header.clustered, true)
  assert.equal(header.numAddressedTiles, tiles.size)
  assert.equal(header.tileType, 1)
  assert.deepEqual([header.minZoom, header.maxZoom], [0, 14])
  assert.ok(header.minLon > 1.5 && header.maxLon < 4.5 && header.minLat > 49.5 && header.maxLat < 51)
  const expected = sqlite(snapshot, 'SELECT id, geometry FROM collection WHERE features > 0')
    .flatMap(({ id, geometry }) => (geometry === 'MultiPolygon' ? [id, `${id}-labels`] : [id]))
  assert.deepEqual(metadata.vector_layers.map((each) => each.id), expected)
  assert.match(metadata.attribution, /^Sources\u00a0: .*(Insee|Mission Bassin Minier)/)
  let next = 0, found = 0
  for (let z = 0; z <= header.maxZoom; z++) {
    for (const id of [...tiles.keys()].filter((each) => each >= zxyToTileId(z, 0, 0) && each < zxyToTileId(z + 1, 0, 0))) {
      const [x, y] = place(z, id)
      assert.equal(zxyToTileId(z, x, y), id)
      const tile = await archive.getZxy(z, x, y)
      const plain = gunzipSync(tiles.get(id))
      assert.ok(Buffer.from(tile.data).equals(plain), `${z}/${x}/${y}`)
      assert.ok(readFileSync(join(site, `tiles/${z}/${x}/${y}.pbf`)).equals(plain), `${z}/${x}/${y}.pbf`)
      if (next++ % 29 === 0) assert.ok(Buffer.from((await remote.getZxy(z, x, y)).data).equals(plain), `${z}/${x}/${y} over HTTP`)
      found++
    }
  }
  assert.equal(found, tiles.size)
  assert.equal(walk(join(site, 'tiles')).filter((name) => statSync(join(site, 'tiles', name)).size > 0).length, found, 'the rest has no bytes')
  assert.equal(await archive.getZxy(14, 0, 0), undefined)
})

/** Column and row of a number at its zoom: the Hilbert curve walked backwards (PMTiles 3, section 4.1.1). */
function place(z, id) {
  let rest = id - zxyToTileId(z, 0, 0), x = 0, y = 0
  for (let side = 1; side < 2 ** z; side *= 2) {
    const right = 1 & Math.floor(rest / 2), up = 1 & (rest ^ right)
    if (up === 0) {
      if (right === 1) [x, y] = [side - 1 - x, side - 1 - y]
      ;[x, y] = [y, x]
    }
    x += side * right
    y += side * up
    rest = Math.floor(rest / 4)
  }
  return [x, y]
}

test('MBTiles: every tile from the south, and GDAL reads layers and features', async () => {
  const tiles = tilesOf(snapshot), path = join(dir, 'a.mbtiles'), again = join(dir, 'b.mbtiles')
  exported('--tiles', path)
  exported('--tiles', again)
  assert.ok(readFileSync(path).equals(readFileSync(again)))
  const rows = sqlite(path, 'SELECT zoom_level AS z, tile_column AS x, tile_row AS y, hex(tile_data) AS hex FROM tiles')
  assert.equal(rows.length, tiles.size)
  for (const { z, x, y, hex } of rows) assert.equal(hex, tiles.get(zxyToTileId(z, x, 2 ** z - 1 - y)).toString('hex').toUpperCase(), `${z}/${x}/${y}`)
  const metadata = Object.fromEntries(sqlite(path, 'SELECT name, value FROM metadata').map((row) => [row.name, row.value]))
  assert.equal(metadata.format, 'pbf')
  assert.match(metadata.bounds, /^[-\d.]+(,[-\d.]+){3}$/)
  const { stdout } = await promisify(execFile)('ogrinfo', ['-ro', '-so', '-oo', 'ZOOM_LEVEL=9', path, 'communes'])
  assert.match(stdout, /MBTiles/)
  assert.ok(Number(stdout.match(/Feature Count: (\d+)/)[1]) >= 250, stdout)
})

/* ---- the folder ---- */

test('a folder of somebody else is refused, and an export that fails leaves the old site', () => {
  const theirs = join(dir, 'theirs')
  mkdirSync(theirs)
  writeFileSync(join(theirs, 'thesis.txt'), 'years of work')
  const refused = run('export', '--snapshot', snapshot, '--site', theirs)
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /theirs: holds files that were not made by this command/)
  assert.deepEqual(readdirSync(theirs), ['thesis.txt'])
  const before = walk(site)
  writeFileSync(join(dir, 'no.sqlite'), 'SQLite format 3\0 and no more')
  assert.equal(run('export', '--snapshot', join(dir, 'no.sqlite'), '--site', site).status, 1)
  assert.equal(run('export', '--snapshot', join(dir, 'none.sqlite'), '--site', site).status, 1)
  assert.deepEqual(walk(site), before)
})

test('tiles go to files whose ending says how', () => {
  const wrong = run('export', '--snapshot', snapshot, '--tiles', join(dir, 'a.zip'))
  assert.equal(wrong.status, 2)
  assert.match(wrong.stderr, /\.pmtiles or \.mbtiles/)
  for (const words of [['--tiles', join(dir, 'a.pmtiles'), '--collection', 'epci'], ['--tile-files'], ['--tiles'], ['--base', 'https://example.org/'], ...['example.org', 'ftp://example.org', 'https://', 'https:///a', 'https://example.org/?a', 'https://example.org/#a', 'https://example.org/{a}', 'https://example.org/a b'].map((base) => ['--site', join(dir, 'based'), '--base', base])]) {
    assert.equal(run('export', '--snapshot', snapshot, ...words).status, 2, words.join(' '))
  }
})

/** .gz and .br beside each text hold its bytes, and are smaller. */
function codedCopies(root) {
  const coded = walk(root).filter((name) => /\.(gz|br)$/.test(name))
  assert.ok(coded.length > 100)
  for (const name of coded) {
    const bytes = readFileSync(join(root, name)), plain = readFileSync(join(root, name.replace(/\.(gz|br)$/, '')))
    assert.ok((name.endsWith('.gz') ? gunzipSync(bytes) : brotliDecompressSync(bytes)).equals(plain), name)
    assert.ok(bytes.length < plain.length, name)
  }
  for (const name of walk(root).filter((each) => each.endsWith('.html') && each !== '404.html')) assert.ok(coded.includes(`${name}.br`), name)
}

/** Without --base a site may stand anywhere: in a folder of a host, where a page opens a style with the site's own module, and OpenLayers follows the
 * tileset's links by itself. `truth` is a server of the same snapshot. */
async function opensAnywhere(root, truth, hasTileFiles) {
  const other = await host(dirname(root), besidePages), base = `${other.base}/${basename(root)}`
  try {
    const where = { base, truth: truth.base, browser, drawing, pages: other.base }
    const read = await mapLibre(where, { style: `${base}/ogc/styles/cites/style.json`, module: `${base}/maplibre.js`, centre: MIDDLE, zoom: 8 })
    await isWhole(read, 'cites', { ...where, at: clientsOnFiles })
    assert.ok(read.asked.some((url) => url.startsWith(`${base}/${hasTileFiles ? 'tiles/' : 'tiles.pmtiles'}`)), read.asked.join('\n'))
    if (!hasTileFiles) return
    const map = await openLayers(where)
    isCommunes(await map.show({ url: `${base}/ogc/tiles/WebMercatorQuad/index.json`, resolution: ZOOM_10 }), (await ask(truth.base, '/data/communes.geojson')).json.features)
    await map.close()
  } finally {
    await other.close()
  }
}

test('the schematic edition becomes a site without a broken link, and the official one takes its place', async () => {
  // one theme is enough for this, and a fifth of the sheets
  const schematic = join(dir, 'schematic.sqlite'), again = join(dir, 'again'), other = join(dir, 'other'), small = join(dir, 'home')
  mkdirSync(join(small, 'styles'), { recursive: true })
  for (const name of ['geodata', 'web', 'styles/cites.json']) symlinkSync(join(home, name), join(small, name))
  const exportedSmall = (...args) => {
    const done = spawnSync(terril, ['export', ...args], { encoding: 'utf8', env: { ...process.env, TERRIL_HOME: small } })
    assert.equal(done.status, 0, done.stderr)
  }
  load(schematic, '--edition', 'schematic')
  mkdirSync(again)
  exportedSmall('--snapshot', schematic, '--site', again, '--precompressed', '--tile-files')
  codedCopies(again)
  assert.deepEqual(broken(again), [])
  const itsServer = await serve(schematic)
  await opensAnywhere(again, itsServer, true).finally(() => itsServer.stop())
  assert.match(readFileSync(join(again, 'index.html'), 'utf8'), /Édition schématique/)
  exportedSmall('--snapshot', snapshot, '--site', again)
  exportedSmall('--snapshot', snapshot, '--site', other)
  assert.deepEqual(walk(again), walk(other))
  for (const name of walk(other)) assert.ok(readFileSync(join(again, name)).equals(readFileSync(join(other, name))), name)
  assert.deepEqual(readdirSync(dir).filter((name) => /part|old|new-/.test(name)), [])
  assert.deepEqual(broken(again), [])
  await opensAnywhere(again, server, false)
})
