// Numbers of one run: medians, spread, the memory of what runs, the time and memory of what ends.
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { ask } from '../wire/support.mjs'

export const now = () => Number(process.hrtime.bigint()) / 1e6
export const pause = (ms) => new Promise((done) => setTimeout(done, ms))
export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]

/** How far the rounds lie apart: half of the way from the least to the greatest, in % of the median. */
export const spread = (list) => ((Math.max(...list) - Math.min(...list)) / 2 / median(list)) * 100

/** { pid, name } of the processes of a process group but its first one, which is starter.c. */
export function processes(group) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8'), name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === group && Number(pid) !== group ? [{ pid, name }] : []
    } catch (gone) {
      if (gone.code !== 'ENOENT' && gone.code !== 'ESRCH') throw gone
      return []
    }
  })
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
