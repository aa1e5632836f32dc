// Whole layers to take away: every form of every layer read by others, parts of them, and what other sites' scripts may ask.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import xlsx from 'xlsx'
import { ask, csv, folder, loadBest, serve } from './support.mjs'

const dir = folder()
let server, base, collections
const layers = {} // what /data/{id}.geojson says
const run = (program, ...args) => {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  return { status: done.status, out: done.stdout, said: done.stderr }
}
const save = (name, body) => (writeFileSync(join(dir, name), body), join(dir, name))

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  base = server.base
  collections = (await ask(base, '/ogc/collections')).json.collections
  for (const { id } of collections) layers[id] = (await ask(base, `/data/${id}.geojson`)).json
})
after(() => server.stop())

/** Every position of a geometry, in order. */
const positions = (geometry) => {
  const flat = (value) => (typeof value[0] === 'number' ? [value] : value.flatMap(flat))
  return geometry ? flat(geometry.coordinates) : []
}
/** What GDAL reads of a file, as GeoJSON features in degrees. */
function read(file, ...options) {
  const { status, out, said } = run('ogr2ogr', '-f', 'GeoJSON', '-t_srs', 'OGC:CRS84', '-lco', 'COORDINATE_PRECISION=7', ...options, '/vsistdout/', file)
  assert.equal(status, 0, said)
  return JSON.parse(out).features
}
/** The same features: their values, and their places to `metres`. GDAL may turn rings about: extents are compared, and the number of points. */
function assertSame(found, wanted, what, metres = 0.02) {
  assert.equal(found.length, wanted.length, what)
  wanted.forEach(({ properties, geometry }, i) => {
    const other = found[i]
    for (const [name, value] of Object.entries(properties)) {
      const one = Array.isArray(value) ? value.join(' ') : value, two = other.properties[name] ?? null
      // GDAL writes 15 digits
      if (typeof one === 'number' && typeof two === 'number' && Math.abs(one - two) <= 1e-14 * Math.abs(one)) continue
      assert.deepEqual(Array.isArray(two) ? two.join(' ') : two, one, `${what}: feature ${i}, ${name}`)
    }
    const [a, b] = [positions(geometry), positions(other.geometry)]
    assert.equal(b.length, a.length, `${what}: feature ${i}`)
    for (const axis of [0, 1]) {
      const side = (points, choose) => choose(...points.map((point) => point[axis]))
      for (const choose of [Math.min, Math.max]) if (a.length) assert.ok(Math.abs(side(a, choose) - side(b, choose)) < metres / 70000, `${what}: feature ${i}`)
    }
  })
}

test('GDAL reads every form of every layer and finds the same features', async () => {
  for (const { id } of collections) {
    const wanted = layers[id].features
    for (const form of ['geojsons', 'gpkg', 'fgb']) {
      const answer = await ask(base, `/data/${id}.${form}`)
      assert.equal(answer.status, 200, answer.text)
      const found = read(save(`${id}.${form}`, answer.body))
      // a FlatGeobuf stands in the order of its index
      const key = (feature) => Object.values(feature.properties).join()
      if (form === 'fgb') assertSame(found.sort((a, b) => (key(a) < key(b) ? -1 : 1)), wanted.map((each) => ({ ...each, properties: Object.fromEntries(Object.entries(each.properties).map(([name, value]) => [name, Array.isArray(value) ? value.join(' ') : value])) })).sort((a, b) => (key(a) < key(b) ? -1 : 1)), `${id}.${form}`)
      else assertSame(found, wanted, `${id}.${form}`)
    }
  }
})

test('JSON-FG has its places in Lambert-93, where GDAL puts those of the GeoJSON', async () => {
  for (const id of ['stations', 'estates', 'cycle-routes'].filter((each) => layers[each])) {
    const answer = await ask(base, `/data/${id}.jsonfg`)
    assert.equal(answer.headers['content-type'], 'application/vnd.ogc.fg+json')
    const { features, ...head } = answer.json
    assert.equal(head.coordRefSys, 'http://www.opengis.net/def/crs/EPSG/0/2154')
    assert.deepEqual([head.type, head.featureType, head.licence], ['FeatureCollection', id, layers[id].licence])
    assert.ok(head.conformsTo.some((each) => /json-fg-1\/.*\/core$/.test(each)))
    const { out } = run('ogr2ogr', '-f', 'GeoJSON', '-t_srs', 'EPSG:2154', '/vsistdout/', save(`${id}.geojson`, JSON.stringify(layers[id])))
    const plane = JSON.parse(out).features
    assert.equal(features.length, plane.length)
    features.forEach((feature, i) => {
      assert.equal(feature.geometry, null)
      assert.ok('time' in feature)
      assert.deepEqual(feature.properties, layers[id].features[i].properties)
      const [here, there] = [positions(feature.place), positions(plane[i].geometry)]
      assert.equal(here.length, there.length)
      here.forEach(([x, y], k) => assert.ok(Math.hypot(x - there[k][0], y - there[k][1]) < 0.05, `${id} ${i}`))
    })
  }
})

