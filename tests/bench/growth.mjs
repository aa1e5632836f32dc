// How load, snapshot, memory and latency grow with the data: the two départements, then synthetic communes and parcels.
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { home, terril } from '../wire/support.mjs'
import { departments, grow } from './grow.mjs'
import { median, memory, now, once, timed } from './measure.mjs'
import { startRested } from './peers.mjs'
import { race } from './race.mjs'
import { figure, kb, mb, table, whole } from './table.mjs'
import { spelling, tilesOver } from './tileset.mjs'

const BOXES = 20000
const FOUND = 20 // features in a box, about, whatever the size of the data
const ZOOMS = [7, 14]
const ASKED = 200

/** Squares that hold FOUND areas of `area` m² each, in the middle of the collection's extent, as bbox parameters. */
function boxes([west, south, east, north], area) {
  const side = Math.sqrt(FOUND * area)
  return Array.from({ length: BOXES }, () => {
    const lat = south + (north - south) * (0.4 + 0.2 * Math.random()), lon = west + (east - west) * (0.4 + 0.2 * Math.random())
    const height = side / 111320, width = height / Math.cos((lat * Math.PI) / 180)
    return [lon - width / 2, lat - height / 2, lon + width / 2, lat + height / 2].map((degrees) => degrees.toFixed(6)).join(',')
  })
}

/** Seconds that load says of its steps. */
const steps = (text) => Object.fromEntries([...text.matchAll(/^(\w+(?: \w+)?) +([\d.]+) s$/gm)].map(([, name, seconds]) => [name, Number(seconds)]))

/** The tile in the middle of the extent, read from the snapshot: its length, and times under addresses that nobody asked before. */
async function tile(base, [west, south, east, north], zoom) {
  const [lon, lat] = [(west + east) / 2, (south + north) / 2]
  const [{ row, column }] = tilesOver([lon, lat, lon, lat], zoom)
  const times = []
  let length = 0
  for (let i = 0; i < ASKED; i++) {
    const begin = now()
    const answer = await once(base, `/ogc/tiles/WebMercatorQuad/${zoom}/${row}/${column}?collections=${spelling(i)}`, { 'Accept-Encoding': 'gzip' })
    if (answer.status !== 200) return null
    times.push(now() - begin)
    length = answer.body.length
  }
  return { length, p50: median(times), most: Math.max(...times) }
}

async function one(dir, pace, { what, kind, given, area }) {
  const place = join(dir, 'grown'), snapshot = join(place, 'areas.sqlite')
  mkdirSync(place)
  console.error(`bench: growth: ${what}`)
  const { sources } = grow(place, home, kind, given)
  const env = { TERRIL_HOME: place }
  const load = timed(terril, ['load', '-o', snapshot, '--sources', sources, '--timings'], { env })
  const peer = await startRested(snapshot, '/ogc/collections/areas', env)
  const rest = memory(peer.group)
  const { extent } = (await once(peer.base, '/ogc/collections/areas')).json
  const bbox = extent.spatial.bbox[0]
  const paths = boxes(bbox, area).map((box) => `/ogc/collections/areas/items?limit=100&bbox=${box}`)
  const [items] = await race(dir, [{ name: 'terril', base: peer.base, paths }], { rounds: 3, seconds: pace.seconds })
  const after = memory(peer.group)
  const read = []
  for (const zoom of ZOOMS) read.push(await tile(peer.base, bbox, zoom))
  await peer.stop()
  const size = statSync(snapshot).size
  rmSync(place, { recursive: true })
  return { what, steps: steps(load.stderr), load, size, first: peer.first, rest, after, items, tiles: read }
}

export async function growth({ dir, pace, parcels }) {
  const sizes = [
    { what: '1,539 communes of two départements', kind: 'file', given: departments, area: 8.1e6 },
    { what: '35,000 synthetic communes', kind: 'communes', given: 35000, area: 16e6 },
    { what: `${whole(parcels)} synthetic parcels`, kind: 'parcels', given: parcels, area: 4900 },
  ].filter(({ kind }) => kind !== 'file' || existsSync(departments))
  const runs = []
  for (const size of sizes) runs.push(await one(dir, pace, size))
  const names = Object.keys(runs[0].steps)
  const loads = runs.map((run) => [run.what, ...names.map((name) => run.steps[name].toFixed(2)), mb(run.load.mb), mb(run.size / 1e6)])
  const serves = runs.map(({ what, first, rest, after, items }) => [what, figure(first), mb(rest.rss), mb(after.rss), whole(items.rate), figure(items.p50), figure(items.p99)])
  const tiled = runs.map((run) => [run.what, ...run.tiles.flatMap((each) => (each ? [kb(each.length), figure(each.p50), figure(each.most)] : ['left out', '', '']))])
  return `## Growth

One collection in a catalogue of its own, each size loaded once. Communes have 60 points and share their wavy borders (a partition of
560,000 km²); parcels are quadrangles of half a hectare side by side. Sources are GeoPackages, but for the départements (GeoJSON).

${table(['load', ...names.map((name) => `${name} s`), 'peak memory', 'snapshot'], loads)}

Items in boxes that hold about ${FOUND} features each, none of them cached; the memory after them is that of the answer cache for the most part.

${table(['serve', 'first answer ms', 'RSS at rest', 'RSS after', 'items a second', 'p50 ms', 'p99 ms'], serves)}

The tile in the middle, gzip, prepared at load and not cached, asked ${ASKED} times one after another on new
connections; left out where one tile of that zoom would have more features than anybody can tell apart.

${table(['tile', ...ZOOMS.flatMap((zoom) => [`zoom ${zoom}`, 'median ms', 'most ms'])], tiled)}
`
}
