// The data's pages: what a browser and a search engine get from the addresses that programs read as JSON.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { HtmlValidate } from 'html-validate'
import { launch } from './page_checks.mjs'
import { ask, folder, home, loadBest, serve } from './support.mjs'

const browserAccept = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'
const dir = folder()
let server, base, browser, station, estate
/** One page of every kind; filled once the server is there. */
const pages = ['/ogc', '/ogc/conformance', '/ogc/collections', '/ogc/collections/estates', '/ogc/collections/stations?lang=en', '/ogc/collections/estates/items?limit=7',
  '/ogc/collections/communes/items?lang=en', '/ogc/collections/cycle-routes/items', '/ogc/api', '/ogc/styles', '/ogc/styles/cites', '/ogc/tiles', '/ogc/tiles/WebMercatorQuad?lang=en',
  '/ogc/collections/estates/tiles', '/ogc/collections/estates/tiles/WebMercatorQuad', '/ogc/tileMatrixSets', '/ogc/tileMatrixSets/WebMercatorQuad',
  '/ogc/processes', '/ogc/processes/coverage', '/ogc/processes/land', '/ogc/processes/coverage?lang=en']

const get = (path, accept = browserAccept, method = 'GET') => ask(base, path, { method, headers: accept ? { Accept: accept } : {} })
const first = async (id) => (await get(`/ogc/collections/${id}/items?limit=1`, 'application/json')).json.features[0]
const attribute = (html, pattern) => [...html.matchAll(pattern)].map((each) => each[1].replaceAll('&amp;', '&'))

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  base = server.base
  browser = await launch()
  ;[station, estate] = await Promise.all(['stations', 'estates'].map(first))
  for (const [id, feature] of [['stations', station], ['estates', estate]]) pages.push(`/ogc/collections/${id}/items/${encodeURIComponent(feature.id)}`)
})
after(async () => {
  await browser?.close()
  await server.stop()
})

test('browsers get a page, programs JSON, and f decides before Accept', async () => {
  const type = async (path, accept) => (await get(path, accept)).headers['content-type'].split(';')[0]
  for (const path of ['/ogc', '/ogc/conformance', '/ogc/collections', '/ogc/collections/estates', '/ogc/tiles', '/ogc/tileMatrixSets', '/ogc/styles']) {
    assert.equal(await type(path, browserAccept), 'text/html', path)
    for (const accept of [null, '*/*', 'application/json', 'application/json, text/html;q=0.9', 'text/html;q=0.5, application/json;q=0.6', 'image/png'])
      assert.equal(await type(path, accept), 'application/json', `${path} ${accept}`)
    const separate = path.includes('?') ? '&' : '?'
    assert.equal(await type(`${path}${separate}f=html`, 'application/json'), 'text/html')
    assert.equal(await type(`${path}${separate}f=json`, browserAccept), 'application/json')
  }
  const items = '/ogc/collections/estates/items'
  assert.equal(await type(items, browserAccept), 'text/html')
  for (const accept of ['application/geo+json', 'application/json', 'application/json, text/html;q=0.5', '*/*', 'application/geo+json;q=0.9, text/html;q=0.8'])
    assert.equal(await type(items, accept), 'application/geo+json', accept)
  assert.equal(await type(`${items}?f=geojson`, browserAccept), 'application/geo+json')
  assert.equal(await type('/ogc/api', 'application/json'), 'application/vnd.oai.openapi+json')
})

test('an unknown f is refused with the list of those there are', async () => {
  for (const [path, words] of [['/ogc', 'json, html'], ['/ogc/collections/estates/items', 'json, geojson, jsonfg, geojsonseq, csv, csv-fr, html'], ['/ogc/tiles/WebMercatorQuad', 'json, tilejson, html']]) {
    for (const word of ['xml', '', 'HTML', "html'--", 'x'.repeat(1000)]) {
      const answer = await get(`${path}?f=${encodeURIComponent(word)}`)
      assert.equal(answer.status, 400, word)
      assert.equal(answer.headers['content-type'], 'application/problem+json')
      assert.ok(answer.json.detail.endsWith(`allowed: ${words}`), answer.json.detail)
    }
  }
  assert.equal((await get('/ogc?f=json&f=html')).status, 400)
  assert.match((await get('/ogc/collections?lang=de&f=html')).json.detail, /allowed: fr, en/)
})

