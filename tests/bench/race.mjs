// A race: every entrant is asked the same by wrk, in turns (A B C A B C ..), so that a machine that slows down slows all.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { cpus } from 'node:os'
import { median, once, REPEATS_MAX, spread, theft, THEFT_MAX } from './measure.mjs'

const script = fileURLToPath(new URL('race.lua', import.meta.url))
export const THREADS = Math.min(2, cpus().length)
export const CONNECTIONS = 32 // keep-alive, for every entrant
export const MORE = 3 // times as many rounds for what is in the cache: its budgets are near to what is measured
export const turns = { run: 0, kept: 0, worst: 0 } // of all races; the worst theft in one that was kept, %

function wrk(entrant, file, begin, seconds) {
  const headers = Object.entries(entrant.headers ?? {}).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const args = ['-t', THREADS, '-c', CONNECTIONS, '-d', `${seconds}s`, '--timeout', '30s', ...headers, '-s', script, entrant.base, '--', file, begin, THREADS]
  const done = spawnSync('wrk', args.map(String), { encoding: 'utf8' })
  const line = done.stdout?.trim().split('\n').pop()
  if (done.status !== 0 || !line.startsWith('{')) throw new Error(`wrk: ${entrant.name}: ${done.error ?? done.stderr}${done.stdout}`)
  const said = JSON.parse(line)
  // A peer that answers errors fast does not win.
  if (said.failed > 0) throw new Error(`${entrant.name}: ${said.failed} of ${said.requests} requests failed`)
  return said
}

/** A few answers of each entrant, looked at before the race; gives the median length of their bodies. */
async function inspect(entrant) {
  const lengths = []
  for (let i = 0; i < 9; i++) {
    const path = entrant.paths[Math.floor((i * entrant.paths.length) / 9)]
    const answer = await once(entrant.base, path, entrant.headers)
    if (answer.status !== 200) throw new Error(`${entrant.name}: ${path}: ${answer.status} ${answer.body.subarray(0, 300)}`)
    entrant.check?.(answer)
    lengths.push(answer.body.length)
  }
  return median(lengths)
}

/** One turn of everybody: their { rate, p50, p99 } and the most that the host took from one of them. Paths go on where they ended. */
async function turn(file, entrants, asked, seconds) {
  const runs = []
  let stolen = 0
  for (const [i, entrant] of entrants.entries()) {
    writeFileSync(file, entrant.paths.join('\n') + '\n')
    const taken = theft()
    const said = wrk(entrant, file, asked[i] / THREADS / entrant.paths.length, seconds)
    stolen = Math.max(stolen, taken())
    asked[i] += said.requests
    // Requests that wrk left behind are answered in order, so that the next one's turn begins when they are done.
    await once(entrant.base, entrant.paths[0], entrant.headers)
    runs.push({ rate: said.requests / said.seconds, p50: said.p50, p99: said.p99 })
  }
  return { runs, stolen }
}

/** As many turns as rounds are wanted: those from which a host took least, more being run while it takes too much. */
async function quietTurns(file, entrants, { rounds, seconds }) {
  const asked = entrants.map(() => 0), all = []
  await turn(file, entrants, asked, 1) // warms up and does not count
  while (all.filter((each) => each.stolen <= THEFT_MAX).length < rounds && all.length < rounds * REPEATS_MAX) all.push(await turn(file, entrants, asked, seconds))
  const kept = all.sort((a, b) => a.stolen - b.stolen).slice(0, rounds)
  turns.run += all.length
  turns.kept += kept.length
  turns.worst = Math.max(turns.worst, kept.at(-1).stolen)
  return kept
}

/**
 * Entrants: { name, base, paths, headers, check(answer) }, check throws at a wrong answer. Every round goes on with the paths
 * where the one before ended. Gives each entrant's { name, ratio (of the first one's rate to its own, in the same round), rate (a second),
 * spread (%), p50, p99 (ms), length (bytes) }, medians of the rounds.
 */
export async function race(dir, entrants, { rounds, seconds }) {
  const file = join(dir, 'paths')
  const lengths = []
  for (const entrant of entrants) lengths.push(await inspect(entrant))
  const kept = await quietTurns(file, entrants, { rounds, seconds })
  rmSync(file)
  return entrants.map(({ name }, i) => {
    const of = (what) => kept.map(({ runs }) => runs[i][what])
    if (median(of('rate')) === 0) throw new Error(`${name}: no answer in ${seconds} s; --seconds must be more`)
    const ratio = median(kept.map(({ runs }) => runs[0].rate / runs[i].rate))
    return { name, ratio, rate: median(of('rate')), spread: spread(of('rate')), p50: median(of('p50')), p99: median(of('p99')), length: lengths[i] }
  })
}
