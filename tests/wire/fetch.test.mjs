// terril-exchange fetch against a server of our own that answers as the official services do, well and badly. Traffic only to
// 127.0.0.1; every test has its own folder and its own catalogue.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { build, folder } from './support.mjs'

const program = join(build, 'terril-exchange')
const dir = folder('terril-fetch-')
const MODIFIED = 'Tue, 10 Mar 2026 08:00:00 GMT'

// ---- what the official services would say ----

const commune = (code, nom, x) => ({
  type: 'Feature',
  properties: { code, nom, codeEpci: '200042190', population: 4108 },
  geometry: { type: 'Polygon', coordinates: [[[x, 50.3], [x + 0.01, 50.3], [x + 0.01, 50.31], [x, 50.31], [x, 50.3]]] }
})
const collection = (...features) => JSON.stringify({ type: 'FeatureCollection', features })
const north = collection(commune('59002', 'Abscon', 3.3), commune('59350', 'Lille', 3.06))
const south = collection(commune('62498', 'Lens', 2.83))
const estates = collection(...Array.from({ length: 400 }, (_, i) => commune(String(10000 + i), `Cité n° ${i}`, 2.5 + i / 1000)))
const lens = collection(commune('62498', 'Lens', 2.83), commune('75056', 'Paris', 2.35))

// ---- the server: a table of paths, each with its own manners ----

const requests = []
const routes = {}
const server = createServer((request, response) => {
  requests.push({ path: request.url, headers: request.headers })
  const route = routes[new URL(request.url, 'http://x').pathname]
  if (!route) return response.writeHead(404).end('not here')
  route(request, response)
})
let origin

/** Answers with the bytes, as a static server does: validators, conditions, ranges. */
const file = (bytes, { etag = '"one"', modified = MODIFIED, type = 'application/geo+json' } = {}) => (request, response) => {
  const body = Buffer.from(bytes)
  const headers = { 'Content-Type': type, 'Accept-Ranges': 'bytes' }
  if (etag) headers.ETag = etag
  if (modified) headers['Last-Modified'] = modified
  if (etag && request.headers['if-none-match'] === etag) return response.writeHead(304, headers).end()
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
  if (!range || request.headers['if-range'] !== (etag ?? modified)) return response.writeHead(200, { ...headers, 'Content-Length': body.length }).end(body)
  const from = Number(range[1])
  if (from >= body.length) return response.writeHead(416, { ...headers, 'Content-Range': `bytes */${body.length}` }).end()
  response.writeHead(206, { ...headers, 'Content-Length': body.length - from, 'Content-Range': `bytes ${from}-${body.length - 1}/${body.length}` })
  response.end(body.subarray(from))
}
const plain = (bytes, type = 'application/json', status = 200) => (request, response) => response.writeHead(status, { 'Content-Type': type }).end(bytes)

