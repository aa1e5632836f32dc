// The server as its clients meet it: addresses, errors, conditional requests, codings, headers, swap and stop.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { copyFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { ask, csv, folder, load, loadBest, serve } from './support.mjs'

const dir = folder()
let server, base

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  base = server.base
})
after(() => server.stop())

const problem = (answer, status) => {
  assert.equal(answer.status, status, answer.text)
  assert.match(answer.headers['content-type'], /^application\/problem\+json/)
  assert.equal(answer.json.status, status)
  assert.ok(answer.json.detail.length > 10, 'a sentence')
  return answer.json.detail
}

test('health and readiness are told', async () => {
  assert.equal((await ask(base, '/healthz')).text, 'ok\n')
  assert.match((await ask(base, '/readyz')).json.generation, /^[0-9a-f]{16}$/)
})

test('the landing page leads to every collection and each to its items', async () => {
  const landing = (await ask(base, '/ogc')).json
  const data = landing.links.find((link) => link.rel === 'data')
  const { collections } = (await ask('', data.href)).json
  assert.ok(collections.length >= 7)
  for (const collection of collections) {
    const link = collection.links.find((each) => each.rel === 'items')
    const items = (await ask('', link.href + '?limit=1')).json
    assert.equal(items.numberMatched, collection.numberOfFeatures, collection.id)
    assert.equal(items.features.length, 1, collection.id)
  }
})

test('next links visit every commune once', async () => {
  const seen = new Set()
  let href = `${base}/ogc/collections/communes/items?limit=50`
  for (let pages = 0; href; pages++) {
    assert.ok(pages < 100)
    const page = (await ask('', href)).json
    assert.equal(page.numberReturned, page.features.length)
    page.features.forEach((each) => seen.add(each.properties.insee))
    href = page.links.find((link) => link.rel === 'next')?.href
  }
  assert.equal(seen.size, 362)
})

test('a bbox gives the features that meet it and only those', async () => {
  const all = (await ask(base, '/ogc/collections/stations/items?limit=10000')).json.features
  const [west, south, east, north] = [2.75, 50.38, 2.95, 50.48]
  const inside = all.filter(({ geometry: { coordinates: [x, y] } }) => x >= west && x <= east && y >= south && y <= north)
  const found = (await ask(base, `/ogc/collections/stations/items?limit=10000&bbox=${west},${south},${east},${north}`)).json
  assert.ok(inside.length > 3)
  assert.deepEqual(found.features.map((each) => each.id), inside.map((each) => each.id))
  assert.equal(found.numberMatched, inside.length)
  const signed = (await ask(base, `/ogc/collections/stations/items?limit=2&bbox=%2B${west},${south},${east},${north}`)).json
  const next = signed.links.find((link) => link.rel === 'next').href
  assert.equal((await ask('', next)).json.numberMatched, inside.length)
  const none = (await ask(base, '/ogc/collections/stations/items?bbox=-5,40,-4,41')).json
  assert.deepEqual([none.features, none.numberMatched], [[], 0])
})

test('one feature is found by its key', async () => {
  const answer = await ask(base, '/ogc/collections/communes/items/62498')
  assert.equal(answer.json.properties.nom, 'Lens')
  assert.equal(answer.json.type, 'Feature')
  problem(await ask(base, '/ogc/collections/communes/items/00000'), 404)
})

test('the whole layer as CSV has the rows of the layer as GeoJSON', async () => {
  const features = (await ask(base, '/data/estates.geojson')).json.features
  const rows = csv((await ask(base, '/data/estates.csv')).text)
  assert.equal(features.length, 59)
  assert.deepEqual(rows.map((row) => row.id_lsm), features.map((each) => each.properties.id_lsm))
})

