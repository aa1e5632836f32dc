// Vector tiles: prepared ones against nginx and tileserver-gl-light with the same bytes; made on demand against MapServer.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { home, terril as terrilProgram } from '../wire/support.mjs'
import { departments, grow } from './grow.mjs'
import { copies, forms, mapfile } from './mapfile.mjs'
import { once, timed } from './measure.mjs'
import { hasTileserver, startMapserver, startNginx, startRested, startTileserver } from './peers.mjs'
import { MORE, race } from './race.mjs'
import { kb, raceHead, raceRows, table, verdict } from './table.mjs'
import { mbtiles, shuffled, spelling, tilesOver } from './tileset.mjs'

const basin = [2.45, 50.25, 3.55, 50.55]
const inside = [2.622, 50.402, 3.028, 50.498] // communes of the snapshot everywhere: no tile is empty
const gzip = { 'Accept-Encoding': 'gzip' }
const folder = (dir, name) => (mkdirSync(join(dir, name), { recursive: true }), join(dir, name))

function isTile({ headers, body }) {
  if (!/protobuf|vector-tile/.test(headers['content-type']) || body.length < 50) throw new Error(`no tile: ${headers['content-type']}, ${body.length} bytes`)
}

// ---- prepared ----

/** Every tile of zooms 8 to 12 that has something, as terril sends it. */
async function prepared(terril) {
  const tiles = []
  for (let zoom = 8; zoom <= 12; zoom++) {
    for (const tile of tilesOver(basin, zoom)) {
      const answer = await once(terril.base, `/ogc/tiles/WebMercatorQuad/${zoom}/${tile.row}/${tile.column}`, gzip)
      if (answer.status === 200) tiles.push({ ...tile, gzip: answer.body })
    }
  }
  return shuffled(tiles)
}

async function preparedRows(dir, terril, pace) {
  const tiles = await prepared(terril)
  const root = folder(dir, 'tiles-nginx/root'), store = folder(dir, 'tiles-store')
  writeFileSync(join(root, 'up'), 'up\n')
  for (const { zoom, row, column, gzip } of tiles) writeFileSync(join(root, `${zoom}-${column}-${row}.mvt.gz`), gzip)
  mbtiles(join(store, 'tiles.mbtiles'), tiles)
  const path = (make) => tiles.map(make)
  const nginx = await startNginx(join(dir, 'tiles-nginx'), '/up')
  const entrants = [
    { name: 'terril', base: terril.base, paths: path(({ zoom, row, column }) => `/ogc/tiles/WebMercatorQuad/${zoom}/${row}/${column}`) },
    { name: 'nginx', base: nginx.base, paths: path(({ zoom, row, column }) => `/${zoom}-${column}-${row}.mvt`) },
  ]
  const [{ zoom, row, column }] = tiles
  const tileserver = hasTileserver && (await startTileserver(store, 'tiles.mbtiles', `/data/tiles/${zoom}/${column}/${row}.pbf`))
  if (tileserver) entrants.push({ name: 'tileserver-gl-light', base: tileserver.base, paths: path(({ zoom, row, column }) => `/data/tiles/${zoom}/${column}/${row}.pbf`) })
  const results = await race(dir, entrants.map((entrant) => ({ ...entrant, headers: gzip, check: isTile })), { ...pace, rounds: pace.rounds * MORE })
  await nginx.stop()
  if (tileserver) await tileserver.stop()
  return raceRows(`${tiles.length} prepared tiles, zoom 8 to 12, gzip`, results, 1)
}

// ---- on demand ----

// MapServer's FlatGeobuf reader leaves features out (items.mjs finds that) and does not race.
const layers = forms('', '', '', 'EPSG:3857').filter(({ form }) => form !== 'FlatGeobuf').map(({ form, layer }) => ({ form, layer }))
const mapserverTile = (layer, zoom, row, column) => `/mapserv?map=BENCH&mode=tile&tilemode=gmap&layers=${layer}&tile=${column}+${row}+${zoom}&map.imagetype=mvt`

async function tileMapserver(files, snapshot, collection) {
  copies(files, snapshot, collection, 'EPSG:3857')
  const map = mapfile(forms(files, snapshot, collection, 'EPSG:3857'), { crs: 'EPSG:3857', extent: [160000, 6400000, 480000, 6640000], fields: 'insee,nom' })
  return startMapserver(files, map, mapserverTile('shp', ...theirs[0]))
}

