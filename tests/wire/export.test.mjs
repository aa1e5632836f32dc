// terril export: every collection in every form, read back by programs that are not ours.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ask, csv, folder, home, loadBest, run, serve, terril } from './support.mjs'

const place = folder('terril-export-')
const snapshot = join(place, 'snapshot.sqlite')
const file = (name) => join(place, name)
const save = (...args) => run('export', '--snapshot', snapshot, ...args)

/** A tool's output; throws with what it said. */
function tool(name, ...args) {
  const done = spawnSync(name, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, `${name}: ${done.error ?? done.stderr}`)
  return done.stdout
}
const sql = (path, statement) => JSON.parse(tool('sqlite3', '-json', '-readonly', path, statement) || '[]')

/** Features of a layer as GDAL reads them, in longitude and latitude. */
const features = (path, ...layer) =>
  JSON.parse(tool('ogr2ogr', '-f', 'GeoJSON', '-t_srs', 'OGC:CRS84', '/vsistdout/', path, ...layer)).features
const systemOf = (path, ...layer) =>
  tool('ogrinfo', '-ro', '-so', path, ...layer).match(/\n {4}ID\["EPSG",(\d+)\]\]\nData axis/)?.[1]

/** Points of any geometry, one after another. */
function points(geometry) {
  const flat = (list) => (typeof list[0] === 'number' ? [list] : list.flatMap(flat))
  return geometry ? flat(geometry.coordinates) : []
}

/** A list is an array in GeoJSON and words with spaces between them in forms of one value a cell. */
const cell = (value) => (Array.isArray(value) ? value.join(' ') : value)

/** Whether two lists of features say the same: the same keys, values to the last digit that JSON keeps, the same points. */
function assertSame(found, wanted, what) {
  assert.equal(found.length, wanted.length, `${what}: number of features`)
  const key = Object.keys(wanted[0].properties).find((name) => wanted.every((f) => String(f.properties[name]) === String(f.id)))
  assert.ok(key, `${what}: a key`)
  const byKey = new Map(found.map((feature) => [String(feature.properties[key]), feature]))
  for (const one of wanted) {
    const other = byKey.get(String(one.id))
    assert.ok(other, `${what}: feature ${one.id}`)
    for (const [name, value] of Object.entries(one.properties)) {
      const got = other.properties[name] ?? null
      if (typeof value === 'number' && typeof got === 'number') assert.ok(Math.abs(got - value) <= Math.abs(value) * 1e-14, `${what}: ${one.id}.${name}: ${got}, not ${value}`)
      else assert.deepEqual(cell(got), cell(value), `${what}: ${one.id}.${name}`)
    }
    const here = points(other.geometry), there = points(one.geometry)
    assert.equal(here.length, there.length, `${what}: points of ${one.id}`)
    assert.equal(other.geometry?.type, one.geometry?.type, `${what}: geometry of ${one.id}`)
    for (const axis of [0, 1]) {
      const sum = (list) => list.reduce((total, point) => total + point[axis], 0)
      assert.ok(Math.abs(sum(here) - sum(there)) <= 1e-6 * Math.max(1, here.length), `${what}: place of ${one.id}`)
    }
  }
}

const wanted = {} // id -> GeoJSON, as terril serves it
let ids

before(() => {
  loadBest(snapshot)
  ids = sql(snapshot, 'SELECT id FROM collection ORDER BY position').map((row) => row.id)
  for (const id of ids) {
    const done = save('--collection', id, '--format', 'geojson', '-o', '-')
    assert.equal(done.status, 0, done.stderr)
    wanted[id] = JSON.parse(done.stdout)
  }
})

