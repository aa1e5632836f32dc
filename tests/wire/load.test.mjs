// terril load: what is wrong with a source is said in one sentence that names source and feature; the rest is loaded; the
// snapshot in place is untouched by a load that fails; the same sources give the same bytes.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder, hasShared, home, loadBest, shared, terril } from './support.mjs'

const skip = hasShared ? false : 'the real files (../shared/geodata) are not here'
const place = folder('terril-load-')

// A home whose only sources are those that a test names: no ../shared beside it.
const apart = join(place, 'apart', 'home')
cpSync(join(home, 'geodata'), join(apart, 'geodata'), { recursive: true, filter: (path) => path !== join(home, 'geodata', 'sources') })

function load(target, ...args) {
  const env = { ...process.env, TERRIL_HOME: apart }
  delete env.TERRIL_SOURCES
  const done = spawnSync(terril, ['load', '-o', target, ...args], { encoding: 'utf8', env })
  return { status: done.status, said: done.stderr }
}

/** A copy of the real files, with some of them spoilt. */
let copies = 0
function sources(spoil) {
  const copy = join(place, `sources-${++copies}`)
  mkdirSync(copy)
  for (const name of readdirSync(shared))
    if (/\.(geojson|csv)$/.test(name)) copyFileSync(join(shared, name), join(copy, name))
  spoil?.(copy)
  return copy
}
function change(copy, name, work) {
  const data = JSON.parse(readFileSync(join(copy, name)))
  work(data)
  writeFileSync(join(copy, name), JSON.stringify(data))
}

const hash = (path) => createHash('sha256').update(readFileSync(path)).digest('hex')

