// terril and its peers alone: time from start to first answer, memory at rest and after a race, and what terril's commands take.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { csv, hasShared, home, shared, terril } from '../wire/support.mjs'
import { copies, forms, mapfile } from './mapfile.mjs'
import { median, memory, now, once, pause, quietest, timed } from './measure.mjs'
import { hasTileserver, rested, startMapserver, startNginx, startRested, startTerril, startTileserver } from './peers.mjs'
import { race } from './race.mjs'
import { figure, kb, mb, ms, table, verdict } from './table.mjs'
import { mbtiles, tilesOver } from './tileset.mjs'

const RUNS = 11
const REST = 3000 // ms: what a peer prepares after its start is done by then
const EPCI = csv(readFileSync(join(home, 'geodata/facts/epci.csv'), 'utf8')).map(({ siren }) => siren)
const folder = (dir, name) => (mkdirSync(join(dir, name), { recursive: true }), join(dir, name))

/** Each server with the address that it is asked for: as small an answer as it has. */
async function servers(dir, snapshot) {
  const static_ = folder(dir, 'start-nginx'), map = folder(dir, 'start-mapserver'), tiles = folder(dir, 'start-tiles')
  writeFileSync(join(folder(static_, 'root'), 'up'), 'up\n')
  copies(map, snapshot, 'communes', 'EPSG:4326')
  const text = mapfile(forms(map, snapshot, 'communes', 'EPSG:4326').slice(0, 1), { crs: 'EPSG:4326', extent: [1.9, 49.9, 4.1, 50.9], fields: 'all' })
  const list = [
    { name: 'terril', path: '/ogc/collections/stations/items?limit=2', start: (path) => startTerril(snapshot, path) },
    { name: 'nginx', path: '/up', start: (path) => startNginx(static_, path) },
    { name: 'MapServer, FastCGI', omitted: ['nginx'], path: '/mapserv/BENCH/ogcapi/collections/shp/items?f=json&limit=2', start: (path) => startMapserver(map, text, path) },
  ]
  if (hasTileserver) {
    mbtiles(join(tiles, 'tiles.mbtiles'), tilesOver([2.5, 50.3, 3.2, 50.5], 9).map((tile) => ({ ...tile, gzip: gzipSync('') })))
    const [{ zoom, row, column }] = tilesOver([2.5, 50.3, 3.2, 50.5], 9)
    list.push({ name: 'tileserver-gl-light', path: `/data/tiles/${zoom}/${column}/${row}.pbf`, start: (path) => startTileserver(tiles, 'tiles.mbtiles', path) })
  }
  return list
}

async function startRows(dir, snapshot, pace) {
  const rows = []
  let preparing = ''
  const list = await servers(dir, snapshot)
  const firsts = list.map(() => [])
  for (let run = 0; run < RUNS; run++) {
    for (const [i, { path, start }] of list.entries()) {
      const peer = await start(path)
      firsts[i].push(peer.first)
      await peer.stop()
    }
  }
  for (const [i, { name, path, start, omitted }] of list.entries()) {
    const peer = await start(path)
    await pause(REST)
    const busy = memory(peer.group, omitted)
    if (name === 'terril') {
      const seconds = figure((await rested(peer)) / 1000)
      preparing = `Once it has started, terril has a process of its own, of the
lowest priority, prepare answers; both hold ${mb(busy.rss)} (RSS) or ${mb(busy.pss)} (PSS) meanwhile, and rest begins ${seconds} s after the start.`
    }
    const rest = memory(peer.group, omitted)
    await race(dir, [{ name, base: peer.base, paths: [path] }], { rounds: 1, seconds: pace.seconds })
    const after = memory(peer.group, omitted)
    await peer.stop()
    const first = median(firsts[i]), isOurs = name === 'terril'
    rows.push([
      name,
      ms(first), isOurs ? `30 ms: ${verdict(first <= 30, `start to first answer: ${ms(first)} where 30 ms is wanted`)}` : '',
      mb(rest.rss), mb(rest.pss), isOurs ? `25 MB: ${verdict(rest.rss <= 25, `memory at rest: ${mb(rest.rss)} where 25 MB is wanted`)}` : '',
      mb(after.rss), mb(after.pss),
    ])
  }
  return { rows, preparing }
}

/** Medians of `runs` runs of one command. */
async function command(runs, ...args) {
  const all = []
  for (let i = 0; i < runs; i++) all.push(await quietest(() => timed(terril, args)))
  return { ms: median(all.map((run) => run.ms)), mb: median(all.map((run) => run.mb)) }
}