test('bad requests get a sentence that says what is allowed', async () => {
  assert.match(problem(await ask(base, '/nowhere'), 404), /address/)
  assert.match(problem(await ask(base, '/ogc/collections/comunes'), 404), /communes/)
  assert.match(problem(await ask(base, '/ogc/collections/communes/items?limi=3'), 400), /limi.*limit/s)
  assert.match(problem(await ask(base, '/ogc/collections/communes/items?limit=0'), 400), /10000/)
  assert.match(problem(await ask(base, '/ogc/collections/communes/items?limit=ten'), 400), /10000/)
  assert.match(problem(await ask(base, '/ogc/collections/communes/items?bbox=1,2,3'), 400), /four numbers/)
  assert.match(problem(await ask(base, '/ogc/collections/communes/items?bbox=3,4,1,2'), 400), /corner/)
  assert.match(problem(await ask(base, '/ogc/collections/communes/items?bbox=1,2,nan,4'), 400), /four numbers/)
  assert.match(problem(await ask(base, '/ogc/collections/communes/items?f=xml'), 400), /json/)
  assert.match(problem(await ask(base, '/?theme=nope'), 404), /cites/)
  assert.match(problem(await ask(base, '/?epci=1'), 400), /SIREN/)
  assert.match(problem(await ask(base, '/?lang=de'), 400), /fr/)
  assert.match(problem(await ask(base, '/data/estates.exe'), 404), /csv/)
  assert.match(problem(await ask(base, '/data/coverage.csv?perimeter=france'), 400), /bassin/)
  assert.match(problem(await ask(base, '/carte/cites.svg?paper=A9'), 400), /A5/)
  assert.match(problem(await ask(base, '/carte/cites.svg?paper=100000x100000mm'), 400), /mm/)
  assert.match(problem(await ask(base, '/carte/cites.svg?title=' + 'x'.repeat(1000)), 400), /300/)
  assert.match(problem(await ask(base, '/data/station-areas.geojson?at=2.8'), 400), /at/)
  assert.match(problem(await ask(base, '/data/station-areas.geojson?at=2.8,50.4&distance=1'), 400), /50/)
})

test('other methods are refused and say which are allowed', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const answer = await ask(base, '/ogc', { method })
    assert.equal(answer.status, 405, method)
    assert.match(answer.headers.allow, /GET/)
  }
})

test('an answer not changed is not sent again', async () => {
  for (const path of ['/', '/ogc/collections', '/data/estates.geojson', '/data/coverage.csv']) {
    const first = await ask(base, path)
    assert.match(first.headers.etag, /^"[^"]+"$/, path)
    const again = await ask(base, path, { headers: { 'if-none-match': first.headers.etag } })
    assert.equal(again.status, 304, path)
    assert.equal(again.body.length, 0)
    assert.equal(again.headers.etag, first.headers.etag)
    assert.equal((await ask(base, path, { headers: { 'if-none-match': '"other"' } })).status, 200)
  }
})

test('HEAD has the headers of GET and no body', async () => {
  const get = await ask(base, '/data/estates.geojson')
  const head = await ask(base, '/data/estates.geojson', { method: 'HEAD' })
  assert.equal(head.body.length, 0)
  for (const name of ['etag', 'content-type', 'content-length']) assert.equal(head.headers[name], get.headers[name], name)
})

test('codings are chosen by q-value and decode to the same bytes, each with its own tag', async () => {
  const path = '/data/communes.geojson'
  const plain = await ask(base, path)
  const gzip = await ask(base, path, { headers: { 'accept-encoding': 'gzip' } })
  const br = await ask(base, path, { headers: { 'accept-encoding': 'gzip;q=0.5, br' } })
  assert.equal(gzip.headers['content-encoding'], 'gzip')
  assert.equal(br.headers['content-encoding'], 'br')
  assert.deepEqual(gunzipSync(gzip.body), plain.body)
  assert.deepEqual(brotliDecompressSync(br.body), plain.body)
  assert.equal(new Set([plain, gzip, br].map((each) => each.headers.etag)).size, 3)
  assert.match(plain.headers.vary, /accept-encoding/i)
  assert.equal((await ask(base, path, { headers: { 'accept-encoding': 'br;q=0, gzip;q=0' } })).headers['content-encoding'], undefined)
})