/** One answer of SQLite as text. */
function sql(snapshot, question) {
  const done = spawnSync('sqlite3', ['-readonly', snapshot, question], { encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout.trim()
}
const hasSqlite = spawnSync('sqlite3', ['--version']).status === 0

const good = join(place, 'good.sqlite')
if (hasShared) loadBest(good)

const facility = (x, properties) => ({ type: 'Feature', properties: { code_com_d: '62498', code_com_g: '62498', ame_d: 'AUCUN', ame_g: 'AUCUN', ...properties },
  geometry: { type: 'LineString', coordinates: [[x, 50.43], [x + 0.01, 50.43]] } })
const facilities = [
  facility(2.8, { id_local: 'a', ame_d: 'PISTE CYCLABLE', ame_g: 'AMENAGEMENT MIXTE PIETON VELO HORS VOIE VERTE', statut_d: 'EN SERVICE', statut_g: 'EN SERVICE' }),
  facility(2.81, { id_local: 'b', ame_d: 'AMENAGEMENT MIXTES PIETON VELO HORS VOIE VERTE', statut_d: 'EN TRAVAUX' }),
  facility(2.82, { id_local: 'c', ame_g: 'ACCOTEMENT REVENTU HORS CVCB', statut_g: null }),
  facility(2.83, { id_local: 'd' }),
  facility(2.84, { id_local: 'e', ame_d: 'VOIE VERTE', code_com_d: '75056', code_com_g: '75056' })]

const put = (copy, name, text) => writeFileSync(join(copy, name), text)
const read = (name) => readFileSync(join(shared, name), 'utf8')

/** Faults that go together in one load: each says its sentence and leaves its own mark, and the rest is loaded. */
function faults(name, list) {
  test(name, { skip }, async (t) => {
    const spoilt = sources((copy) => list.forEach((fault) => fault.spoil(copy)))
    const fresh = join(place, `fresh-${copies}.sqlite`)
    const done = load(fresh, '--sources', spoilt)
    assert.equal(done.status, 0, done.said)
    for (const fault of list)
      await t.test(fault.name, () => {
        assert.match(done.said, fault.sentence)
        if (hasSqlite) assert.equal(sql(fresh, fault.ask), fault.answer)
      })
    if (hasSqlite) {
      assert.equal(sql(fresh, "SELECT features FROM collection WHERE id = 'slag-heaps'"), '161')
      assert.equal(sql(fresh, "SELECT features FROM collection WHERE id = 'brownfields'"), '713')
    }
  })
}

faults('sources that are wrong leave the rest', [
  { name: 'a file that is missing',
    spoil: (copy) => rmSync(join(copy, 'musees_de_france.geojson')),
    sentence: /musees_de_france: not loaded\n {2}note: no file musees_de_france\.geojson/,
    ask: "SELECT (SELECT count(*) FROM collection WHERE id = 'museums') || (SELECT count(*) FROM museums)", answer: '00' },
  { name: 'a file that is cut short',
    spoil: (copy) => put(copy, 'parvis_agricoles.geojson', read('parvis_agricoles.geojson').slice(0, 40000)),
    sentence: /parvis_agricoles: not loaded\n {2}refused: .*parvis_agricoles\.geojson: /,
    ask: "SELECT count(*) FROM collection WHERE id = 'farmland-views'", answer: '0' },
  { name: 'an estate given twice, word for word',
    spoil: (copy) => change(copy, 'cites_erbm.geojson', (data) => data.features.push(data.features[0])),
    sentence: /repaired: \d+: estates: it was given several times/,
    ask: "SELECT features || approximate FROM collection WHERE id = 'estates'", answer: '590' },
  { name: 'dwellings of a commune that is not known',
    spoil: (copy) => put(copy, 'logements_vacants_communes.csv', read('logements_vacants_communes.csv').replace('\n59002,', '\n99999,')),
    sentence: /refused: 99999: vacant-dwellings: it has no place on the map/,
    ask: "SELECT features FROM collection WHERE id = 'vacant-dwellings'", answer: '242' },
  { name: 'degrees that are called metres',
    spoil: (copy) => change(copy, 'cavaliers.geojson', (data) => (data.crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::2154' } })),
    sentence: /cavaliers\.geojson: every feature lies outside the territory/,
    ask: "SELECT count(*) FROM collection WHERE id = 'mine-railways'", answer: '0' },
  { name: 'a virtual file in disguise',
    spoil: (copy) => put(copy, 'puits_de_mines.geojson', '<OGRVRTDataSource><OGRVRTLayer name="puits"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'),
    sentence: /puits_de_mines\.geojson: .*VRT/,
    ask: "SELECT count(*) FROM collection WHERE id = 'mine-shafts'", answer: '0' },
  { name: 'cycle facilities in two spellings, some of them none or elsewhere',
    spoil: (copy) => put(copy, 'bnac.geojson', JSON.stringify({ type: 'FeatureCollection', features: facilities })),
    sentence: /bnac: 4 read/,
    ask: 'SELECT id, ame_d, ame_g, securise, cotes, en_service FROM cycle_facilities ORDER BY id', answer: [
      'a|PISTE CYCLABLE|AMENAGEMENT MIXTE PIETON VELO HORS VOIE VERTE|1|2|1',
      'b|AMENAGEMENT MIXTE PIETON VELO HORS VOIE VERTE|AUCUN|0|0|0',
      'c|AUCUN|ACCOTEMENT REVETU HORS CVCB|0|1|1'].join('\n') },
])

const duplicate = (copy) => change(copy, 'cites_erbm.geojson', (data) => (data.features[1].properties.id_lsm = data.features[0].properties.id_lsm))
const missingCommune = (copy) => change(copy, 'communes.geojson', (data) => (data.features = data.features.filter((commune) => commune.properties.insee !== '62427')))

faults('collections that fail their checks are drawn from fact tables', [
  { name: 'an estate with the key of another',
    spoil: duplicate,
    sentence: /cites_erbm\.geojson: estates: id_lsm \d+: the key is given to 2 features\n.*estates: drawn from the fact table/,
    ask: "SELECT features || approximate || source_id FROM collection WHERE id = 'estates'", answer: '591fact_estates' },
  { name: 'a station in a commune that is not known',
    spoil: (copy) => change(copy, 'gares.geojson', (data) => (data.features.find((station) => station.properties.code_uic === '87345009').properties.insee = '99999')),
    sentence: /stations: 87345009: its INSEE code 99999 is not known/,
    ask: "SELECT features || source_id FROM collection WHERE id = 'stations'", answer: '77fact_stations' },
  { name: '249 communes',
    spoil: missingCommune,
    sentence: /communes\.geojson: communes: 62427: Hénin-Beaumont has no outline/,
    ask: "SELECT value FROM meta WHERE key = 'edition'", answer: 'schematic' },
])

for (const [name, spoil, sentence] of [['a duplicate key', duplicate, /estates: id_lsm \d+: the key/], ['249 communes', missingCommune, /communes: 62427/]])
  test(`--strict publishes nothing: ${name}`, { skip }, () => {
    const old = join(place, `old-${++copies}.sqlite`), before = hash(good)
    copyFileSync(good, old)
    const done = load(old, '--sources', sources(spoil), '--strict')
    assert.equal(done.status, 1, done.said)
    assert.match(done.said, sentence)
    assert.equal(hash(old), before, 'the snapshot in place was touched')
    assert.deepEqual(readdirSync(place).filter((file) => file.includes('.new-')), [])
  })

test('a snapshot that has a collection better stays, unless it is forced', { skip }, () => {
  const spoilt = sources((copy) => rmSync(join(copy, 'communes.geojson')))
  const old = join(place, 'better.sqlite'), before = hash(good)
  copyFileSync(good, old)
  const done = load(old, '--sources', spoilt)
  assert.equal(done.status, 1)
  assert.match(done.said, /communes: it is drawn from a fact table.*--force/)
  assert.equal(hash(old), before)
  assert.equal(load(old, '--sources', spoilt, '--force').status, 0)
})

test('the same sources give the same bytes, in whatever order their features stand', { skip: skip || (hasSqlite ? false : 'no sqlite3') }, () => {
  const tables = ['rendition', 'figure', 'collection', 'field', 'indicator', 'part', 'report', 'programme_figure', 'estate_figure', 'source', 'meta']
  const again = join(place, 'again.sqlite')
  assert.equal(load(again, '--sources', sources()).status, 0)
  for (const table of tables)
    assert.ok(sql(again, `SELECT * FROM ${table}`) === sql(good, `SELECT * FROM ${table}`), `${table} differs`)
  const turned = sources((copy) => {
    for (const name of ['communes', 'cites_erbm', 'gares', 'unesco_bien_inscrit', 'puits_de_mines', 'musees_de_france'])
      change(copy, `${name}.geojson`, (data) => data.features.reverse())
  })
  assert.equal(load(again, '--sources', turned).status, 0)
  const figures = 'SELECT perimeter, level, territory, indicator, round(value, 6) FROM figure ORDER BY 1, 2, 3, 4'
  assert.ok(sql(again, figures) === sql(good, figures), 'figures depend on the order of features')
  const keys = "SELECT group_concat(fid || ' ' || id_lsm) FROM estates"
  assert.equal(sql(again, keys), sql(good, keys))
})

test('the territory is counted without mistakes', { skip: skip || (hasSqlite ? false : 'no sqlite3') }, () => {
  const ask = (question) => sql(good, question)
  assert.equal(ask('SELECT count(*), sum(bassin), sum(epci_erbm), sum(bassin AND epci_erbm) FROM communes'), '362|250|336|224')
  assert.equal(ask('SELECT sum(population) FROM communes WHERE bassin'), '1184821')
  assert.equal(ask('SELECT round(surface_km2, 1) FROM basin'), '1790.0')
  assert.equal(ask('SELECT group_concat(unesco || n) FROM (SELECT unesco, count(*) AS n FROM estates GROUP BY 1 ORDER BY 1)'),
    'hors14,inscrit28,inscrit_partiel5,zone_tampon12')
  assert.equal(ask("SELECT communes_insee FROM estates WHERE id_lsm = '161'"), '62737 62019 62170')
  assert.equal(ask("SELECT count(*), sum(voyageurs = 'O') FROM stations"), '77|68')
  assert.equal(ask('SELECT count(*) FROM station_areas'), '165')
  assert.equal(ask("SELECT count(*) FROM slag_heaps WHERE id = 'T140'"), '1')
})

const schematic = join(place, 'schematic.sqlite')
test('the schematic edition stands on the fact tables alone', () => {
  const done = load(schematic, '--edition', 'schematic')
  assert.equal(done.status, 0, done.said)
  if (!hasSqlite) return
  const ask = (question) => sql(schematic, question)
  assert.equal(ask("SELECT value FROM meta WHERE key = 'edition'"), 'schematic')
  assert.equal(ask('SELECT count(*), sum(bassin), sum(epci_erbm), sum(bassin AND epci_erbm) FROM communes'), '362|250|336|224')
  assert.equal(ask('SELECT sum(population), round(sum(surface_km2), 1) FROM communes WHERE bassin'), '1184821|1790.0')
  assert.equal(ask('SELECT count(*) FROM epci'), '8')
  assert.equal(ask('SELECT count(*) FROM estates'), '59')
  assert.equal(ask('SELECT group_concat(id) FROM cycle_routes'), 'EV5,V31')
  assert.equal(ask("SELECT approximate FROM collection WHERE id = 'stations'"), '0', 'stations are where they are')
})

test('a folder that is named must be there', () => {
  const target = join(place, 'nothing.sqlite')
  const done = load(target, '--sources', join(place, 'nowhere'))
  assert.equal(done.status, 1)
  assert.match(done.said, /nowhere: the folder of sources is not there/)
  assert.equal(existsSync(target), false)
})

test('a load that is killed leaves the snapshot, and its leftovers go with the next', async () => {
  const target = join(place, 'killed.sqlite')
  copyFileSync(schematic, target)
  const before = hash(target)
  for (const wait of [20, 120, 300]) {
    const child = spawn(terril, ['load', '-o', target, '--edition', 'schematic'], { env: { ...process.env, TERRIL_HOME: apart }, stdio: 'ignore' })
    const ended = new Promise((done) => child.on('exit', done))
    setTimeout(() => child.kill('SIGKILL'), wait)
    await ended
    assert.equal(hash(target), before)
  }
  assert.equal(load(target, '--edition', 'schematic').status, 0)
  assert.deepEqual(readdirSync(place).filter((file) => file.startsWith('killed.sqlite.new-')), [])
})

test('check looks and publishes nothing', { skip }, () => {
  const env = { ...process.env, TERRIL_HOME: apart }
  const check = (...args) => spawnSync(terril, ['check', ...args], { encoding: 'utf8', env })
  const snapshot = check(good)
  assert.equal(snapshot.status, 0, snapshot.stderr)
  assert.match(snapshot.stdout, /estates: 59 features\n/)
  const file = check(join(shared, 'cavaliers.geojson'))
  assert.equal(file.status, 0, file.stderr)
  assert.match(file.stdout, /cavaliers: 1317 read, 0 repaired, 1 refused/)
  const broken = join(place, 'broken.sqlite')
  const bytes = readFileSync(good)
  bytes[bytes.length >> 1] ^= 1
  writeFileSync(broken, bytes)
  assert.equal(check(broken).status, 1)
})