/** A word of an address in ever new spellings, so that no cache knows the address: letters written as %61 and so on. */
const spelled = (word, number) => [...word].map((letter, i) => ((number >> i) & 1 ? `%${letter.charCodeAt(0).toString(16)}` : letter)).join('')

/** The table of one level, both perimeters in turns, each under addresses that nobody asked for before; medians. */
async function coverage(base, by) {
  const times = []
  for (let i = 0; i < 2 * RUNS; i++) {
    const perimeter = i % 2 === 0 ? 'bassin' : 'epci'
    const begin = now()
    const { status } = await once(base, `/data/coverage.json?by=${by}&perimeter=${spelled(perimeter, i >> 1)}`)
    if (status !== 200) throw new Error(`coverage by ${by}: ${status}`)
    times.push(now() - begin)
  }
  return median(times)
}

async function commandRows(dir, snapshot) {
  const rows = []
  const add = (what, measured, unit, budget) => rows.push([what, unit(measured), budget ? unit(budget) : '', budget ? verdict(measured <= budget, `${what}: ${unit(measured)} where ${unit(budget)} is wanted`) : ''])
  const sources = hasShared ? ['--sources', shared] : ['--edition', 'schematic']
  const render = (runs, paper, ...more) => command(runs, 'render', '--snapshot', snapshot, '--theme', 'cites', '--paper', paper, ...more)
  const loads = await command(5, 'load', '-o', join(dir, 'again.sqlite'), ...sources)
  add('load of the basin, all analyses', loads.ms, ms, 3000)
  add('load, peak memory of its largest process', loads.mb, mb)
  add('snapshot', statSync(snapshot).size / 1e6, mb)
  add('`time true`: what starting and timing a program takes', median(Array.from({ length: RUNS }, () => timed('true', []).ms)), ms)
  add('all coverage figures as JSON, the whole process', (await command(RUNS, 'coverage', '--snapshot', snapshot, '--format', 'json')).ms, ms)
  add('A3 sheet as PDF, the whole process', (await render(5, 'A3', '-o', join(dir, 'a3.pdf'))).ms, ms, 300)
  const a0 = await render(5, 'A0', '-o', join(dir, 'a0.pdf'))
  add('A0 sheet as PDF, the whole process', a0.ms, ms, 1000)
  add('A0 sheet as PDF, peak memory', a0.mb, mb, 64)
  const atlas = await command(3, 'atlas', '--snapshot', snapshot, '--theme', 'cites', '--paper', 'A4', '--formats', 'svg,png,pdf', '-o', folder(dir, 'atlas'))
  add('8 EPCI, one theme, A4 as SVG, PNG and PDF, one `terril atlas`', atlas.ms, ms, 5000)
  const begin = now()
  for (const siren of EPCI) for (const kind of ['svg', 'png', 'pdf']) timed(terril, ['render', '--snapshot', snapshot, '--theme', 'cites', '--paper', 'A4', '--epci', siren, '-o', join(dir, `sheet.${kind}`)])
  add('the same sheets by 24 runs of `terril render`', now() - begin, ms)
  const peer = await startRested(snapshot)
  add('all coverage figures for all EPCI as JSON, served, not cached', await coverage(peer.base, 'epci'), ms, 5)
  add('the same for all communes', await coverage(peer.base, 'commune'), ms)
  const page = await once(peer.base, '/', { Accept: 'text/html', 'Accept-Encoding': 'br' })
  await peer.stop()
  const length = page.headers['content-encoding'] === 'br' ? page.body.length : brotliCompressSync(page.body).length
  add('first page, brotli', length, kb, 70000)
  return rows
}

export async function start({ dir, snapshot, pace }) {
  const servers = await startRows(dir, snapshot, pace)
  const commands = await commandRows(dir, snapshot)
  return `## Start, memory, commands

Medians of ${RUNS} starts in turns, from before the start to the end of the first answer 200, measured by a small C program that asks
again every tenth of a millisecond (tests/bench/starter.c); memory of all processes of
a server at rest, at least ${REST / 1000} s later, and after ${pace.seconds} s under load (of MapServer its workers, without the nginx in front). RSS counts shared
pages once for each process, PSS once. ${servers.preparing}

${table(['server', 'first answer', 'budget', 'RSS at rest', 'PSS at rest', 'budget', 'RSS after', 'PSS after'], servers.rows)}

${table(['what', 'measured', 'budget', ''], commands)}
`
}
