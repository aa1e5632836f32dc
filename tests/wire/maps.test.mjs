// Maps of any ground and styles: sizes, where things lie (against polygons projected apart), refusals, what MapLibre takes.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import Pbf from 'pbf'
import { launch } from './page_checks.mjs'
import { ask, folder, home, loadBest, serve } from './support.mjs'

const dir = folder()
let server, estates
const fonts = ['Inter Regular', 'Inter Medium', 'Inter SemiBold']
const get = (path, headers) => ask(server.base, path, { headers })

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  estates = (await get('/data/estates.geojson')).json.features.filter((each) => each.geometry)
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }))

/** PNG (RGB or RGBA of 8 bits, not interlaced) as { width, height, at(x, y): [r, g, b, a] }. */
function png(bytes) {
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG')
  const width = bytes.readUInt32BE(16), height = bytes.readUInt32BE(20), kind = bytes[25], size = kind === 6 ? 4 : 3
  assert.ok(bytes[24] === 8 && (kind === 6 || kind === 2))
  const parts = []
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (bytes.subarray(at + 4, at + 8).toString() === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)))
  const raw = inflateSync(Buffer.concat(parts)), row = width * size, out = Buffer.alloc(row * height)
  const paeth = (a, b, c) => {
    const p = a + b - c, [pa, pb, pc] = [a, b, c].map((each) => Math.abs(p - each))
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
  }
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (row + 1)]
    for (let i = 0; i < row; i++) {
      const a = i >= size ? out[y * row + i - size] : 0, b = y ? out[(y - 1) * row + i] : 0, c = y && i >= size ? out[(y - 1) * row + i - size] : 0
      const add = [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]
      out[y * row + i] = (raw[y * (row + 1) + 1 + i] + add) & 255
    }
  }
  const at = (x, y) => [...out.subarray(y * row + x * size, y * row + (x + 1) * size), 255].slice(0, 4)
  return { width, height, at }
}

const rings = (geometry) => (geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : geometry.coordinates)
const mercator = ([lon, lat]) => [(lon * 20037508.342789244) / 180, (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 20037508.342789244) / Math.PI]
/** EPSG:2154 and back by gdaltransform, all points in one run. */
function lambert(points, from = 'OGC:CRS84', to = 'EPSG:2154') {
  const done = spawnSync('gdaltransform', ['-s_srs', from, '-t_srs', to, '-output_xy'], { input: points.map((point) => point.join(' ')).join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout.trim().split('\n').map((line) => line.split(' ').map(Number))
}
const area = (feature) => rings(feature.geometry).reduce((sum, ring) => sum + Math.abs(ring.slice(1).reduce((s, p, i) => s + ring[i][0] * p[1] - p[0] * ring[i][1], 0)), 0)

/** Pixels that lie clearly inside an estate are painted, those clearly outside are not. */
function lies(picture, bbox, project) {
  const place = ([x, y]) => [((x - bbox[0]) / (bbox[2] - bbox[0])) * picture.width, ((bbox[3] - y) / (bbox[3] - bbox[1])) * picture.height]
  const all = estates.flatMap((each) => rings(each.geometry))
  const flat = project(all.flat()).map(place)
  let next = 0
  const shapes = all.map((ring) => ring.map(() => flat[next++]))
  const near = 5
  const edges = shapes.flatMap((ring) => ring.slice(1).map((end, i) => [ring[i], end])).filter(([a, b]) =>
    Math.max(a[0], b[0]) > -near && Math.min(a[0], b[0]) < picture.width + near && Math.max(a[1], b[1]) > -near && Math.min(a[1], b[1]) < picture.height + near)
  const distance = ([x, y], [a, b]) => {
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]], t = Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1)))
    return Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy)
  }
  const inside = ([x, y]) => shapes.reduce((odd, ring) => ring.slice(1).reduce((o, [x2, y2], i) => {
    const [x1, y1] = ring[i]
    return (y1 > y) !== (y2 > y) && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !o : o
  }, odd), false)
  let painted = 0, bare = 0
  for (let y = 2; y < picture.height; y += 7)
    for (let x = 2; x < picture.width; x += 7) {
      const at = [x + 0.5, y + 0.5]
      if (edges.some((edge) => distance(at, edge) < near)) continue
      const alpha = picture.at(x, y)[3], is = inside(at)
      assert.equal(alpha > 0, is, `pixel ${x},${y}: alpha ${alpha}, ${is ? 'inside' : 'outside'}`)
      is ? painted++ : bare++
    }
  assert.ok(painted > 40 && bare > 200, `${painted} painted, ${bare} bare`)
}