test('a text sequence is one feature a line behind a record separator (RFC 8142)', async () => {
  const answer = await ask(base, '/data/stations.geojsons')
  assert.equal(answer.headers['content-type'], 'application/geo+json-seq')
  const lines = answer.text.split('\n')
  assert.equal(lines.pop(), '')
  assert.deepEqual(lines.map((line) => (assert.equal(line[0], '\x1e'), JSON.parse(line.slice(1)))), layers.stations.features)
})

test('a French table has semicolons, decimal commas and a mark for spreadsheets, and says the same', async () => {
  for (const { id } of collections) {
    const [french, plain] = await Promise.all(['?lang=fr', ''].map((query) => ask(base, `/data/${id}.csv${query}`)))
    assert.ok(french.body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), id)
    assert.ok(!plain.body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), id)
    const quoted = /"(?:[^"]|"")*"|[^;\r\n]+|;/g
    const rows = csv(french.text.slice(1).replace(quoted, (part) => (part === ';' ? ',' : part[0] === '"' ? part : `"${part.replaceAll('"', '""')}"`)))
    const wanted = csv(plain.text)
    const numbers = new Set(Object.entries(layers[id].features[0]?.properties ?? {}).map(([name]) => name).filter((name) => layers[id].features.some(({ properties }) => typeof properties[name] === 'number')))
    for (const name of ['lon', 'lat']) numbers.add(name)
    assert.deepEqual(rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, numbers.has(name) ? value.replace(',', '.') : value]))), wanted, id)
  }
  assert.match((await ask(base, '/data/stations.csv?lang=fr')).text, /;2,\d+;50,\d+\r\n/)
  for (const path of ['/data/stations.csv?lang=de', '/data/stations.gpkg?lang=fr', '/data/station-areas.csv?lang=fr&at=2.83,50.43', '/data/stations.csv?lang=', '/data/stations.csv?lang=fr&lang=fr', '/data/stations.csv?separator=;'])
    assert.equal((await ask(base, path)).status, 400, path)
})

/** The sheets of an OpenDocument spreadsheet (ODF 1.2, 9.1), read apart: the npm reader of XLSX skips cells that have a value and no text. */
function openDocument(bytes) {
  const xml = strFromU8(unzipSync(bytes)['content.xml'])
  const text = (piece) => piece.replace(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
  const cell = (attributes, inside) => {
    const value = attributes.match(/office:value="([^"]*)"/)
    assert.doesNotMatch(attributes, /formula/)
    return value ? Number(value[1]) : inside ? text(inside).replace(/^\n|\n$/g, '') : null
  }
  return [...xml.matchAll(/<table:table table:name="([^"]*)"[^>]*>([\s\S]*?)<\/table:table>/g)].map(([, name, body]) => {
    const [head, ...rows] = [...body.matchAll(/<table:table-row>([\s\S]*?)<\/table:table-row>/g)].map(([, row]) =>
      [...row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>([\s\S]*?)<\/table:table-cell>)/g)].flatMap(([, attributes, inside]) =>
        Array(Number(attributes.match(/number-columns-repeated="(\d+)"/)?.[1] ?? 1)).fill(cell(attributes, inside))))
    return { name, rows: rows.map((cells) => Object.fromEntries(head.map((key, i) => [key, cells[i] ?? null]))) }
  })
}

function workbook(bytes) {
  const book = xlsx.read(bytes, { type: 'buffer' })
  return book.SheetNames.map((name) => ({ name, rows: xlsx.utils.sheet_to_json(book.Sheets[name], { defval: null, raw: true }) }))
}

