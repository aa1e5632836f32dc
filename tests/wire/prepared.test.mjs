// Answers that the server has prepared by a process of its own: all that are promised, the same bytes, shorter.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync } from 'node:zlib'
import { ask, folder, load, servePrepared, terril } from './support.mjs'

const dir = folder()
const snapshot = load(join(dir, 'a.sqlite'), '--edition', 'schematic')
const undo = { br: brotliDecompressSync, gzip: gunzipSync }
const decoded = ({ headers, body }) => undo[headers['content-encoding']]?.(body) ?? body
const get = (base, path, coding) => ask(base, path, { headers: { 'accept-encoding': coding, accept: '*/*' } })

/** What `serve --prepare` writes (server/http/record.h): address -> its answers, { headers, body }, in the order of making. */
function records(bytes) {
  const all = new Map()
  for (let at = 0; at < bytes.length;) {
    const fields = at + 32, strings = bytes.readUInt32LE(at + 4), length = Number(bytes.readBigUInt64LE(at + 8))
    const [, target, type, , , ...pairs] = bytes.toString('utf8', fields, fields + strings - 1).split('\0')
    const headers = { 'content-type': type }
    for (let i = 0; i < pairs.length; i += 2) headers[pairs[i].toLowerCase()] = pairs[i + 1]
    at = fields + strings + length
    all.set(target, [...(all.get(target) ?? []), { headers, body: bytes.subarray(fields + strings, at) }])
  }
  return all
}

test('whole layers, pages and styles are prepared in every coding, as the server answers them', async (t) => {
  const server = await servePrepared(snapshot)
  t.after(() => server.stop())
  const made = spawnSync(terril, ['serve', snapshot, '--prepare', server.base], { maxBuffer: 1 << 28 })
  assert.equal(made.status, 0, String(made.stderr))
  const all = records(made.stdout)
  const { collections } = (await ask(server.base, '/ogc/collections')).json
  for (const { id } of collections) {
    assert.ok(all.has(`/data/${id}.geojson`), id)
    assert.ok(all.has(`/data/${id}.csv`), id)
  }
  for (const path of ['/', '/?lang=en', '/?theme=velo', '/?theme=velo&lang=en', '/ogc', '/ogc/api', '/ogc/styles/cites', '/data/coverage.csv']) assert.ok(all.has(path), path)
  for (const [path, answers] of all) {
    assert.equal(answers.length, 3, path)
    const plain = await get(server.base, path, 'identity')
    assert.equal(plain.status, 200, path)
    for (const answer of answers) {
      assert.ok(decoded(answer).equals(plain.body), path)
      assert.ok(answer.body.length <= plain.body.length, path)
      assert.equal(answer.headers['content-type'], plain.headers['content-type'], path)
    }
  }
  const codings = all.get('/').map(({ headers }) => headers['content-encoding'])
  assert.deepEqual(codings, ['br', 'gzip', undefined])
})

test('a running server sends what it has prepared, and nothing else has changed', { timeout: 300000 }, async (t) => {
  const server = await servePrepared(snapshot)
  t.after(() => server.stop())
  const plain = await get(server.base, '/', 'identity')
  const quick = brotliCompressSync(plain.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length
  let answer
  do { // made in haste until the prepared one is there
    answer = await get(server.base, '/', 'gzip, deflate, br')
    assert.equal(answer.status, 200)
    assert.ok(decoded(answer).equals(plain.body))
    await new Promise((done) => setTimeout(done, 50))
  } while (answer.body.length > quick * 0.97)
  for (const name of ['content-type', 'content-security-policy', 'x-content-type-options', 'vary', 'cache-control']) {
    assert.equal(answer.headers[name], plain.headers[name], name)
  }
  const again = await ask(server.base, '/', { headers: { 'accept-encoding': 'gzip, deflate, br', 'if-none-match': answer.headers.etag } })
  assert.equal(again.status, 304)
  const part = await ask(server.base, '/', { headers: { 'accept-encoding': 'gzip, deflate, br', range: 'bytes=10-19' } })
  assert.equal(part.status, 206)
  assert.ok(part.body.equals(answer.body.subarray(10, 20)))
  assert.deepEqual(await server.stop(), { code: 0, signal: null })
})
