// Answers that terril has in its cache, against nginx that sends the very same bytes as files.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from './measure.mjs'
import { startNginx, startRested } from './peers.mjs'
import { MORE, race } from './race.mjs'
import { raceHead, raceRows, table } from './table.mjs'

const answers = [
  { what: '1 kB', path: '/ogc/collections/stations/queryables', least: 1 },
  { what: '20 kB', path: '/ogc/collections/communes/items?limit=9', least: 1 },
  { what: '500 kB', path: '/ogc/collections/communes/items?limit=212', least: 0.8 },
]

/** The body as a file below nginx's root, coded or not; the entrants that are asked for it. */
async function entrants(terril, nginx, root, path, coding) {
  const headers = { 'Accept-Encoding': coding }
  const answer = await once(terril.base, path, headers)
  const name = `${path.replace(/\W+/g, '-')}.geojson`
  writeFileSync(join(root, coding === 'gzip' ? `${name}.gz` : name), answer.body)
  const check = ({ body }) => {
    if (!body.equals(answer.body)) throw new Error(`${path}: nginx sends other bytes than terril`)
  }
  return [
    { name: 'terril', base: terril.base, paths: [path], headers },
    { name: 'nginx', base: nginx.base, paths: [`/${name}`], headers, check },
  ]
}

export async function cached({ dir, snapshot, pace }) {
  const root = join(dir, 'cached/root')
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'up'), 'up\n')
  const terril = await startRested(snapshot)
  const nginx = await startNginx(join(dir, 'cached'), '/up')
  const rows = []
  for (const { what, path, least } of answers) {
    for (const coding of ['identity', 'gzip']) {
      const results = await race(dir, await entrants(terril, nginx, root, path, coding), { ...pace, rounds: pace.rounds * MORE })
      rows.push(...raceRows(`${what}, ${coding}`, results, least))
    }
  }
  await nginx.stop()
  await terril.stop()
  return `## Cached answers against static files

The same bytes: what terril answers was written to files, which nginx sends (sendfile, open_file_cache, gzip_static, no log, a
worker a core, which it keeps to, as terril's threads do). The size names the answer as it is without coding. ${MORE} times as many rounds as elsewhere.

${table(raceHead, rows)}
`
}
