// A data manager's day: a national file of cycle facilities, figures as a spreadsheet saves them, files that are wrong in the
// ways that files are wrong, and words typed amiss. One load for all of it.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { ask, csv, folder, hasShared, home, serve, shared, terril } from './support.mjs'

const skip = hasShared ? false : 'the real files (../shared/geodata) are not here'
const place = folder('terril-data-')
const apart = join(place, 'apart', 'home') // no ../shared beside it
const sources = join(place, 'sources'), snapshot = join(place, 'snapshot.sqlite')

/** Runs terril in the home apart. */
function run(...args) {
  const env = { ...process.env, TERRIL_HOME: apart }
  delete env.TERRIL_SOURCES
  const done = spawnSync(terril, args, { encoding: 'utf8', env, cwd: place, maxBuffer: 1 << 28 })
  return { status: done.status, out: done.stdout, said: done.stderr }
}

const put = (name, bytes) => writeFileSync(join(sources, name), bytes)
const read = (name) => JSON.parse(readFileSync(join(shared, name)))
const facts = (name) => csv(readFileSync(join(home, 'geodata/facts', name), 'utf8'))

/* ---- cycle facilities, in the national schema ---- */

const valenciennes = '59606', trith = '59603'
const step = 0.01 // degrees of longitude of each line
/** Metres of a parallel, GRS80. */
function parallel(latitude, degrees) {
  const phi = (latitude * Math.PI) / 180, e2 = 0.00669438002290
  return (6378137 / Math.sqrt(1 - e2 * Math.sin(phi) ** 2)) * Math.cos(phi) * ((degrees * Math.PI) / 180)
}
const latitude = (row) => 50.352 + row * 0.001
const street = (row, properties, coordinates = [[3.51, latitude(row)], [3.51 + step, latitude(row)]]) => ({
  type: 'Feature',
  properties: { id_local: null, id_osm: null, num_iti: null, code_com_d: valenciennes, code_com_g: valenciennes, ame_d: 'AUCUN', ame_g: 'AUCUN',
    statut_d: null, statut_g: null, sens_d: 'UNIDIRECTIONNEL', sens_g: null, revetement_d: 'LISSE', revetement_g: null, ...properties },
  geometry: { type: 'LineString', coordinates },
})
/** The longest straight piece of border of two communes. */
function sharedBorder(one, other) {
  const [pieces, others] = [one, other].map((insee) => {
    const { type, coordinates } = read('communes.geojson').features.find((commune) => commune.properties.insee === insee).geometry
    return (type === 'Polygon' ? [coordinates] : coordinates).flat().flatMap((ring) => ring.slice(1).map((point, i) => [ring[i], point]))
  })
  const names = new Set(others.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]))
  const length = ([a, b]) => Math.hypot((a[0] - b[0]) * 0.64, a[1] - b[1])
  return pieces.filter(([a, b]) => names.has(`${a} ${b}`)).sort((p, q) => length(q) - length(p))[0]
}
const open = { statut_d: 'EN SERVICE', statut_g: 'EN SERVICE' }
const mixed = 'AMENAGEMENT MIXTE PIETON VELO HORS VOIE VERTE', mixedLeft = 'AMENAGEMENT MIXTES PIETON VELO HORS VOIE VERTE'
const facilities = () => [
  street(0, { id_local: 'both', ame_d: 'PISTE CYCLABLE', ame_g: 'PISTE CYCLABLE', ...open }),
  street(1, { id_local: 'mixed', ame_d: mixed, ame_g: mixedLeft, ...open }),
  street(2, { id_local: 'mixed-turned', ame_d: mixedLeft, ame_g: mixed, ...open }),
  street(3, { id_local: 'shoulder', ame_d: 'ACCOTEMENT REVENTU HORS CVCB', ame_g: 'ACCOTEMENT REVETU HORS CVCB', ...open }),
  street(4, { id_local: 'works', ame_d: 'PISTE CYCLABLE', statut_d: 'EN TRAVAUX' }),
  street(5, { id_local: 'for-now', ame_d: 'PISTE CYCLABLE', statut_d: 'PROVISOIRE' }),
  street(6, { id_local: 'left', ame_d: null, ame_g: 'VOIE VERTE', statut_g: 'EN SERVICE' }),
  street(7, { id_local: 'none' }),
  street(8, { id_local: 'numbered', ame_d: 'VOIE VERTE', statut_d: 'EN SERVICE', num_iti: 'EV5 : v31' }),
  street(9, { id_local: 'right-code', ame_d: 'BANDE CYCLABLE', statut_d: 'EN SERVICE', code_com_g: null }),
  street(10, { id_local: 'half', ame_d: 'PISTE CYCLABLE', statut_d: 'EN TRAVAUX', ame_g: 'BANDE CYCLABLE', statut_g: 'EN SERVICE' }),
  street(0, { id_local: 'border', ame_d: 'PISTE CYCLABLE', statut_d: 'EN SERVICE', code_com_g: trith }, sharedBorder(valenciennes, trith)),
  street(0, { id_local: 'paris', ame_d: 'PISTE CYCLABLE', code_com_d: '75056', code_com_g: '75056' }, [[2.35, 48.85], [2.36, 48.85]]),
]
const inService = [0, 1, 2, 3, 6, 8, 9, 10], secured = [0, 6, 8]
const kilometres = (rows) => rows.reduce((sum, row) => sum + parallel(latitude(row), step), 0) / 1000

