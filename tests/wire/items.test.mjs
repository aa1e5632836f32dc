// Items: paging in every order, values and days, GDAL's copies, each parameter in each bad way, every form.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { join } from 'node:path'
import { ask, csv, folder, loadBest, serve } from './support.mjs'

const dir = folder()
const snapshot = join(dir, 'a.sqlite')
let server, base, collections, schema

const sqlite = (sql) => {
  const done = spawnSync('sqlite3', ['-json', snapshot, sql], { encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout ? JSON.parse(done.stdout) : []
}
// GDAL keeps this process from its sockets for longer than a server waits, so each is used once.
const once = { headers: { connection: 'close' } }
const get = async (path) => {
  const answer = await ask(base, path, once)
  assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 400)}`)
  return answer
}
const items = (id, query = '') => `/ogc/collections/${id}/items${query && `?${query}`}`
const refused = async (path, pattern) => {
  const answer = await ask(base, path)
  assert.equal(answer.status, 400, `${path}: ${answer.status} ${answer.text.slice(0, 200)}`)
  assert.match(answer.headers['content-type'], /^application\/problem\+json/)
  assert.match(answer.json.detail, pattern, path)
  assert.doesNotMatch(answer.json.detail, /\n/)
}

before(async () => {
  server = await serve(loadBest(snapshot))
  base = server.base
  collections = (await get('/ogc/collections')).json.collections
  schema = Object.fromEntries(collections.map(({ id }) => [id, sqlite(`SELECT name, type FROM field WHERE collection_id = '${id}' ORDER BY position`)]))
})
after(() => server.stop())

const keyOf = (id) => sqlite(`SELECT key_field AS k FROM collection WHERE id = '${id}'`)[0].k
const plain = new Map() // whole layers in the order of load, without geometry
const whole = async (id) => {
  if (!plain.has(id)) plain.set(id, (await get(items(id, 'limit=10000&skipGeometry=true'))).json.features)
  return plain.get(id)
}

/** Every layer as GDAL reads it from the snapshot: EPSG:2154, every digit, in the order of fid. */
function source(id, ...options) {
  const file = join(dir, `${id}.json`)
  const table = id.replaceAll('-', '_')
  const done = spawnSync('ogr2ogr', ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=17', options.length ? '-s_srs' : '-a_srs', 'EPSG:2154', ...options, file, snapshot, '-sql', `SELECT * FROM ${table} ORDER BY fid`, '-nln', id],
    { encoding: 'utf8' })
  assert.equal(done.status, 0, done.stderr)
  return file
}

// ---- boxes ----

test('a box over the antimeridian is two questions, and the poles are places', async () => {
  const all = (await whole('stations')).length
  const count = async (bbox, crs = 'CRS84') => (await get(items('stations', `limit=1&bbox=${bbox}&bbox-crs=${crs}`))).json.numberMatched
  assert.equal(await count('-180,-90,180,90'), all)
  assert.equal(await count('-90,-180,90,180', 'EPSG:4326'), all)
  assert.equal(await count('170,-90,-170,90'), 0)
  assert.equal(await count('2,50,-170,51'), all)
  assert.equal(await count('50,2,51,-170', 'EPSG:4326'), all)
  assert.equal(await count('-10,89,10,90'), 0)
  const west = await count('-180,-90,3,90'), east = await count('3,-90,180,90')
  assert.ok(west > 0 && east > 0)
  assert.equal(west + east, all)
  assert.equal(await count('2.9,-90,2.8,90'), all - (await count('2.8,-90,2.9,90')))
  assert.equal(await count('2,50,-1000,4,51,1000'), all)
})

// ---- pages ----

const compare = (a, b) => (typeof a === 'number' ? a - b : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))))
const text = (value) => (Array.isArray(value) ? value.join(' ') : value)
const sorted = (features, keys) =>
  features.map((each, place) => ({ each, place })).sort((a, b) => {
    for (const [name, down] of keys) {
      const x = text(a.each.properties[name]), y = text(b.each.properties[name])
      if (x === null || y === null) {
        if (x !== y) return x === null ? 1 : -1
      } else if (compare(x, y)) return down ? -compare(x, y) : compare(x, y)
    }
    return a.place - b.place
  }).map(({ each }) => each)

async function walk(path) {
  const seen = []
  for (let href = base + path, pages = 0; href; pages++) {
    assert.ok(pages < 400)
    const answer = await ask('', href, once)
    assert.equal(answer.status, 200, answer.text)
    const { json } = answer
    assert.equal(json.numberReturned, json.features.length)
    seen.push(json)
    const next = json.links.find((link) => link.rel === 'next')?.href
    const field = /<([^>]*)>; rel="next"/.exec(answer.headers.link)
    assert.equal(field ? new URL(field[1], href).href : undefined, next, 'the Link field says the same')
    href = next
  }
  return seen
}

test('pages under every order hold every feature once, in that order', async () => {
  for (const { id } of collections) {
    const features = await whole(id)
    for (const { name } of schema[id])
      for (const sign of ['', '-']) {
        const limit = Math.max(2, Math.ceil(features.length / 9))
        const pages = await walk(items(id, `skipGeometry=true&limit=${limit}&sortby=${sign}${name}`))
        assert.deepEqual(pages.flatMap((page) => page.features), sorted(features, [[name, sign === '-']]), `${id} by ${sign}${name}`)
        for (const page of pages) assert.equal(page.numberMatched, features.length)
      }
  }
})

test('several keys, with nothing known last and a box or a value besides', async () => {
  const estates = await whole('estates')
  const keys = [['proprietaire', true], ['type', false], ['surface_ha', true]]
  const by = 'sortby=-proprietaire,%2Btype,-surface_ha'
  const pages = await walk(items('estates', `skipGeometry=true&limit=4&${by}`))
  assert.deepEqual(pages.flatMap((page) => page.features), sorted(estates, keys))
  const raw = (await get(items('estates', 'skipGeometry=true&limit=100&sortby=+nom'))).json.features // a + that came as a space
  assert.deepEqual(raw, sorted(estates, [['nom', false]]))
  const shafts = await whole('mine-shafts')
  assert.ok(shafts.some((each) => each.properties.profondeur === null), 'some depths are not known')
  const boxed = await walk(items('mine-shafts', 'limit=50&sortby=-profondeur&bbox=2.7,50.3,3,50.5&skipGeometry=true'))
  const inside = (await get(items('mine-shafts', 'limit=10000&bbox=2.7,50.3,3,50.5&skipGeometry=true'))).json.features
  assert.ok(inside.length > 50)
  assert.deepEqual(boxed.flatMap((page) => page.features), sorted(inside, [['profondeur', true]]))
})

test('a token that was changed, or belongs to another question, is refused', async () => {
  const page = (await get(items('communes', 'limit=5&sortby=-population'))).json
  const token = new URL(page.links.find((link) => link.rel === 'next').href).searchParams.get('after')
  assert.match(token, /^\d+~[0-9a-f]{16}$/)
  const from = (after, by = '-population') => items('communes', `limit=5&sortby=${by}&after=${encodeURIComponent(after)}`)
  await get(from(token))
  const [fid, sum] = token.split('~')
  const other = sum[0] === '0' ? `1${sum.slice(1)}` : `0${sum.slice(1)}`
  for (const bad of [`${Number(fid) + 1}~${sum}`, `${fid}~${other}`, `${fid}~`, fid, `${token}0`, `99999~${sum}`, `-1~${sum}`, `~${sum}`, 'x', "1' OR 1=1"])
    await refused(from(bad), /^after=/)
  await refused(from(token, 'population'), /first page/)
  await refused(from(token, 'nom'), /first page/)
  await refused(items('communes', `after=${token}`), /^after=/)
})

// ---- what is asked by value ----

test('a property asked by its value gives what a look at every feature gives', async () => {
  let asked = 0
  for (const { id } of collections) {
    const features = await whole(id)
    for (const { name, type } of schema[id]) {
      const value = features.map((each) => each.properties[name]).find((each) => each !== null && each !== '' && each.length !== 0)
      if (value === undefined) continue
      const wanted = type === 'list' ? value[value.length - 1] : value
      const { json } = await get(items(id, `limit=10000&skipGeometry=true&${name}=${encodeURIComponent(wanted)}`))
      const same = features.filter(({ properties }) => (type === 'list' ? properties[name]?.includes(wanted) : properties[name] === wanted))
      assert.deepEqual(json.features, same, `${id} ${name}=${wanted}`)
      assert.equal(json.numberMatched, same.length)
      asked++
    }
  }
  assert.ok(asked > 100)
  const { json } = await get(items('communes', 'insee=62498'))
  assert.deepEqual(json.features.map((each) => each.properties.nom), ['Lens'])
  assert.equal((await get(items('communes', 'insee=62498&dep=59'))).json.numberMatched, 0)
  assert.equal((await get(items('communes', `nom=${encodeURIComponent("x' OR '1'='1")}`))).json.numberMatched, 0)
  assert.equal((await get(items('estates', 'communes_insee=6273'))).json.numberMatched, 0, 'a word of a list, not a part of it')
})

test('a filter goes with a box, a value, an order and pages', async () => {
  const all = await whole('communes')
  const filter = `filter=${encodeURIComponent('population > 3000')}`
  const inside = new Set((await get(items('communes', 'limit=10000&skipGeometry=true&bbox=2.7,50.3,3,50.5'))).json.features.map((each) => each.id))
  const wanted = all.filter(({ id, properties }) => properties.population > 3000 && properties.dep === '62' && inside.has(id))
  assert.ok(wanted.length > 20 && wanted.length < inside.size)
  const pages = await walk(items('communes', `skipGeometry=true&limit=7&dep=62&bbox=2.7,50.3,3,50.5&sortby=-population&${filter}`))
  assert.deepEqual(pages.flatMap((page) => page.features), sorted(wanted, [['population', true]]))
  for (const page of pages) assert.equal(page.numberMatched, wanted.length)
  const plainPages = await walk(items('communes', `skipGeometry=true&limit=40&${filter}`))
  assert.deepEqual(plainPages.flatMap((page) => page.features), all.filter(({ properties }) => properties.population > 3000))
  await refused(items('communes', 'filter=populatio%20%3E%203'), /population/)
})

test('datetime: features of a day, those without a date, and what is no time', async () => {
  const dated = collections.find(({ id }) => schema[id].some(({ type }) => type === 'date')).id
  const field = schema[dated].find(({ type }) => type === 'date').name
  const features = await whole(dated)
  const day = features.find((each) => each.properties[field] !== null)?.properties[field]
  const undated = features.filter((each) => each.properties[field] === null).length
  const count = async (datetime, id = dated) => (await get(items(id, `limit=1&datetime=${encodeURIComponent(datetime)}`))).json.numberMatched
  for (const [datetime, first, last] of [
    ['2022-01-23', '2022-01-23', '2022-01-23'], ['2022-01-23T10:00:00Z', '2022-01-23', '2022-01-23'],
    ['2022-01-24T00:30:00+01:00', '2022-01-23', '2022-01-23'], ['2022-01-22T23:30:00.5-01:00', '2022-01-23', '2022-01-23'],
    ['2022-01-24', '2022-01-24', '2022-01-24'], ['../2022-01-22', '', '2022-01-22'], ['../2022-01-23', '', '2022-01-23'],
    ['/2022-01-23T00:00:00Z', '', '2022-01-23'], ['2022-01-23/..', '2022-01-23', '9'], ['2022-01-24/', '2022-01-24', '9'],
    ['2000-02-29/2030-12-31T23:59:60Z', '2000-02-29', '2030-12-31'], ['../..', '', '9'], ['0000-01-01/9999-12-31', '', '9'],
  ]) {
    const same = features.filter(({ properties: { [field]: at } }) => at === null || (at >= first && at <= last)).length
    assert.equal(await count(datetime), same, datetime)
  }
  if (day) assert.ok((await count(day)) > undated)
  assert.equal(await count('1900-01-01', 'communes'), (await whole('communes')).length, 'without time a feature matches always')
  for (const bad of ['2022', '2022-13-01', '2022-02-29', '2022-01-23T10:00', '2022-01-23T10:00:00', '2022-01-23T25:00:00Z', 'now', '..', '2022-01-23/2022-01-22', '2022-01-23/2022-01-24/2022-01-25',
    '2022-01-23T10:00:00Z ', '2022-01-23T10:00:00.Z', '2022-01-23T10:00:00+1:00', 'a'.repeat(3000)])
    await refused(items('communes', `datetime=${encodeURIComponent(bad)}`), /^datetime\b/)
})

test('properties and skipGeometry leave out the rest and nothing else', async () => {
  const full = (await get(items('communes', 'limit=20'))).json.features
  const some = (await get(items('communes', 'limit=20&properties=nom,insee'))).json.features
  assert.deepEqual(some, full.map((each) => ({ ...each, properties: { insee: each.properties.insee, nom: each.properties.nom } })))
  const bare = (await get(items('communes', 'limit=20&skipGeometry=true'))).json.features
  assert.deepEqual(bare, full.map((each) => ({ ...each, geometry: null })))
  assert.deepEqual((await get(items('communes', 'limit=20&skipGeometry=false'))).json.features, full)
  const one = (await get('/ogc/collections/communes/items/62498?properties=nom&skipGeometry=true')).json
  assert.deepEqual([one.properties, one.geometry], [{ nom: 'Lens' }, null])
})

// ---- systems ----

const flat = (geometry) => geometry.coordinates.flat(4)

test('coordinates in each system are where PROJ says, and the whole is the same but for them', async () => {
  const systems = [['EPSG:4326', 4326, 1.1e-7], ['EPSG:3857', 3857, 1.1e-3], ['EPSG:2154', 2154, 0.6e-3], ['EPSG:3950', 3950, 0.6e-3]]
  for (const { id } of collections) {
    const degrees = (await get(items(id, 'limit=60'))).json
    for (const [crs, code, slack] of systems) {
      const answer = await get(items(id, `limit=60&crs=http://www.opengis.net/def/crs/EPSG/0/${code}`))
      assert.equal(answer.headers['content-crs'], `<http://www.opengis.net/def/crs/EPSG/0/${code}>`)
      const { features, numberMatched } = answer.json
      assert.equal(numberMatched, degrees.numberMatched)
      assert.deepEqual(features.map((each) => ({ ...each, geometry: 0 })), degrees.features.map((each) => ({ ...each, geometry: 0 })))
      if (crs !== 'EPSG:4326') continue
      features.forEach((each, i) => {
        // latitude first; rings may run the other way round
        const ours = flat(each.geometry), theirs = flat(degrees.features[i].geometry)
        assert.equal(ours.length, theirs.length)
        const sum = (list, odd) => list.filter((_, k) => k % 2 === odd).reduce((a, b) => a + b, 0)
        assert.ok(Math.abs(sum(ours, 0) - sum(theirs, 1)) <= slack * ours.length, id)
        assert.ok(Math.abs(sum(ours, 1) - sum(theirs, 0)) <= slack * ours.length, id)
      })
    }
  }
  assert.equal((await get(items('communes', 'limit=1'))).headers['content-crs'], '<http://www.opengis.net/def/crs/OGC/1.3/CRS84>')
})