test('what Accept chose says so in Vary, and caches keep the forms apart', async () => {
  for (const accept of [browserAccept, 'application/json']) {
    const answer = await get('/ogc/collections', accept)
    assert.match(answer.headers.vary, /\bAccept\b/)
    const again = await ask(base, '/ogc/collections', { headers: { Accept: accept, 'If-None-Match': answer.headers.etag } })
    assert.equal(again.status, 304)
  }
  const [html, json] = await Promise.all([browserAccept, 'application/json'].map((accept) => get('/ogc/collections', accept)))
  assert.notEqual(html.headers.etag, json.headers.etag)
  assert.doesNotMatch((await get('/ogc/collections?f=json')).headers.vary ?? '', /\bAccept\b(?!-)/)
  const head = await get('/ogc/collections', browserAccept, 'HEAD')
  assert.deepEqual([head.status, head.body.length, head.headers['content-length']], [200, 0, String(html.body.length)])
})

test('each form links to the others, in JSON, in the header field and in the page', async () => {
  for (const path of ['/ogc', '/ogc/conformance', '/ogc/collections', '/ogc/collections/estates', '/ogc/collections/estates/items?limit=3', `/ogc/collections/estates/items/${estate.id}`]) {
    const json = await get(path, 'application/json'), html = await get(path)
    const alternate = json.json.links.find((link) => link.rel === 'alternate' && /^text\/html\b/.test(link.type))
    assert.ok(alternate, path)
    const page = await ask('', alternate.href)
    assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
    const field = /<([^>]*)>; rel="alternate"; type="text\/html"/.exec(json.headers.link)
    assert.equal(new URL(field[1], base + path).href, alternate.href, json.headers.link)
    const back = attribute(html.text, /<link rel="alternate" type="application\/[a-z+]*json" href="([^"]*)">/g)
    assert.equal(back.length, 1, path)
    const again = (await ask('', back[0])).json
    delete again.links, delete json.json.links
    assert.deepEqual(again.features ?? again.title, json.json.features ?? json.json.title)
    const [canonical] = attribute(html.text, /<link rel="canonical" href="([^"]*)">/g)
    assert.equal(canonical, base + path)
  }
})

test('every page is valid HTML with a title, a description and one heading of its own', async () => {
  const validator = new HtmlValidate({ extends: ['html-validate:standard'], rules: { 'no-inline-style': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off', 'svg-focusable': 'off', 'void-style': 'off' } })
  const titles = new Set()
  for (const path of pages) {
    const { status, text } = await get(path)
    assert.equal(status, 200, path)
    const report = await validator.validateString(text)
    const messages = report.results.flatMap((each) => each.messages).filter((each) => each.severity === 2)
    assert.deepEqual(messages.map((each) => `${each.line}: ${each.ruleId} ${each.message}`).slice(0, 5), [], path)
    assert.equal(text.match(/<h1>/g).length, 1, path)
    assert.match(text, path.includes('lang=en') ? /<html lang="en">/ : /<html lang="fr">/)
    assert.match(text, /<meta name="description" content="[^"]{10,}">/)
    titles.add(text.match(/<title>([^<]*)</)[1] + text.match(/<ol>([\s\S]*)<\/ol>/)[1])
  }
  assert.equal(titles.size, pages.length)
})

test('pages are light', async () => {
  for (const path of pages) {
    const { body } = await get(path)
    const weight = brotliCompressSync(body).length
    assert.ok(weight <= 16_000, `${path}: ${weight} bytes`)
  }
  assert.ok(brotliCompressSync((await ask(base, '/api.css')).body).length <= 5_000)
})

test('French sentences have French spaces, figures their own, and what is not known is said', async () => {
  for (const path of pages.filter((each) => !each.includes('lang=en'))) {
    const text = (await get(path)).text.replace(/<(style|script)[\s\S]*?<\/\1>/g, '').replace(/<code>[\s\S]*?<\/code>/g, '').replace(/<[^>]+>/g, '\n').replace(/&[a-z]+;/g, '')
    const wrong = text.split('\n').filter((line) => / [;!?:%]( |$)|[a-zé][;!?](\s|$)|[a-z]'[a-z]/.test(line) && !/https?:/.test(line))
    assert.deepEqual(wrong, [], path)
  }
  const communes = (await get('/ogc/collections/communes/items?limit=362')).text
  const lens = (await get('/ogc/collections/communes/items/62498', 'application/json')).json.properties
  assert.ok(communes.includes(`>${lens.population.toLocaleString('fr-FR')}\u00a0hab.<`))
  assert.match((await get('/ogc/collections/communes/items/62498?lang=en')).text, new RegExp(`${lens.population.toLocaleString('en-GB')}\u00a0`))
  assert.match((await get('/ogc/collections/estates/items')).text, /<span class="unknown">non renseigné<\/span>/)
})

test('a table has a row for each feature of the page, and its links visit every feature once', async () => {
  const seen = []
  let path = '/ogc/collections/estates/items?limit=7'
  for (let count = 0; path; count++) {
    assert.ok(count < 20)
    const { text } = await get(path)
    const json = (await get(path.replace(/([?&])f=html&?/, '$1'), 'application/json')).json
    const rows = attribute(text, /<tr><th scope="row"><a href="\/ogc\/collections\/estates\/items\/([^"?]*)/g)
    assert.deepEqual(rows, json.features.map((each) => encodeURIComponent(each.id)))
    seen.push(...rows)
    path = attribute(text, /<a href="([^"]*)" rel="next">/g)[0]
  }
  const whole = (await get('/ogc/collections/estates/items?limit=1000', 'application/json')).json
  assert.equal(new Set(seen).size, whole.numberMatched)
  assert.equal(seen.length, whole.numberMatched)
  assert.match((await get('/ogc/collections/estates/items?bbox=0,0,1,1')).text, /Aucun objet/)
})

test('one feature shows all its fields and its outline', async () => {
  const { text } = await get(`/ogc/collections/estates/items/${estate.id}`)
  assert.equal(text.match(/<dt>/g).length, Object.keys(estate.properties).length)
  const path = text.match(/<svg [^>]*role="img"[^>]*><path class="area" d="([^"]*)"/)[1]
  assert.equal(path.match(/M/g).length, path.match(/Z/g).length)
  assert.equal(path.match(/M/g).length, estate.geometry.coordinates.flat(estate.geometry.type === 'Polygon' ? 0 : 1).length)
  const numbers = path.match(/-?[\d.]+/g).map(Number)
  assert.ok(numbers.every((each) => each >= 0 && each <= 640))
  assert.doesNotMatch((await get(`/ogc/collections/stations/items/${station.id}`)).text, /<svg/)
})