/* ---- figures of estates, as a spreadsheet in France saves them ---- */

const estates = facts('estates.csv')
const epciOf = Object.fromEntries(facts('communes.csv').map((commune) => [commune.insee, commune.epci_siren]))
const known = estates.filter((estate) => epciOf[estate.communes_insee.split(' ')[0]] === '245901160').map((estate) => estate.id_lsm)
const figures = [
  'id_lsm;indicateur;valeur;unite;date;certitude;source',
  ...known.map((id) => `${id};logements;100,0;logements;2025-06-30;publié;"bailleur ; état annuel, n° 4"`),
  `${known[0]};logements;1 250;logements;30/06/2026;publié;l’état du cœur d’îlot`,
  `${known[0]};logements;900;logements;2024;publié;bailleur`,
  '552;logements;320;logements;;publié;presse',
  '578;logements;276;logements;31/02/2025;publié;presse',
  '804;logements;-3;logements;2025;publié;presse',
  '804;logements;beaucoup;logements;2025;publié;presse',
  '804;logement;12;logements;2025;publié;presse',
  '804;logements;12;logements;2025;publié;',
  '208;logements;605;logements;2025;publié;bailleur',
  '208;logements;610;logements;2025;publié;presse',
  '999999;logements;12;logements;2025-06-30;publié;presse',
]
/** Bytes of Windows-1252. */
const cp1252 = (text) => Buffer.from(text.replaceAll('’', '\x92').replaceAll('œ', '\x9c'), 'latin1')

/* ---- files that are wrong ---- */