/** Small tiles, each asked once: zoom 18 and 19, a commune or two in each. */
async function smallRows(dir, snapshot, terril, pace) {
  const mapserver = await tileMapserver(folder(dir, 'tiles-small'), snapshot, 'communes')
  const places = shuffled([...tilesOver(inside, 18), ...tilesOver(inside, 19)]).map(({ zoom, row, column }) => [zoom, row, column])
  const results = await race(dir, [
    { name: 'terril', base: terril.base, paths: places.map((place) => `/ogc/collections/communes/tiles/WebMercatorQuad/${place.join('/')}`) },
    ...layers.map(({ form, layer }) => ({ name: `MapServer, ${form}`, base: mapserver.base, paths: places.map((place) => mapserverTile(layer, ...place)) })),
  ], pace)
  await mapserver.stop()
  return raceRows('tiles of zoom 18 and 19, on demand', results)
}

// Tiles of two départements with about 700 communes: 626, 447 and 1,041 (zoom, row, column of Lambert93Quad), and 723 and 715 of
// WebMercatorQuad, as MapServer 8.0 makes vector tiles in no other system.
const ours = [[5, 4, 10], [5, 4, 9], [4, 2, 5]]
const theirs = [[8, 86, 129], [8, 86, 130]]
const SPELLINGS = 1024 // all that there are

/**
 * Large tiles, which are all prepared: terril reads one, undoes its gzip and takes the collections asked for out of it; MapServer makes
 * it. Ours under addresses that differ, since letters of the list of collections may be escaped.
 */
async function largeRows(dir, snapshot, terril, pace) {
  const mapserver = await tileMapserver(folder(dir, 'tiles-large'), snapshot, 'areas')
  const lists = Array.from({ length: SPELLINGS }, (_, i) => spelling(i))
  const entrant = (set, places) => ({
    name: 'terril', base: terril.base, check: isTile,
    paths: shuffled(places.flatMap((place) => lists.map((list) => `/ogc/tiles/${set}/${place.join('/')}?collections=${list}`))),
  })
  const peers = layers.map(({ form, layer }) => ({ name: `MapServer, ${form}`, base: mapserver.base, check: isTile, paths: theirs.map((place) => mapserverTile(layer, ...place)) }))
  const plane = await race(dir, [entrant('Lambert93Quad', ours), ...peers], pace)
  const mercator = await race(dir, [entrant('WebMercatorQuad', theirs), ...peers], pace)
  await mapserver.stop()
  return [
    ...raceRows('tiles of 705 communes, Lambert-93 (MapServer: 719), not cached', plane, 16),
    ...raceRows('tiles of 719 communes, not cached', mercator, 16),
  ]
}

/** The larger tile of zoom 7, with codes and names, as terril sends it. */
async function sizeRow(terril) {
  const paths = [64, 65].map((column) => `/ogc/collections/areas/tiles/WebMercatorQuad/7/43/${column}`)
  const answers = await Promise.all(paths.map((path) => once(terril.base, path, gzip)))
  const most = Math.max(...answers.map(({ body }) => body.length))
  return ['tile of zoom 7, two départements, codes and names, gzip', kb(most), kb(30000), verdict(most <= 30000, `tile of zoom 7: ${kb(most)} where 30 kB is wanted`)]
}

export async function tiles({ dir, snapshot, pace }) {
  const terril = await startRested(snapshot)
  const rows = [...(await preparedRows(dir, terril, pace)), ...(await smallRows(dir, snapshot, terril, pace))]
  await terril.stop()
  const sizes = []
  if (existsSync(departments)) {
    const place = folder(dir, 'departments'), areas = join(place, 'areas.sqlite')
    const { sources } = grow(place, home, 'file', departments)
    timed(terrilProgram, ['load', '-o', areas, '--sources', sources], { env: { TERRIL_HOME: place } })
    const grown = await startRested(areas, '/ogc/collections/areas', { TERRIL_HOME: place })
    rows.push(...(await largeRows(dir, areas, grown, pace)))
    sizes.push(await sizeRow(grown))
    await grown.stop()
  }
  return `## Tiles

Prepared tiles were copied from terril's answers: nginx sends them as files, tileserver-gl-light from MBTiles; ${MORE} times as many rounds as
elsewhere. On demand, terril makes tiles
that nobody prepared: zooms beyond 14 (of Lambert-93 beyond 10). MapServer (FastCGI, a worker a core, behind nginx) makes the same small
tiles, and for the large ones, since it has no Lambert-93 for vector tiles, tiles of WebMercatorQuad with as many communes, from files that
are in that system already; terril has prepared the large ones at load, which is what load is for. Codes and names go with the outlines; no content coding. MapServer's FlatGeobuf reader leaves features out (see items) and
does not race. Terril's large tiles are asked under more addresses than its cache holds, and have a second layer, the places of names; the
last of them are the very tiles that MapServer makes.

${table(raceHead, rows)}

${table(['what', 'measured', 'budget', ''], sizes)}
`
}