// ---- GDAL ----

/** A geometry that two programs may write with rings of either sense: each ring from its lesser second point on. */
function rings(geometry) {
  const walkRings = (list) => {
    if (typeof list[0][0] !== 'number') return list.map(walkRings)
    const isRing = list.length > 3 && list[0].every((each, k) => Math.abs(each - list.at(-1)[k]) < 1e-12)
    let area = 0
    for (let i = 1; isRing && i < list.length; i++) area += (list[i - 1][0] - list[0][0]) * (list[i][1] - list[0][1]) - (list[i][0] - list[0][0]) * (list[i - 1][1] - list[0][1])
    return area < 0 ? [...list].reverse() : list
  }
  return geometry.type === 'Point' ? geometry.coordinates : walkRings(geometry.coordinates)
}

function same(ours, theirs, slack, why) {
  const a = rings(ours).flat(4), b = rings(theirs).flat(4)
  assert.equal(a.length, b.length, why)
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i] - b[i]) <= slack, `${why}: ${a[i]} is not ${b[i]}`)
}

const fields = (id, properties) => Object.fromEntries(schema[id].map(({ name, type }) => [name, type === 'list' ? text(properties[name]) : type === 'date' ? properties[name]?.replaceAll('/', '-') ?? null : properties[name]]))

