// The atlas by its files, read by poppler, qpdf and GDAL: pages, contents, links, bookmarks, structure, single files, bad input.
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
/** The PDF's objects as qpdf reads them, by reference; its pages in order. */
function objects(path) {
  const pdf = JSON.parse(tool('qpdf', '--json', '--json-key=qpdf', '--json-key=pages', path))
  const all = {}
  for (const [name, object] of Object.entries(pdf.qpdf[1])) all[name.replace(/^obj:/, '')] = object.value ?? object.stream?.dict
  return { all, pages: pdf.pages.map((page) => page.object) }
}
const textOf = (value) => value?.replace(/^u:/, '')
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
  const file = join(dir, 'links.pdf')
  made('-o', file)
  const { all, pages } = objects(file)
  const links = Object.values(all).filter((value) => value?.['/Subtype'] === '/Link')
  const leads = links.map((link) => ({ page: pages.indexOf(link['/Dest'][0]) + 1, rect: link['/Rect'] }))
  assert.deepEqual(leads.map((lead) => lead.page).sort(), [2, 3, 4, 5, 6, 7, 8, 9])
  assert.deepEqual(all[pages[0]]['/Annots'].length, 8)
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

test('each page of the book is what a sheet is: told to a screen reader, in layers, on its ground', () => {
  const file = join(dir, 'pages.pdf'), alone = join(dir, 'alone.pdf')
  made('-o', file)
  const { all, pages } = objects(file)
  const catalog = Object.values(all).find((value) => value?.['/Type'] === '/Catalog')
  assert.equal(textOf(catalog['/Lang']), 'fr')
  const layers = catalog['/OCProperties']['/OCGs'].map((reference) => textOf(all[reference]['/Name']))
  assert.ok(layers.includes('Cités minières prioritaires'))
  assert.equal(new Set(layers).size, layers.length, 'a layer of many pages is one')
  // the tree: the contents, then a section for each territory with a heading, and the map with what it shows
  const kids = (element) => [element['/K']].flat().map((kid) => all[kid]).filter((kid) => kid?.['/Type'] === '/StructElem')
  const root = Object.values(all).find((value) => value?.['/Type'] === '/StructTreeRoot')
  const sections = kids(kids(root)[0])
  assert.equal(sections.length, 9)
  assert.deepEqual(kids(sections[0]).map((each) => each['/S']), ['/H1', '/P', '/TOC'])
  assert.equal(kids(kids(sections[0])[2]).length, 8)
  for (const [i, section] of sections.entries()) {
    assert.equal(section['/S'], '/Sect')
    assert.equal(all[section['/Pg']], all[pages[i]])
    assert.ok(kids(section).some((each) => each['/S'] === '/H1'))
    if (i === 0) continue
    const name = textOf(section['/T']), figure = kids(section).find((each) => each['/S'] === '/Figure')
    assert.match(textOf(figure['/Alt']), /^Carte\u00a0: (\d+ cités? minières? prioritaires?|Aucune cité minière prioritaire)/)
    assert.ok(textOf(figure['/Alt']).includes(name), name)
    assert.ok(kids(section).some((each) => each['/S'] === '/L'), 'a legend')
  }
  // every mark of every page finds its way back
  const numbers = all[root['/ParentTree']]['/Nums'], keys = numbers.filter((_, i) => i % 2 === 0)
  assert.deepEqual(keys, [...keys.keys()])
  for (const page of pages) assert.ok(Array.isArray(numbers[2 * all[page]['/StructParents'] + 1]))
  for (const link of all[pages[0]]['/Annots'])
    assert.equal(all[numbers[2 * all[link]['/StructParent'] + 1]]['/S'], '/Link')
  // fonts once for the whole book
  const fonts = tool('pdffonts', file).trim().split('\n').slice(2)
  assert.ok(fonts.length >= 2 && fonts.length <= 3, fonts.join('\n'))
  for (const font of fonts) assert.match(font, /^[A-Z]{6}\+Inter\S* .*Identity-H +yes yes yes /)
  // the ground of a page is that of the sheet alone
  const page = epci.findIndex((each) => each.siren === '246200364'), number = sections.findIndex((each) => fold(textOf(each['/T']) ?? '') === epci[page].nom) + 1
  const done = run('render', '--theme', 'cites', '--epci', '246200364', '--paper', 'A4', '--snapshot', snapshot, '-o', alone)
  assert.equal(done.status, 0, done.stderr)
  const [bound, single] = [`PDF:${number}:${file}`, alone].map((name) => JSON.parse(tool('gdalinfo', '-json', name)))
  assert.match(bound.coordinateSystem.wkt, /ID\["EPSG",2154\]/)
  assert.deepEqual(bound.geoTransform, single.geoTransform)
})

test('a book for the print shop has bleed, logos and north on every page, a logo embedded once', () => {
  const logo = join(dir, 'logo.png'), file = join(dir, 'press.pdf')
  assert.equal(run('render', '--theme', 'cites', '--paper', '200x200px', '--snapshot', snapshot, '-o', logo).status, 0)
  made('--territory', '246200364', '--territory', '245901160', '--bleed', '3', '--north', '--logo', logo, '-o', file)
  tool('qpdf', '--check', file)
  const boxes = tool('pdfinfo', '-box', '-f', '1', '-l', '3', file)
  assert.equal(boxes.match(/BleedBox: +28\.35 +28\.35/g).length, 3)
  const { all, pages } = objects(file)
  assert.equal(Object.values(all).filter((value) => value?.['/Subtype'] === '/Image').length, 1)
  assert.equal(Object.values(all).filter((value) => value?.['/S'] === '/Figure' && textOf(value['/Alt']) === 'Logo\u00a0: logo').length, pages.length)
  const tree = tool('pdfinfo', '-struct-text', file)
  assert.equal(tree.match(/"N"/g).length, 2)
})

test('the classes of an indicator are alike on all sheets', () => {
  const out = join(dir, 'classes')
  const done = run('atlas', '--theme', 'territoire', '--indicator', 'population_km2', '--classes', '4', '--format', 'svg', '--snapshot', snapshot, '-o', out)
  assert.equal(done.status, 0, done.stderr)
  const bounds = readdirSync(out).map((name) => [...readFileSync(join(out, name), 'utf8').matchAll(/>([^<]+ – [^<]+hab\.\/km²)[^<]*</g)].map((row) => row[1]))
  assert.equal(bounds.length, 8)
  assert.equal(bounds[0].length, 4)
  for (const each of bounds) assert.deepEqual(each, bounds[0])
  const refused = run('atlas', '--theme', 'territoire', '--indicator', 'population', '--representation', 'choropleth', '--snapshot', snapshot, '-o', join(dir, 'no.pdf'))
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /est un stock/)
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
  const french = readFileSync(join(out, readdirSync(out)[0]), 'utf8')
  assert.match(french, /Aucun objet sur ce territoire/)
  assert.match(french, /<title[^>]*>Aucune cité minière prioritaire</, 'and has a title that counts nothing')
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
  refused(['--title', 'x'.repeat(10240), '-o', file], 2, /at most 300/)
  refused(['--bleed', '50', '-o', file], 2, /0 to 20 mm/)
  refused(['--bleed', '3', '--paper', '1200x630px', '-o', file], 2, /picture in pixels/)
  refused(['--logo', join(dir, 'none.png'), '-o', file], 1, /none\.png/)
  refused(['--indicator', 'gares', '-o', file], 2, /one subject/)
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
