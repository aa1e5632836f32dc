// Numbers of one run: medians, spread, the memory of what runs, the time and memory of what ends.
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { ask } from '../wire/support.mjs'

export const now = () => Number(process.hrtime.bigint()) / 1e6
export const pause = (ms) => new Promise((done) => setTimeout(done, ms))
export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]

/** How far the rounds lie apart: half of the way from the least to the greatest, in % of the median. */
export const spread = (list) => ((Math.max(...list) - Math.min(...list)) / 2 / median(list)) * 100

/** Gives a function that says which part of the processors' time a host took for others since then, in %. */
export function theft() {
  const read = () => readFileSync('/proc/stat', 'utf8').match(/^cpu +(.*)$/m)[1].split(' ').slice(0, 8).map(Number)
  const before = read()
  return () => {
    const spent = read().map((ticks, i) => ticks - before[i])
    return (spent[7] / Math.max(1, spent.reduce((sum, ticks) => sum + ticks, 0))) * 100
  }
}

export const THEFT_MAX = 5 // % of the processors' time that a host may take for others while something is measured
export const REPEATS_MAX = 3 // so many times it is measured, at most, when it takes more
export const repeats = { run: 0, kept: 0 } // of what `quietest` has measured

/** What `run` gives, of up to REPEATS_MAX runs the one from which a host took least; the first that it left alone. */
export async function quietest(run) {
  let best
  for (let i = 0; i < REPEATS_MAX && !(best?.stolen <= THEFT_MAX); i++) {
    const taken = theft(), result = await run(), stolen = taken()
    repeats.run++
    if (best === undefined || stolen < best.stolen) best = { result, stolen }
  }
  repeats.kept++
  return best.result
}

/** { pid, name } of the processes of a process group but its first one, which is starter.c, and of all that they have started. */
export function processes(group) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8'), [, parent, own] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return [{ pid, name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), parent, own }]
    } catch (gone) {
      if (gone.code !== 'ENOENT' && gone.code !== 'ESRCH') throw gone
      return []
    }
  })
  const known = new Map(all.map((each) => [each.pid, each]))
  const isOurs = (each) => each !== undefined && (Number(each.own) === group || isOurs(known.get(each.parent)))
  return all.filter((each) => Number(each.pid) !== group && isOurs(each)).map(({ pid, name }) => ({ pid, name }))
}

/** { rss, pss } in MB of those processes but those named in `omitted`; what they share counts once in pss, once a process in rss. */
export function memory(group, omitted = []) {
  let rss = 0, pss = 0
  for (const { pid, name } of processes(group)) {
    if (omitted.includes(name)) continue
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
      rss += Number(text.match(/^Rss:\s+(\d+)/m)[1]) / 1024
      pss += Number(text.match(/^Pss:\s+(\d+)/m)[1]) / 1024
    } catch (gone) {
      if (gone.code !== 'ENOENT' && gone.code !== 'ESRCH') throw gone
    }
  }
  return { rss, pss }
}

/** Runs a program to its end; { ms, mb, stderr }: mb is the peak of the largest process among it and those that it waited for. */
export function timed(program, args, { env, input } = {}) {
  const begin = now()
  const done = spawnSync('time', ['-f', 'peak %M', program, ...args], { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ...env }, input })
  const ms = now() - begin
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.error ?? done.stderr}`)
  return { ms, mb: Number(done.stderr.match(/peak (\d+)\s*$/)[1]) / 1024, stderr: done.stderr }
}

/** One request on a connection of its own: kept ones are closed by servers while a race goes on. */
export const once = (base, path, headers = {}) => ask(base, path, { headers: { ...headers, Connection: 'close' } })