const around = (points) => [0, 1].map((i) => Math.min(...points.map((p) => p[i]))).concat([0, 1].map((i) => Math.max(...points.map((p) => p[i]))))

test('estates lie where they are, in every system, by the answer’s own box', async () => {
  const largest = estates.reduce((best, each) => (area(each) > area(best) ? each : best))
  const [west, south, east, north] = around(rings(largest.geometry).flat())
  const grow = 0.6 * Math.max(east - west, north - south)
  const bbox = [west - grow, south - grow, east + grow, north + grow]
  for (const [crs, project] of [['OGC:CRS84', (p) => p], ['EPSG:3857', (p) => p.map(mercator)], ['EPSG:2154', (p) => lambert(p)], ['EPSG:3950', (p) => lambert(p, 'OGC:CRS84', 'EPSG:3950')]]) {
    const answer = await get(`/ogc/collections/estates/map?bbox=${bbox}&crs=${crs}&width=420`)
    assert.equal(answer.status, 200, answer.text)
    const box = answer.headers['content-bbox'].split(',').map(Number)
    lies(png(answer.body), box, project)
  }
  // latitude first, and the picture is that of CRS84
  const swapped = await get(`/ogc/collections/estates/map?bbox=${[bbox[1], bbox[0], bbox[3], bbox[2]]}&bbox-crs=EPSG:4326&crs=EPSG:4326&width=420`)
  const plain = await get(`/ogc/collections/estates/map?bbox=${bbox}&crs=OGC:CRS84&width=420`)
  assert.ok(swapped.body.equals(plain.body))
  const numbers = swapped.headers['content-bbox'].split(',').map(Number)
  for (const [i, k] of [1, 0, 3, 2].entries()) assert.ok(Math.abs(numbers[i] - bbox[k]) < 1e-8)
  assert.match(swapped.headers['content-crs'], /^<http:\/\/www\.opengis\.net\/def\/crs\/EPSG\/0\/4326>$/)
  // a ground stretched to another shape
  const wide = await get(`/ogc/collections/estates/map?bbox=${bbox}&crs=OGC:CRS84&width=600&height=300`)
  lies(png(wide.body), bbox, (p) => p)
})

test('a map has the size that is asked for, or the one that follows', async () => {
  const size = async (query) => {
    const { width, height } = png((await get(`/ogc/map?${query}`)).body)
    return [width, height]
  }
  assert.deepEqual(await size('bbox=2,50,3,51&crs=OGC:CRS84&width=300&height=200'), [300, 200])
  assert.deepEqual(await size('bbox=2,50,3,51&crs=OGC:CRS84&width=300'), [300, 300])
  assert.deepEqual(await size('bbox=2,50,4,51&crs=OGC:CRS84&height=100'), [200, 100])
  assert.deepEqual(await size('width=1&height=1'), [1, 1])
  assert.equal(Math.max(...await size('')), 1024)
  // 28 km at 1 : 100 000 are 1000 pixels of 0.28 mm
  assert.deepEqual(await size('bbox=660000,7020000,688000,7034000&bbox-crs=EPSG:2154&scale-denominator=100000'), [1000, 500])
})

test('background: none, the style’s, or the colour given', async () => {
  const far = 'bbox=10,10,11,11&crs=OGC:CRS84&width=8' // nothing of ours
  const pixel = async (query) => png((await get(`/ogc/map?${far}${query}`)).body).at(3, 3)
  assert.deepEqual(await pixel(''), [0, 0, 0, 0])
  assert.deepEqual(await pixel('&transparent=false'), [0xee, 0xf0, 0xee, 255])
  assert.deepEqual(await pixel('&bgcolor=0x102030'), [0x10, 0x20, 0x30, 255])
  assert.deepEqual(await pixel('&bgcolor=CornflowerBlue'), [0x64, 0x95, 0xed, 255])
  assert.equal((await pixel('&bgcolor=red&transparent=true'))[3], 0)
})

test('forms: png, svg, pdf; by f and by Accept', async () => {
  assert.equal((await get('/ogc/map?width=50')).headers['content-type'], 'image/png')
  assert.equal((await get('/ogc/map?width=50', { accept: 'image/svg+xml' })).headers['content-type'], 'image/svg+xml')
  assert.match((await get('/ogc/map?width=50&f=svg')).text, /^<\?xml[^]*<\/svg>\s*$/)
  assert.equal((await get('/ogc/map?width=50&f=pdf')).body.subarray(0, 5).toString(), '%PDF-')
  for (const collection of (await get('/ogc/collections')).json.collections) {
    const answer = await get(`/ogc/collections/${collection.id}/map?width=60`)
    assert.equal(answer.status, 200, `${collection.id}: ${answer.text}`)
    const link = collection.links.find((each) => each.rel === 'http://www.opengis.net/def/rel/ogc/1.0/map')
    assert.equal(link.href, `${server.base}/ogc/collections/${collection.id}/map`)
  }
})

