// The description of every address, made from the table that routes and checks: sound, true, whole; and nothing that is
// asked by it or against it upsets the server.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import SwaggerParser from '@apidevtools/swagger-parser'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import Ajv from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { HtmlValidate } from 'html-validate'
import { launch } from './page_checks.mjs'
import { ask, folder, home, loadBest, serve } from './support.mjs'

let server, base, api, collections, styles, ids

before(async () => {
  server = await serve(loadBest(join(folder(), 'a.sqlite')))
  base = server.base
  api = (await ask(base, '/ogc/api')).json
  collections = (await ask(base, '/ogc/collections')).json.collections
  styles = (await ask(base, '/ogc/styles')).json.styles
  ids = new Map()
  for (const { id } of collections) ids.set(id, (await ask(base, `/ogc/collections/${id}/items?limit=3`)).json.features.map((each) => each.id))
})
after(() => server.stop())

/** Checks an answer against a schema of the description. */
function checker() {
  const ajv = addFormats(new Ajv({ strict: false, allErrors: false, validateFormats: true }))
  ajv.addFormat('binary', true)
  ajv.addSchema({ $id: 'api', components: api.components })
  const made = new Map()
  return (schema, value) => {
    const key = JSON.stringify(schema)
    if (!made.has(key)) made.set(key, ajv.compile(JSON.parse(key.replaceAll('"#/', '"api#/'))))
    return made.get(key)(value) ? null : ajv.errorsText(made.get(key).errors)
  }
}

const operations = (method = 'get') => Object.entries(api.paths).filter(([, each]) => each[method])
  .map(([path, each]) => ({ path, ...each[method], parameters: each[method].parameters ?? [] }))

/** The operation's path with an example for each place. */
const example = ({ path, parameters }) => path.replaceAll(/\{([^}]*)\}/g, (_, name) => {
  const { example, schema } = parameters.find((each) => each.name === name)
  return encodeURIComponent(example ?? schema.enum[0])
})

// ---- the document ----

test('two public linters find no error and no warning (/conf/oas30/oas-definition-2)', async () => {
  await SwaggerParser.validate(structuredClone(api))
  const config = await createConfig({ extends: ['recommended'] })
  const problems = await lintFromString({ source: JSON.stringify(api), absoluteRef: join(folder(), 'openapi.json'), config })
  // a server on this machine is what is tested; the paths of whole tables stand beside those of layers; components may
  // stand there before what uses them
  const silent = new Set(['no-server-example.com', 'no-ambiguous-paths', 'no-unused-components'])
  assert.deepEqual(problems.filter((each) => !silent.has(each.ruleId)).map((each) => `${each.ruleId} ${each.location[0]?.pointer}: ${each.message}`), [])
})

