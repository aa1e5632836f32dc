// Styles of this folder for MapLibre GL JS. Their addresses are relative to the files that they stand in, so that the folder may stand
// anywhere; MapLibre GL JS takes whole ones (sprite, tiles) or reads them from the page (url, glyphs). In a page of the same host:
//
//     import { style } from './maplibre.js'
//     maplibregl.addProtocol('pmtiles', new pmtiles.Protocol().tile) // unless tiles are files
//     new maplibregl.Map({ container: 'map', style: await style('ogc/styles/velo/style.json') })

const ARCHIVE = 'pmtiles://'

/** The address as it is from nowhere; names in braces stay, for MapLibre GL JS to fill in.
 * @param {string} address @param {string} base @returns {string} */
function whole(address, base) {
  if (address.startsWith(ARCHIVE)) return ARCHIVE + whole(address.slice(ARCHIVE.length), base)
  return new URL(address, base).href.replaceAll('%7B', '{').replaceAll('%7D', '}')
}

/** @param {string} address @returns {Promise<any>} */
async function read(address) {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
  return answer.json()
}

/** The style at an address (from the page), with whole addresses and the TileJSON of its sources in it.
 * @param {string} address @returns {Promise<any>} */
export async function style(address) {
  const at = new URL(address, document.baseURI).href, found = await read(at)
  for (const name of ['sprite', 'glyphs']) if (found[name]) found[name] = whole(found[name], at)
  for (const source of Object.values(found.sources)) {
    if (!source.url) continue
    const from = whole(source.url, at), { tiles, minzoom, maxzoom, bounds, attribution, scheme } = await read(from)
    delete source.url
    Object.assign(source, { tiles: tiles.map((/** @type {string} */ each) => whole(each, from)), minzoom, maxzoom, bounds, attribution, scheme })
  }
  return found
}
