// Two hundred swaps of the snapshot under load: every answer is whole and of one generation, broken files never go live.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { folder, loadBest, loadOther, servePrepared } from './support.mjs'

const SWAPS = 200
const READERS = 4
const PATHS = ['/data/estates.csv', '/ogc/collections', '/data/stations.geojson', '/data/coverage.json', '/ogc/collections/epci/items']
const CODINGS = ['', 'gzip', 'gzip, deflate, br']
const dir = folder()

/** The same question on a connection that stays; every server is called the same, so that links are. */
function ask(agent, port, path, coding = '') {
  return new Promise((done, failed) => {
    const headers = { host: 'cartes.example.fr', ...(coding && { 'accept-encoding': coding }) }
    const sent = request({ agent, port, host: '127.0.0.1', path, headers }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts), whole: answer.complete }))
      answer.on('error', failed)
    })
    sent.on('error', failed)
    sent.end()
  })
}

const decoded = ({ headers, body }) => ({ br: brotliDecompressSync, gzip: gunzipSync })[headers['content-encoding']]?.(body) ?? body
const generation = async (agent, port) => JSON.parse((await ask(agent, port, '/readyz')).body).generation

/** What the snapshot answers when it is alone: { generation, bodies }. */
async function alone(path) {
  const server = await servePrepared(path)
  const agent = new Agent({ keepAlive: true })
  const bodies = new Map()
  for (const each of PATHS) bodies.set(each, (await ask(agent, server.port, each)).body)
  const name = await generation(agent, server.port)
  agent.destroy()
  await server.stop()
  return { name, bodies }
}

/** Files that may never go live, made of a good one. */
function broken(good) {
  const bytes = readFileSync(good)
  const other = join(dir, 'other.sqlite')
  spawnSync('sqlite3', [other, 'CREATE TABLE meta (a); INSERT INTO meta VALUES (1)'])
  const flipped = [100, bytes.length >> 1, bytes.length - 5000].map((at) => {
    const copy = Buffer.from(bytes)
    copy[at] ^= 4
    return copy
  })
  const cut = [1, 100, 4096, bytes.length >> 1, bytes.length - 4096, bytes.length - 1].map((length) => bytes.subarray(0, length))
  return [Buffer.alloc(0), Buffer.from('not a snapshot'), readFileSync(other), ...cut, ...flipped]
}

async function until(what, happens) {
  const end = performance.now() + 20000
  while (!(await happens())) {
    assert.ok(performance.now() < end, what)
    await new Promise((done) => setTimeout(done, 1))
  }
}

test('two hundred swaps under load: no answer lost, mixed or of a broken file', { timeout: 300000 }, async (t) => {
  const files = [loadBest(join(dir, 'a.sqlite')), loadOther(join(dir, 'b.sqlite'), join(dir, 'home'))]
  const known = [await alone(files[0]), await alone(files[1])]
  assert.notEqual(known[0].name, known[1].name)
  const candidates = broken(files[0])
  const live = join(dir, 'live.sqlite')
  copyFileSync(files[0], live)
  const server = await servePrepared(live)
  const agent = new Agent({ keepAlive: true })
  let going = true
  const counts = new Map(known.map(({ name }) => [name, 0]))

  const reader = async (number) => {
    const own = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let i = number; going; i++) {
      const path = PATHS[i % PATHS.length]
      const answer = await ask(own, server.port, path, CODINGS[i % CODINGS.length])
      assert.equal(answer.status, 200, path)
      assert.ok(answer.whole)
      const name = answer.headers.etag.match(/^"([0-9a-f]+)-/)[1]
      const { bodies } = known.find((each) => each.name === name)
      assert.ok(decoded(answer).equals(bodies.get(path)), `${path} of ${name}`)
      counts.set(name, counts.get(name) + 1)
    }
    own.destroy()
  }
  const readers = Array.from({ length: READERS }, (_, number) => reader(number))
  const put = (write) => {
    write(live + '.new')
    renameSync(live + '.new', live)
    return performance.now()
  }
  const refusals = () => server.said().split('is not served').length - 1

  const times = []
  for (let i = 1; i <= SWAPS; i++) {
    const { name } = known[i % 2]
    const begin = put((path) => copyFileSync(files[i % 2], path))
    await until(`${name} goes live`, async () => (await generation(agent, server.port)) === name)
    times.push(performance.now() - begin)
    if (i % 16 === 0) {
      const before = refusals()
      put((path) => (writeFileSync(path, candidates[(i / 16 - 1) % candidates.length]), chmodSync(path, 0o644)))
      await until('the broken file is refused', () => refusals() > before)
      assert.equal(await generation(agent, server.port), name)
    }
  }
  going = false
  await Promise.all(readers)
  agent.destroy()
  for (const [name, count] of counts) assert.ok(count > 0, `${name} was served`)
  const sorted = times.sort((a, b) => a - b)
  t.diagnostic(`${[...counts.values()].reduce((a, b) => a + b)} answers; live after ${sorted[SWAPS >> 1].toFixed(1)} ms (median), ` +
    `${sorted[Math.floor(SWAPS * 0.95)].toFixed(1)} ms (95 %), ${sorted[SWAPS - 1].toFixed(1)} ms (longest)`)
  assert.deepEqual(await server.stop(), { code: 0, signal: null })
})
