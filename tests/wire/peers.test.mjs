// What others read in our answers: GDAL's drivers, qpdf, poppler, xmllint.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask, folder, loadBest, serve } from './support.mjs'

const dir = folder()
let server, base, collections
const run = (program, ...args) => {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  return { status: done.status, out: done.stdout + done.stderr }
}

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  base = server.base
  collections = (await ask(base, '/ogc/collections')).json.collections
})
after(() => server.stop())

const counts = (out) => Object.fromEntries([...out.matchAll(/^Layer name: (.+)$[\s\S]*?^Feature Count: (\d+)$/gm)].map((m) => [m[1], Number(m[2])]))

test('GDAL lists every collection over OGC API Features with its count', () => {
  const { status, out } = run('ogrinfo', '-al', '-so', `OAPIF:${base}/ogc`)
  assert.equal(status, 0, out)
  assert.deepEqual(counts(out), Object.fromEntries(collections.map((each) => [each.id, each.numberOfFeatures])))
})

test('GDAL reads every whole layer, every feature valid and in its place', async () => {
  for (const { id, numberOfFeatures } of collections) {
    const file = join(dir, `${id}.geojson`)
    writeFileSync(file, (await ask(base, `/data/${id}.geojson`)).body)
    const { status, out } = run('ogrinfo', '-al', '-so', file)
    assert.equal(status, 0, out)
    assert.deepEqual(Object.values(counts(out)), [numberOfFeatures], id)
    assert.match(out, /WGS 84/)
    const invalid = run('ogrinfo', '-q', '-dialect', 'SQLite', '-sql', `SELECT count(*) AS n FROM "${id}" WHERE ST_IsValid(geometry) <> 1`, file)
    assert.match(invalid.out, /n \(Integer\) = 0/, `${id}: ${invalid.out}`)
  }
})

test('GDAL opens the snapshot itself, in Lambert-93', () => {
  const { status, out } = run('ogrinfo', '-ro', '-so', join(dir, 'a.sqlite'), 'communes')
  assert.equal(status, 0, out)
  assert.match(out, /Feature Count: 362/)
  assert.match(out, /Lambert-93/)
})

test('sheets are sound files of the size asked for', async () => {
  for (const theme of ['cites', 'velo']) {
    const file = (form) => join(dir, `${theme}.${form}`)
    for (const form of ['pdf', 'svg', 'png']) writeFileSync(file(form), (await ask(base, `/carte/${theme}.${form}?paper=A3`)).body)
    const check = run('qpdf', '--check', file('pdf'))
    assert.equal(check.status, 0, check.out)
    assert.match(run('pdfinfo', file('pdf')).out, /Page size: +1190\.\d+ x 841\.\d+ pts \(A3\)/)
    const fonts = run('pdffonts', file('pdf')).out.split('\n').slice(2).filter(Boolean)
    assert.ok(fonts.length > 0)
    for (const font of fonts) assert.match(font, /yes yes (yes|no) +\d/, 'embedded and subset')
    const xml = run('xmllint', '--noout', file('svg'))
    assert.equal(xml.status, 0, xml.out)
  }
  assert.ok(existsSync(join(dir, 'cites.png')))
})

test('the same sheet asked of two servers is the same bytes', async (t) => {
  const again = await serve(join(dir, 'a.sqlite'))
  t.after(() => again.stop())
  for (const form of ['pdf', 'svg', 'png']) {
    const path = `/carte/cites.${form}?paper=A4`
    assert.deepEqual((await ask(base, path)).body, (await ask(again.base, path)).body, form)
  }
})
