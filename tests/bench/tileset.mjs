// Tiles by their numbers (WebMercatorQuad), and an MBTiles file of tiles that are at hand.
import { spawnSync } from 'node:child_process'

/** Every tile of a zoom that meets a box in degrees: { zoom, row, column }. */
export function tilesOver([west, south, east, north], zoom) {
  const n = 2 ** zoom
  const column = (lon) => Math.floor(((lon + 180) / 360) * n)
  const row = (lat) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * n)
  const tiles = []
  for (let r = row(north); r <= row(south); r++) for (let c = column(west); c <= column(east); c++) tiles.push({ zoom, row: r, column: c })
  return tiles
}

/** In an order that is always the same and follows no map. */
export function shuffled(list) {
  const copy = [...list]
  let seed = 1
  for (let i = copy.length - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
    const j = seed % (i + 1)
    ;[copy[i], copy[j]] = [copy[j], copy[i]]
  }
  return copy
}

/** Tiles with their gzip bytes: { zoom, row, column, gzip }. MBTiles 1.3 counts rows from the south. */
export function mbtiles(path, tiles) {
  const zooms = tiles.map(({ zoom }) => zoom)
  const meta = { name: 'tiles', format: 'pbf', minzoom: Math.min(...zooms), maxzoom: Math.max(...zooms), bounds: '1.9,49.9,4.1,50.9', json: '{"vector_layers":[]}' }
  const sql = `CREATE TABLE metadata (name TEXT, value TEXT); CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
    CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row); BEGIN;
    ${Object.entries(meta).map(([name, value]) => `INSERT INTO metadata VALUES ('${name}', '${value}');`).join('\n')}
    ${tiles.map(({ zoom, row, column, gzip }) => `INSERT INTO tiles VALUES (${zoom}, ${column}, ${2 ** zoom - 1 - row}, X'${gzip.toString('hex')}');`).join('\n')} COMMIT;`
  const made = spawnSync('sqlite3', [path], { input: sql, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`sqlite3: ${made.error ?? made.stderr}`)
}

/** 'areas,areas', its letters escaped or not: the same list of collections under 1,024 addresses. */
export const spelling = (number) => ['areas', 'areas'].map((word, i) => word.replace(/./g, (letter, at) => ((number >> (5 * i + at)) & 1 ? `%${letter.charCodeAt(0).toString(16)}` : letter))).join(',')