test('every answer carries the security headers, and the API is open to other origins', async () => {
  for (const path of ['/', '/ogc', '/nowhere', '/data/estates.csv', '/carte/cites.svg']) {
    const { headers } = await ask(base, path)
    assert.match(headers['content-security-policy'], /default-src 'none'/, path)
    assert.doesNotMatch(headers['content-security-policy'], /script-src[^;]*unsafe/)
    assert.equal(headers['x-content-type-options'], 'nosniff', path)
    assert.equal(headers['set-cookie'], undefined)
  }
  assert.equal((await ask(base, '/ogc')).headers['access-control-allow-origin'], '*')
})

test('what a visitor sends comes back escaped', async () => {
  const evil = encodeURIComponent('<script>alert(1)</script>')
  for (const path of [`/?theme=${evil}`, `/${evil}`, `/carte/cites.svg?title=${evil}`, `/ogc/collections/${evil}`, `/?${evil}=1`]) {
    const answer = await ask(base, path, { headers: { 'x-forwarded-host': '<script>' } })
    if (/html|svg/.test(answer.headers['content-type'])) assert.doesNotMatch(answer.text, /<script/i, path)
    else assert.match(answer.headers['content-type'], /json/)
  }
  assert.equal((await ask(base, '/', { headers: { host: 'a"><script>' } })).status, 400)
})

test('a path out of the tree finds nothing', async () => {
  for (const path of ['/../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/data/..%2f..%2fetc%2fpasswd.csv', '/carte/..%2fcites.svg', '/%00', '/data/%zz.csv']) {
    assert.ok([400, 404].includes((await ask(base, path)).status), path)
  }
})

test('a new snapshot is served without a lost or a mixed answer, a broken one never', { timeout: 120000 }, async () => {
  const live = join(dir, 'live.sqlite')
  const one = join(dir, 'a.sqlite')
  const two = load(join(dir, 'b.sqlite'), '--edition', 'schematic')
  copyFileSync(one, live)
  const other = await serve(live)
  const first = (await ask(other.base, '/readyz')).json.generation
  const seen = new Map()
  let going = true, count = 0
  const reader = async () => {
    while (going) {
      const answer = await ask(other.base, '/data/estates.csv')
      assert.equal(answer.status, 200)
      const generation = answer.headers.etag.slice(1, 17)
      const before = seen.get(generation)
      if (before === undefined) seen.set(generation, answer.text)
      else assert.equal(answer.text, before, 'one generation, one answer')
      count++
    }
  }
  const readers = [reader(), reader(), reader()]
  const put = (from) => (copyFileSync(from, live + '.new'), renameSync(live + '.new', live))
  for (let i = 0; i < 10; i++) {
    put(i % 2 ? one : two)
    await new Promise((done) => setTimeout(done, 150))
  }
  writeFileSync(live + '.new', 'not a snapshot')
  renameSync(live + '.new', live)
  await new Promise((done) => setTimeout(done, 300))
  assert.equal((await ask(other.base, '/readyz')).json.generation, first)
  going = false
  await Promise.all(readers)
  assert.ok(count > 20)
  if (one !== two) assert.ok(seen.size >= 1)
  assert.deepEqual(await other.stop(), { code: 0, signal: null })
})

test('SIGTERM lets what is in flight finish', async () => {
  const other = await serve(join(dir, 'a.sqlite'))
  const inFlight = ask(other.base, '/carte/cites.pdf?paper=A3')
  await new Promise((done) => setTimeout(done, 30))
  const end = await other.stop()
  const answer = await inFlight.catch((error) => error)
  assert.ok(answer.status === 200 || answer.code === 'ECONNREFUSED', String(answer.code ?? answer.status))
  if (answer.status === 200) assert.equal(answer.body.subarray(0, 5).toString(), '%PDF-')
  assert.deepEqual(end, { code: 0, signal: null })
})
