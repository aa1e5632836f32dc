// Sheets as a print shop and a screen reader take them, looked at by programs that are not ours.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deflateSync } from 'node:zlib'

import { ask, folder, home, loadBest, run, serve, terril } from './support.mjs'

const at = folder()
const snapshot = loadBest(join(at, 'snapshot.sqlite'))
const day = { ...process.env, SOURCE_DATE_EPOCH: '1790000000' }

/** Renders; gives the path. */
function render(name, ...options) {
  const path = join(at, name)
  const args = ['render', '--theme', 'cites', '--snapshot', snapshot, ...options, '-o', path]
  const done = spawnSync(terril, args, { encoding: 'utf8', cwd: home, env: day })
  assert.equal(done.status, 0, done.stderr)
  return path
}

/** What another program says of a file. */
function told(program, ...args) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, `${program}: ${done.stdout}${done.stderr}`)
  return done.stdout
}

/** The PDF's objects as qpdf reads them, by reference. */
function objects(path) {
  const [, held] = JSON.parse(told('qpdf', '--json', '--json-key=qpdf', path)).qpdf
  const values = {}
  for (const [name, object] of Object.entries(held)) values[name.replace(/^obj:/, '')] = object.value ?? object.stream?.dict
  return values
}
const textOf = (value) => value?.replace(/^u:/, '')

const a3 = render('a3.pdf')

test('a PDF is whole, of the size asked for, and its fonts are embedded and subset', () => {
  told('qpdf', '--check', a3)
  assert.match(told('pdfinfo', a3), /Page size: +1190\.55 x 841\.89 pts \(A3\)/)
  const fonts = told('pdffonts', a3).trim().split('\n').slice(2)
  assert.ok(fonts.length >= 2)
  for (const font of fonts) assert.match(font, /^[A-Z]{6}\+Inter\S* .*Identity-H +yes yes yes /)
  const drawn = spawnSync('pdftoppm', ['-r', '20', '-png', a3, join(at, 'a3')], { encoding: 'utf8' })
  assert.equal(drawn.stderr, '', 'a viewer has nothing to complain about')
})

test('a PDF has title, language, layers and outline', () => {
  assert.match(told('pdfinfo', a3), /Title: +\d+ cités minières prioritaires/)
  const all = objects(a3)
  const catalog = Object.values(all).find((value) => value?.['/Type'] === '/Catalog')
  assert.equal(textOf(catalog['/Lang']), 'fr')
  assert.equal(catalog['/ViewerPreferences']['/DisplayDocTitle'], true)
  const layers = catalog['/OCProperties']['/OCGs'].map((reference) => textOf(all[reference]['/Name']))
  assert.ok(layers.includes('Cités minières prioritaires') && layers.includes('Gares de voyageurs'), layers.join())
  const [title, map] = [all[catalog['/Outlines']]['/First'], all[catalog['/Outlines']]['/Last']].map((it) => all[it])
  assert.match(textOf(title['/Title']), /cités minières/)
  assert.equal(map['/Count'], -layers.length)
  assert.match(textOf(all[map['/First']]['/Title']), /^\p{Lu}/u)
})

