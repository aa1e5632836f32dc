// The date, the machine and the versions, without names and paths.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cpus, release, totalmem } from 'node:os'
import { spawnSync } from 'node:child_process'
import { terril } from '../wire/support.mjs'
import { hasTileserver, tileserver } from './peers.mjs'
import { table } from './table.mjs'

function said(program, args, pattern) {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return `${stdout ?? ''}${stderr ?? ''}`.match(pattern)?.[1] ?? 'not installed'
}

/** `load`: os.loadavg() before the run began; `stolen`: what a host took from the machine during it, in %. */
export function machine(load, stolen) {
  const os = readFileSync('/etc/os-release', 'utf8').match(/^PRETTY_NAME="(.*)"/m)[1]
  const versions = [
    ['terril', said(terril, ['--version'], /(\d[\w.-]*)/)],
    ['nginx', said('nginx', ['-v'], /nginx\/(\S+)/)],
    ['MapServer (cgi-mapserver, FastCGI)', said('/usr/lib/cgi-bin/mapserv', ['-v'], /version (\S+)/)],
    ['tileserver-gl-light', hasTileserver ? JSON.parse(readFileSync(join(tileserver, 'package.json'), 'utf8')).version : 'not installed'],
    ['node', process.version.slice(1)],
    ['wrk', said('wrk', ['-v'], /wrk (\S+)/)],
  ]
  return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores of ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB of memory, ${os}, Linux ${release()}.
Before the run began, ${load[1].toFixed(1)} programs were at work on it on average; more than a few tenths make every figure but the sizes worse.
During the run a host below it took ${stolen.toFixed(1)} % of the processors' time for others.

${table(['program', 'version'], versions)}`
}
