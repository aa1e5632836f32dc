// Bad questions: every kind of them is refused with 400 at once, and leaves no memory behind.
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memory, now, once, quietest } from './measure.mjs'
import { startRested } from './peers.mjs'
import { figure, mb, table, verdict, whole } from './table.mjs'

const ASKED = 2000 // of each kind, one after another
const CONNECTIONS = 4 // under load
const BUDGET = 10 // ms at p99
const GROWTH = 2 // MB more than after the first of all questions

const script = fileURLToPath(new URL('race.lua', import.meta.url))
const encode = encodeURIComponent
const items = (query) => `/ogc/collections/communes/items?${query}`
const filter = (text) => items(`filter=${encode(text)}`)
const json = (text) => items(`filter-lang=cql2-json&filter=${encode(text)}`)
const within = (depth, before, inner, after) => before.repeat(depth) + inner + after.repeat(depth)
const ring = (count) => Array.from({ length: count }, (_, i) => `${(2 + Math.cos(i) / 9).toFixed(3)} ${(50 + Math.sin(i) / 9).toFixed(3)}`)

/** Each with a number that makes every question another one. */
export const kinds = {
  'unknown parameter': (n) => [items(`limti=${n}`), `/ogc/collections?after=${n}`, `/ogc/processes?limit=1&x${n}=1`, `/?zoom${n}=1`, `/data/communes.geojson?x=${n}`],
  'repeated, empty': (n) => [items(`limit=${n}&limit=2`), items('limit='), items(`bbox=&offset=${n}`), items('crs=&crs=')],
  'too long': (n) => [items(`properties=${'x'.repeat(3000)}${n}`), items(`sortby=${'nom,'.repeat(900)}${n}`), items(`datetime=${'2'.repeat(3000)}${n}`)],
  'address too long (414)': (n) => [filter(`nom = '${'x'.repeat(5000)}${n}'`), filter(Array.from({ length: 300 }, (_, i) => `population=${i + n}`).join(' OR ')), items(`x=${'y'.repeat(8000)}${n}`)],
  'too deep': (n) => [filter(within(200, 'NOT (', `rang = ${n}`, ')')), filter(`S_INTERSECTS(geometry, ${within(30, 'GEOMETRYCOLLECTION(', 'POINT(1 2)', ')')})`),
    json(within(40, '{"op":"not","args":[', 'true', ']}')), filter('('.repeat(1600) + n)],
  'too wide': (n) => [filter(Array.from({ length: 130 }, (_, i) => `TRUE`).join(' OR ') + ` OR ${n}=1`.repeat(90)), filter(`population IN (${Array.from({ length: 600 }, (_, i) => i).join()},${n})`)],
  'wrong type': (n) => [items('limit=x'), items('limit=1.5'), items(`bbox=1,2,${n}`), items(`datetime=${n}`), filter(`population = 'x${n}'`), filter(`nom > ${n}`), items(`skipGeometry=${encode('peut-être')}`)],
  'unknown property': (n) => [filter(`populatoin > ${n}`), items(`properties=nom,x${n}`), items(`sortby=x${n}`), `/ogc/collections/communes/items?x${n}=1`],
  'SQL in disguise': (n) => [filter(`nom = 'x' OR 1=1; --${n}`), items(`sortby=${encode(`nom;DROP TABLE communes${n}`)}`), items(`limit=${encode(`1;SELECT ${n}`)}`), filter("'; DROP TABLE communes; --"), items('properties=*')],
  'not finite': (n) => [filter(`population > 1e${400 + n}`), items('bbox=NaN,1,2,3'), items('bbox=1,2,Infinity,3'), items(`bbox=1e${400 + n},1,2,3`), filter('S_INTERSECTS(geometry, POINT(1e999 1))')],
  'UTF-8, %00': () => [items('filter=%FF%FE'), items('filter=nom%00'), items('properties=%C0%AF'), items('filter=%ED%A0%80'), '/ogc/collections/communes/items?%FF=1'],
  geometry: (n) => [filter(`S_WITHIN(geometry, POLYGON((2 50, 3 51, 3 50, 2 51, 2 50))) AND population = ${n}`), filter(`S_INTERSECTS(geometry, POLYGON((${ring(120)})))`),
    filter(`S_INTERSECTS(geometry, BBOX(1,2,${n % 3}))`), filter('S_INTERSECTS(geometry, POINT(200 100))'), filter('S_NEAR(geometry, POINT(1 2))')],
  'forms, systems': (n) => [items(`f=x${n}`), items(`crs=EPSG:${n}`), items('bbox-crs=urn:x'), items(`filter-lang=sql${n}`), `/ogc/map?width=${99999 + n}`, '/ogc/map?crs=EPSG:1'],
  'tiles, sheets': (n) => [`/ogc/tiles/WebMercatorQuad/7/${n}/x`, `/carte/cites.svg?paper=A${9 + n}`, '/carte/cites.png?paper=99999x99999px', '/ogc/map?bbox=1,2,3'],
  paths: (n) => [`/ogc/collections/communes/items/%00${n}`, '/%ff', '/ogc/%2e%2e%2f%00'],
}

export const bodies = [
  (n) => `{"inputs":{"by":"commnue${n}"}}`, (n) => `{"inputs":{"of":${within(1000, '[', '1', ']')}}}${n % 2 ? '' : ' '}`, (n) => `{"inputs":{"territories":[${'0,'.repeat(5000)}${n}]}}`, () => '{"inputs":',
  (n) => `{"inputs":{"filter":{"href":"data:;base64,${'A'.repeat(20000)}${n}"}}}`, (n) => `{"inputs":{"by":{"href":"http://example.org/${n}"}}}`, (n) => `{"x${n}":1}`,
]

