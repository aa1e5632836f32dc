// The atlas by its files, read by poppler and qpdf: pages, contents, links, bookmarks, single files, bad input.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { csv, folder, home, loadBest, run, terril } from './support.mjs'

process.env.SOURCE_DATE_EPOCH = '1790000000'
const dir = folder()
const snapshot = join(dir, 'a.sqlite')
const atlas = (...args) => run('atlas', '--theme', 'cites', '--snapshot', snapshot, ...args)
const made = (...args) => {
  const done = atlas(...args)
  assert.equal(done.status, 0, done.stderr)
  return done
}
const tool = (name, ...args) => {
  const done = spawnSync(name, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.ok(done.status === 0, `${name}: ${done.stderr}`)
  return done.stdout
}
const fold = (text) => text.normalize('NFC').replace(/[’']/g, '’').replace(/\s+/g, ' ')
let epci

before(() => {
  loadBest(snapshot)
  const rows = csv(run('coverage', '--by', 'epci', '--format', 'csv', '--snapshot', snapshot).stdout)
  epci = rows.filter((row) => /^\d{9}$/.test(row.territoire)).map((row) => ({ siren: row.territoire, nom: fold(row.nom) }))
  assert.equal(epci.length, 8)
})

test('eight EPCI are one PDF: contents, a page each, a bookmark each', () => {
  const file = join(dir, 'atlas.pdf')
  const said = made('-o', file)
  assert.equal(said.stderr, '') // no progress but on a terminal
  assert.match(tool('pdfinfo', file), /Pages: +9\n/)
  tool('qpdf', '--check', file)

  const contents = fold(tool('pdftotext', '-f', '1', '-l', '1', '-layout', file, '-'))
  const at = epci.map((each) => ({ ...each, page: Number(contents.match(new RegExp(`${each.nom} +(\\d+)`))?.[1]) }))
  assert.deepEqual(at.map((each) => each.page).sort(), [2, 3, 4, 5, 6, 7, 8, 9])
  for (const each of at) {
    const page = String(each.page)
    assert.ok(fold(tool('pdftotext', '-f', page, '-l', page, file, '-')).includes(each.nom), `${each.nom} on page ${page}`)
  }

  const pdf = JSON.parse(tool('qpdf', '--json', '--json-key=outlines', file))
  assert.deepEqual(pdf.outlines.map((mark) => [fold(mark.title), mark.destpageposfrom1]),
    [['Sommaire', 1], ...at.sort((a, b) => a.page - b.page).map((each) => [each.nom, each.page])])
})

test('a link of the contents leads where the number says', () => {
  const file = join(dir, 'links.pdf'), plain = join(dir, 'links-plain.pdf')
  made('-o', file)
  tool('qpdf', '--qdf', '--object-streams=disable', file, plain)
  const links = readFileSync(plain, 'latin1').split('endobj').filter((object) => /\/Subtype \/Link/.test(object))
  const places = new Map(tool('pdfinfo', '-dests', file).split('\n').map((line) => line.match(/^ *(\d+) \[.*"(.+)"/)).filter(Boolean).map((row) => [row[2], Number(row[1])]))
  const leads = links.map((object) => ({ page: places.get(object.match(/\((page-\d+)\)/)[1]), rect: object.match(/\/Rect \[([^\]]+)/)[1].trim().split(/\s+/).map(Number) }))
  assert.deepEqual(leads.map((lead) => lead.page).sort(), [2, 3, 4, 5, 6, 7, 8, 9])
  // the rectangle lies around the name and the number that it stands for
  const words = [...tool('pdftotext', '-bbox', '-f', '1', '-l', '1', file, '-').matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</g)].map(([, x1, y1, x2, y2, text]) => ({ x: (Number(x1) + Number(x2)) / 2, y: (Number(y1) + Number(y2)) / 2, text }))
  const height = Number(tool('pdfinfo', file).match(/Page size: +[\d.]+ x ([\d.]+)/)[1])
  for (const { page, rect } of leads) {
    const [x1, x2] = [rect[0], rect[2]].sort((a, b) => a - b), [y1, y2] = [rect[1], rect[3]].map((y) => height - y).sort((a, b) => a - b)
    const inside = words.filter((word) => word.x > x1 && word.x < x2 && word.y > y1 && word.y < y2).map((word) => word.text)
    assert.equal(inside.at(-1), String(page), inside.join(' '))
    assert.ok(inside.length > 1)
  }
})

test('a folder gets a file for each territory and form, with readable names, and the bound PDF', () => {
  const out = join(dir, 'sheets')
  made('--formats', 'pdf,svg,png', '--dpi', '50', '-o', out)
  const names = readdirSync(out).sort()
  assert.equal(names.length, 25)
  for (const name of names) assert.match(name, /^[a-z0-9.-]+$/)
  for (const { siren } of epci)
    for (const form of ['pdf', 'svg', 'png'])
      assert.equal(names.filter((name) => name.startsWith(`cites-${siren}-`) && name.endsWith(`.${form}`)).length, 1)
  assert.ok(names.includes('atlas-cites.pdf'))
  assert.ok(names.some((name) => name.startsWith('cites-246200364-ca-de-lens-lievin')))
  for (const name of names.filter((each) => each.endsWith('.svg'))) tool('xmllint', '--noout', join(out, name))
  for (const name of names.filter((each) => each.endsWith('.png')))
    assert.equal(readFileSync(join(out, name)).subarray(1, 4).toString(), 'PNG')
})

test('single files are those of terril render, and twice the same bytes', () => {
  const first = join(dir, 'once'), second = join(dir, 'twice')
  for (const out of [first, second]) made('--formats', 'pdf,svg,png', '--dpi', '40', '-o', out)
  for (const name of readdirSync(first))
    assert.ok(readFileSync(join(first, name)).equals(readFileSync(join(second, name))), name)
  for (const form of ['svg', 'pdf', 'png']) {
    const alone = join(dir, `alone.${form}`)
    const done = run('render', '--theme', 'cites', '--epci', '246200364', '--paper', 'A4', '--dpi', '40', '--snapshot', snapshot, '-o', alone)
    assert.equal(done.status, 0, done.stderr)
    const name = readdirSync(first).find((each) => each.startsWith('cites-246200364') && each.endsWith(form))
    assert.ok(readFileSync(alone).equals(readFileSync(join(first, name))), form)
  }
})

test('communes: all of an EPCI, named in order, over as many pages of contents as they take', () => {
  const file = join(dir, 'communes.pdf')
  made('--by', 'commune', '--territory', '246200364', '--paper', '148x105mm', '-o', file)
  const text = fold(tool('pdftotext', '-f', '1', '-l', '4', '-layout', file, '-'))
  const rows = csv(run('coverage', '--by', 'commune', '--perimeter', 'epci', '--format', 'csv', '--snapshot', snapshot).stdout)
  const of = tool('sqlite3', snapshot, "SELECT insee FROM communes WHERE epci_siren = '246200364'").trim().split('\n')
  for (const row of rows.filter((each) => of.includes(each.territoire))) assert.ok(text.includes(fold(row.nom)), row.nom)
  const pages = Number(tool('pdfinfo', file).match(/Pages: +(\d+)/)[1])
  const contents = pages - of.length
  assert.ok(contents >= 1 && contents < 10)
  const outlines = JSON.parse(tool('qpdf', '--json', '--json-key=outlines', file)).outlines
  assert.equal(outlines.length, of.length + 1)
  assert.equal(outlines[1].destpageposfrom1, contents + 1)
})

test('a territory with nothing to draw has a sheet that says so', () => {
  const bare = tool('sqlite3', snapshot, "SELECT territory FROM figure JOIN communes ON insee = territory WHERE level = 'commune' AND perimeter = 'bassin' AND indicator = 'cites' AND value = 0 ORDER BY 1 LIMIT 1").trim()
  const out = join(dir, 'bare')
  made('--by', 'commune', '--territory', bare, '--format', 'svg', '-o', out)
  assert.match(readFileSync(join(out, readdirSync(out)[0]), 'utf8'), /Aucun objet sur ce territoire/)
  made('--by', 'commune', '--territory', bare, '--format', 'svg', '--lang', 'en', '-o', out)
  assert.match(readFileSync(join(out, readdirSync(out)[0]), 'utf8'), /Nothing of this theme in this territory/)
})

test('what cannot be done is refused with what is allowed', () => {
  const file = join(dir, 'no.pdf')
  const refused = (args, status, pattern) => {
    const done = atlas(...args)
    assert.equal(done.status, status, done.stderr)
    assert.match(done.stderr, pattern)
    assert.equal(done.stderr.trim().split('\n').length, 1)
    assert.ok(!existsSync(file))
  }
  refused(['--territory', '999999999', '-o', file], 1, /no EPCI "999999999"/)
  refused(['--territory', '62498', '-o', file], 2, /62498 is a commune/)
  refused(['--by', 'commune', '--territory', '00000', '-o', file], 1, /no commune "00000"/)
  refused(['--territory', '', '-o', file], 1, /no EPCI ""/)
  refused(['--by', 'region', '-o', file], 2, /epci or commune/)
  refused(['--paper', 'A9', '-o', file], 2, /paper "A9"/)
  refused(['--paper', '1x1mm', '-o', file], 2, /mm/)
  refused(['--format', 'gif', '-o', file], 2, /pdf, svg, png/)
  refused(['--format', 'svg', '-o', file], 2, /folder/)
  refused(['--format', 'svg', '-o', join(dir, 'x.svg')], 2, /folder/)
  refused(['--dpi', '9', '-o', file], 2, /dpi/)
  refused(['-o', join(dir, 'nowhere', 'no.pdf')], 1, /nowhere/)
  refused([], 2, /-o is missing/)
  writeFileSync(join(dir, 'taken'), '')
  refused(['--format', 'svg', '-o', join(dir, 'taken')], 1, /taken/)
  const closed = join(dir, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o500)
  if (process.getuid() !== 0) refused(['--format', 'svg', '-o', closed], 1, /closed/)
  assert.equal(run('atlas', '--theme', 'cités', '-o', file).status, 2)
  assert.ok(run('atlas', '--help').stdout.split('\n').every((line) => line.length <= 80))
})

test('interrupted, it leaves whole files and no half one', async () => {
  const out = join(dir, 'stopped')
  const child = spawn(terril, ['atlas', '--theme', 'cites', '--by', 'commune', '--format', 'svg', '--snapshot', snapshot, '-o', out], { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] })
  const said = []
  child.stderr.on('data', (bytes) => said.push(bytes))
  const ended = new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })))
  const until = Date.now() + 60000
  const count = () => (existsSync(out) ? readdirSync(out).filter((name) => name.endsWith('.svg')).length : 0)
  while (count() < 3 && Date.now() < until) await new Promise((done) => setTimeout(done, 20))
  child.kill('SIGINT')
  assert.deepEqual(await ended, { code: 1, signal: null })
  assert.match(Buffer.concat(said).toString(), /interrupted/)
  const names = readdirSync(out)
  assert.ok(names.length >= 3 && names.length < 250 && names.every((name) => name.endsWith('.svg')), names.join(' '))
  for (const name of names) assert.ok(readFileSync(join(out, name), 'utf8').trimEnd().endsWith('</svg>'), name)
})
