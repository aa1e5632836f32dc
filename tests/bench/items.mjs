// Features by a box, each box asked once: terril, which has nothing in its cache, against MapServer's OGC API - Features.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { once } from './measure.mjs'
import { copies, forms, mapfile } from './mapfile.mjs'
import { startMapserver, startRested } from './peers.mjs'
import { race } from './race.mjs'
import { raceHead, raceRows, table } from './table.mjs'

// Many times more boxes than terril remembers questions (4,096): it keeps the answer of one that is asked again soon, and none is.
const BOXES = 60000
const between = (least, most) => least + Math.random() * (most - least)
const list = (make) => Array.from({ length: BOXES }, () => make().map((degrees) => degrees.toFixed(6)).join(','))

const questions = [
  {
    what: 'limit=100, communes in a box around most of them', limit: 100, least: 100,
    boxes: () => [between(1.9, 2.1), between(49.9, 50.1), between(3.7, 4), between(50.7, 50.9)],
  },
  {
    what: 'communes in a box of 9 km', limit: 100,
    boxes: () => {
      const [lon, lat] = [between(2.5, 3.4), between(50.3, 50.45)]
      return [lon, lat, lon + 0.125, lat + 0.08]
    },
  },
]

const keys = (answer) => answer.json.features.map((feature) => String(feature.properties.insee)).sort().join(' ')

/** Do two servers find the same communes in a box? Asked for all of them, as each has an order of its own. */
async function agreement(terril, mapserver, form, boxes) {
  let same = 0
  for (const box of boxes) {
    const [ours, theirs] = [
      await once(terril.base, `/ogc/collections/communes/items?limit=1000&bbox=${box}`),
      await once(mapserver.base, `/mapserv/BENCH/ogcapi/collections/${form.layer}/items?f=json&limit=1000&bbox=${box}`),
    ]
    if (keys(ours) === keys(theirs)) same++
  }
  return same
}

export async function items({ dir, snapshot, pace }) {
  const files = join(dir, 'items')
  mkdirSync(files)
  copies(files, snapshot, 'communes', 'EPSG:4326')
  const layers = forms(files, snapshot, 'communes', 'EPSG:4326')
  const terril = await startRested(snapshot)
  const mapserver = await startMapserver(files, mapfile(layers, { crs: 'EPSG:4326', extent: [1.9, 49.9, 4.1, 50.9], fields: 'all' }), '/mapserv/BENCH/ogcapi/collections?f=json')
  const rows = []
  const asked = questions.map(({ boxes }) => list(boxes))
  const found = await Promise.all(layers.map((form) => agreement(terril, mapserver, form, asked.flatMap((boxes) => boxes.slice(0, 20)))))
  const entrants = layers.filter((_, i) => found[i] === 40)
  for (const [i, { what, limit, least }] of questions.entries()) {
    const check = ({ json }) => {
      if (least && json.numberReturned !== limit) throw new Error(`${what}: ${json.numberReturned} features and not ${limit}`)
    }
    const results = await race(dir, [
      { name: 'terril', base: terril.base, check, paths: asked[i].map((box) => `/ogc/collections/communes/items?limit=${limit}&bbox=${box}`) },
      ...entrants.map(({ form, layer }) => ({
        name: `MapServer, ${form}`, base: mapserver.base, check,
        paths: asked[i].map((box) => `/mapserv/BENCH/ogcapi/collections/${layer}/items?f=json&limit=${limit}&bbox=${box}`),
      })),
    ], pace)
    rows.push(...raceRows(what, results, least))
  }
  await mapserver.stop()
  await terril.stop()
  return `## Items, not cached

Every box is another one, so that no cache has the answer; no content coding. MapServer (OGC API - Features, FastCGI, a worker a core,
behind nginx) reads the communes from a Shapefile with index and from FlatGeobuf, both already in WGS 84, and from the snapshot itself.
A form that does not find the same communes as terril in 40 boxes asked beforehand does not race:
${layers.map(({ form }, i) => `${form} ${found[i]} of 40`).join(', ')}.

${table(raceHead, rows)}
`
}