describe('every collection', () => {
  test('as GeoJSON names its credit, licence, date and generation, and a file has the bytes of stdout', () => {
    for (const id of ids) {
      const { source, licence, generation, features: list } = wanted[id]
      assert.ok(source && licence && /^[0-9a-f]{16}$/.test(generation), id)
      assert.equal(list.length, sql(snapshot, `SELECT count(*) AS n FROM ${id.replaceAll('-', '_')}`)[0].n)
    }
    assert.equal(save('--collection', 'all', '--format', 'geojson', '-o', file('geojson')).status, 0)
    for (const id of ids) assert.deepEqual(JSON.parse(readFileSync(file(`geojson/${id}.geojson`))), wanted[id])
  })

  test('as one GeoPackage: values, geometry, EPSG:2154, and each layer with its own credit and licence', () => {
    const done = save('--collection', 'all', '-o', file('all.gpkg'))
    assert.equal(done.status, 0, done.stderr)
    assert.deepEqual(sql(file('all.gpkg'), 'PRAGMA integrity_check'), [{ integrity_check: 'ok' }])
    const contents = sql(file('all.gpkg'), 'SELECT table_name, identifier, description, srs_id FROM gpkg_contents')
    const said = sql(file('all.gpkg'), 'SELECT table_name, metadata FROM gpkg_metadata_reference JOIN gpkg_metadata ON id = md_file_id')
    assert.deepEqual(contents.map((row) => row.table_name).sort(), ids.map((id) => id.replaceAll('-', '_')).sort())
    for (const id of ids) {
      const table = id.replaceAll('-', '_')
      const row = contents.find((one) => one.table_name === table)
      assert.equal(row.srs_id, 2154, id)
      assert.equal(row.identifier, wanted[id].title)
      for (const text of [wanted[id].source, wanted[id].licence, wanted[id].generation]) {
        assert.ok(row.description.includes(text), `${id}: ${text}`)
        const metadata = said.find((one) => one.table_name === table).metadata.replaceAll('&apos;', "'").replaceAll('&amp;', '&')
        assert.ok(metadata.includes(`>${text}<`), `${id}: ${metadata}`)
      }
      assertSame(features(file('all.gpkg'), table), wanted[id].features, `${id}.gpkg`)
      const fids = sql(file('all.gpkg'), `SELECT min(fid) AS first, max(fid) AS last, count(*) AS n FROM ${table}`)[0]
      assert.deepEqual(fids, { first: 1, last: wanted[id].features.length, n: wanted[id].features.length })
    }
  })

  test('as a folder of FlatGeobuf files', () => {
    const done = save('--collection', 'all', '--format', 'fgb', '-o', file('fgb'))
    assert.equal(done.status, 0, done.stderr)
    assert.deepEqual(readdirSync(file('fgb')).sort(), ids.map((id) => `${id}.fgb`).sort())
    for (const id of ids) {
      assert.equal(systemOf(file(`fgb/${id}.fgb`), id.replaceAll('-', '_')), '2154', id)
      assertSame(features(file(`fgb/${id}.fgb`)), wanted[id].features, `${id}.fgb`)
      assert.match(done.stderr, new RegExp(`${id}.fgb: holds no credit; name with it: .*\\(${wanted[id].licence}\\)`))
    }
  })

  test('as CSV: the fields, and lon and lat for points', () => {
    assert.equal(save('--collection', 'all', '--format', 'csv', '-o', file('csv')).status, 0)
    for (const id of ids) {
      const rows = csv(readFileSync(file(`csv/${id}.csv`), 'utf8'))
      assert.equal(rows.length, wanted[id].features.length, id)
      wanted[id].features.forEach(({ properties, geometry }, i) => {
        for (const [name, value] of Object.entries(properties))
          assert.equal(rows[i][name].replace(/^'(?=[-=+@\t\r])/, ''), value === null ? '' : String(cell(value)), `${id} ${i} ${name}`)
        if (geometry?.type === 'Point') assert.deepEqual([Number(rows[i].lon), Number(rows[i].lat)], geometry.coordinates)
        else assert.ok(!('lon' in rows[i]))
      })
    }
  })
})

describe('over HTTP', () => {
  test('/data answers the bytes that export writes, in all four forms', async () => {
    const server = await serve(snapshot)
    try {
      for (const [form, media] of [['gpkg', 'application/geopackage+sqlite3'], ['fgb', 'application/flatgeobuf'], ['geojson', 'application/geo+json'], ['csv', 'text/csv; charset=utf-8; header=present']]) {
        const path = file(`http.${form}`)
        assert.equal(save('--collection', 'stations', '-o', path).status, 0)
        const answers = await Promise.all([1, 2, 3].map(() => ask(server.base, `/data/stations.${form}`)))
        for (const answer of answers) {
          assert.equal(answer.status, 200, answer.text)
          assert.equal(answer.headers['content-type'], media)
          assert.equal(answer.headers['content-disposition'], `attachment; filename="stations${form === 'csv' || form === 'fgb' ? '_2023-12-18' : ''}.${form}"`)
          assert.ok(answer.body.equals(readFileSync(path)), form)
        }
      }
      const unknown = await ask(server.base, '/data/stations.shp')
      assert.equal(unknown.status, 404)
      assert.match(unknown.json.detail, /there are \.geojson, \.jsonfg, \.geojsons, \.csv, \.gpkg, \.fgb, \.ods and \.xlsx/)
    } finally {
      await server.stop()
    }
  })

  test('a file that cannot be made is no fault of the reader, and says nothing of the machine', async () => {
    const before = process.env.TMPDIR
    process.env.TMPDIR = file('nowhere')
    const server = await serve(snapshot)
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    try {
      const answer = await ask(server.base, '/data/stations.gpkg')
      assert.equal(answer.status, 500)
      assert.doesNotMatch(answer.text, /nowhere/)
      assert.equal((await ask(server.base, '/data/stations.csv')).status, 200)
    } finally {
      await server.stop()
    }
  })
})

describe('systems', () => {
  for (const code of ['2154', '4326', '3857', '3950'])
    test(`EPSG:${code} is written as asked, longitude first`, () => {
      for (const form of ['gpkg', 'fgb']) {
        const path = file(`stations-${code}.${form}`)
        assert.equal(save('--collection', 'stations', '--crs', code, '-o', path).status, 0)
        assert.equal(systemOf(path, 'stations'), code)
        assertSame(features(path), wanted.stations.features, `${form} ${code}`)
      }
      if (code === '4326') {
        const extent = sql(file('stations-4326.gpkg'), 'SELECT min_x, min_y FROM gpkg_contents')[0]
        assert.ok(extent.min_x < 10 && extent.min_y > 45, JSON.stringify(extent))
      }
    })
})

describe('an existing file', () => {
  test('is replaced whole, and nothing stands beside it', () => {
    const own = file('whole')
    mkdirSync(own)
    for (const form of ['gpkg', 'fgb', 'geojson', 'csv']) {
      writeFileSync(join(own, `x.${form}`), 'what was there')
      const done = save('--collection', 'estates', '-o', join(own, `x.${form}`))
      assert.equal(done.status, 0, done.stderr)
      assert.ok(statSync(join(own, `x.${form}`)).size > 1000)
      assert.equal(statSync(join(own, `x.${form}`)).mode & 0o600, 0o600)
    }
    assert.deepEqual(readdirSync(own).sort(), ['x.csv', 'x.fgb', 'x.geojson', 'x.gpkg'])
  })

  test('stays as it is when the disk is full', () => {
    const own = file('full')
    mkdirSync(own)
    for (const form of ['gpkg', 'fgb', 'geojson', 'csv']) {
      const path = join(own, `x.${form}`)
      writeFileSync(path, 'what was there')
      // the child inherits the limit; a write beyond it fails as on a full disk
      const done = spawnSync('prlimit', ['--fsize=8192', '--', terril, 'export', '--snapshot', snapshot, '--collection', 'communes', '-o', path], { encoding: 'utf8', cwd: home })
      assert.equal(done.status, 1, done.stderr)
      assert.match(done.stderr, new RegExp(`x.${form}: could not be written`))
      assert.equal(readFileSync(path, 'utf8'), 'what was there')
    }
    assert.deepEqual(readdirSync(own).sort(), ['x.csv', 'x.fgb', 'x.geojson', 'x.gpkg'])
  })

  test('stays as it is when terril-exchange is killed, or terril is told to stop', async () => {
    const own = file('killed')
    mkdirSync(own)
    const path = join(own, 'x.gpkg')
    writeFileSync(path, 'what was there')
    const began = async (check) => {
      for (const end = Date.now() + 20000; Date.now() < end; await new Promise((done) => setTimeout(done, 2))) {
        const found = check()
        if (found) return found
      }
      throw new Error('it never began')
    }
    for (const whom of ['terril-exchange', 'terril']) {
      // all collections, one child after another: there is time to strike
      const child = spawn(terril, ['export', '--snapshot', snapshot, '--collection', 'all', '-o', path], { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      child.stderr.on('data', (bytes) => (said += bytes))
      const ended = new Promise((done) => child.on('close', (code) => done(code)))
      const grandchild = await began(() => Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]))
      await began(() => readdirSync(own).some((name) => name.endsWith('.part')))
      process.kill(whom === 'terril' ? child.pid : grandchild, whom === 'terril' ? 'SIGTERM' : 'SIGKILL')
      assert.equal(await ended, 1, said)
      assert.match(said, whom === 'terril' ? /stopped/ : /killed by signal 9/)
      assert.equal(readFileSync(path, 'utf8'), 'what was there')
      assert.deepEqual(readdirSync(own), ['x.gpkg'])
    }
  })
})

describe('what cannot be', () => {
  const refused = (status, pattern, ...args) => {
    const done = save(...args)
    assert.equal(done.status, status, done.stderr)
    assert.match(done.stderr, pattern)
    assert.equal(done.stdout, '')
    assert.equal(done.stderr.trim().split('\n').length, 1, done.stderr)
  }
  const cases = [
    ['an unknown collection lists those there are', 2, /no collection "estats", did you mean estates\?; there are communes.*, all$/m, ['--collection', 'estats', '-o', file('x.gpkg')]],
    ['an unknown format is nearly one', 2, /no format "gpgk", did you mean gpkg\?/, ['--collection', 'estates', '--format', 'gpgk', '-o', file('x.gpkg')]],
    ['an ending that says nothing', 2, /x\.shp: its ending names no format/, ['--collection', 'estates', '-o', file('x.shp')]],
    ['a system that is not one of ours', 2, /--crs "27572": allowed are/, ['--collection', 'estates', '--crs', '27572', '-o', file('x.gpkg')]],
    ['GeoJSON in metres', 2, /geojson is longitude and latitude/, ['--collection', 'estates', '--crs', '2154', '-o', file('x.geojson')]],
    ['no collection', 2, /--collection is missing/, ['-o', file('x.gpkg')]],
    ['no place', 2, /-o is missing/, ['--collection', 'estates']],
    ['a GeoPackage to stdout', 2, /stdout takes one collection as geojson or csv/, ['--collection', 'estates', '--format', 'gpkg', '-o', '-']],
    ['all in one FlatGeobuf', 2, /one fgb holds one collection/, ['--collection', 'all', '-o', file('x.fgb')]],
    ['a database and a file format', 2, /--format csv wants -o FILE/, ['--collection', 'estates', '--format', 'csv', '-o', 'PG:dbname=x']],
    ['a password in an address', 2, /PGPASSWORD or ~\/\.pgpass/, ['--collection', 'estates', '-o', 'postgresql://me:secret@db/x']],
    ['a password behind ?', 2, /PGPASSWORD or ~\/\.pgpass/, ['--collection', 'estates', '-o', 'postgresql://me@db/x?pass%77ord=secret']],
    ['a password among words', 2, /PGPASSWORD or ~\/\.pgpass/, ['--collection', 'estates', '-o', "PG:dbname=x password = 'secret'"]],
    ['a schema that is no name', 2, /schema "a;b": letters/, ['--collection', 'estates', '-o', 'postgresql://me@db/x?schema=a;b']],
    ['no server', 1, /Connection refused/, ['--collection', 'estates', '-o', 'postgresql://127.0.0.1:1/x']],
    ['a folder that is not there', 1, /its folder is not there/, ['--collection', 'estates', '-o', file('nowhere/x.gpkg')]],
    ['a target that is a folder', 1, /a folder, where a file is wanted/, ['--collection', 'estates', '--format', 'gpkg', '-o', place]],
    ['a file where a folder is wanted', 1, /a file, where a folder is wanted/, ['--collection', 'all', '--format', 'fgb', '-o', snapshot]],
    ['a name that GDAL would not take for a file', 1, /not a plain file's path/, ['--collection', 'estates', '-o', file('{x}.gpkg')]],
  ]
  for (const [name, status, pattern, args] of cases) test(name, () => refused(status, pattern, ...args))

  test('no password is ever repeated', () => {
    for (const target of ['postgresql://me:secret@db/x', "PG:password=secret", 'postgresql://me@db/x?password=secret'])
      assert.doesNotMatch(save('--collection', 'estates', '-o', target).stderr, /secret/)
  })

  test('nothing is left of what failed', () => {
    assert.deepEqual(readdirSync(place).filter((name) => /part|^x\.|\{/.test(name)), [])
  })

  test('a folder that is not writable', { skip: process.getuid() === 0 && 'root may write everywhere' }, () => {
    const own = file('locked')
    mkdirSync(own, { mode: 0o500 })
    refused(1, /Permission denied/, '--collection', 'estates', '-o', join(own, 'x.gpkg'))
  })
})

// ---- a partner's PostGIS: where Debian's packages postgresql-15 and postgresql-15-postgis-3 are installed ----

const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
const version = versions.find((one) => existsSync(`/usr/lib/postgresql/${one}/bin/initdb`) && existsSync(`/usr/share/postgresql/${one}/extension/postgis.control`))

describe('PostGIS', { skip: version === undefined && 'PostgreSQL with PostGIS is not installed' }, () => {
  const bin = (name) => `/usr/lib/postgresql/${version}/bin/${name}`
  const sockets = file('pg')
  let who = {}, server
  const psql = (database, statement) => tool(bin('psql'), '-h', sockets, '-U', 'keeper', '-d', database, '-qAtc', statement).trim()
  const words = (schema) => `PG:dbname=sig host=${sockets} user=keeper schema=${schema}`

  before(async () => {
    mkdirSync(sockets)
    if (process.getuid() === 0) {
      const number = (flag) => Number(tool('id', flag, 'postgres'))
      who = { uid: number('-u'), gid: number('-g') }
      chownSync(sockets, who.uid, who.gid)
      chmodSync(place, 0o755)
    }
    const made = spawnSync(bin('initdb'), ['-A', 'trust', '-U', 'keeper', '-N', '-D', join(sockets, 'data')], { ...who, encoding: 'utf8', cwd: sockets, env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH } })
    assert.equal(made.status, 0, made.stderr)
    server = spawn(bin('postgres'), ['-D', join(sockets, 'data'), '-k', sockets, '-c', 'listen_addresses=', '-F'], { ...who, cwd: sockets, stdio: 'ignore' })
    process.on('exit', () => server.kill('SIGKILL'))
    for (const end = Date.now() + 30000; ; await new Promise((done) => setTimeout(done, 50))) {
      if (spawnSync(bin('pg_isready'), ['-h', sockets]).status === 0) break
      assert.ok(Date.now() < end, 'PostgreSQL did not start')
    }
    psql('postgres', 'CREATE DATABASE sig')
    psql('sig', 'CREATE EXTENSION postgis')
    psql('sig', 'CREATE SCHEMA bassin')
  })
  after(async () => {
    const ended = new Promise((done) => server.on('exit', done))
    server.kill('SIGQUIT')
    await ended
  })

  test('gets every collection as a table, in both ways to name it', () => {
    const done = save('--collection', 'all', '-o', `postgresql://keeper@/sig?host=${encodeURIComponent(sockets)}&schema=bassin`)
    assert.equal(done.status, 0, done.stderr)
    for (const id of ids) {
      const table = id.replaceAll('-', '_')
      assertSame(features(`PG:dbname=sig host=${sockets} user=keeper active_schema=bassin`, table), wanted[id].features, `${id} in PostGIS`)
      assert.match(psql('sig', `SELECT DISTINCT st_srid(geometry) FROM bassin.${table} WHERE geometry IS NOT NULL`), /^2154$/)
      const said = psql('sig', `SELECT obj_description('bassin.${table}'::regclass)`)
      for (const text of [wanted[id].source, wanted[id].licence, wanted[id].generation]) assert.ok(said.includes(text), said)
    }
    assert.equal(psql('sig', "SELECT count(*) FROM pg_indexes WHERE schemaname = 'bassin' AND indexdef LIKE '%gist%'"), String(ids.length))
  })

  test('has its table replaced whole, and keeps it when the replacing fails', () => {
    psql('sig', 'DELETE FROM bassin.stations WHERE fid > 5')
    assert.equal(save('--collection', 'stations', '--crs', '4326', '-o', words('bassin')).status, 0)
    assert.equal(psql('sig', 'SELECT count(*), min(st_srid(geometry)) FROM bassin.stations'), `${wanted.stations.features.length}|4326`)
    psql('sig', 'CREATE VIEW bassin.theirs AS SELECT nom FROM bassin.stations')
    const done = save('--collection', 'stations', '-o', words('bassin'))
    assert.equal(done.status, 1)
    assert.match(done.stderr, /view bassin\.theirs depends on table bassin\.stations/)
    assert.equal(psql('sig', 'SELECT count(*) FROM bassin.theirs'), String(wanted.stations.features.length))
  })

  test('keeps a table that is not ours', () => {
    psql('sig', 'CREATE TABLE public.estates AS SELECT 1 AS theirs')
    const done = save('--collection', 'estates', '-o', words('public'))
    assert.equal(done.status, 1)
    assert.match(done.stderr, /public\.estates is there and was not written by terril/)
    assert.equal(psql('sig', 'SELECT theirs FROM public.estates'), '1')
  })

  test('says what is missing: schema, database, PostGIS', () => {
    for (const [target, pattern] of [
      [words('nowhere'), /no schema "nowhere"/],
      [`PG:dbname=nowhere host=${sockets} user=keeper`, /database "nowhere" does not exist/],
      [`PG:dbname=postgres host=${sockets} user=keeper`, /no PostGIS/],
    ]) {
      const done = save('--collection', 'estates', '-o', target)
      assert.equal(done.status, 1)
      assert.match(done.stderr, pattern)
    }
  })
})
