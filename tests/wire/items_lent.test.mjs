// Pages of features that leave from where their text lies in memory: the bytes are those of /data, in whole, in parts, coded, and while the
// snapshot is exchanged under them.
import assert from 'node:assert/strict'
import { copyFileSync, renameSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { ask, folder, loadBest, loadOther, serve } from './support.mjs'

const dir = folder()
let files, server

before(async () => {
  files = [loadBest(join(dir, 'a.sqlite')), loadOther(join(dir, 'b.sqlite'), dir)]
  server = await serve(files[0])
})
after(() => server.stop())

const seeded = (seed) => () => ((seed = (seed * 48271) % 2147483647), seed / 2147483647)

const featuresOf = (body) => body.slice(body.indexOf('"features":[') + 12, body.lastIndexOf(']}'))
/** The text of each feature: within a string this word would have its quotation marks escaped. */
const texts = (body) => featuresOf(body).split(/,(?=\{"type":"Feature",)/).filter((text) => text !== '')

test('a page is the text of its features, as /data has them', async () => {
  const random = seeded(11)
  for (const { id, extent } of (await ask(server.base, '/ogc/collections?f=json')).json.collections) {
    const whole = await ask(server.base, `/data/${id}.geojson`)
    const layer = texts(whole.text)
    assert.equal(layer.length, whole.json.features.length)
    const [west, south, east, north] = extent.spatial.bbox[0]
    for (let i = 0; i < 12; i++) {
      const [x, y, w, h] = [west + random() * (east - west) / 2, south + random() * (north - south) / 2, random() * (east - west), random() * (north - south)]
      const bbox = i % 4 === 0 ? '' : `&bbox=${[x, y, x + w, y + h].join(',')}`
      const page = await ask(server.base, `/ogc/collections/${id}/items?limit=${1 + Math.floor(random() * 400)}${bbox}`)
      assert.equal(page.status, 200)
      const found = texts(page.text).map((text) => layer.indexOf(text))
      assert.ok(found.every((at, k) => at >= 0 && (k === 0 || at > found[k - 1])), `${id} ${bbox}: features of the layer, in its order`)
      assert.equal(page.json.numberReturned, found.length)
      assert.equal(page.json.features.length, found.length)
    }
  }
})

test('asked again, cut and coded, a page is the same', async () => {
  const first = '/ogc/collections/communes/items?limit=150&bbox=2.0,50.0,3.9,50.9'
  const whole = await ask(server.base, first)
  const { length } = whole.body
  assert.ok(length > 16384, 'long enough to be lent')
  for (let i = 0; i < 4; i++) {
    const again = await ask(server.base, first)
    assert.ok(again.body.equals(whole.body))
    assert.equal(again.headers.etag, whole.headers.etag)
    assert.equal((await ask(server.base, first, { headers: { 'if-none-match': whole.headers.etag } })).status, 304)
  }
  const tags = new Set([whole.headers.etag])
  for (let i = 0; i < 12; i++) {
    // each its own address, so that nothing was asked before
    const path = first.replace('3.9', `3.9${i}1`)
    const [from, to] = [Math.floor((length * i) / 13), Math.floor((length * (i + 1.7)) / 13)]
    const part = await ask(server.base, path, { headers: { range: `bytes=${from}-${to}` } })
    const all = await ask(server.base, path)
    assert.equal(part.status, 206)
    assert.equal(part.headers['content-range'], `bytes ${from}-${Math.min(to, all.body.length - 1)}/${all.body.length}`)
    assert.ok(part.body.equals(all.body.subarray(from, to + 1)))
    assert.equal(part.headers.etag, all.headers.etag)
    tags.add(all.headers.etag)
    const coded = await ask(server.base, path, { headers: { 'accept-encoding': 'gzip' } })
    assert.ok(gunzipSync(coded.body).equals(all.body))
    assert.ok(!tags.has(coded.headers.etag), 'coded bytes are others')
    const head = await ask(server.base, path.replace('.9,50', '.8,50'), { method: 'HEAD' })
    assert.equal(head.body.length, 0)
    assert.ok(Number(head.headers['content-length']) > 16384)
  }
  assert.equal(tags.size, 13, 'pages with other links have other tags')
})

/** A question whose answer is read only when `read` is called. */
function slowly(port, path) {
  const socket = connect(port, '127.0.0.1')
  const parts = []
  const ended = new Promise((done, failed) => (socket.on('end', done), socket.on('error', failed)))
  socket.pause()
  socket.on('data', (part) => parts.push(part))
  socket.pause()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: cartes.example.fr\r\nConnection: close\r\n\r\n`)
  return {
    async read() {
      socket.resume()
      await ended
      const bytes = Buffer.concat(parts), head = bytes.indexOf('\r\n\r\n')
      return { head: bytes.subarray(0, head).toString(), body: bytes.subarray(head + 4).toString() }
    },
  }
}

test('what was lent stays what it was while snapshots are exchanged, and no page is mixed', { timeout: 180000 }, async () => {
  const known = new Map()
  for (const file of files) {
    const alone = await serve(file)
    const { generation } = (await ask(alone.base, '/readyz')).json
    known.set(generation, texts((await ask(alone.base, '/data/communes.geojson')).text))
    await alone.stop()
  }
  assert.equal(known.size, 2)
  const names = [...known.keys()]
  const live = join(dir, 'live.sqlite')
  copyFileSync(files[0], live)
  const own = await serve(live)
  const expect = (etag, body) => {
    const layer = known.get(etag.match(/^"([0-9a-f]+)-/)[1])
    const page = JSON.parse(body)
    assert.equal(featuresOf(body), layer.slice(0, page.numberReturned).join(','))
    assert.equal(page.numberMatched, layer.length)
  }
  let going = true, asked = 0
  const seen = new Set()
  const reader = async (number) => {
    for (let i = 0; going; i++) {
      const answer = await ask(own.base, `/ogc/collections/communes/items?limit=${100 + (i % 50)}&bbox=${-10 - number - i / 1e5},40,10,60`)
      assert.equal(answer.status, 200)
      expect(answer.headers.etag, answer.text)
      seen.add(answer.headers.etag.slice(1, 17))
      asked++
    }
  }
  const readers = [1, 2, 3].map(reader)
  for (let i = 1; i <= 20; i++) {
    const waiting = Array.from({ length: 4 }, (_, k) => slowly(own.port, `/ogc/collections/communes/items?limit=1000&bbox=${-20 - i - k / 10},40,10,60`))
    for (let swap = 0; swap < 2; swap++) {
      const next = (i + swap) % 2
      copyFileSync(files[next], live + '.new')
      renameSync(live + '.new', live)
      const end = performance.now() + 20000
      while ((await ask(own.base, '/readyz')).json.generation !== names[next]) assert.ok(performance.now() < end, 'the next one goes live')
    }
    for (const each of waiting) {
      const { head, body } = await each.read()
      expect(head.match(/^ETag: (.*)$/im)[1], body)
      assert.equal(Number(head.match(/^Content-Length: (\d+)/im)[1]), Buffer.byteLength(body))
    }
  }
  going = false
  await Promise.all(readers)
  assert.ok(asked > 20)
  assert.equal(seen.size, 2, 'pages of both were read')
  assert.deepEqual(await own.stop(), { code: 0, signal: null })
})