test('spreadsheets hold the same rows, points as two columns, and a sheet that says whose they are', async () => {
  for (const [form, media] of [['ods', 'application/vnd.oasis.opendocument.spreadsheet'], ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']]) {
    for (const { id } of collections) {
      const answer = await ask(base, `/data/${id}.${form}`)
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.headers['content-type'], media)
      const sheets = form === 'ods' ? openDocument(answer.body) : workbook(answer.body)
      assert.deepEqual(sheets.map((sheet) => sheet.name), [id.replaceAll('-', '_'), 'À propos'])
      const { rows } = sheets[0]
      const wanted = layers[id].features
      assert.equal(rows.length, wanted.length, `${id}.${form}`)
      wanted.forEach(({ properties, geometry }, i) => {
        for (const [name, value] of Object.entries(properties)) {
          const cell = rows[i][name] === '' ? null : rows[i][name], one = Array.isArray(value) ? value.join(' ') : value === '' ? null : value
          if (typeof one === 'number') assert.ok(Math.abs(cell - one) <= 1e-9 * Math.max(1, Math.abs(one)), `${id}.${form} ${i} ${name}: ${cell}`)
          else assert.equal(cell, one, `${id}.${form} ${i} ${name}`)
        }
        if (geometry?.type === 'Point') assert.deepEqual([rows[i].lon, rows[i].lat], geometry.coordinates)
        else assert.ok(!rows[i].lon && !rows[i].lat)
      })
      const about = Object.fromEntries(sheets[1].rows.map(({ quoi, valeur }) => [quoi, valeur]))
      assert.equal(about.Licence, layers[id].licence)
      assert.equal(about.Source, layers[id].source)
      assert.equal(String(about['Données du'] ?? ''), layers[id].date ?? '')
      for (const name of Object.keys(wanted[0]?.properties ?? {})) assert.ok(about[`Colonne ${name}`], `${id} ${name}`)
    }
  }
})

test('each answer names its licence and what describes it, and a form without room for a date has it in its name', async () => {
  for (const form of ['geojson', 'jsonfg', 'geojsons', 'csv', 'gpkg', 'fgb', 'ods', 'xlsx']) {
    const { headers } = await ask(base, `/data/estates.${form}`, { method: 'HEAD' })
    assert.match(headers.link, /<https:[^>]*licen[cs]e[^>]*>; rel="license"/, form)
    assert.match(headers.link, /<\/ogc\/collections\/estates>; rel="describedby"/)
    const silent = ['csv', 'geojsons', 'fgb'].includes(form)
    const expected = silent && layers.estates.date ? `estates_${layers.estates.date}.${form}` : `estates.${form}`
    assert.equal(headers['content-disposition'], `attachment; filename="${expected}"`)
    assert.equal(headers['access-control-allow-origin'], '*')
  }
  const refused = await ask(base, '/data/estates.shp')
  assert.equal(refused.status, 404)
  assert.match(refused.json.detail, /\.ods and \.xlsx$/)
})