test('the copy that GDAL makes of every collection, seven features a page, is the source', () => {
  for (const { id } of collections) {
    const key = keyOf(id)
    for (const [system, slack] of [['EPSG:4326', 1e-7], ['EPSG:2154', 0.02]]) {
      const file = join(dir, `copy-${id}-${system.slice(5)}.json`)
      // this GDAL's driver asks in CRS84 and transforms itself; 7 decimals of a degree are 11 mm
      const done = spawnSync('ogr2ogr', ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=17', '-t_srs', system, file, `OAPIF:${base}/ogc`, '-oo', 'PAGE_SIZE=7', '-oo', 'IGNORE_SCHEMA=YES', id], { encoding: 'utf8' })
      assert.equal(done.status, 0, done.stderr)
      const copy = JSON.parse(readFileSync(file)).features
      const original = JSON.parse(readFileSync(source(id, '-t_srs', system))).features
      assert.equal(copy.length, original.length, id)
      const byKey = new Map(copy.map((each) => [String(each.properties[key]), each]))
      for (const each of original) {
        const ours = byKey.get(String(each.properties[key]))
        assert.ok(ours, `${id} ${each.properties[key]}`)
        // a field that is null all over the first page is text to GDAL
        const read = Object.entries(fields(id, ours.properties)).map(([name, value]) => [name, typeof each.properties[name] === 'number' && typeof value === 'string' ? Number(value) : value])
        assert.deepEqual(Object.fromEntries(read), fields(id, each.properties), id)
        same(ours.geometry, each.geometry, slack, `${id} ${each.properties[key]} in ${system}`)
      }
    }
  }
})

test('pages of seven in EPSG:2154 and 4326, as the server transforms, are the source', async () => {
  for (const { id, numberOfFeatures } of collections) {
    if (numberOfFeatures > 400) continue // the pages of larger ones were GDAL's
    const key = keyOf(id)
    for (const [system, slack] of [['2154', 0.6e-3], ['4326', 0.6e-7]]) {
      const copy = (await walk(items(id, `limit=7&crs=http://www.opengis.net/def/crs/EPSG/0/${system}`))).flatMap((page) => page.features)
      const original = JSON.parse(readFileSync(system === '2154' ? source(id) : source(id, '-t_srs', 'EPSG:4326'))).features
      assert.deepEqual(copy.map((each) => String(each.properties[key])), original.map((each) => String(each.properties[key])))
      copy.forEach((each, i) => {
        if (system === '4326') { // GDAL writes longitude first
          const swap = (list) => (typeof list[0] === 'number' ? [list[1], list[0]] : list.map(swap))
          each.geometry.coordinates = swap(each.geometry.coordinates)
        }
        same(each.geometry, original[i].geometry, slack, `${id} ${each.id} in ${system}`)
      })
    }
  }
})

// ---- forms ----

test('each form says the same features', async () => {
  for (const id of ['estates', 'stations', 'cycle-routes']) {
    const json = (await get(items(id, 'limit=12'))).json
    const fg = await get(items(id, 'limit=12&f=jsonfg&crs=EPSG:2154'))
    assert.equal(fg.headers['content-type'], 'application/vnd.ogc.fg+json')
    assert.deepEqual(fg.json.conformsTo, ['http://www.opengis.net/spec/json-fg-1/1.0/conf/core'])
    assert.equal(fg.json.coordRefSys, 'http://www.opengis.net/def/crs/EPSG/0/2154')
    const plane = (await get(items(id, 'limit=12&crs=EPSG:2154'))).json.features
    fg.json.features.forEach((each, i) => {
      assert.equal(each.geometry, null)
      assert.deepEqual(each.place, plane[i].geometry)
      assert.deepEqual([each.id, each.properties], [json.features[i].id, json.features[i].properties])
      assert.deepEqual(each.time, each.properties.date_osm ? { date: each.properties.date_osm } : null)
    })
    const degrees = (await get(items(id, 'limit=12&f=jsonfg'))).json.features
    assert.deepEqual(degrees.map((each) => [each.geometry, each.place]), json.features.map((each) => [each.geometry, null]))
    const sequence = await get(items(id, 'limit=12&f=geojsonseq'))
    assert.equal(sequence.headers['content-type'], 'application/geo+json-seq')
    const records = sequence.text.split('\x1e')
    assert.equal(records.shift(), '')
    assert.deepEqual(records.map((each) => (assert.ok(each.endsWith('\n')), JSON.parse(each))), json.features)
    const table = await get(items(id, 'limit=12&f=csv'))
    assert.match(table.headers['content-type'], /^text\/csv/)
    const rows = csv(table.text)
    assert.equal(rows.length, json.features.length)
    rows.forEach((row, i) => {
      const { properties, geometry } = json.features[i]
      for (const { name } of schema[id]) assert.equal(row[name], properties[name] === null ? '' : String(text(properties[name])), name)
      if (geometry.type === 'Point') assert.deepEqual([Number(row.lon), Number(row.lat)], geometry.coordinates)
    })
    const french = await get(items(id, 'limit=12&f=csv-fr'))
    assert.deepEqual([...french.body.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    const [head, first] = french.text.slice(1).split('\r\n')
    assert.equal(head.split(';').length, Object.keys(rows[0]).length)
    const [header] = table.text.split('\r\n')
    assert.equal(head, header.replaceAll(',', ';'))
    for (const { name, type } of schema[id])
      if (type === 'real' && !Number.isInteger(json.features[0].properties[name])) assert.ok(first.includes(String(json.features[0].properties[name]).replace('.', ',')), name)
  }
})

test('Accept chooses a form, f= overrules it, and each has links to the others', async () => {
  const get2 = (path, accept) => ask(base, path, { headers: { accept } })
  assert.match((await get2(items('stations', 'limit=2'), 'text/csv')).headers['content-type'], /^text\/csv/)
  assert.equal((await get2(items('stations', 'limit=2'), 'application/vnd.ogc.fg+json, */*;q=0.1')).headers['content-type'], 'application/vnd.ogc.fg+json')
  assert.equal((await get2(items('stations', 'limit=2'), 'application/json')).headers['content-type'], 'application/geo+json')
  assert.equal((await get2(items('stations', 'limit=2&f=json'), 'text/csv')).headers['content-type'], 'application/geo+json')
  const page = (await get2(items('stations', 'limit=2'), 'application/geo+json-seq')).headers.link
  assert.match(/<([^>]*)>; rel="next"/.exec(page)[1], /f=geojsonseq/, 'the next page stays in the form')
  const { links } = (await get(items('stations', 'limit=2'))).json
  const alternates = links.filter((link) => link.rel === 'alternate')
  assert.ok(alternates.length >= 4)
  for (const link of alternates) assert.equal((await ask('', link.href)).headers['content-type'], link.type)
})

test('the answer says where it is from and under which licence', async () => {
  assert.match((await get(items('stations', 'limit=1&f=csv'))).headers.link, /<https:[^>]*>; rel="license"/)
  for (const form of ['geojson', 'jsonfg']) {
    const { links } = (await get(items('stations', `limit=1&f=${form}`))).json
    assert.match(links.find(({ rel }) => rel === 'license').href, /^https:/, form)
  }
  const json = (await get(items('stations', 'limit=1'))).json
  assert.equal(json.licence, 'ODbL 1.0')
  assert.match(json.attribution, /SNCF/)
  assert.match(json.date, /^\d{4}/)
  assert.equal(json.timeStamp, undefined, 'an answer is the same bytes whenever it is asked for')
})

// ---- bad input ----

test('each parameter in each bad way is refused with a sentence', async () => {
  const long = 'x'.repeat(2000)
  const bad = {
    limit: ['0', '-1', '1.5', 'ten', '1e3', 'NaN', long],
    bbox: ['1', '1,2,3', '1,2,3,4,5', '1,2,3,4,5,6,7', '1,2,nan,4', '1,2,inf,4', '1,2,Infinity,4', '1,2,3,1e999', '1;2;3;4', ',,,', '1,2,3,4,', '2,51,3,50', '-181,50,3,51', '2,-91,3,51', '1,2,10,3,4,5', 'a,b,c,d', long],
    'bbox-crs': ['EPSG:27572', 'x', 'http://www.opengis.net/def/crs/EPSG/0/9999', long],
    crs: ['EPSG:27572', 'x', '2154', long],
    datetime: ['x', '2022', long],
    properties: ['nope', 'nom,,insee', 'nom,nom', ',', 'nom,', 'geometry', 'fid', long],
    sortby: ['nope', '+', '-', 'nom,,insee', 'nom,-nom', ',', '--nom', 'geometry', 'insee;nom', long],
    skipGeometry: ['1', 'yes', 'TRUE', long],
    simplify: ['-1', 'x', 'nan', '1e9', '100001'],
    after: ['-1', 'x', '1.5', '99999999999999999999', '1~2'],
    offset: ['-1', 'x', '1.5', '1000000001', '99999999999999999999'],
    f: ['xml', 'JSON', long],
    population: ['many', '1.5', '', '1e3', long],
    surface_km2: ['x', 'nan', 'inf', '1e999', '0x10', long],
    insee: ['y'.repeat(1001)],
  }
  let count = 0
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) (await refused(items('communes', `${name}=${encodeURIComponent(value)}`), /./), count++)
    await refused(items('communes', `${name}=`), /empty|wanted|allowed/)
    await refused(items('communes', name), /empty|wanted|allowed/)
    await refused(items('communes', `${name}=1&${name}=1`), /twice/)
  }
  await refused(items('communes', 'limi=3'), /limi.*limit/s)
  await refused(items('communes', 'nam=3'), /did you mean nom/)
  await refused(items('communes', 'fid=1'), /fid/)
  await refused(items('communes', 'geometry=1'), /geometry/)
  await refused(items('communes', `${'z'.repeat(200)}=1`), /unknown/)
  await refused(items('cycle-routes', 'date_osm=yesterday'), /day/)
  await refused(items('estates', 'communes_insee=62737%2062019'), /word/)
  await refused('/ogc/collections/communes/items/62498?limit=1', /limit/)
  await refused('/ogc/collections/communes/items/62498?nom=Lens', /nom/)
  await refused('/ogc/collections/communes/items/62498?crs=x', /^crs=/)
  await refused(items('communes', 'bbox=1,2,3,4&bbox-crs=EPSG:2154&crs=%ff'), /./)
  await refused(items('communes', 'nom=%00'), /./)
  assert.ok(count > 60)
  assert.equal((await get(items('communes', 'limit=999999&skipGeometry=true'))).json.numberReturned, (await whole('communes')).length, 'more than the most is the most')
})
