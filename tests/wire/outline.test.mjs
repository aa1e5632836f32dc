// One outline for every medium: borders of communes on the page's SVG, on a sheet and in a tile of the same scale are the same lines,
// to half a pixel. The drawings say where they are by their stations, whose places the API tells.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { VectorTile } from '@mapbox/vector-tile'
import Pbf from 'pbf'
import { ask, folder, loadBest, serve } from './support.mjs'

const BORDERS = ['commune-borders', 'epci-borders', 'basin-border', 'neighbour-borders']
const AREAS = ['communes', 'neighbour-communes', 'epci', 'basin']
const FIRST_WIDTH = 2 ** 21, TOP = 7 * 2 ** 20 // of Lambert93Quad, metres

/** EPSG:2154 of degrees (IOGP Guidance Note 7-2, 3.1.1.1, on GRS80). */
function lambert93([lon, lat]) {
  const e = 0.0818191910428158, n = 0.725607765053267, c = 11754255.426096, rad = Math.PI / 180
  const s = Math.sin(lat * rad), radius = c * Math.exp(-n * (Math.atanh(s) - e * Math.atanh(e * s))), turn = n * (lon - 3) * rad
  return [700000 + radius * Math.sin(turn), 12655612.049876 - radius * Math.cos(turn)]
}

let server, stations
before(async () => {
  server = await serve(loadBest(join(folder(), 'outline.sqlite')))
  const items = JSON.parse((await ask(server.base, '/ogc/collections/stations/items?limit=1000')).text)
  stations = new Map(items.features.map(({ properties, geometry }) => [properties.nom, lambert93(geometry.coordinates)]))
})
after(() => server?.stop())

// ---- drawings ----

const layerOf = (svg, id) => svg.match(new RegExp(`<g id="layer-${id}"[^>]*>([\\s\\S]*?)</g>`))?.[1] ?? ''

/** A path of ours: m, l in relative or absolute numbers and z; as lists of [x, y]. */
function linesOfPath(d) {
  const lines = []
  let at = [0, 0], start = [0, 0], way = 'm', pair = []
  for (const [word] of d.matchAll(/[a-zA-Z]|-?\d*\.?\d+/g)) {
    if (/[zZ]/.test(word)) {
      lines.at(-1).push(start)
      at = start
    } else if (/[a-zA-Z]/.test(word)) {
      assert.match(word, /[mMlL]/, `a path with ${word}`)
      way = word
    } else if (pair.push(Number(word)) === 2) {
      at = way === way.toUpperCase() ? pair : [at[0] + pair[0], at[1] + pair[1]]
      pair = []
      if (/[mM]/.test(way)) lines.push([(start = at)])
      else lines.at(-1).push(at)
      way = way === 'm' ? 'l' : way === 'M' ? 'L' : way
    }
  }
  return lines
}

const pathsOf = (layer) => [...layer.matchAll(/<path\b[^>]*? d="([^"]+)"[^>]*?(?:\/>|>(?:<title>([^<]*)<\/title>)?)/g)]

/** { metres, west, north }: metres of a unit and the ground at (0, 0), by least squares over the stations. */
function placeOf(svg) {
  const pairs = []
  for (const [, d, title] of pathsOf(layerOf(svg, 'stations'))) {
    const ground = stations.get(title?.replace(/^Gare de /, '').replace(/&#39;/g, "'"))
    const [corners] = linesOfPath(d)
    const xs = corners.map(([x]) => x), ys = corners.map(([, y]) => y)
    if (ground) pairs.push([(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2, ...ground])
  }
  assert.ok(pairs.length > 20, `${pairs.length} stations found by name`)
  const mean = (k) => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length
  const [x0, y0, e0, n0] = [0, 1, 2, 3].map(mean)
  let top = 0, below = 0
  for (const [x, y, e, n] of pairs) {
    top += (x - x0) * (e - e0) - (y - y0) * (n - n0)
    below += (x - x0) ** 2 + (y - y0) ** 2
  }
  const metres = top / below
  return { metres, west: e0 - metres * x0, north: n0 + metres * y0 }
}

/** Its borders, metres. */
function drawing(svg) {
  const place = placeOf(svg)
  const ground = ([x, y]) => [place.west + place.metres * x, place.north - place.metres * y]
  const lines = BORDERS.flatMap((id) => pathsOf(layerOf(svg, id)).flatMap(([, d]) => linesOfPath(d))).map((line) => line.map(ground))
  assert.ok(lines.length > 100, `${lines.length} lines`)
  return { metres: place.metres, lines }
}

// ---- tiles ----

/** Borders of one tile of Lambert93Quad, metres, with its ground. */
async function tileOf(zoom, row, column) {
  const answer = await ask(server.base, `/ogc/tiles/Lambert93Quad/${zoom}/${row}/${column}`)
  assert.equal(answer.status, 200)
  const width = FIRST_WIDTH / 2 ** zoom, west = column * width, north = TOP - row * width
  const { layers } = new VectorTile(new Pbf(new Uint8Array(answer.body)))
  const lines = AREAS.flatMap((name) => Array.from({ length: layers[name]?.length ?? 0 }, (_, i) => layers[name].feature(i).loadGeometry()).flat())
    .map((ring) => ring.map(({ x, y }) => [west + (x / 4096) * width, north - (y / 4096) * width]))
  return { lines, ground: [west, north - width, west + width, north] }
}

// ---- distance ----

function distance([x, y], [ax, ay], [bx, by]) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2
  const t = length > 0 ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay))
}