test('a process says in words what can be asked and what comes of it', async () => {
  const list = (await get('/ogc/processes')).text
  for (const id of ['coverage', 'land']) {
    const description = (await get(`/ogc/processes/${id}`, 'application/json')).json
    assert.ok(list.includes(`<a href="/ogc/processes/${id}`) && list.includes(description.title))
    for (const [query, yes, needed] of [['', 'non', 'Obligatoire'], ['?lang=en', 'no', 'Required']]) {
      const html = (await get(`/ogc/processes/${id}${query}`)).text
      const rows = [...html.matchAll(/<tr role="row"><th scope="row" role="rowheader">(.*?)<br><code>(.*?)<\/code><\/th>(.*?)<\/tr>/gs)]
      assert.deepEqual(rows.map(([, title, name]) => [name, title]), Object.entries(description.inputs).map(([name, { title }]) => [name, title]))
      for (const [, , name, cells] of rows) {
        const { minOccurs, maxOccurs, schema } = description.inputs[name]
        const [meaning, allowed, isNeeded, otherwise] = [...cells.matchAll(/<td role="cell" data-label="[^"]+">(.*?)<\/td>/gs)].map(([, text]) => text)
        assert.ok(meaning.length > 5 && allowed.length > 5, name)
        assert.equal(isNeeded, minOccurs === 0 ? yes : `not ${yes}`)
        assert.equal(otherwise, schema.default === undefined ? '–' : `<code>${schema.default}</code>`)
        for (const word of schema.enum ?? []) assert.ok(allowed.includes(`<code>${word}</code>`), `${name} ${word}`)
        for (const number of [schema.maximum, schema.maxLength, maxOccurs > 1 ? maxOccurs : undefined].filter(Boolean))
          assert.ok(allowed.replaceAll(/[\s,]/g, '').includes(String(number)), `${name} ${number}: ${allowed}`)
      }
      assert.ok(html.includes(`>${needed}</th>`) && html.includes(`/ogc/processes/${id}/execution`))
      assert.ok(!/minOccurs|maxOccurs|jobControlOptions|outputTransmission|contentMediaType|minLength|undefined|\bnull\b|\bsync-execute/.test(html))
    }
  }
})

test('search engines read what the page is about (JSON-LD)', async () => {
  const data = async (path) => JSON.parse((await get(path)).text.match(/<script type="application\/ld\+json">(.*)<\/script>/)[1])
  const catalogue = await data('/ogc')
  assert.equal(catalogue['@type'], 'DataCatalog')
  const { collections } = (await get('/ogc/collections', 'application/json')).json
  assert.deepEqual(catalogue.dataset.map((each) => each.url), collections.map((each) => `${base}/ogc/collections/${each.id}`))
  const dataset = await data('/ogc/collections/estates')
  assert.deepEqual([dataset['@type'], dataset['@context']], ['Dataset', 'https://schema.org/'])
  assert.ok(dataset.description.length >= 50)
  assert.match(dataset.license, /^https:/)
  const [south, west, north, east] = dataset.spatialCoverage.geo.box.split(' ').map(Number)
  assert.ok(south < north && west < east && south > 49 && west > 1)
  for (const each of dataset.distribution) assert.equal((await ask('', each.contentUrl, { method: 'HEAD' })).status, 200, each.contentUrl)
  const place = await data(`/ogc/collections/stations/items/${station.id}`)
  assert.equal(place['@type'], 'Place')
  assert.ok(Math.abs(place.geo.longitude - station.geometry.coordinates[0]) < 1e-5)
})

test('every link of every page leads somewhere, and every page can be reached', async () => {
  const queue = ['/ogc'], known = new Set(queue), found = []
  while (queue.length) {
    const path = queue.shift()
    const answer = await get(path)
    assert.equal(answer.status, 200, `${path}, on ${found.find((each) => each.to === path)?.from}`)
    if (!/^text\/html/.test(answer.headers['content-type'])) continue
    const links = [...attribute(answer.text, /(?:href|src)="([^"]*)"/g), ...attribute(answer.text, /srcset="([^"]*)"/g)]
    for (const link of links) {
      const to = link.startsWith(base) ? link.slice(base.length) : link
      if (!to.startsWith('/') || known.has(to) || to.endsWith('/execution')) continue // a POST's address
      // of the features, tiles and maps of all collections those of one will do
      const [, id, rest] = to.match(/^\/ogc\/collections\/([^/?]*)\/(.*)/) ?? []
      if ((id && rest && id !== 'museums') || (/^\/(data|carte)\//.test(to) && !to.includes('museums')) || /^\/(\?|epci)/.test(to)) continue
      known.add(to), found.push({ from: path, to }), queue.push(to)
    }
    assert.ok(known.size < 2000, 'a walk without end')
  }
  for (const path of ['/ogc/conformance', '/ogc/api', '/ogc/collections/museums/items', '/ogc/styles/cites', '/ogc/tiles/WebMercatorQuad', '/data/museums.ods', '/data/museums.geojson'])
    assert.ok(known.has(path), path)
})

test('no script of ours, nothing of others, no word of a visitor as markup', async () => {
  const page = await browser.newPage()
  const asked = [], said = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => message.type() === 'error' && !/favicon/.test(message.location().url) && said.push(message.text()))
  for (const path of pages) await page.goto(base + path)
  assert.ok(asked.length > pages.length && asked.every((url) => url.startsWith(base)), asked.find((url) => !url.startsWith(base)))
  assert.deepEqual(said, [])
  await page.close()
  for (const path of pages) assert.doesNotMatch((await get(path)).text, /<script(?! type="application\/ld\+json")|<[^>]* on\w+=|javascript:/)
  const bad = '"><script>alert(1)</script>'
  for (const path of [`/ogc/collections/estates/items?bbox=2,50,3,51&limit=1&x=${encodeURIComponent(bad)}`, `/ogc?${encodeURIComponent(bad)}=1`, `/ogc/collections/estates/items/${encodeURIComponent(bad)}`])
    assert.ok((await get(path)).headers['content-type'] === 'application/problem+json' || !/<script>alert/.test((await get(path)).text), path)
  const host = await ask(base, '/ogc', { headers: { Accept: browserAccept, Host: 'a"><script>' } })
  assert.equal(host.status, 400)
})

test('nothing is wider than a phone of 320 pixels', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: true })
  for (const path of pages) {
    const page = await context.newPage()
    await page.goto(base + path)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= 320, `${path}: ${width}`)
    await page.close()
  }
  await context.close()
})

test('axe finds no fault', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  for (const width of [1280, 320]) {
    const context = await browser.newContext({ bypassCSP: true, viewport: { width, height: 900 } })
    for (const path of pages) {
      const page = await context.newPage()
      await page.goto(base + path)
      await page.evaluate(axe)
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
      assert.deepEqual(violations.map((each) => `${path} at ${width}: ${each.id}: ${each.nodes[0].html.slice(0, 200)}`), [])
      await page.close()
    }
    await context.close()
  }
})

test('the two languages have the same sentences', () => {
  const keys = (lang) => Object.keys(JSON.parse(readFileSync(join(home, `web/text/api.${lang}.json`)))).sort()
  assert.deepEqual(keys('en'), keys('fr'))
})