test('every route is described, and every described path is routed and answers as described (/conf/oas30/completeness)', async () => {
  const plain = (path) => path.replaceAll(/\{[^}]*\}/g, '{}')
  const patterns = ['ogc', 'page'].flatMap((name) => {
    const text = readFileSync(join(home, `server/${name}/routes.c`), 'utf8')
    return [...text.slice(text.indexOf('const struct route ')).matchAll(/^ {4}\{"(\/[^"]*)"/gm)].map((each) => each[1])
  })
  assert.ok(patterns.length > 30)
  assert.deepEqual(Object.keys(api.paths).map(plain).sort(), patterns.map(plain).sort())
  const errors = checker()
  for (const { path, parameters, responses } of operations()) {
    const at = example({ path, parameters })
    const answer = await ask(base, at)
    const media = Object.keys(responses[200].content).find((each) => `${answer.headers['content-type']};`.startsWith(`${each};`))
    if (answer.status === 200) assert.equal(media?.includes('json') ? errors(responses[200].content[media].schema, answer.json) : media ? null : 'no such media type', null, at)
    assert.ok([200, 204].includes(answer.status) || /\/data\/station-areas.json|\/ogc\/jobs\//.test(at), `${at}: ${answer.status}`)
  }
})

test('the document stands under its media type, and the landing page leads to it (/conf/oas30/oas-definition-1)', async () => {
  const answer = await ask(base, '/ogc/api')
  assert.equal(answer.headers['content-type'], 'application/vnd.oai.openapi+json;version=3.0')
  assert.equal(api.openapi, '3.0.3')
  assert.equal(api.servers[0].url, base)
  const { links, attribution } = (await ask(base, '/ogc')).json
  for (const rel of ['self', 'service-desc', 'service-doc', 'conformance', 'data']) {
    const link = links.find((each) => each.rel === rel)
    const reached = await ask('', link.href)
    assert.equal(reached.status, 200, rel)
    assert.equal(reached.headers['content-type'].split(';')[0], link.type.split(';')[0], rel)
  }
  for (const end of ['tilesets-vector', 'tiling-schemes', 'map', 'styles']) assert.ok(links.some((each) => each.rel === `http://www.opengis.net/def/rel/ogc/1.0/${end}`), end)
  assert.match(attribution, /Mission Bassin Minier/)
})

test('limits of the description are those of the server, exact at n and n + 1', async () => {
  let tried = 0
  for (const operation of operations()) {
    const { parameters } = operation, path = example(operation)
    for (const { name, in: where, schema } of parameters) {
      if (where !== 'query' || name === 'limit') continue
      const refused = async (value) => assert.equal((await ask(base, `${path}?${name}=${encodeURIComponent(value)}`)).status, 400, `${path}?${name}=${value}`)
      if (schema.maxLength !== undefined) (await refused('x'.repeat(schema.maxLength + 1)), tried++)
      if (schema.maximum !== undefined) (await refused(schema.maximum + 1), tried++)
      if (schema.minimum !== undefined) (await refused(schema.minimum - 1), tried++)
      if (schema.maxItems !== undefined) (await refused(Array(schema.maxItems + 1).fill(1).join()), tried++)
    }
  }
  assert.ok(tried > 20)
  const items = api.paths['/ogc/collections/{collectionId}/items'].get.parameters.find((each) => each.name === 'limit').schema
  const reached = (await ask(base, `/ogc/collections/communes/items?limit=${items.maximum + 1}`)).json
  assert.equal(reached.links.find((each) => each.rel === 'self').href.match(/limit=(\d+)/)[1], String(items.maximum)) // 17-069r4, 7.15.2
})

// ---- queryables, sortables, schema ----
// 19-079r2: /req/queryables/queryables-link, get-queryables-op, get-queryables-response; 23-058r1: /req/schemas/json-schema, properties,
// role-id, property-seq, /req/core-roles-features/role-primary-geometry, role-primary-instant, /req/sortables/link, response

test('the schema of each collection is sound, and every feature fits it', async () => {
  let features = 0, words = 0
  for (const collection of collections) {
    const answers = {}
    for (const name of ['schema', 'queryables', 'sortables']) {
      const link = collection.links.find((each) => each.rel === `http://www.opengis.net/def/rel/ogc/1.0/${name}`)
      assert.equal(link.href, `${base}/ogc/collections/${collection.id}/${name}`)
      const answer = await ask('', link.href, { headers: { accept: 'application/schema+json' } })
      assert.equal(answer.headers['content-type'], 'application/schema+json')
      assert.equal(answer.json.$schema, 'https://json-schema.org/draft/2020-12/schema')
      assert.equal(answer.json.type, 'object')
      assert.equal(answer.json.$id, link.href)
      assert.equal(answer.json.additionalProperties, false)
      answers[name] = answer.json
      for (const [key, property] of Object.entries(answer.json.properties)) {
        assert.ok(property.title.length > 0, key)
        assert.equal(property.type === undefined, /^geometry-/.test(property.format ?? ''), `${collection.id}.${key}`)
      }
    }
    const ajv = addFormats(new Ajv2020({ strict: false }))
    for (const type of ['point', 'linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon']) ajv.addFormat(`geometry-${type}`, true)
    const fits = ajv.compile(answers.schema)
    ajv.compile(answers.queryables)
    ajv.compile(answers.sortables)
    const properties = Object.entries(answers.schema.properties)
    const sequence = properties.map(([, each]) => each['x-ogc-propertySeq'])
    assert.equal(new Set(sequence).size, properties.length)
    const role = (name) => properties.filter(([, each]) => each['x-ogc-role'] === name).map(([key]) => key)
    assert.equal(role('id').length, 1)
    assert.deepEqual(role('primary-geometry'), ['geometry'])
    const dates = properties.filter(([, each]) => each.format === 'date').map(([key]) => key)
    assert.deepEqual(role('primary-instant'), dates.length === 1 ? dates : [])
    assert.deepEqual(Object.keys(answers.queryables.properties).sort(), properties.map(([key]) => key).sort())
    assert.ok(Object.values(answers.sortables.properties).every((each) => each.type !== 'array' && each.type !== undefined))

    const seen = new Map(properties.map(([key]) => [key, new Set()]))
    for (const feature of (await ask(base, `/ogc/collections/${collection.id}/items?limit=10000`)).json.features) {
      const known = Object.entries(feature.properties).filter(([, value]) => value !== null)
      assert.ok(fits({ ...Object.fromEntries(known), geometry: feature.geometry }), `${collection.id}/${feature.id}: ${ajv.errorsText(fits.errors)}`)
      assert.equal(feature.properties[role('id')[0]], feature.id)
      if (feature.geometry) assert.equal(answers.schema.properties.geometry.format, `geometry-${feature.geometry.type.toLowerCase()}`)
      for (const [key, value] of known) seen.get(key).add(value)
      features++
    }
    for (const [key, { enum: listed }] of properties)
      if (listed) (assert.deepEqual([...seen.get(key)].sort(), [...listed].sort(), `${collection.id}.${key}`), words++)
  }
  assert.ok(features > 500 && words > 5, `${features} ${words}`)
})

// ---- 10,000 requests ----

const SEED = Number(process.env.TERRIL_SEED ?? 20261122)
const REQUESTS = 10_000
/** Strings that broke others (SQL, paths, markup, formats, bytes). */
const INJECTIONS = ["'x''y'", "*' OR '1'='1", '"', ']', "x'); DROP TABLE communes;--", ';--', "' UNION SELECT sql FROM sqlite_master--", '1 OR 1=1', '${jndi:ldap://x}',
  '{{7*7}}', '%s%n%x', '../../../../etc/passwd', '..\\..\\x', 'file:///etc/passwd', 'http://127.0.0.1:1/', '</script><img onerror=alert(1)>', 'exec(java.lang.Runtime)',
  '\u202etxt', '𝕏'.repeat(20), '\u00e9\u0301', 'NaN', 'Infinity', '-0', '1e400', '0x10', '٣', '1_000', '+', ' ', ',', ',,,', '*', 'null', 'undefined', '[]', '{}', "a\u2028b"]
/** What no address may hold, as it goes over the wire. */
const RAW = ['%00', '%zz', '%', '%c0%af', '%ff', '%0a', '%0d%0aX:1', 'a%00b']

function mulberry(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Makes requests from the description: { path, fault }, fault null where nothing is wrong with its form. */
function generator(seed) {
  const random = mulberry(seed)
  const chance = (part) => random() < part
  const pick = (list) => list[Math.floor(random() * list.length)]
  const number = (low, high) => low + Math.floor(random() * (high - low + 1))
  const heavy = (operation) => '503' in operation.responses

  function good({ name, schema, example }) {
    if (schema.type === 'array') {
      if (example !== undefined) return example.join()
      return Array.from({ length: schema.minItems }, () => good({ name, schema: schema.items })).join()
    }
    if (schema.enum) return pick(schema.enum)
    if (schema.type === 'boolean') return pick(['true', 'false'])
    if (name === 'limit') return chance(0.02) ? schema.maximum : number(1, 20)
    if (schema.type === 'integer') return example !== undefined && chance(0.5) ? example : number(schema.minimum ?? 0, Math.min(schema.maximum ?? 100, 400))
    if (schema.type === 'number') return example ?? schema.minimum ?? 1
    return example ?? 'x'
  }
  /** A value that its schema refuses, and why; null where the kind has none such. */
  function bad({ name, schema, allowEmptyValue }) {
    const wrong = []
    const numeric = ['integer', 'number'].includes((schema.items ?? schema).type)
    if (!allowEmptyValue) wrong.push(['empty', ''])
    if (numeric || schema.type === 'boolean' || schema.enum) wrong.push(['wrong type', pick(['ten', '1;2', 'NaN', '0x10', '--1', 'tru', 'xml', '1 2', pick(INJECTIONS.filter((each) => each !== '-0' && each !== '٣'))])], ['too long', '9'.repeat(number(400, 1500))])
    if (schema.type === 'integer') wrong.push(['wrong type', pick(['1.5', '1e1'])])
    if (schema.minimum !== undefined) wrong.push(['out of bounds', schema.minimum - (schema.exclusiveMinimum ? 0 : number(1, 9))])
    if (schema.maximum !== undefined && name !== 'limit') wrong.push(['out of bounds', schema.maximum + number(1, 9)])
    if (schema.maxLength !== undefined) wrong.push(['too long', 'x'.repeat(schema.maxLength + number(1, 50))])
    if (schema.maxItems !== undefined) wrong.push(['too many', Array(schema.maxItems + 1).fill(1).join()])
    if (schema.type === 'array' && schema.minItems > 1) wrong.push(['too few', '1'])
    return wrong.length ? pick(wrong) : null
  }
  function place(name, parameter) {
    if (parameter.schema.enum) return pick(parameter.schema.enum)
    if (name === 'collectionId' || name === 'collection') return pick(collections).id
    if (name === 'styleId' || name === 'theme') return pick(styles).id
    if (name === 'tileMatrixSetId') return pick(['WebMercatorQuad', 'Lambert93Quad'])
    return parameter.example
  }
  function target(operation, fault) {
    let collection
    return operation.path.replaceAll(/\{([^}]*)\}/g, (_, name) => {
      if (fault === 'path' && chance(0.6)) return encodeURIComponent(pick([...INJECTIONS, 'nothing', 'x'.repeat(300)]))
      if (name === 'featureId') return encodeURIComponent(pick(ids.get(collection) ?? ['x']))
      const value = place(name, operation.parameters.find((each) => each.name === name))
      if (name === 'collectionId') collection = value
      return encodeURIComponent(value)
    })
  }
  const faults = ['unknown', 'repeated', 'value', 'value', 'value', 'raw', 'path', 'injection']

  return function next() {
    const operation = pick(operations())
    const query = operation.parameters.filter((each) => each.in === 'query' && each.name !== 'queryables')
    let fault = chance(0.5) ? null : pick(faults)
    if (fault === null && heavy(operation) && !chance(0.01)) fault = pick(['unknown', 'repeated', 'value', 'raw'])
    const pairs = query.filter(() => chance(0.3)).map((each) => [each.name, encodeURIComponent(good(each))])
    if (fault === 'unknown') pairs.push([pick(['x', 'limt', 'BBOX', 'f%20', 'constructor', '__proto__', 'filter%5B%5D']), '1'])
    if (fault === 'repeated') {
      const name = query.length ? pick(query).name : 'f'
      pairs.push([name, '1'], [name, '2'])
    }
    if (fault === 'raw') pairs.push([query.length ? pick(query).name : 'x', pick(RAW)])
    if (fault === 'injection') {
      if (query.length === 0 || heavy(operation)) fault = 'unknown'
      pairs.push([query.length && fault === 'injection' ? pick(query).name : 'x', encodeURIComponent(pick(INJECTIONS))])
    }
    if (fault === 'value') {
      const one = query.length ? pick(query) : null
      const made = one && bad(one)
      if (made) {
        const at = pairs.findIndex(([name]) => name === one.name)
        pairs.splice(at < 0 ? pairs.length : at, at < 0 ? 0 : 1, [one.name, encodeURIComponent(made[1])])
        fault = made[0]
      } else {
        pairs.push(['nothing', '1'])
        fault = 'unknown'
      }
    }
    if (fault === 'path' && (!operation.path.includes('{') || heavy(operation))) {
      pairs.push(['nothing', '1'])
      fault = 'unknown'
    }
    const written = pairs.map(([name, value]) => `${name}=${value}`).join('&')
    const path = target(operation, fault) + (written ? `?${written}` : '')
    const accept = pick([undefined, '*/*', 'application/json', 'text/html,*/*;q=0.8', 'application/geo+json', 'image/png;q=0.1'])
    return { operation, path, fault, accept }
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: 12 })
function get(path, accept) {
  return new Promise((done, failed) => {
    const sent = request(base + path, { agent, headers: accept ? { accept } : {} }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () => done({ status: answer.statusCode, type: answer.headers['content-type'] ?? '', body: Buffer.concat(parts) }))
    })
    sent.on('error', failed)
    sent.end()
  })
}