/** The status of one question on a kept connection, and how long it took in ms. */
function ask(agent, base, path, body) {
  return new Promise((done, failed) => {
    const begin = now()
    const sent = request(base + path, { agent, method: body === undefined ? 'GET' : 'POST', headers: body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } }, (answer) => {
      answer.resume()
      answer.on('end', () => done({ status: answer.statusCode, took: now() - begin }))
    })
    sent.on('error', failed)
    sent.end(body)
  })
}

/** Processor time in ms that all threads of the server have used: what a question costs, whatever else runs on the machine. */
function processor(group) {
  let nanoseconds = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== group)) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) !== group) continue
      for (const task of readdirSync(`/proc/${pid}/task`)) nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
    } catch (gone) {
      if (gone.code !== 'ENOENT' && gone.code !== 'ESRCH') throw gone
    }
  }
  return nanoseconds / 1e6
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]

function row(what, took, group, used) {
  const sorted = took.sort((a, b) => a - b), p99 = percentile(sorted, 0.99)
  return [what, whole(sorted.length), figure(percentile(sorted, 0.5)), figure(p99), figure(sorted.at(-1)), figure(used / sorted.length), mb(memory(group).rss), `${BUDGET} ms`,
    verdict(p99 <= BUDGET, `bad questions, ${what}: p99 ${figure(p99)} ms where ${BUDGET} ms is wanted`)]
}

async function askAll(agent, { base, group }, what, questions) {
  const took = [], before = processor(group)
  for (let n = 0; took.length < ASKED; n++) {
    for (const [path, body] of questions(n)) {
      const answer = await ask(agent, base, path, body)
      if (answer.status !== (what.includes('414') ? 414 : 400)) throw new Error(`${what}: ${answer.status} and not 400: ${path} ${body ?? ''}`)
      took.push(answer.took)
    }
  }
  return { took, used: processor(group) - before }
}

async function askKind(agent, terril, what, questions) {
  const { took, used } = await quietest(() => askAll(agent, terril, what, questions))
  return row(what, took, terril.group, used)
}

/** All kinds together by wrk, which counts every answer that is not 2xx as refused. */
function wrk(dir, { base, group }, seconds) {
  const file = join(dir, 'bad')
  writeFileSync(file, Array.from({ length: 40 }, (_, n) => Object.values(kinds).flatMap((make) => make(n))).flat().join('\n') + '\n')
  const before = processor(group)
  const done = spawnSync('wrk', ['-t', 1, '-c', CONNECTIONS, '-d', `${seconds}s`, '-s', script, base, '--', file, 0, 1].map(String), { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`wrk: ${done.error ?? done.stderr}`)
  const said = JSON.parse(done.stdout.trim().split('\n').pop())
  if (said.refused !== said.requests || said.failed !== said.refused) throw new Error(`wrk: ${said.refused} of ${said.requests} refused, ${said.failed} failed`)
  return { said, used: processor(group) - before }
}

async function wrkRow(dir, terril, seconds, when) {
  const { said, used } = await quietest(() => wrk(dir, terril, seconds))
  return [`all kinds at once, ${CONNECTIONS} connections, ${when}`, `${whole(said.requests / said.seconds)} a second`, figure(said.p50), figure(said.p99), figure(said.most), figure(used / said.requests), mb(memory(terril.group).rss), `${BUDGET} ms`,
    verdict(said.p99 <= BUDGET, `bad questions under load: p99 ${figure(said.p99)} ms where ${BUDGET} ms is wanted`)]
}

export async function bad({ dir, snapshot, pace }) {
  const terril = await startRested(snapshot), agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const rows = [], all = Object.entries(kinds)
  for (const [, make] of all) for (const path of make(0)) await once(terril.base, path) // SpatiaLite and PROJ come in with the first that need them
  const post = (n) => bodies.map((make) => ['/ogc/processes/coverage/execution', make(n)])
  for (const [path, body] of post(0)) await ask(agent, terril.base, path, body)
  const before = memory(terril.group).rss
  for (const [what, make] of all) rows.push(await askKind(agent, terril, what, (n) => make(n).map((path) => [path])))
  rows.push(await askKind(agent, terril, 'bodies of processes', post))
  wrk(dir, terril, 1)
  rows.push(await wrkRow(dir, terril, pace.seconds * pace.rounds, 'first'))
  const settled = memory(terril.group).rss
  rows.push(await wrkRow(dir, terril, pace.seconds * pace.rounds, 'again'))
  const after = memory(terril.group).rss, growth = Math.max(0, after - settled)
  agent.destroy()
  await terril.stop()
  return `## Bad questions

Every kind of bad question is asked ${whole(ASKED)} times one after another on one connection, each time another one; all of them together
by wrk. Every answer is looked at: 400, or 414 for an address over 4,096 bytes. Times are those of the whole answer, the asking program's own included; the server's
processor time for one, which other work on the machine does not lengthen, stands beside them.

${table(['kind', 'asked', 'median ms', 'p99 ms', 'most ms', 'server’s processor ms', 'memory then', 'budget at p99', ''], rows)}

Memory before the first of these rows ${mb(before)}, after a run of all kinds under load ${mb(settled)}, after another ${mb(after)}: grown by ${figure(growth)} MB between
these two (budget ${GROWTH} MB: ${verdict(growth <= GROWTH, `bad questions: memory grows by ${figure(growth)} MB where ${GROWTH} MB is allowed`)}).
`
}