test('a screen reader is told what the map shows', () => {
  assert.match(told('pdfinfo', a3), /Tagged: +yes/)
  const tree = told('pdfinfo', '-struct-text', a3)
  assert.match(tree, /H1 \(block\)\n +"\d+ cités minières prioritaires/)
  assert.match(tree, /LBody \(block\)\n +"cité inscrite au patrimoine mondial"/)
  const figure = Object.values(objects(a3)).find((value) => value?.['/S'] === '/Figure')
  const description = textOf(figure['/Alt'])
  assert.match(description, /^Carte\u00a0: \d+ cités minières prioritaires.* de la plus haute intercommunalité à la plus basse/)
  const svg = readFileSync(render('a3.svg'), 'utf8')
  assert.ok(svg.includes(`<desc id="map-description">${description.replaceAll('&', '&amp;')}</desc>`))
  const english = Object.values(objects(render('en.pdf', '--lang', 'en'))).find((value) => value?.['/S'] === '/Figure')
  assert.match(textOf(english['/Alt']), /^Map: \d+ priority mining estates.*Priority estates: \d+, of which/)
})

test('text can be taken out of a PDF once, with its halo', () => {
  const text = told('pdftotext', '-layout', a3, '-')
  for (const town of ['Béthune', 'Valenciennes', 'Hénin-Beaumont']) assert.equal(text.split(town).length, 2, town)
  assert.match(text, /Sources\s?: .*IGN/)
})

test('GDAL reads Lambert-93 out of a PDF, right to a metre', () => {
  const info = JSON.parse(told('gdalinfo', '-json', a3))
  assert.match(info.coordinateSystem.wkt, /"RGF93 v1 \/ Lambert-93"[\s\S]*ID\["EPSG",2154\]/)
  // Where the SVG draws the map, in points, against where GDAL says that these points are.
  const [x0, rowX, , y0, , rowY] = info.geoTransform
  const ring = info.metadata[''].NEATLINE.match(/-?[\d.]+ -?[\d.]+/g).map((pair) => pair.split(' ').map(Number))
  const left = Math.min(...ring.map(([x]) => x)), top = Math.max(...ring.map(([, y]) => y))
  const right = Math.max(...ring.map(([x]) => x))
  const page = Object.values(objects(a3)).find((value) => value?.['/Type'] === '/Page')
  const [xmin, , xmax, ymax] = page['/VP'][0]['/BBox']
  const metres = (right - left) / (xmax - xmin)
  const [, , width, height] = page['/MediaBox']
  assert.ok(Math.abs(x0 + (xmin / width) * info.size[0] * rowX - left) < 1)
  assert.ok(Math.abs(y0 + ((height - ymax) / height) * info.size[1] * rowY - top) < 1)
  // The scale that the sheet prints is the scale that GDAL measures.
  const printed = Number(told('pdftotext', a3, '-').match(/1\s*:\s*([\d\s]+?)\s*–/)[1].replaceAll(/\s/g, ''))
  assert.ok(Math.abs(metres * (72 / 0.0254) / printed - 1) < 0.006, `${metres} and 1:${printed}`)
})

test('an estate stands in the PDF where it is on the ground', () => {
  // GDAL draws the page; a station's or an estate's colour must be met at the estate's own coordinates.
  const found = spawnSync('sqlite3', [snapshot, `SELECT id FROM collection WHERE id = 'estates'`], { encoding: 'utf8' })
  assert.equal(found.stdout.trim(), 'estates')
  const feature = JSON.parse(told('ogr2ogr', '-f', 'GeoJSON', '/vsistdout/', snapshot, '-dialect', 'SQLite', '-sql',
    `SELECT ST_PointOnSurface(geometry) AS geometry FROM estates WHERE unesco = 'inscrit' ORDER BY ST_Area(geometry) DESC LIMIT 1`,
    '-a_srs', 'EPSG:2154', '-lco', 'RFC7946=NO')).features[0]
  const [x, y] = feature.geometry.coordinates
  const bytes = told('gdallocationinfo', '-valonly', '-geoloc', a3, String(x), String(y)).trim().split('\n').map(Number)
  assert.ok(Math.abs(bytes[0] - 0xa6) < 40 && Math.abs(bytes[1] - 0x3a) < 60 && Math.abs(bytes[2] - 0x1f) < 60, bytes.join())
})

test('the same request gives the same bytes', () => {
  for (const form of ['pdf', 'svg', 'png']) {
    const options = ['--paper', 'A5', '--dpi', '60']
    assert.ok(readFileSync(render(`one.${form}`, ...options)).equals(readFileSync(render(`two.${form}`, ...options))), form)
  }
})

/** A PNG of one colour, by hand. */
function png(width, height) {
  const crcs = (bytes) => {
    let crc = ~0
    for (const byte of bytes) {
      crc ^= byte
      for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    }
    return ~crc >>> 0
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]), head = Buffer.alloc(4), tail = Buffer.alloc(4)
    head.writeUInt32BE(data.length)
    tail.writeUInt32BE(crcs(body))
    return Buffer.concat([head, body, tail])
  }
  const ihdr = Buffer.alloc(13)
  ihdr.writeUInt32BE(width, 0)
  ihdr.writeUInt32BE(height, 4)
  ihdr.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(3 * width, 0x80)])
  const rows = Buffer.concat(Array.from({ length: height }, () => row))
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', ihdr), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

test('a sheet for the print shop has bleed, crop marks, north and logos', () => {
  const logo = join(at, 'Région.png')
  writeFileSync(logo, png(60, 20))
  const options = ['--paper', 'A4-portrait', '--bleed', '3', '--north', '--logo', `${logo},${logo}`, '--author', 'Mission']
  const pdf = render('press.pdf', ...options)
  told('qpdf', '--check', pdf)
  const boxes = told('pdfinfo', '-box', pdf)
  const size = (box) => boxes.match(new RegExp(`${box}: +([-\\d.]+) +([-\\d.]+) +([-\\d.]+) +([-\\d.]+)`)).slice(1).map(Number)
  const [trim, bleed, media] = ['TrimBox', 'BleedBox', 'MediaBox'].map(size)
  const mm = 72 / 25.4, near = (left, right) => assert.ok(Math.abs(left - right) < 0.02, `${left} ${right}`)
  near(trim[2] - trim[0], 210 * mm)
  near(trim[3] - trim[1], 297 * mm)
  near(trim[0] - bleed[0], 3 * mm)
  near(bleed[0] - media[0], 10 * mm)
  const held = Object.values(objects(pdf))
  assert.equal(held.filter((value) => value?.['/Subtype'] === '/Image').length, 1, 'an opaque picture needs no mask, and given twice is embedded once')
  const alts = held.filter((value) => value?.['/S'] === '/Figure').map((value) => textOf(value['/Alt']))
  assert.equal(alts.filter((alt) => alt === 'Logo\u00a0: Région').length, 2)
  const svg = render('press.svg', ...options)
  told('xmllint', '--noout', svg)
  assert.match(readFileSync(svg, 'utf8'), /width="236mm" height="323mm"/)
})

