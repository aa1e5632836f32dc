// A new snapshot under full load: how long after its file has landed it is what people get, and whether any answer suffers.
import { spawn } from 'node:child_process'
import { copyFileSync, renameSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadOther } from '../wire/support.mjs'
import { median, now, pause } from './measure.mjs'
import { startTerril } from './peers.mjs'
import { CONNECTIONS, THREADS } from './race.mjs'
import { ms, table, verdict, whole } from './table.mjs'

const BUDGET = 100 // ms, at 95 %
const REST = 400 // ms between swaps, about: preparing begins again behind each
const LONGEST = 20000 // ms: a swap that takes longer is a failure
const script = fileURLToPath(new URL('race.lua', import.meta.url))

const loads = [
  { what: 'nobody else asks', paths: [] },
  { what: 'a cached answer of 20 kB', paths: ['/ogc/collections/communes/items?limit=9'] },
  {
    what: 'layers, tables and lists, plain',
    paths: ['/data/estates.csv', '/ogc/collections', '/data/stations.geojson', '/data/coverage.json', '/ogc/collections/epci/items'],
  },
]
const PROBE = '/ogc/collections/communes/items?limit=9'

/** wrk until it is told to stop, { stop() }, which gives what race.lua prints. */
function wrk(dir, base, paths, seconds) {
  const file = join(dir, 'swap-paths')
  writeFileSync(file, paths.join('\n') + '\n')
  const args = ['-t', THREADS, '-c', CONNECTIONS, '-d', `${seconds}s`, '--timeout', '30s', '-s', script, base, '--', file, 0, THREADS]
  const child = spawn('wrk', args.map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (bytes) => (said += bytes))
  const ended = new Promise((done) => child.on('close', done))
  process.on('exit', () => child.kill('SIGKILL'))
  return {
    async stop() {
      child.kill('SIGINT') // wrk's own way to end early: it still tells what it counted
      await ended
      return JSON.parse(said.trim().split('\n').pop())
    },
  }
}

/** The generation of the answer to the probe, whose body must be that generation's. */
function probe(agent, base, known) {
  return new Promise((done, failed) => {
    const sent = get(base + PROBE, { agent, headers: { host: 'cartes.example.fr' } }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('error', failed)
      answer.on('end', () => {
        const name = answer.headers.etag?.match(/^"([0-9a-f]+)-/)?.[1]
        const body = known.get(name)
        if (answer.statusCode === 200 && body === undefined && known.size === 2) failed(new Error(`an answer of a generation that nobody knows: ${name}`))
        else if (answer.statusCode !== 200 || (body && !body.equals(Buffer.concat(parts)))) failed(new Error(`a wrong answer: ${answer.statusCode}`))
        else done({ name, body: Buffer.concat(parts) })
      })
    })
    sent.on('error', failed)
  })
}

/** Times of `count` swaps, from the rename to the end of the first answer of the new generation. */
async function swaps(base, live, files, known, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const names = [...known.keys()], times = []
  for (let i = 1; i <= count; i++) {
    copyFileSync(files[i % 2], `${live}.new`)
    await pause(REST * (0.75 + 0.5 * Math.random()))
    renameSync(`${live}.new`, live)
    const begin = now()
    while ((await probe(agent, base, known)).name !== names[i % 2]) {
      if (now() - begin > LONGEST) throw new Error('the new snapshot does not go live')
      await pause(1)
    }
    times.push(now() - begin)
  }
  agent.destroy()
  return times.sort((a, b) => a - b)
}

/** What the snapshot answers to the probe when it is alone: [generation, body]. */
async function alone(snapshot) {
  const peer = await startTerril(snapshot)
  const { name, body } = await probe(undefined, peer.base, new Map())
  await peer.stop()
  return [name, body]
}

export async function swap({ dir, snapshot, swaps: count }) {
  const live = join(dir, 'swap-live.sqlite')
  const files = [snapshot, loadOther(join(dir, 'swap-other.sqlite'), dir)], known = new Map()
  for (const file of files) known.set(...(await alone(file)))
  if (known.size !== 2) throw new Error('two snapshots of one generation cannot be told apart')
  copyFileSync(files[0], live)
  const rows = []
  for (const { what, paths } of loads) {
    renameSync((copyFileSync(files[0], `${live}.new`), `${live}.new`), live)
    console.error(`bench: swap: ${what}`)
    const peer = await startTerril(live)
    const load = paths.length > 0 ? wrk(dir, peer.base, paths, 3600) : undefined
    await pause(1000)
    const times = await swaps(peer.base, live, files, known, count)
    const said = await load?.stop()
    if (said?.failed > 0) throw new Error(`swap: ${what}: ${said.failed} of ${said.requests} requests failed`)
    await peer.stop()
    const most = times[Math.floor(count * 0.95)]
    rows.push([what, said ? whole(said.requests / said.seconds) : '', said ? String(said.failed) : '', ms(median(times)), ms(most), ms(times[count - 1]), ms(BUDGET),
      verdict(most <= BUDGET, `a new snapshot, ${what}: live after ${ms(most)} at 95 % where ${ms(BUDGET)} is wanted`)])
  }
  return `## A new snapshot under load

${count} times another snapshot takes the place of the one in service, in turns the basin's and the schematic edition, while ${CONNECTIONS} connections ask for
all they can get. Times go from the rename to the end of the first answer of the new generation to one more connection, asked every
millisecond; each of its answers is compared with what that generation answers alone, and one failed request ends the run.

${table(['what is asked meanwhile', 'answers a second', 'failed', 'median', '95 %', 'longest', 'budget at 95 %', ''], rows)}
`
}
