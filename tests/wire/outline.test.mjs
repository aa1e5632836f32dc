// One outline for every medium: borders of communes and EPCI on the page's SVG, on any sheet and in the tile of the page's scale are
// the same lines, to half a pixel of the page. Drawings say where they are by their stations, whose places the API tells; those
// of themes without stations are laid upon the page's borders as well as they fit.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { VectorTile } from '@mapbox/vector-tile'
import Pbf from 'pbf'
import { ask, folder, loadBest, serve } from './support.mjs'

const BORDERS = ['commune-borders', 'figure-borders', 'epci-borders', 'basin-border', 'neighbour-borders']
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

/** { metres, west, north }: metres of a unit and the ground at (0, 0), by least squares over pairs of x, y, easting, northing. */
function fit(pairs) {
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

function placeOf(svg) {
  const pairs = []
  for (const [, d, title] of pathsOf(layerOf(svg, 'stations'))) {
    const ground = stations.get(title?.replace(/^Gare de /, '').replace(/&#39;/g, "'"))
    const [corners] = linesOfPath(d)
    const xs = corners.map(([x]) => x), ys = corners.map(([, y]) => y)
    if (ground) pairs.push([(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2, ...ground])
  }
  assert.ok(pairs.length >= 8, `${pairs.length} stations found by name`)
  return fit(pairs)
}

const extent = (lines) => lines.flat().reduce(([a, b, c, d], [x, y]) => [Math.min(a, x), Math.min(b, y), Math.max(c, x), Math.max(d, y)], [Infinity, Infinity, -Infinity, -Infinity])

const bordersOf = (svg, ids = BORDERS) => ids.flatMap((id) => pathsOf(layerOf(svg, id)).flatMap(([, d]) => linesOfPath(d)))

/** Where a drawing must be for its borders to lie upon those of another as well as they can: by the nearest places, again and again. */
function placeUpon(lines, others, start) {
  const near = nearest(others), points = lines.flat().filter((_, i) => i % 7 === 0)
  let place = start
  for (let round = 0; round < 12; round++) {
    const pairs = []
    for (const [x, y] of points) {
      const found = near([place.west + place.metres * x, place.north - place.metres * y])
      if (found) pairs.push([x, y, ...found.place])
    }
    place = fit(pairs)
  }
  return place
}

/** Its borders, metres; `upon`, another drawing in whose place it is to be found when it has no stations. */
function drawing(svg, upon) {
  const lines = bordersOf(svg)
  let place = upon?.place
  if (svg.includes('id="layer-stations"')) {
    place = placeOf(svg)
  } else if (!place) {
    assert.fail('no stations, and no drawing to lay it upon')
  } else if (upon.isSheet !== undefined) {
    // both show all borders of EPCI, and much the same of them
    const [a, b, c, d] = extent(bordersOf(svg, ['epci-borders'])), [west, , east, north] = upon.epci
    const metres = (east - west) / (c - a)
    place = placeUpon(lines, upon.lines, { metres, west: west - metres * a, north: north + metres * b })
  }
  const ground = ([x, y]) => [place.west + place.metres * x, place.north - place.metres * y]
  assert.ok(lines.length > 100, `${lines.length} lines`)
  return { place, metres: place.metres, lines: lines.map((line) => line.map(ground)), epci: extent(bordersOf(svg, ['epci-borders']).map((line) => line.map(ground))), isSheet: true }
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

/** The place on a line from a to b that is nearest to a point, and how far that is. */
function onto([x, y], [ax, ay], [bx, by]) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2
  const t = length > 0 ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0
  const place = [ax + t * (bx - ax), ay + t * (by - ay)]
  return { place, off: Math.hypot(x - place[0], y - place[1]) }
}

const CELL = 250, indices = new WeakMap()

/** What finds the place of the lines nearest to a point, within a quarter of a kilometre. */
function nearest(lines) {
  if (indices.has(lines)) return indices.get(lines)
  const cells = new Map()
  for (const line of lines)
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1], line[i]], reach = (k, pick) => Math.floor(pick(a[k], b[k]) / CELL)
      for (let x = reach(0, Math.min) - 1; x <= reach(0, Math.max) + 1; x++)
        for (let y = reach(1, Math.min) - 1; y <= reach(1, Math.max) + 1; y++) {
          const key = x * 100000 + y
          if (!cells.has(key)) cells.set(key, [])
          cells.get(key).push([a, b])
        }
    }
  const find = (at) => {
    let best
    for (const [a, b] of cells.get(Math.floor(at[0] / CELL) * 100000 + Math.floor(at[1] / CELL)) ?? []) {
      const found = onto(at, a, b)
      if (found.off < CELL && !(best?.off <= found.off)) best = found
    }
    return best
  }
  indices.set(lines, find)
  return find
}

/** From each point of `lines` within `box` (and the middles between them) to the nearest place of `others`, metres: the farthest. */
function oneWay(lines, others, [west, south, east, north]) {
  const near = nearest(others)
  let most = 0, count = 0
  for (const line of lines)
    for (let i = 0; i < line.length; i++)
      for (const at of i > 0 ? [line[i], [(line[i][0] + line[i - 1][0]) / 2, (line[i][1] + line[i - 1][1]) / 2]] : [line[i]]) {
        if (at[0] < west || at[0] > east || at[1] < south || at[1] > north) continue
        most = Math.max(most, near(at)?.off ?? Infinity)
        count++
      }
  return { most, count }
}

/** Hausdorff distance of two networks of lines where both are, in pixels of `metres`; `one` may be tiles side by side. */
function apart(one, other, metres) {
  let most = 0, count = 0
  for (const part of one.tiles ?? [one]) {
    const [a, b] = [part.ground ?? extent(part.lines), extent(other.lines)], inner = (part.ground ? 1 : 40) * metres // drawings are cut
    const box = [Math.max(a[0], b[0]) + inner, Math.max(a[1], b[1]) + inner, Math.min(a[2], b[2]) - inner, Math.min(a[3], b[3]) - inner]
    for (const way of [oneWay(part.lines, other.lines, box), oneWay(other.lines, part.lines, box)]) {
      most = Math.max(most, way.most)
      count += way.count
    }
  }
  assert.ok(count > 500, `${count} points compared`)
  return most / metres
}

// ---- the page, sheets and a tile ----

const PAGE_PIXELS = 1000 // across the page's map (page/map_figure.c)
const TOLERANCE = 0.3 // pixels of the page that its outlines may be off
const outlineLevel = (metres) => Math.floor(Math.log2(metres / 2)) + 1 // outline_tolerance: 2 m, 4 m, .. 128 m

async function pageOf(theme, epci, upon) {
  const svg = (await ask(server.base, `/?theme=${theme}${epci ? `&epci=${epci}` : ''}`, { headers: { Accept: 'text/html' } })).text.match(/<svg[^>]*role="img"[\s\S]*?<\/svg>/)[0]
  const width = Number(svg.match(/viewBox="0 0 ([\d.]+) /)[1])
  // maps of all themes show the same ground
  const page = drawing(svg, upon && { place: upon.place })
  return { ...page, pixel: (page.metres * width) / PAGE_PIXELS }
}

async function sheetOf(theme, epci, paper, upon) {
  return drawing((await ask(server.base, `/carte/${theme}.svg?paper=${paper}${epci ? `&epci=${epci}` : ''}`)).text, upon)
}

/** Nine tiles in the middle of the page that are made of the same outlines; one, where that is large. */
async function tilesUnder(page) {
  const level = outlineLevel(TOLERANCE * page.pixel)
  const zoom = 11 - level, width = FIRST_WIDTH / 2 ** zoom
  const [west, south, east, north] = extent(page.lines)
  const [row, column] = [Math.floor((TOP - (south + north) / 2) / width), Math.floor((west + east) / 2 / width)]
  const around = width > 20000 ? [0] : [-1, 0, 1]
  const tiles = await Promise.all(around.flatMap((down) => around.map((right) => tileOf(zoom, row + down, column + right))))
  return { tiles, zoom }
}

const ALL = ['A0', 'A3', 'A4', '1200x630px', '1080x1080px', 'A5-portrait']
const places = [
  { name: 'the basin', papers: { cites: ALL, velo: ['A3'], gares: ['A3', '1080x1080px'], patrimoine: ['A3', '1200x630px'], territoire: ['A3', 'A0'] } },
  { name: 'Lens-Liévin', epci: '246200364', papers: { cites: ['A0', 'A3', '1200x630px'], gares: ['A4'] } },
  { name: 'Douaisis', epci: '200044618', papers: { cites: ['A0', 'A3', '1200x630px'], gares: ['A4'] } },
]

for (const { name, epci, papers } of places)
  test(`page, sheets and tiles draw the same borders of ${name}, to half a pixel`, async (t) => {
    const first = await pageOf('cites', epci), tiles = await tilesUnder(first)
    t.diagnostic(`the page has ${first.pixel.toFixed(1)} m a pixel; tiles are of Lambert93Quad's zoom ${tiles.zoom}`)
    const far = []
    const compare = (what, one, other, metres) => {
      const off = apart(one, other, metres)
      t.diagnostic(`${what}: ${off.toFixed(3)} px`)
      if (!(off <= 0.5)) far.push(`${what}: ${off.toFixed(3)} px`)
    }
    for (const [theme, sizes] of Object.entries(papers)) {
      const page = await pageOf(theme, epci, first)
      compare(`${theme}: tiles and page`, tiles, page, page.pixel)
      for (const paper of sizes) {
        const sheet = await sheetOf(theme, epci, paper, page)
        const pixel = Math.max(page.pixel, sheet.metres) // a sheet may show more ground in a pixel than the page
        compare(`${theme}: page and ${paper}`, page, sheet, pixel)
        compare(`${theme}: tiles and ${paper}`, tiles, sheet, pixel)
      }
    }
    assert.deepEqual(far, [])
  })