test('what is wrong is refused at once, naming what is allowed', async () => {
  const refused = async (path, pattern, status = 400) => {
    const start = performance.now()
    const answer = await get(path)
    const took = performance.now() - start
    assert.equal(answer.status, status, `${path}: ${answer.text.slice(0, 200)}`)
    assert.equal(answer.headers['content-type'], 'application/problem+json')
    assert.match(answer.json.detail, pattern)
    return took
  }
  for (const side of ['width', 'height'])
    for (const value of ['0', '-1', '4097', '65535', '2147483648', '4294967296', '1e9', 'NaN', '', '1.5', ' 1', '0x10', '9'.repeat(400)])
      await refused(`/ogc/map?${side}=${encodeURIComponent(value)}`, new RegExp(`^${side}=.*1 to 4096`))
  await refused('/ogc/map?width=4096&height=4096', /16000000 pixels/)
  await refused('/ogc/map?bbox=2,50,2.0001,51&crs=OGC:CRS84&width=4000', /4096 on a side/)
  for (const bbox of ['', '1,2,3', '1,2,3,4,5', '3,50,2,51', '2,51,3,50', '2,50,2,51', 'a,b,c,d', '-181,50,3,51', 'NaN,50,3,51', '1e400,50,3,51', '2;50;3;51'])
    await refused(`/ogc/map?bbox=${encodeURIComponent(bbox)}`, /^bbox=/)
  await refused('/ogc/map?bbox=2,50,3,51&bbox-crs=EPSG:27700', /^bbox-crs=.*EPSG:2154/)
  await refused('/ogc/map?crs=EPSG:27700', /^crs=.*EPSG:2154/)
  await refused('/ogc/map?bgcolor=reddish', /^bgcolor=/)
  await refused('/ogc/map?bgcolor=12345', /^bgcolor=/)
  await refused('/ogc/map?transparent=1', /true or false/)
  await refused('/ogc/map?scale-denominator=0', /^scale-denominator=/)
  await refused('/ogc/map?scale-denominator=1', /4096 on a side/)
  await refused('/ogc/map?scale-denominator=100000&width=10', /not together/)
  await refused('/ogc/map?f=gif', /png/)
  await refused('/ogc/map?layers=a', /layers/)
  await refused('/ogc/map?width=5&width=5', /width/)
  await refused('/ogc/map?style=nope', /cites/, 404)
  await refused('/ogc/styles/nope/map', /cites/, 404)
  await refused('/ogc/styles/nope', /cites/, 404)
  await refused('/ogc/styles/..%2Fcites', /cites/, 404)
  await refused('/ogc/collections/nope/map', /collection/, 404)
})

test('the same request at the same time is drawn once and answered alike', async () => {
  const path = '/ogc/map?width=700&height=600&bbox=2.5,50.3,3.2,50.6'
  const answers = await Promise.all(Array.from({ length: 12 }, () => get(path)))
  for (const answer of answers) {
    assert.equal(answer.status, 200)
    assert.ok(answer.body.equals(answers[0].body))
    assert.equal(answer.headers.etag, answers[0].headers.etag)
  }
  assert.equal((await get(path, { 'if-none-match': answers[0].headers.etag })).status, 304)
})