test('pictures have the pixels asked for', () => {
  const size = (path) => [readFileSync(path).readUInt32BE(16), readFileSync(path).readUInt32BE(20)]
  assert.deepEqual(size(render('share.png', '--paper', '1200x630px')), [1200, 630])
  assert.deepEqual(size(render('square.png', '--paper', '1080x1080px')), [1080, 1080])
  assert.deepEqual(size(render('small.png', '--paper', 'A5', '--dpi', '50')), [413, 291])
})

test('every paper gives a sheet that other programs read', () => {
  for (const paper of ['A0', '50x50mm', '1600x50mm', '200x6000px']) {
    const pdf = render('paper.pdf', '--paper', paper)
    told('qpdf', '--check', pdf)
    const shown = spawnSync('pdftotext', [pdf, '-'], { encoding: 'utf8' })
    assert.equal(shown.stderr, '', paper)
    told('xmllint', '--noout', render('paper.svg', '--paper', paper))
  }
})

test('what cannot be printed is refused with a sentence, and no file is left', () => {
  const text = join(at, 'text.png'), broken = join(at, 'broken.png')
  writeFileSync(text, 'no picture')
  writeFileSync(broken, png(50, 50).subarray(0, 60))
  const cases = [
    [['--paper', '0x0mm'], /50 to 1600 mm/],
    [['--paper', '100000x100000mm'], /50 to 1600 mm/],
    [['--paper', '31623x31623px'], /200 to 6000 px/],
    [['--paper', 'A0', '--dpi', '2400'], /at most 40 million pixels/, 'bad.png'],
    [['--title', 'x'.repeat(10240)], /title: 10240 bytes, at most 300/],
    [['--bleed', '-3'], /bleed: wants 0 to 20 mm/],
    [['--bleed', 'wide'], /wants millimetres/],
    [['--bleed', '3', '--paper', '1200x630px'], /a picture in pixels has none/],
    [['--logo', text], /text\.png: is no PNG/],
    [['--logo', broken], /broken\.png: this PNG is broken/],
    [['--logo', join(at, 'none.png')], /none\.png/],
  ]
  for (const [options, sentence, name = 'bad.pdf'] of cases) {
    const done = run('render', '--theme', 'cites', '--snapshot', snapshot, ...options, '-o', join(at, name))
    assert.notEqual(done.status, 0, options.join(' '))
    assert.match(done.stderr, sentence)
    assert.throws(() => readFileSync(join(at, name)), /ENOENT/)
  }
})

test('a title of a stranger stays a title', () => {
  const title = '</svg><script>alert(1)</script> (a) \\ <FEFF> é 🚲'
  const svg = render('title.svg', '--title', title)
  told('xmllint', '--noout', svg)
  assert.ok(!readFileSync(svg, 'utf8').includes('<script'))
  const pdf = render('title.pdf', '--title', title)
  told('qpdf', '--check', pdf)
  assert.ok(told('pdfinfo', pdf).includes(title))
})

test('the server gives the same sheets, with north and bleed on demand', async () => {
  const server = await serve(snapshot)
  try {
    const pdf = await ask(server.base, '/carte/cites.pdf?paper=A4&north=1&bleed=3')
    assert.equal(pdf.status, 200)
    writeFileSync(join(at, 'served.pdf'), pdf.body)
    told('qpdf', '--check', join(at, 'served.pdf'))
    assert.match(told('pdfinfo', '-box', join(at, 'served.pdf')), /BleedBox: +28\.35 +28\.35/)
    for (const wrong of ['north=maybe', 'bleed=wide', 'bleed=21', 'paper=9x9mm', 'paper=1e9x1e9px', 'title=' + 'x'.repeat(301)]) {
      const answer = await ask(server.base, `/carte/cites.pdf?${wrong}`)
      assert.equal(answer.status, 400, wrong)
      assert.equal(answer.headers['content-type'], 'application/problem+json', wrong)
    }
  } finally {
    await server.stop()
  }
})
