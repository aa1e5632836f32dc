// What the tests over the wire share: the program, a snapshot made once, a server on a free port.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const home = resolve(process.env.TERRIL_HOME ?? '.')
export const build = resolve(process.env.TERRIL_BUILD ?? join(home, 'build/debug'))
export const terril = join(build, 'terril')
// The real files stand beside the project and never in it; without them only the schematic edition can be tested.
export const shared = resolve(home, '../shared/geodata')
export const hasShared = existsSync(join(shared, 'communes.geojson'))

export function folder(prefix = 'terril-') {
  const path = mkdtempSync(join(tmpdir(), prefix))
  process.on('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Runs terril to its end. */
export function run(...args) {
  const done = spawnSync(terril, args, { encoding: 'utf8', maxBuffer: 1 << 28, cwd: home })
  return { status: done.status, stdout: done.stdout, stderr: done.stderr }
}

/** Loads a snapshot and gives its path; throws with the report when it fails. */
export function load(path, ...args) {
  // ctest has the snapshot that most tests want made once (wire/snapshot); each gets a copy
  if (process.env.TERRIL_SNAPSHOT && args.join() === best.join()) {
    copyFileSync(process.env.TERRIL_SNAPSHOT, path)
    return path
  }
  const done = run('load', '-o', path, ...args)
  if (done.status !== 0) throw new Error(`terril load failed (${done.status}):\n${done.stderr}`)
  return path
}

/** The official edition where its files are, else the schematic one. */
const best = hasShared ? ['--sources', shared] : ['--edition', 'schematic']
export function loadBest(path) {
  return load(path, ...best)
}

/** A snapshot that says other things than the best one: the schematic edition, with other facts where that is schematic already; these stand
 * in the folder `other`. */
export function loadOther(path, other) {
  if (hasShared) return load(path, '--edition', 'schematic')
  for (const part of ['geodata', 'styles', 'web']) cpSync(join(home, part), join(other, part), { recursive: true })
  const facts = join(other, 'geodata/facts/stations.csv')
  writeFileSync(facts, readFileSync(facts, 'utf8').replace('Lens', 'Lens (autre)'))
  const done = spawnSync(terril, ['load', '-o', path, '--edition', 'schematic'], { cwd: other, encoding: 'utf8', env: { ...process.env, TERRIL_HOME: other } })
  assert.equal(done.status, 0, done.stderr)
  return path
}

/** Starts a server on a free port that prepares no answers, so that tests do not wait for each other; { base, port, child, stop() }. */
export const serve = (snapshot, ...args) => servePrepared(snapshot, '--no-prepare', ...args)

/** The same as people start it. */
export function servePrepared(snapshot, ...args) {
  const child = spawn(terril, ['serve', snapshot, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: home })
  const said = []
  child.stderr.on('data', (bytes) => said.push(bytes))
  process.on('exit', () => child.kill('SIGKILL'))
  const ended = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })))
  return new Promise((done, failed) => {
    let out = ''
    child.stdout.on('data', (bytes) => {
      out += bytes
      const line = out.match(/^listening on (http:\/\/[^/]+:(\d+))\/\n/)
      if (line) {
        const stop = async (signal = 'SIGTERM') => (child.kill(signal), await ended)
        done({ base: line[1], port: Number(line[2]), child, stop, ended, said: () => Buffer.concat(said).toString() })
      }
    })
    ended.then((end) => failed(new Error(`terril serve ended (${JSON.stringify(end)}): ${Buffer.concat(said)}`)))
  })
}

/** One request by hand: no following, no decoding; { status, headers, body (Buffer), text, json }. */
export function ask(base, path, { method = 'GET', headers = {} } = {}) {
  return new Promise((done, failed) => {
    const sent = request(base + path, { method, headers }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () => {
        const body = Buffer.concat(parts)
        done({ status: answer.statusCode, headers: answer.headers, body, get text() { return body.toString() }, get json() { return JSON.parse(body) } })
      })
      answer.on('error', failed)
    })
    // A connection kept from an earlier request may be closed by the server at the very moment that it is used again.
    sent.on('error', (error) => (sent.reusedSocket && error.code === 'ECONNRESET' ? ask(base, path, { method, headers }).then(done, failed) : failed(error)))
    sent.end()
  })
}

/** CSV (RFC 4180) as a list of objects. */
export function csv(text) {
  const rows = []
  let row = [], cell = '', quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') cell += text[++i]
      else if (c === '"') quoted = false
      else cell += c
    } else if (c === '"') quoted = true
    else if (c === ',') (row.push(cell), cell = '')
    else if (c === '\n') (row.push(cell), rows.push(row), row = [], cell = '')
    else if (c !== '\r') cell += c
  }
  if (cell || row.length) (row.push(cell), rows.push(row))
  const [head, ...rest] = rows
  return rest.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])))
}
