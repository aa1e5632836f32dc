// Larger data than ours: a home of its own for terril (catalogue, one collection, its source), 1,539 true communes or any
// number of synthetic communes or parcels. The same number gives the same bytes.
import { spawnSync } from 'node:child_process'
import { closeSync, copyFileSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { shared } from '../wire/support.mjs'

/** The communes of Nord and Pas-de-Calais in 2018. */
export const departments = join(shared, 'communes_59_62_2018.geojson')

/** A number from 0 to 1 that depends on whole numbers alone, so that neighbours agree on the border between them. */
function chance(a, b, c) {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35) ^ Math.imul(c + 1, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296
}

const round = (metres) => Math.round(metres * 100) / 100

// ---- communes: hexagons of 16 km² with displaced corners and wavy borders, 60 points each ----

const SIDE = 2480 // metres: sqrt(16e6 * 2 / (3 * sqrt(3)))
const STEPS = 10 // of a border between two corners

/** Corner (i, j) of a brick wall whose bricks, pulled at two corners, are hexagons; all three cells around it get the same. */
function corner(i, j) {
  const dy = (i + j) % 2 === 0 ? -SIDE / 4 : SIDE / 4
  const x = 250000 + (i * SIDE * Math.sqrt(3)) / 2 + (chance(i, j, 1) - 0.5) * SIDE * 0.3
  const y = 6150000 + j * SIDE * 1.5 + dy + (chance(i, j, 2) - 0.5) * SIDE * 0.3
  return [x, y]
}

/** Points from one corner to the next without the last, the same for both neighbours and in both directions. */
function border(from, to) {
  const forward = from[1] < to[1] || (from[1] === to[1] && from[0] < to[0])
  const [low, high] = forward ? [from, to] : [to, from]
  const [a, b] = [corner(...low), corner(...high)]
  const wave = 1 + Math.floor(chance(low[0], low[1], high[0]) * 3)
  const height = (chance(low[0], high[1], 5) - 0.5) * 0.16
  const points = []
  for (let k = 0; k <= STEPS; k++) {
    const t = k / STEPS
    const off = height * Math.sin(Math.PI * t) * Math.cos(wave * Math.PI * t)
    points.push([round(a[0] + t * (b[0] - a[0]) - off * (b[1] - a[1])), round(a[1] + t * (b[1] - a[1]) + off * (b[0] - a[0]))])
  }
  return (forward ? points : points.reverse()).slice(0, -1)
}

function* communes(count) {
  const columns = Math.ceil(Math.sqrt(count))
  for (let n = 0; n < count; n++) {
    const row = Math.floor(n / columns)
    const i = (n % columns) * 2 + (row % 2)
    const corners = [[i, row], [i + 1, row], [i + 2, row], [i + 2, row + 1], [i + 1, row + 1], [i, row + 1]]
    const ring = corners.flatMap((each, k) => border(each, corners[(k + 1) % 6]))
    yield { code: String(n + 1).padStart(7, '0'), nom: `Commune ${n + 1}`, ring: [...ring, ring[0]] }
  }
}

// ---- parcels: quadrangles of half a hectare ----

const WIDTH = 70

function* parcels(count) {
  const columns = Math.ceil(Math.sqrt(count))
  const at = (i, j) => [round(650000 + (i + (chance(i, j, 3) - 0.5) * 0.5) * WIDTH), round(7000000 + (j + (chance(i, j, 4) - 0.5) * 0.5) * WIDTH)]
  for (let n = 0; n < count; n++) {
    const i = n % columns, j = Math.floor(n / columns)
    const ring = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1), at(i, j)]
    yield { code: String(n + 1).padStart(7, '0'), nom: `Parcelle ${n + 1}`, ring }
  }
}

/** A GeoPackage in Lambert-93, by way of one line of GeoJSON a feature. */
function geopackage(path, features) {
  const lines = `${path}.geojsonl`
  const file = openSync(lines, 'w')
  let part = []
  const flush = () => (writeSync(file, part.join('')), (part = []))
  for (const { code, nom, ring } of features) {
    part.push(`{"type":"Feature","properties":{"insee":"${code}","nom":"${nom}"},"geometry":{"type":"Polygon","coordinates":[[${ring.map((point) => `[${point}]`).join(',')}]]}}\n`)
    if (part.length === 10000) flush()
  }
  flush()
  closeSync(file)
  const made = spawnSync('ogr2ogr', ['-f', 'GPKG', path, `GeoJSONSeq:${lines}`, '-a_srs', 'EPSG:2154', '-nln', 'areas', '-gt', '100000'], { encoding: 'utf8' })
  rmSync(lines)
  if (made.status !== 0) throw new Error(`ogr2ogr: ${made.stderr ?? made.error}`)
}

// ---- the home ----

function catalogue(file, extent) {
  const text = (name, fr, en) => ({ name, type: 'text', title: { fr, en } })
  const title = { fr: 'Surfaces du banc d’essai', en: 'Areas of the benchmark' }
  return {
    extent,
    sources: [
      {
        id: 'areas', title, publisher: 'tests/bench', licence: 'Licence Ouverte 2.0', credit: 'tests/bench',
        files: [{ name: file, date: '2018' }], geometry: true, crs: 'EPSG:4326',
        inputs: [{ name: 'insee', type: 'text', required: true }, { name: 'nom', type: 'text', required: true }],
      },
    ],
    collections: [
      {
        id: 'areas', title, description: title, geometry: 'MultiPolygon', key: 'insee', label: 'nom', source: 'areas', required: true, shares_borders: true,
        select: 'collections/areas.sql', fields: [text('insee', 'Code', 'Code'), text('nom', 'Nom', 'Name')],
      },
    ],
  }
}

/** Makes `dir`, to be named in TERRIL_HOME; { dir, sources }. `kind` is 'file' (`given`: a GeoJSON file), 'communes' or 'parcels'. */
export function grow(dir, home, kind, given) {
  const sources = join(dir, 'sources')
  for (const folder of ['geodata/collections', 'sources']) mkdirSync(join(dir, folder), { recursive: true })
  for (const folder of ['styles', 'web']) symlinkSync(join(home, folder), join(dir, folder))
  copyFileSync(join(home, 'geodata/schema.sql'), join(dir, 'geodata/schema.sql'))
  writeFileSync(join(dir, 'geodata/collections/areas.sql'), 'SELECT insee, nom, geometry FROM temp.raw_areas\n')
  const file = kind === 'file' ? 'areas.geojson' : 'areas.gpkg'
  writeFileSync(join(dir, 'geodata/catalogue.json'), JSON.stringify(catalogue(file, [-5.5, 41, 10, 51.5])))
  if (kind === 'file') copyFileSync(given, join(sources, file))
  else geopackage(join(sources, file), (kind === 'communes' ? communes : parcels)(given))
  return { dir, sources }
}
