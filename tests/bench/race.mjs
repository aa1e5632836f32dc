// A race: every entrant is asked the same by wrk, in turns (A B C A B C ..), so that a machine that slows down slows all.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { cpus } from 'node:os'
import { median, once, spread } from './measure.mjs'

const script = fileURLToPath(new URL('race.lua', import.meta.url))
export const THREADS = Math.min(2, cpus().length)
export const CONNECTIONS = 32 // keep-alive, for every entrant

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

/**
 * Entrants: { name, base, paths, headers, check(answer) }, check throws at a wrong answer. Every round goes on with the paths
 * where the one before ended. Gives each entrant's { name, rate (a second), spread (%), p50, p99 (ms), length (bytes) }, medians of the rounds.
 */
export async function race(dir, entrants, { rounds, seconds }) {
  const file = join(dir, 'paths')
  const runs = entrants.map(() => [])
  const lengths = [], asked = entrants.map(() => 0)
  for (const entrant of entrants) lengths.push(await inspect(entrant))
  for (let round = 0; round <= rounds; round++) { // the first one warms up and does not count
    for (const [i, entrant] of entrants.entries()) {
      writeFileSync(file, entrant.paths.join('\n') + '\n')
      const said = wrk(entrant, file, asked[i] / THREADS / entrant.paths.length, round === 0 ? 1 : seconds)
      asked[i] += said.requests
      // Requests that wrk left behind are answered in order, so that the next one's turn begins when they are done.
      await once(entrant.base, entrant.paths[0], entrant.headers)
      if (round > 0) runs[i].push({ rate: said.requests / said.seconds, p50: said.p50, p99: said.p99 })
    }
  }
  rmSync(file)
  return entrants.map(({ name }, i) => {
    const rates = runs[i].map((run) => run.rate)
    if (median(rates) === 0) throw new Error(`${name}: no answer in ${seconds} s; --seconds must be more`)
    return { name, rate: median(rates), spread: spread(rates), p50: median(runs[i].map((run) => run.p50)), p99: median(runs[i].map((run) => run.p99)), length: lengths[i] }
  })
}