test(`${REQUESTS} requests made from the description, right and wrong, are answered as it says`, async () => {
  const next = generator(SEED), errors = checker(), counted = {}
  const wrong = []
  async function one() {
    const { operation, path, fault, accept } = next()
    const { status, type, body } = await get(path, accept)
    const say = (sentence) => wrong.push(`${fault ?? 'right'} ${path.slice(0, 300)} (Accept: ${accept}): ${status} ${sentence} ${body.toString('utf8', 0, 200)}`)
    const key = `${fault ?? 'right'} ${status}`
    counted[key] = (counted[key] ?? 0) + 1
    if (status >= 500) say('is our fault')
    if (fault && !['injection', 'path'].includes(fault) && ![400, 404, 406].includes(status)) say('for what is wrong')
    if (!(status in operation.responses) && status !== 406 && !(status === 404 && fault)) say('is not described')
    if (status >= 400) {
      if (type.startsWith('text/html')) return // a refused map is a page, with the form to choose another
      const fault = errors({ $ref: '#/components/schemas/problem' }, JSON.parse(body))
      if (type !== 'application/problem+json' || fault || !JSON.parse(body).detail) say(`is no problem document: ${fault}`)
    } else if (status === 200) {
      const content = operation.responses['200'].content
      const media = Object.keys(content).find((each) => type === each || type.startsWith(`${each};`))
      if (!media) return say(`${type} is not described`)
      const fault = media.endsWith('json') || /json;/.test(media) ? errors(content[media].schema, JSON.parse(body)) : null
      if (fault) say(`does not fit its schema: ${fault}`)
    }
  }
  for (let left = REQUESTS; left > 0; left -= 500) {
    let batch = Math.min(500, left)
    await Promise.all(Array.from({ length: 12 }, async () => { while (batch-- > 0) await one() }))
  }
  agent.destroy()
  assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} of seed ${SEED}; ${JSON.stringify(counted)}`)
  const kinds = ['unknown', 'repeated', 'empty', 'too long', 'wrong type', 'out of bounds', 'too many', 'too few', 'raw']
  for (const kind of kinds) assert.ok(Object.entries(counted).some(([key, count]) => key.startsWith(kind) && count >= 4), `${kind}: ${JSON.stringify(counted)}`)
  // what does not go together, or is not drawn by the theme asked for, is refused though each word is right
  // (404: there is never a job)
  assert.ok(counted['right 200'] > 2000 && (counted['right 400'] ?? 0) * 50 < counted['right 200'], JSON.stringify(counted))
  if (process.env.TERRIL_SAY) console.log(counted)
})

// ---- the page ----

test('the page of the description has every address, is valid, reads at 320 pixels without a script, and axe finds no fault', async () => {
  const html = (await ask(base, '/ogc/api', { headers: { accept: 'text/html' } })).text
  assert.doesNotMatch(html, /<script(?! type="application\/ld\+json")|src="https?:/)
  const text = html.replace(/<style>[\s\S]*?<\/style>/g, '')
  for (const { path, summary, parameters } of operations()) {
    assert.ok(text.includes(`${path}</code>`), path)
    assert.ok(text.includes(summary), summary)
    for (const { name } of parameters.filter((each) => each.name !== 'queryables')) assert.ok(text.includes(`<code>${name}</code>`), name)
  }
  const lines = text.replace(/<code>[\s\S]*?<\/code>/g, '').replace(/<[^>]+>/g, '\n').replace(/&[a-z]+;/g, '').split('\n')
  assert.deepEqual(lines.filter((line) => / [;!?:]( |$)|[a-zé][;!?](\s|$)/.test(line)), [])
  const report = await new HtmlValidate({ extends: ['html-validate:standard'], rules: { 'no-trailing-whitespace': 'off', 'void-style': 'off' } }).validateString(html)
  assert.deepEqual(report.results.flatMap((each) => each.messages).filter((each) => each.severity === 2).map((each) => `${each.line}: ${each.message}`), [])
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const browser = await launch()
  try {
    const narrow = await (await browser.newContext({ viewport: { width: 320, height: 640 }, bypassCSP: true })).newPage()
    const asked = []
    narrow.on('request', (each) => asked.push(each.url()))
    await narrow.goto(`${base}/ogc/api?f=html`)
    assert.ok((await narrow.evaluate(() => document.documentElement.scrollWidth)) <= 320)
    await narrow.evaluate(axe)
    const { violations } = await narrow.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
    assert.deepEqual(violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`), [])
    assert.ok(asked.every((url) => url.startsWith(base)), asked.join())
  } finally {
    await browser.close()
  }
})