test('styles are listed, valid, and stand on this server’s own tiles', async () => {
  const list = (await get('/ogc/styles')).json
  let pictures = 0, texts = 0
  assert.ok(list.styles.length >= 2)
  assert.ok(list.styles.some((style) => style.id === list.default))
  for (const style of list.styles) {
    const link = style.links.find((each) => each.rel === 'stylesheet')
    const answer = await get(new URL(link.href).pathname)
    assert.equal(answer.headers['content-type'], link.type)
    assert.equal(answer.headers['access-control-allow-origin'], '*')
    const json = answer.json
    assert.deepEqual(validateStyleMin(json).map((each) => each.message), [])
    assert.equal(json.glyphs, `${server.base}/ogc/fonts/{fontstack}/{range}.pbf`)
    const sources = Object.values(json.sources)
    assert.equal(sources.length, 1)
    const url = new URL(sources[0].url)
    assert.equal(url.origin, server.base)
    const tiles = (await get(url.pathname + url.search)).json
    assert.equal(tiles.tilejson, '3.0.0')
    const known = tiles.vector_layers.map((each) => each.id)
    for (const layer of json.layers.filter((each) => each.type !== 'background')) assert.ok(known.includes(layer['source-layer']), layer.id)
    // every layer of the theme's file whose collection is there, in their order
    const file = JSON.parse(readFileSync(join(home, 'styles', `${style.id}.json`)))
    assert.deepEqual(json.layers.map((layer) => layer.id), file.layers.filter((layer) => layer.source === undefined || known.includes(layer.source)).map((layer) => layer.id))
    // a text's font is served, and its layer has what its filter and its words are made of
    for (const layer of json.layers.filter((each) => each.layout?.['text-field'])) {
      assert.ok(fonts.includes(layer.layout['text-font'].join()), layer.id)
      const { fields } = tiles.vector_layers.find((each) => each.id === layer['source-layer'])
      for (const [, field] of JSON.stringify([layer.filter, layer.layout]).matchAll(/\["(?:get|has)","([^"]+)"\]/g)) assert.ok(field in fields, `${layer.id}: ${field}`)
      texts++
    }
    // the pictures that layers name stand on the sprite's sheet, painted, at their places
    const named = [...new Set(JSON.stringify(json.layers).matchAll(/"(?:icon-image|fill-pattern)":"([^"]+)"/g))].map((each) => each[1])
    pictures += named.length
    for (const [end, ratio] of [['', 1], ['@2x', 2]]) {
      const at = new URL(json.sprite).pathname + end, places = (await get(`${at}.json`)).json, sheet = png((await get(`${at}.png`)).body)
      for (const name of named) {
        const { x, y, width, height, pixelRatio } = places[name]
        assert.equal(pixelRatio, ratio)
        assert.ok(x + width <= sheet.width && y + height <= sheet.height)
        let painted = 0
        for (let i = 0; i < width; i++) for (let k = 0; k < height; k++) painted += sheet.at(x + i, y + k)[3] > 128
        assert.ok(painted > 0.1 * width * height, `${name}: ${painted} of ${width * height}`)
      }
    }
    const map = style.links.find((each) => each.rel.endsWith('/map'))
    assert.equal((await get(`${new URL(map.href).pathname}?width=40`)).status, 200)
  }
  assert.ok(pictures > 0 && texts >= 15)
})

/** MapLibre's glyphs.proto: the name, the range and the letters of a font stack, by their codes. */
function glyphs(bytes) {
  const read = { letters: new Map() }
  const letter = (tag, to, pbf) => {
    if (tag === 2) to.bitmap = pbf.readBytes()
    else to[[, 'id', , 'width', 'height', 'left', 'top', 'advance'][tag]] = tag === 5 || tag === 6 ? pbf.readSVarint() : pbf.readVarint()
  }
  const stack = (tag, to, pbf) => {
    if (tag === 3) {
      const each = pbf.readMessage(letter, {})
      to.letters.set(each.id, each)
    } else to[tag === 1 ? 'name' : 'range'] = pbf.readString()
  }
  new Pbf(bytes).readFields((tag, to, pbf) => tag === 1 && pbf.readMessage(stack, to), read)
  return read
}

test('letters are those of the font: as wide, as heavy and as high as a browser draws them', async () => {
  const browser = await launch(), page = await browser.newPage()
  const text = 'AHéglç&@œŒ’Ùi.'
  for (const font of fonts) {
    const pages = new Map()
    for (const range of ['0-255', '256-511', '8192-8447']) {
      const answer = await get(`/ogc/fonts/${encodeURIComponent(font)}/${range}.pbf`)
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.headers['content-type'], 'application/x-protobuf')
      const read = glyphs(answer.body)
      assert.deepEqual([read.name, read.range], [font, range])
      for (const each of read.letters) pages.set(...each)
    }
    const drawn = await page.evaluate(({ text, weight }) => [...text].map((letter) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 320 }), context = canvas.getContext('2d', { willReadFrequently: true })
      context.font = `${weight} 192px Inter` // eight times as large as the letters' em of 24, for the area
      context.fillText(letter, 40, 240)
      const { data } = context.getImageData(0, 0, 320, 320), said = context.measureText(letter)
      return { area: data.filter((_, i) => i % 4 === 3).reduce((sum, alpha) => sum + alpha, 0) / 255 / 64, width: said.width / 8, top: said.actualBoundingBoxAscent / 8, left: -said.actualBoundingBoxLeft / 8 }
    }), { text, weight: { Regular: 400, Medium: 500, SemiBold: 600 }[font.split(' ')[1]] })
    for (const [i, letter] of [...text].entries()) {
      const { bitmap, width, height, left, top, advance } = pages.get(letter.codePointAt(0)), { area, ...seen } = drawn[i]
      assert.equal(bitmap.length, (width + 6) * (height + 6), letter)
      assert.ok(Math.abs(advance - seen.width) <= 0.51 && Math.abs(left - seen.left) <= 1.01 && Math.abs(top + 26 - seen.top) <= 1.01, `${font} ${letter}: ${advance} ${left} ${top} ${JSON.stringify(seen)}`)
      // half of a pixel on either side of the outline is its edge
      const covered = bitmap.reduce((sum, byte) => sum + Math.min(1, Math.max(0, (byte - 191.25) / 31.875 + 0.5)), 0)
      assert.ok(Math.abs(covered - area) <= 0.06 * area + 1.2, `${font} ${letter}: ${covered} of ${area}`)
    }
  }
  await browser.close()
})