/** A zip with one member that inflates to very much. */
function bomb(name, bytes) {
  const packed = deflateRawSync(Buffer.alloc(bytes, 0x20)), head = Buffer.alloc(30), entry = Buffer.alloc(46), end = Buffer.alloc(22)
  head.writeUInt32LE(0x04034b50, 0), head.writeUInt16LE(20, 4), head.writeUInt16LE(8, 8)
  head.writeUInt32LE(packed.length, 18), head.writeUInt32LE(bytes, 22), head.writeUInt16LE(name.length, 26)
  entry.writeUInt32LE(0x02014b50, 0), entry.writeUInt16LE(20, 4), entry.writeUInt16LE(20, 6), entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20), entry.writeUInt32LE(bytes, 24), entry.writeUInt16LE(name.length, 28)
  const directory = head.length + name.length + packed.length
  end.writeUInt32LE(0x06054b50, 0), end.writeUInt16LE(1, 8), end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length + name.length, 12), end.writeUInt32LE(directory, 16)
  return Buffer.concat([head, Buffer.from(name), packed, entry, Buffer.from(name), end])
}
function spoil() {
  const swapped = read('cavaliers.geojson')
  const turn = (at) => (typeof at[0] === 'number' ? [at[1], at[0]] : at.map(turn))
  for (const feature of swapped.features) if (feature.geometry) feature.geometry.coordinates = turn(feature.geometry.coordinates)
  put('cavaliers.geojson', JSON.stringify(swapped))
  put('musees_de_france.geojson', Buffer.from(readFileSync(join(shared, 'musees_de_france.geojson'), 'utf8'), 'latin1'))
  const shafts = read('puits_de_mines.geojson')
  shafts.features[1].geometry.coordinates[0] = 'INFINITE'
  put('puits_de_mines.geojson', JSON.stringify(shafts).replace('"INFINITE"', 'NaN'))
  put('parvis_agricoles.geojson', bomb('parvis_agricoles.geojson', 100_000_000))
  put('unesco_batis.geojson', '{"type": "FeatureCollection", "features": []}')
  put('terrils_zone_tampon.geojson', JSON.stringify({ ...read('terrils_zone_tampon.geojson'), crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32631' } } }))
}

let loaded, server
before(async () => {
  cpSync(join(home, 'geodata'), join(apart, 'geodata'), { recursive: true, filter: (path) => path !== join(home, 'geodata', 'sources') })
  for (const part of ['styles', 'web']) cpSync(join(home, part), join(apart, part), { recursive: true })
  if (skip) return
  mkdirSync(sources)
  for (const name of readdirSync(shared)) if (/\.(geojson|csv)$/.test(name)) copyFileSync(join(shared, name), join(sources, name))
  put('bnac.geojson', JSON.stringify({ type: 'FeatureCollection', features: facilities() }))
  writeFileSync(join(apart, 'geodata/facts/estate_figures.csv'), cp1252(figures.join('\r\n') + '\r\n'))
  spoil()
  loaded = run('load', '-o', snapshot, '--sources', sources)
  assert.equal(loaded.status, 0, loaded.said)
  server = await serve(snapshot)
})
after(() => server?.stop())

const coverage = (by = 'epci') => {
  const done = run('coverage', '--snapshot', snapshot, '--by', by, '--perimeter', 'epci', '--format', 'csv')
  assert.equal(done.status, 0, done.said)
  return Object.fromEntries(csv(done.out).map((row) => [row.territoire, row]))
}
const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-4 * Math.max(1, expected), `${actual}, not ${expected}`)

/* ---- 1. cycle facilities ---- */

test('a street with a facility on both sides is one line of road', { skip }, () => {
  const rows = coverage('commune')
  near(rows[valenciennes].cyclable_km, kilometres(inService))
  near(rows[valenciennes].cyclable_secure_km, kilometres(secured))
  near(rows[valenciennes].itineraire_v31_km, kilometres([8]))
  near(rows[valenciennes].itineraire_ev5_km, kilometres([8]))
})

test('a street along a border is counted once, in the commune with the lower code', { skip }, () => {
  const rows = coverage('commune')
  assert.ok(Number(rows[trith].cyclable_km) > 0.5)
  assert.equal(rows[trith].cyclable_km, rows[trith].cyclable_secure_km)
  const districts = coverage()
  const parts = Object.entries(districts).filter(([id]) => id !== 'total').reduce((sum, [, row]) => sum + Number(row.cyclable_km), 0)
  near(parts, Number(districts.total.cyclable_km))
  near(Number(districts['245901160'].cyclable_km), kilometres(inService))
})

test('facilities are served as they are: sides, states, numbers', { skip }, async () => {
  const { features } = (await ask(server.base, '/data/cycle-facilities.geojson')).json
  const by = Object.fromEntries(features.map(({ properties }) => [properties.id, properties]))
  assert.deepEqual(Object.keys(by).sort(), ['border', 'both', 'for-now', 'half', 'left', 'mixed', 'mixed-turned', 'numbered', 'right-code', 'shoulder', 'works'])
  const state = (id) => [by[id].cotes, by[id].securise, by[id].en_service].join('')
  assert.deepEqual(['both', 'mixed', 'left', 'works', 'for-now', 'half'].map(state), ['211', '201', '111', '000', '000', '101'])
  assert.deepEqual([by.mixed.ame_g, by['mixed-turned'].ame_d], [mixed, mixed])
  assert.deepEqual([by.shoulder.ame_d, by.shoulder.ame_g], Array(2).fill('ACCOTEMENT REVETU HORS CVCB'))
  assert.equal(by.numbered.numero, 'EV5:V31')
  assert.match(loaded.said, /bnac: 12 read.*\n {2}note: 12 of 13 features were kept: those in our communes/)
})

test('the map of facilities dates them and explains its band, where no numbered route passes too', { skip }, async () => {
  const map = (await ask(server.base, '/carte/velo.svg?epci=245901160')).text.replaceAll(/<[^>]*>\s*/g, '\n')
  assert.match(map, /Itinéraires numérotés, janvier 2022\s; aménagements en service, août 2026/)
  for (const entry of ['piste cyclable ou voie verte', 'autre aménagement cyclable', 'à moins de 500 m']) assert.match(map, new RegExp(`^${entry.replaceAll(' ', '\\s')}$`, 'm'))
  assert.match(map, /Géovélo \(aménagements cyclables, 2026-08\)/)
  const page = (await ask(server.base, '/?theme=velo&epci=245901160')).text
  assert.match(page, /aménagements en service, août 2026/)
  assert.match(page, /à moins de 500\sm<\/li>/)
})

/* ---- 2. figures ---- */

test('each figure that cannot be meant is refused with its key, the others are taken', { skip }, () => {
  const about = loaded.said.match(/fact_estate_figures: .*\n(?: {2}.*\n)*/)[0]
  for (const sentence of ['refused: 578: logements: the date "31/02/2025" does not read; it may be 2025-06-30, 30/06/2025, 2025-06 or 2025',
    'refused: 804: logements: its value -3 is negative', 'refused: 804: logements: it has no value, or one that is no number',
    'refused: 804: there is no figure "logement" of an estate', 'refused: 804: logements: it has no source',
    'refused: 208: logements: it has several values of 2025 (605, 610); none is taken', 'refused: 999999: logements: no estate has this id_lsm',
    `repaired: ${known[0]}: logements: the date 30/06/2026 is read as 2026-06-30`, 'note: 552: logements: without a date it counts in no total'])
    assert.ok(about.includes(`  ${sentence}`), `${sentence}\nis not in\n${about}`)
  assert.match(about, new RegExp(`^fact_estate_figures: ${figures.length - 1} read, 1 repaired, 8 refused`))
})

test('dwellings are known where every estate has a dated figure, the newest, and nowhere else', { skip }, () => {
  const rows = coverage()
  assert.equal(Number(rows['245901160'].logements), 1250 + 100 * (known.length - 1))
  for (const siren of ['246200364', '200044618', '245901152']) assert.equal(rows[siren].logements, '')
  assert.equal(rows.total.logements, '')
  assert.equal(rows['245901160'].logements_renoves, '')
  const about = JSON.parse(run('coverage', '--snapshot', snapshot, '--format', 'definitions').out)
  const dwellings = about.indicateurs.logements
  assert.equal(dwellings.date, '2025-06-30', 'a sum is as old as the oldest of its figures')
})

/* ---- 3. files that are wrong ---- */

const faults = [
  ['axes that are swapped are turned', /cavaliers: 1317 read.*\n(?: {2}.*\n)* {2}note: the axes are swapped: 1316 of 1316 features/],
  ['text in Latin-1 is recoded', /musees_de_france: 11 read.*\n {2}note: \d+ texts were not UTF-8 and were read as Windows-1252/],
  ['a coordinate that is no number loses its feature', /puits_de_mines: 636 read, 0 repaired, 1 refused.*\n {2}refused: .*(?:finite number|does not read)/],
  ['a zip bomb is refused', /parvis_agricoles: not loaded\n {2}refused: .*parvis_agricoles\.geojson: .*(?:inflates|times)/],
  ['an empty layer is refused', /unesco_batis: not loaded\n {2}refused: .*unesco_batis\.geojson: the layer .* holds no feature/],
  ['a wrong coordinate system is refused', /terrils_zone_tampon: not loaded\n {2}refused: .*terrils_zone_tampon\.geojson: every feature lies outside the territory/],
]
for (const [name, sentence] of faults) test(name, { skip }, () => assert.match(loaded.said, sentence))

test('text that was Latin-1 is right, the rest is loaded, and nothing is served of what was refused', { skip }, async () => {
  const names = (path) => JSON.parse(readFileSync(join(shared, path))).features.map(({ properties }) => properties.nom).sort()
  const museums = (await ask(server.base, '/data/museums.geojson')).json.features.map(({ properties }) => properties.nom).sort()
  assert.deepEqual(museums, names('musees_de_france.geojson'))
  assert.equal((await ask(server.base, '/data/farmland-views.geojson')).status, 404)
  assert.equal((await ask(server.base, '/data/estates.geojson')).json.features.length, 59)
  assert.equal((await ask(server.base, '/data/mine-railways.geojson')).json.features.length, 1316)
})

test('--strict publishes nothing of the same files, and the snapshot in place stays as it is', { skip }, () => {
  const hash = () => createHash('sha256').update(readFileSync(snapshot)).digest('hex')
  const before = hash()
  const done = run('load', '-o', snapshot, '--sources', sources, '--strict')
  assert.equal(done.status, 1)
  assert.match(done.said, /terril: \w+: \w+\.geojson: .*\n$/)
  assert.equal(hash(), before)
})

/* ---- 4. words typed amiss ---- */

const says = (args, status, sentence) => {
  const done = run(...args)
  assert.equal(done.status, status, done.said)
  assert.match(done.said, sentence)
  assert.equal(done.out, '')
}

test('help begins with examples and fits 80 columns', () => {
  for (const command of [[], ['fetch'], ['load'], ['check'], ['serve'], ['coverage'], ['land'], ['render'], ['atlas']]) {
    const { status, out } = run(...command, '--help')
    assert.equal(status, 0)
    assert.match(out, new RegExp(`^terril.*\\n\\n  terril ${command[0] ?? 'load'}`))
    assert.deepEqual(out.split('\n').filter((line) => line.length > 80), [])
  }
})

test('a word that is not known gets the nearest one', () => {
  says(['coverge'], 2, /did you mean "coverage"\?/)
  says(['--hlep'], 2, /did you mean "--help"\?/)
  says(['coverage', '--formt', 'csv'], 2, /did you mean --format\?/)
  says(['fetch', '--source', 'cite_erbm'], 2, /no source "cite_erbm" in the catalogue; did you mean cites_erbm\?/)
  says(['check', join(place, 'x.geojson')], 1, /x\.geojson: there is no such file or folder/)
  says(['check', '--source', 'gares'], 2, /--source gares says what a file is; give the file too/)
  says(['load', '--sources', '/nowhere'], 1, /\/nowhere: the folder of sources is not there/)
})

test('a snapshot that is not there is said to be missing, with the command that makes it', () => {
  for (const command of [['coverage'], ['land', '--station', '87345025'], ['render', '--theme', 'velo', '-o', join(place, 'a.svg')]])
    says([...command, '--snapshot', 'none.sqlite'], 1, /none\.sqlite: there is no snapshot yet; terril load -o none\.sqlite makes one/)
  says(['serve', 'none.sqlite'], 1, /none\.sqlite: there is no snapshot yet/)
})

test('land says what is wrong with a station, a point, a distance', { skip }, () => {
  const land = (...args) => ['land', '--snapshot', snapshot, ...args]
  says(land('--station', '1'), 1, /station "1": no station of this snapshot has that UIC code/)
  says(land('--station', 'lens'), 1, /a UIC code is wanted; that of Lens is 87345025/)
  says(land('--at', '0,0'), 1, /outside of the territory: longitude 2\.\d+ to 3\.\d+, latitude 50\.\d+ to 50\.\d+\n/)
  says(land('--at', '50.43,2.83'), 1, /the longitude comes first/)
  says(land('--at', '2.83,50.43', '--distance', '0'), 2, /distance "0": allowed are 1 to 8 whole metres from 50 to 5000/)
  says(['coverage', '--snapshot', snapshot, '--indicators', 'logement'], 2, /no indicator "logement", did you mean logements\?/)
  assert.match(run(...land('--station', '87342055')).out, /^Béthune-Rivage \(87342055\), sans voyageurs d'après la liste des gares\n/)
})

test('fetch without a network names each address and leaves no litter', () => {
  // An address that no network knows (RFC 6761, .invalid), so that nothing is asked of anybody.
  const catalogue = join(apart, 'geodata', 'unreachable.json')
  writeFileSync(catalogue, readFileSync(join(apart, 'geodata/catalogue.json'), 'utf8').replaceAll(/"https:\/\/data\.sncf\.com[^"]*"/g, '"https://nowhere.invalid/gares"'))
  const into = join(place, 'fetched')
  const done = run('fetch', '--catalogue', catalogue, '--source', 'gares', '--folder', into)
  assert.equal(done.status, 1)
  assert.match(done.said, /^terril: gares: https:\/\/nowhere\.invalid\/gares: .*\n/)
  assert.deepEqual(readdirSync(into).filter((name) => name !== '.lock'), [])
})

/* ---- 5. check ---- */

test('check says what is wrong with a snapshot or a file', { skip }, () => {
  const bytes = readFileSync(snapshot)
  const broken = (name, content) => (writeFileSync(join(place, name), content), join(place, name))
  says(['check', broken('short.sqlite', bytes.subarray(0, bytes.length >> 1))], 1, /short\.sqlite: /)
  says(['check', broken('empty.sqlite', '')], 1, /empty\.sqlite: too short to be a snapshot/)
  says(['check', broken('text.sqlite', 'not a database')], 1, /text\.sqlite: /)
  const empty = run('check', join(sources, 'unesco_batis.geojson'))
  assert.equal(empty.status, 1)
  assert.match(empty.said, /unesco_batis\.geojson: the layer .* holds no feature/)
  const shafts = run('check', join(sources, 'puits_de_mines.geojson'))
  assert.equal(shafts.status, 0, shafts.said)
  assert.match(shafts.out, / {2}refused: feature 2, .*\npuits_de_mines: 636 read, 0 repaired, 1 refused\n/)
})