/** From each point of `lines` within `box` (and the middles between them) to the nearest place of `others`: the farthest, and the mean. */
function oneWay(lines, others, [west, south, east, north]) {
  const CELL = 1000, cells = new Map()
  for (const line of others)
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1], line[i]], reach = (k, pick) => Math.floor(pick(a[k], b[k]) / CELL)
      for (let x = reach(0, Math.min) - 1; x <= reach(0, Math.max) + 1; x++)
        for (let y = reach(1, Math.min) - 1; y <= reach(1, Math.max) + 1; y++) {
          const key = x * 100000 + y
          if (!cells.has(key)) cells.set(key, [])
          cells.get(key).push([a, b])
        }
    }
  let most = 0, sum = 0, count = 0
  for (const line of lines)
    for (let i = 0; i < line.length; i++)
      for (const at of i > 0 ? [line[i], [(line[i][0] + line[i - 1][0]) / 2, (line[i][1] + line[i - 1][1]) / 2]] : [line[i]]) {
        if (at[0] < west || at[0] > east || at[1] < south || at[1] > north) continue
        const near = cells.get(Math.floor(at[0] / CELL) * 100000 + Math.floor(at[1] / CELL)) ?? []
        const off = near.reduce((least, [a, b]) => Math.min(least, distance(at, a, b)), CELL)
        most = Math.max(most, off)
        sum += off
        count++
      }
  assert.ok(count > 500, `${count} points compared`)
  return { most, mean: sum / count }
}

/** Hausdorff distance of two networks of lines within a box, in pixels of `metres`. */
function apart(one, other, box, metres) {
  const ways = [oneWay(one, other, box), oneWay(other, one, box)]
  return { most: Math.max(...ways.map(({ most }) => most)) / metres, mean: Math.max(...ways.map(({ mean }) => mean)) / metres }
}

const outlineLevel = (tolerance) => Math.floor(Math.log2(tolerance / 4)) + 1 // outline_tolerance: 4 m, 8 m, ..

// draw/map_layer.c: 1.5 steps of the grid that points are moved to, half a unit of the page, a fifth of one on paper.
const PAGE_STEP = 0.5, PAPER_STEP = 0.2

test('page, sheet and tile draw the same borders, to half a pixel', async (t) => {
  const page = drawing((await ask(server.base, '/', { headers: { Accept: 'text/html' } })).text)
  const level = outlineLevel(1.5 * PAGE_STEP * page.metres)
  const zoom = 11 - level, width = FIRST_WIDTH / 2 ** zoom
  // the tile around Lens that is made of the same outlines, without its sides
  const tile = await tileOf(zoom, Math.floor((TOP - 7037000) / width), Math.floor(687000 / width))
  const box = [tile.ground[0] + 2000, tile.ground[1] + 2000, tile.ground[2] - 2000, tile.ground[3] - 2000]
  t.diagnostic(`the page has ${page.metres.toFixed(1)} m a pixel and outlines of level ${level}, as tiles of Lambert93Quad's zoom ${zoom}`)
  const compare = (what, one, other, metres) => {
    const { most, mean } = apart(one.lines, other.lines, box, metres)
    t.diagnostic(`${what}: ${most.toFixed(3)} px at most, ${mean.toFixed(3)} px in the mean`)
    return most
  }
  assert.ok(compare('page and tile', page, tile, page.metres) <= 0.5)
  let alike = 0
  for (const paper of ['A3', 'A5-portrait']) {
    const sheet = drawing((await ask(server.base, `/carte/cites.svg?paper=${paper}`)).text)
    const itsLevel = outlineLevel(1.5 * PAPER_STEP * sheet.metres)
    const coarser = Math.max(page.metres, sheet.metres)
    const off = compare(`page and ${paper} (${sheet.metres.toFixed(1)} m a unit, level ${itsLevel})`, page, sheet, coarser)
    if (itsLevel !== level) continue // paper is drawn finer than a screen; told, and no more
    alike++
    assert.ok(off <= 0.5)
    assert.ok(compare(`tile and ${paper}`, tile, sheet, coarser) <= 0.5)
  }
  assert.ok(alike > 0, 'no sheet is made of the page\'s outlines')
})