test('every name on a map has its letters, and what is no font or range is refused with a sentence', async () => {
  const codes = new Set()
  for (const id of ['communes', 'stations', 'estates'])
    for (const { properties } of (await get(`/data/${id}.geojson`)).json.features) for (const letter of properties.nom ?? '') codes.add(letter.codePointAt(0))
  assert.ok(codes.size > 50)
  for (const code of codes) {
    const first = code - (code % 256)
    assert.ok(glyphs((await get(`/ogc/fonts/Inter%20Medium/${first}-${first + 255}.pbf`)).body).letters.has(code), String.fromCodePoint(code))
  }
  assert.equal(glyphs((await get('/ogc/fonts/Nobody%27s,Inter%20Regular/0-255.pbf')).body).letters.has(65), true, 'the first of a stack that there is')
  for (const [path, sentence] of [['Comic%20Sans/0-255.pbf', /no font "Comic Sans": Inter Regular, /], ['Inter%20Regular/0-256.pbf', /no range "0-256": 0-255, 256-511/], ['Inter%20Regular/1-256.pbf', /no range/], ['Inter%20Regular/-256--1.pbf', /no range/],
    ['Inter%20Regular/65536-65791.pbf', /up to 65280-65535/], ['Inter%20Regular/00-255.pbf', /no range/], ['Inter%20Regular/99999999999999999999-1.pbf', /no range/], ['Inter%20Regular/0-255.png', /as \.pbf/]]) {
    const answer = await get(`/ogc/fonts/${path}`)
    assert.equal(answer.status, 404, path)
    assert.match(answer.json.detail, sentence)
  }
})

test('the landing page, the conformance and the description name them', async () => {
  const landing = (await get('/ogc')).json
  for (const end of ['/map', '/styles']) assert.ok(landing.links.some((link) => link.rel === `http://www.opengis.net/def/rel/ogc/1.0${end}` && link.href === `${server.base}/ogc${end}`))
  assert.ok(landing.crs.includes('http://www.opengis.net/def/crs/EPSG/0/2154'))
  assert.equal(landing.storageCrs, 'http://www.opengis.net/def/crs/EPSG/0/2154')
  const [west, south, east, north] = landing.extent.spatial.bbox[0], box = landing.storageCrsExtent.spatial.bbox[0]
  // of what there is, in the plane: every estate lies within, and it is about as large as the box in degrees
  const places = lambert(estates.map((each) => each.geometry.coordinates[0][0][0]))
  assert.ok(places.every(([x, y]) => x > box[0] && x < box[2] && y > box[1] && y < box[3]))
  const [[x0, y0], [x1, y1]] = lambert([[west, south], [east, north]])
  assert.ok(Math.abs(box[2] - box[0] - (x1 - x0)) < 0.05 * (x1 - x0) && Math.abs(box[3] - box[1] - (y1 - y0)) < 0.05 * (y1 - y0), `${box}`)
  for (const uri of landing.crs) assert.equal((await get(`/ogc/map?width=20&crs=${encodeURIComponent(uri)}`)).headers['content-crs'], `<${uri}>`)
  const classes = (await get('/ogc/conformance')).json.conformsTo
  for (const name of ['core', 'dataset-map', 'crs', 'scaling', 'png', 'svg']) assert.ok(classes.includes(`http://www.opengis.net/spec/ogcapi-maps-1/1.0/conf/${name}`))
  const api = (await get('/ogc/api')).json
  for (const path of ['/ogc/map', '/ogc/styles', '/ogc/styles/{styleId}', '/ogc/styles/{styleId}/map', '/ogc/collections/{collectionId}/map']) assert.ok(api.paths[path], path)
  assert.equal(api.info['x-OGC-limits'].maps.maxPixels, 16000000)
  assert.equal(new Set(Object.values(api.paths).map((each) => (each.get ?? each.post).operationId)).size, Object.keys(api.paths).length)
})