before(async () => {
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${server.address().port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

// ---- the catalogue and the program ----

let count = 0
const title = { fr: 'x', en: 'x' }
/** A folder with a catalogue of one source, whose downloads are these paths. */
function workplace({ downloads, id = 'cites', name = `${id}.geojson`, filter, inputs, extent = [1.9, 49.9, 4.1, 50.9] }) {
  const home = join(dir, String(++count))
  mkdirSync(join(home, 'facts'), { recursive: true })
  writeFileSync(join(home, 'facts/communes.csv'), 'insee,nom\n59002,Abscon\n62498,Lens\n')
  const source = { id, title, publisher: 'x', licence: 'x', credit: 'x', address: 'https://data.test/page', service: 'file',
    downloads: downloads.map((path) => `https://data.test${path}`), files: [{ name }], geometry: true, crs: 'EPSG:4326',
    inputs: inputs ?? [{ name: 'insee', from: ['insee', 'code'], type: 'text', required: true }, { name: 'nom', type: 'text' }] }
  if (filter) source.filter = filter
  const of = { id: 'cites', title, description: title, geometry: 'MultiPolygon', key: 'insee', label: 'insee', source: id, select: 'collections/x.sql',
    fields: [{ name: 'insee', type: 'text', title }], checks: [] }
  writeFileSync(join(home, 'catalogue.json'), JSON.stringify({ extent, sources: [source], collections: [of] }))
  return { home, id, catalogue: join(home, 'catalogue.json'), target: join(home, name) }
}

function fetchIt(place, { allow = '1', args = [], mirror = origin } = {}) {
  const env = { PATH: process.env.PATH, TERRIL_HOME: process.env.TERRIL_HOME, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '' }
  if (allow) env.TERRIL_FETCH_ALLOW_PRIVATE = allow
  const child = spawn(program, ['fetch', '--catalogue', place.catalogue, '--source', place.id, '--folder', place.home, '--mirror', mirror,
    '--tries', '1', '--patience', '1', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const out = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) child[name].on('data', (bytes) => (out[name] += bytes))
  return new Promise((done) => child.on('close', (status, signal) => done({ status, signal, ...out })))
}

const meta = (place) => JSON.parse(readFileSync(`${place.target}.meta.json`, 'utf8'))
const good = async (place, options) => {
  const done = await fetchIt(place, options)
  assert.equal(done.status, 0, done.stderr)
  assert.equal(done.stderr, '')
  return done
}
/** Fails with a sentence, and leaves what was there alone. */
const bad = async (place, sentence, options) => {
  writeFileSync(place.target, 'the old file')
  const done = await fetchIt(place, options)
  assert.equal(done.status, 1, done.stdout)
  assert.match(done.stderr, sentence)
  assert.equal(done.stderr.trim().split('\n').length, 1, done.stderr)
  assert.equal(readFileSync(place.target, 'utf8'), 'the old file')
  return done
}

// ---- going well ----

test('a file is fetched as published, with where from and when', async () => {
  routes['/a'] = file(estates)
  const place = workplace({ downloads: ['/a'] })
  const done = await good(place)
  assert.match(done.stdout, /cites: 400 features/)
  assert.equal(readFileSync(place.target, 'utf8'), estates)
  const known = meta(place)
  assert.equal(known.address, 'https://data.test/page')
  assert.equal(known.date, '2026-03-10')
  assert.equal(known.bytes, Buffer.byteLength(estates))
  assert.equal(known.features, 400)
  assert.deepEqual(readdirSync(place.home).sort(), ['catalogue.json', 'cites.geojson', 'cites.geojson.meta.json', 'facts'])
})

test('without Last-Modified the date is the day of the download', async () => {
  routes['/b'] = plain(estates)
  const place = workplace({ downloads: ['/b'] })
  await good(place)
  assert.equal(meta(place).date, new Date().toISOString().slice(0, 10))
})

test('two departements become one file of our communes, features as published', async () => {
  routes['/59'] = file(north)
  routes['/62'] = file(south, { etag: '"two"', modified: 'Wed, 11 Mar 2026 08:00:00 GMT' })
  const place = workplace({ downloads: ['/59?geometry=contour', '/62?geometry=contour'], filter: 'insee', id: 'communes' })
  await good(place)
  const joined = JSON.parse(readFileSync(place.target, 'utf8'))
  assert.deepEqual(joined.features.map((feature) => feature.properties.nom), ['Abscon', 'Lens'])
  assert.deepEqual(joined.features[1], JSON.parse(south).features[0])
  assert.equal(meta(place).date, '2026-03-11')
  assert.equal(meta(place).downloads.length, 2)
})

test('a national file is cut to our communes', async () => {
  routes['/france'] = file(lens)
  const place = workplace({ downloads: ['/france'], filter: 'insee' })
  await good(place)
  assert.equal(JSON.parse(readFileSync(place.target, 'utf8')).features.length, 1)
})

test('what has not changed is not downloaded again, and what has is', async () => {
  routes['/c'] = file(estates)
  const place = workplace({ downloads: ['/c'] })
  await good(place)
  requests.length = 0
  assert.match((await good(place)).stdout, /unchanged/)
  assert.deepEqual(requests.map((request) => request.headers['if-none-match']), ['"one"'])
  routes['/c'] = file(south, { etag: '"new"' })
  assert.match((await good(place)).stdout, /1 features/)
  assert.equal(readFileSync(place.target, 'utf8'), south)
})

test('of two downloads one that changed brings the other along', async () => {
  routes['/d1'] = file(north)
  routes['/d2'] = file(south)
  const place = workplace({ downloads: ['/d1', '/d2'] })
  await good(place)
  routes['/d2'] = file(collection(commune('62498', 'Lens la neuve', 2.83)), { etag: '"new"' })
  await good(place)
  assert.match(readFileSync(place.target, 'utf8'), /Abscon.*Lens la neuve/s)
})

test('a server without validators is not asked twice in a day', async () => {
  routes['/e'] = plain(estates)
  const place = workplace({ downloads: ['/e'] })
  await good(place)
  requests.length = 0
  assert.match((await good(place)).stdout, /unchanged/)
  assert.equal(requests.length, 0)
  writeFileSync(place.target, 'spoilt') // no longer the file that the meta describes
  await good(place)
  assert.equal(readFileSync(place.target, 'utf8'), estates)
})

test('a download that broke off is continued, by the next call and within one', async () => {
  let breaks = 1
  routes['/f'] = (request, response) => {
    if (breaks-- <= 0) return file(estates)(request, response)
    response.writeHead(200, { ETag: '"one"', 'Content-Length': Buffer.byteLength(estates) })
    response.write(Buffer.from(estates).subarray(0, 5000), () => response.destroy())
  }
  const place = workplace({ downloads: ['/f'] })
  await bad(place, /broke off after 5000 bytes/)
  assert.ok(existsSync(join(place.home, 'cites.part/1.part')))
  requests.length = 0
  await good(place)
  assert.equal(requests[0].headers.range, 'bytes=5000-')
  assert.equal(requests[0].headers['if-range'], '"one"')
  assert.equal(readFileSync(place.target, 'utf8'), estates)
  breaks = 1
  const second = workplace({ downloads: ['/f'] })
  await good(second, { args: ['--tries', '2'] })
  assert.equal(readFileSync(second.target, 'utf8'), estates)
})

test('what changed meanwhile is begun anew, not continued', async () => {
  let breaks = 1
  routes['/g'] = (request, response) => {
    if (breaks-- <= 0) return file(estates, { etag: '"later"' })(request, response)
    response.writeHead(200, { ETag: '"one"', 'Content-Length': 9000 })
    response.write('x'.repeat(5000), () => response.destroy())
  }
  const place = workplace({ downloads: ['/g'] })
  await bad(place, /broke off/)
  await good(place)
  assert.equal(readFileSync(place.target, 'utf8'), estates)
})

test('a part that was already whole is used', async () => {
  routes['/h'] = file(estates)
  const place = workplace({ downloads: ['/h'] })
  mkdirSync(join(place.home, 'cites.part'))
  writeFileSync(join(place.home, 'cites.part/1.part'), estates)
  writeFileSync(join(place.home, 'cites.part/1.part.json'), JSON.stringify({ address: `${origin}/h`, etag: '"one"', last_modified: '' }))
  await good(place)
  assert.equal(readFileSync(place.target, 'utf8'), estates)
})

test('redirects are followed, a few', async () => {
  routes['/i'] = (request, response) => response.writeHead(302, { Location: '/i2' }).end('moved')
  routes['/i2'] = file(estates)
  const place = workplace({ downloads: ['/i'] })
  await good(place)
  assert.equal(readFileSync(place.target, 'utf8'), estates)
})

// ---- going badly ----

const answers = {
  'a 500': [(request, response) => response.writeHead(500).end('oops'), /status 500; the service is out of order/],
  'a 503 in HTML': [plain('<html>busy</html>', 'text/html', 503), /status 503/],
  'a 404': [plain('', 'text/plain', 404), /status 404; the file has moved/],
  '0 bytes': [plain(''), /empty \(0 bytes\)/],
  'a web page': [plain('<!DOCTYPE html><html><head><title>Maintenance</title></head></html>', 'text/html'), /a web page \("Maintenance"\) instead of data/],
  'a WFS exception in XML': [plain('<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="x"><ows:Exception><ows:ExceptionText>Unknown layer cites</ows:ExceptionText></ows:Exception></ows:ExceptionReport>', 'application/xml'), /exception instead of data: Unknown layer cites/],
  'a WFS exception in JSON': [plain('{"version":"2.0.0","exceptions":[{"code":"x","text":"Could not find type"}]}'), /exception instead of data: Could not find type/],
  'a VRT': [plain('<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'), /VRT.* is refused/],
  'JSON cut without a word': [plain(estates.slice(0, 20000)), /cut short: the JSON does not end \(\d+ features were whole\)/],
  'JSON of something else': [plain('{"status":"ok"}'), /JSON without features/],
  'no feature': [plain(collection()), /holds no feature/],
  'two collections in one': [plain(south + south), /not JSON at byte/],
  'fewer features than there are': [plain(JSON.stringify({ ...JSON.parse(south), numberMatched: 59 })), /only 1 of its 59 features/],
  'other columns': [plain(collection({ type: 'Feature', properties: { a: 1 }, geometry: { type: 'Point', coordinates: [2.8, 50.4] } })), /no column for "insee".*the file has: a/],
  'another territory': [plain(collection({ type: 'Feature', properties: { code: '06088' }, geometry: { type: 'Point', coordinates: [7.2, 43.7] } })), /outside the territory.*wrong coordinate system/],
  'a circle of redirects': [(request, response) => response.writeHead(302, { Location: request.url }).end(), /more than 5 redirects/],
  'a redirect to a file': [(request, response) => response.writeHead(302, { Location: 'file:///etc/passwd' }).end(), /not https/],
  'a length that is not kept': [(request, response) => {
    response.writeHead(200, { 'Content-Length': 100000 })
    response.write(Buffer.from(estates).subarray(0, 3000), () => response.destroy())
  }, /broke off after 3000 bytes/],
  'a connection that closes at once': [(request, response) => response.destroy(), /broke off after 0 bytes/],
  'silence': [() => {}, /nearly nothing came for 1 s/],
  'a byte a second': [(request, response) => {
    response.writeHead(200, { 'Content-Length': 100000 })
    const drip = setInterval(() => response.write('{'), 900)
    response.on('close', () => clearInterval(drip))
  }, /nearly nothing came for 1 s/]
}
for (const [name, [answer, sentence]] of Object.entries(answers)) {
  test(`${name} leaves the old file and says so`, async () => {
    routes['/bad'] = answer
    const place = workplace({ downloads: ['/bad'] })
    await bad(place, sentence)
    assert.deepEqual(readdirSync(place.home).filter((entry) => entry.includes('meta')), [])
  })
}

test('of two downloads the second fails: nothing is put in place', async () => {
  routes['/j1'] = file(north)
  routes['/j2'] = plain('', 'text/plain', 500)
  await bad(workplace({ downloads: ['/j1', '/j2'] }), /j2: the server answered with status 500/)
})

test('a server in trouble is tried again', async () => {
  let fails = 2
  routes['/k'] = (request, response) => (fails-- > 0 ? response.writeHead(503).end() : file(estates)(request, response))
  await good(workplace({ downloads: ['/k'] }), { args: ['--tries', '3'] })
})

test('loopback and private hosts are refused unless a test says otherwise', async () => {
  requests.length = 0
  await bad(workplace({ downloads: ['/a'] }), /leads to 127\.0\.0\.1, which is not a host of the public internet/, { allow: null })
  await bad(workplace({ downloads: ['/a'] }), /leads to 127\.0\.0\.1/, { allow: 'yes' })
  await bad(workplace({ downloads: ['/a'] }), /not a host of the public internet/, { allow: null, mirror: 'http://169.254.169.254' })
  assert.equal(requests.length, 0)
})

test('two fetches of one source do not meet', async () => {
  let held
  const asked = new Promise((done) => {
    routes['/l'] = (request, response) => done((held = response))
  })
  const place = workplace({ downloads: ['/l'] })
  const first = fetchIt(place, { args: ['--patience', '20'] })
  await asked
  const second = await fetchIt(place)
  assert.equal(second.status, 1)
  assert.match(second.stderr, /another fetch/)
  held.end(estates)
  assert.equal((await first).status, 0)
})

test('a fetch that is killed leaves the old file and can be continued', async () => {
  const place = workplace({ downloads: ['/m'] })
  writeFileSync(place.target, 'the old file')
  await new Promise((done) => {
    routes['/m'] = (request, response) => {
      response.writeHead(200, { ETag: '"one"', 'Content-Length': Buffer.byteLength(estates) })
      response.write(Buffer.from(estates).subarray(0, 5000), () => setTimeout(() => child.kill('SIGKILL'), 300))
    }
    const child = spawn(program, ['fetch', '--catalogue', place.catalogue, '--source', place.id, '--folder', place.home, '--mirror', origin],
      { env: { PATH: process.env.PATH, TERRIL_FETCH_ALLOW_PRIVATE: '1' }, stdio: 'ignore' })
    child.on('exit', done)
  })
  assert.equal(readFileSync(place.target, 'utf8'), 'the old file')
  routes['/m'] = file(estates)
  await good(place)
  assert.equal(readFileSync(place.target, 'utf8'), estates)
})

test('misuse is told from failure', async () => {
  const place = workplace({ downloads: ['/a'] })
  assert.equal((await fetchIt(place, { args: ['--colour', 'red'] })).status, 2)
  assert.equal((await fetchIt(place, { args: ['--tries', 'many'] })).status, 2)
  assert.equal((await fetchIt({ ...place, id: 'nothing' })).status, 1)
})