test('parts of a layer are the bytes of the whole, and what is no part is answered as the standard says', async () => {
  for (const path of ['/data/estates.geojson', '/data/stations.gpkg', '/data/stations.xlsx']) {
    const whole = await ask(base, path), size = whole.body.length
    assert.equal(whole.headers['accept-ranges'], 'bytes')
    const part = (range, more = {}) => ask(base, path, { headers: { Range: range, ...more } })
    const parts = [['bytes=0-0', 0, 1], ['bytes=0-99', 0, 100], [`bytes=100-`, 100, size], ['bytes=-1', size - 1, size], [`bytes=-${size * 2}`, 0, size], [`bytes=${size - 1}-${size + 10}`, size - 1, size],
      ['bytes=5-18446744073709551616', 5, size], ['BYTES=3-4', 3, 5]]
    for (const [range, first, end] of parts) {
      const answer = await part(range)
      assert.equal(answer.status, 206, `${path} ${range}`)
      assert.ok(answer.body.equals(whole.body.subarray(first, end)), `${path} ${range}`)
      assert.equal(answer.headers['content-range'], `bytes ${first}-${end - 1}/${size}`)
      assert.equal(answer.headers.etag, whole.headers.etag)
    }
    for (const range of [`bytes=${size}-`, 'bytes=-0', 'bytes=9223372036854775808-', `bytes=${size}-${size + 1}`]) {
      const answer = await part(range)
      assert.equal(answer.status, 416, `${path} ${range}`)
      assert.equal(answer.headers['content-range'], `bytes */${size}`)
    }
    const many = `bytes=${Array.from({ length: 1000 }, (_, i) => `${i}-${i}`).join()}`
    for (const range of ['bytes=0-1,3-4', 'bytes=0-,0-', many, 'bytes=5-4', 'bytes=a-b', 'bytes=', 'bytes', 'items=0-1', 'bytes=0-1x', 'bytes=--1', 'bytes=0x0-5']) {
      const answer = await part(range)
      assert.equal(answer.status, 200, `${path} ${range.slice(0, 40)}`)
      assert.ok(answer.body.equals(whole.body))
    }
    assert.equal((await part('bytes=0-9', { 'If-Range': whole.headers.etag })).status, 206)
    for (const tag of ['"another"', `W/${whole.headers.etag}`, 'Sat, 29 Oct 1994 19:43:31 GMT', '*']) assert.equal((await part('bytes=0-9', { 'If-Range': tag })).status, 200, tag)
    assert.equal((await part('bytes=0-9', { 'If-None-Match': whole.headers.etag })).status, 304)
    const head = await ask(base, path, { method: 'HEAD', headers: { Range: 'bytes=0-9' } })
    assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, String(size), 0])
    const coded = await ask(base, path, { headers: { 'Accept-Encoding': 'br' } })
    const codedPart = await ask(base, path, { headers: { 'Accept-Encoding': 'br', Range: 'bytes=10-19', 'If-Range': coded.headers.etag } })
    assert.equal(codedPart.status, 206)
    assert.ok(codedPart.body.equals(coded.body.subarray(10, 20)))
  }
})

test('pieces put together are the whole, whatever their size', async () => {
  const path = '/data/communes.fgb', whole = (await ask(base, path)).body
  for (const size of [65537, 100_000, whole.length - 1]) {
    const pieces = []
    for (let at = 0; at < whole.length; at += size) pieces.push((await ask(base, path, { headers: { Range: `bytes=${at}-${at + size - 1}` } })).body)
    assert.ok(Buffer.concat(pieces).equals(whole), size)
  }
})

test('GDAL reads a FlatGeobuf where it lies, by parts', () => {
  const { status, out, said } = run('ogrinfo', '-al', '-so', `/vsicurl/${base}/data/communes.fgb`)
  assert.equal(status, 0, said)
  assert.match(out, new RegExp(`Feature Count: ${layers.communes.features.length}`))
})

test('a script of another site may ask, and is told beforehand what it may', async () => {
  for (const path of ['/data/estates.geojson', '/data/coverage.csv', '/ogc', '/ogc/collections/estates/items?limit=1', '/ogc/tiles/WebMercatorQuad/8/87/130']) {
    const answer = await ask(base, path, { method: 'OPTIONS', headers: { Origin: 'https://example.fr', 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'range, if-range' } })
    assert.deepEqual([answer.status, answer.body.length], [204, 0], path)
    assert.equal(answer.headers['access-control-allow-origin'], '*')
    assert.match(answer.headers['access-control-allow-methods'], /\bGET\b.*\bHEAD\b/)
    for (const field of ['Range', 'If-Range', 'If-None-Match', 'Accept', 'Content-Type']) assert.match(answer.headers['access-control-allow-headers'], new RegExp(`\\b${field}\\b`))
    assert.ok(Number(answer.headers['access-control-max-age']) >= 3600)
    assert.ok(!('access-control-allow-credentials' in answer.headers))
    const got = await ask(base, path, { headers: { Origin: 'https://example.fr' } })
    assert.equal(got.headers['access-control-allow-origin'], '*')
    const fields = ['ETag', 'Link', 'Content-Crs', 'Content-Disposition'].filter((name) => name.toLowerCase() in got.headers)
    for (const field of [...fields, ...('etag' in got.headers ? ['Content-Range'] : [])])
      assert.match(got.headers['access-control-expose-headers'], new RegExp(`(^|, )${field}(,|$)`), path)
    assert.ok(!('set-cookie' in got.headers))
  }
  assert.equal((await ask(base, '/data/nothing.at.all/here', { method: 'OPTIONS' })).status, 404)
  assert.ok(!('access-control-allow-origin' in (await ask(base, '/')).headers))
})
