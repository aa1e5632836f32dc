// Start to first answer, idle memory, time to load, time for all coverage figures: medians of several runs, printed.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { cpus } from 'node:os'
import { connect } from 'node:net'
import { join } from 'node:path'
import { folder, hasShared, load, shared, terril } from '../wire/support.mjs'

const RUNS = 11
const dir = folder()
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]
const now = () => Number(process.hrtime.bigint()) / 1e6
const status = (pid, key) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${key}:\\s+(\\d+)`, 'm'))[1]) / 1024
const args = hasShared ? ['--sources', shared] : ['--edition', 'schematic']

function timedLoad() {
  const begin = now()
  load(join(dir, 'a.sqlite'), ...args)
  return now() - begin
}

/** What node itself takes to start a program and to hear of its end: part of every row that starts one. */
function spawnTrue() {
  return new Promise((done) => {
    const begin = now()
    spawn('/bin/true', [], { stdio: ['ignore', 'pipe', 'inherit'] }).on('exit', () => done(now() - begin))
  })
}

/** One start: milliseconds to the first whole answer to /ogc/collections, then the memory at rest. */
function start() {
  return new Promise((done) => {
    const begin = now()
    const child = spawn(terril, ['serve', join(dir, 'a.sqlite'), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', (line) => {
      const port = Number(String(line).match(/:(\d+)\/\n/)[1])
      const socket = connect(port, '127.0.0.1', () => socket.write('GET /ogc/collections HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'))
      socket.once('data', (answer) => {
        if (!String(answer).startsWith('HTTP/1.1 200')) throw new Error(String(answer))
        const first = now() - begin
        socket.destroy()
        setTimeout(() => {
          const memory = status(child.pid, 'VmRSS')
          child.on('exit', () => done({ first, memory }))
          child.kill('SIGTERM')
        }, 200)
      })
    })
  })
}

const loads = Array.from({ length: 5 }, timedLoad)
const spawns = [], starts = []
for (let i = 0; i < RUNS; i++) {
  spawns.push(await spawnTrue())
  starts.push(await start())
}
const coverages = Array.from({ length: RUNS }, () => {
  const begin = now()
  spawnSync(terril, ['coverage', '--snapshot', join(dir, 'a.sqlite'), '--format', 'json'])
  return now() - begin
})
const sheets = Array.from({ length: 5 }, () => {
  const begin = now()
  spawnSync(terril, ['render', '--snapshot', join(dir, 'a.sqlite'), '--theme', 'cites', '--paper', 'A3', '-o', join(dir, 'cites.pdf')])
  return now() - begin
})
const row = (what, value, budget) => console.log(`${what.padEnd(52)}${value.padStart(12)}${budget.padStart(12)}`)
console.log(`${hasShared ? 'official files' : 'schematic edition'}, ${cpus().length} cores, ${cpus()[0].model}, medians\n`)
row('what', 'measured', 'budget')
row('terril load, all analyses', `${(median(loads) / 1000).toFixed(2)} s`, '3 s')
row('/bin/true started the same way: node\'s share', `${median(spawns).toFixed(1)} ms`, '')
row('start to first answer', `${median(starts.map((each) => each.first)).toFixed(1)} ms`, '30 ms')
row('memory of the server at rest (RSS)', `${median(starts.map((each) => each.memory)).toFixed(1)} MB`, '25 MB')
row('terril coverage --format json, whole process', `${median(coverages).toFixed(1)} ms`, '')
row('terril render --paper A3 -o cites.pdf, whole process', `${median(sheets).toFixed(0)} ms`, '300 ms')
row('snapshot', `${(statSync(join(dir, 'a.sqlite')).size / 1e6).toFixed(1)} MB`, '')
