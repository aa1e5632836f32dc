// OGC API - Processes (18-062r2): each assertion of the abstract test suites (annex A) of what is declared, by its identifier, and the
// last of these tests sees that none is missing; figures are those of /data.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import * as node from 'node:test'
import SwaggerParser from '@apidevtools/swagger-parser'
import Ajv from 'ajv'
import { ask as askPlainly, csv, folder, loadBest, serve } from './support.mjs'

const EXCEPTION = 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/'
const CLASS = 'http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/'
const EXECUTE = 'http://www.opengis.net/def/rel/ogc/1.0/execute'
const { after, before } = node
let server, base, station, descriptions

// Which assertions have a test, and what was answered to whom: the last tests look back at both.
const tested = new Set()
const answered = new Set()
function test(name, run) {
  for (const [id] of name.matchAll(/\/conf\/[\w-]+\/[\w-]+/g)) tested.add(id)
  node.test(name, run)
}
const remember = (method, path, { status, headers }) =>
  answered.add(JSON.stringify([method.toLowerCase(), path.split('?')[0], status, headers['content-type']?.split(';')[0]]))

/** One POST by hand; a body that is not a string is written as JSON. */
function post(path, body, { type = 'application/json', headers = {}, method = 'POST' } = {}) {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return new Promise((done, failed) => {
    const sent = request(base + path, { method, headers: { ...(type && { 'Content-Type': type }), 'Content-Length': Buffer.byteLength(text), ...headers } }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () => {
        const bytes = Buffer.concat(parts)
        remember(method, path, { status: answer.statusCode, headers: answer.headers })
        done({ status: answer.statusCode, headers: answer.headers, text: bytes.toString(), get json() { return JSON.parse(bytes) } })
      })
    })
    sent.on('error', failed)
    sent.end(text)
  })
}
async function ask(from, path, options = {}) {
  const answer = await askPlainly(from, path, options)
  remember(options.method ?? 'GET', from ? path : path.slice(base.length), answer)
  return answer
}
const execution = (id) => `/ogc/processes/${id}/execution`
const execute = (id, inputs, more = {}, options) => post(execution(id), { ...(inputs && { inputs }), ...more }, options)

/** The rows of a process that must succeed. */
async function rows(id, inputs) {
  const answer = await execute(id, inputs)
  assert.equal(answer.status, 200, answer.text)
  assert.equal(answer.headers['content-type'], 'application/json')
  return answer.json
}

/** Checks a problem document (RFC 9457, exception.yaml) and gives its sentence. */
function problem(answer, status, type = 'about:blank') {
  assert.equal(answer.status, status, answer.text.slice(0, 300))
  assert.equal(answer.headers['content-type'], 'application/problem+json')
  assert.equal(answer.json.type, type)
  assert.equal(answer.json.status, status)
  assert.ok(answer.json.title && answer.json.detail, answer.text)
  return answer.json.detail
}

/* ---- the standard's schemas (18-062r2, openapi/schemas), as far as they bear on what is offered ---- */

const ajv = new Ajv({ strict: false, allErrors: true })
const link = { type: 'object', required: ['href'], properties: { href: { type: 'string', pattern: '^https?://' }, rel: { type: 'string' }, type: { type: 'string' }, title: { type: 'string' } } }
const summary = {
  type: 'object', required: ['id', 'version'],
  properties: {
    id: { type: 'string' }, version: { type: 'string' }, title: { type: 'string' }, description: { type: 'string' },
    jobControlOptions: { type: 'array', items: { enum: ['sync-execute', 'async-execute', 'dismiss'] } },
    outputTransmission: { type: 'array', items: { enum: ['value', 'reference'] } },
    links: { type: 'array', items: link },
  },
}
// schema.yaml closes the set of keywords
const schema = {
  $id: 'schema', type: 'object', additionalProperties: false,
  properties: {
    title: { type: 'string' }, description: { type: 'string' }, type: { enum: ['array', 'boolean', 'integer', 'number', 'object', 'string'] }, format: { type: 'string' },
    enum: { type: 'array', minItems: 1 }, default: {}, minimum: { type: 'number' }, maximum: { type: 'number' }, minLength: { type: 'integer' }, maxLength: { type: 'integer' },
    minItems: { type: 'integer' }, maxItems: { type: 'integer' }, required: { type: 'array', items: { type: 'string' }, minItems: 1 }, nullable: { type: 'boolean' },
    contentMediaType: { type: 'string' }, items: { $ref: 'schema' }, properties: { type: 'object', additionalProperties: { $ref: 'schema' } },
    additionalProperties: { oneOf: [{ type: 'boolean' }, { $ref: 'schema' }] }, oneOf: { type: 'array', items: { $ref: 'schema' } },
  },
}
ajv.addSchema(schema)
const described = { type: 'object', required: ['schema', 'title', 'description'], properties: { schema: { $ref: 'schema' }, minOccurs: { type: 'integer' }, maxOccurs: { type: 'integer', minimum: 1 } } }
const processSchema = { allOf: [summary, { type: 'object', required: ['inputs', 'outputs'], properties: { inputs: { type: 'object', additionalProperties: described }, outputs: { type: 'object', additionalProperties: described } } }] }
const listSchema = { type: 'object', required: ['processes', 'links'], properties: { processes: { type: 'array', items: summary }, links: { type: 'array', items: link } } }

function valid(of, value) {
  const check = ajv.compile(of)
  assert.ok(check(value), ajv.errorsText(check.errors))
}

before(async () => {
  const snapshot = join(folder(), 'processes.sqlite')
  loadBest(snapshot)
  server = await serve(snapshot)
  base = server.base
  station = (await ask(base, '/ogc/collections/station-areas/items?limit=1')).json.features[0].properties.code_uic
  descriptions = {}
  for (const id of ['coverage', 'land']) descriptions[id] = (await ask(base, `/ogc/processes/${id}`)).json
})
after(async () => server && assert.equal((await server.stop()).code, 0, server.said())) // sanitizers speak at the end

/* ---- the abstract test suite ---- */

test('/conf/core/landingpage-op, /conf/core/landingpage-success: the landing page leads to the processes', async () => {
  const { links } = (await ask(base, '/ogc')).json
  const found = links.find(({ rel }) => rel === 'http://www.opengis.net/def/rel/ogc/1.0/processes')
  assert.equal((await ask('', found.href)).status, 200)
})

test('/conf/core/conformance-op, /conf/core/conformance-success: what is offered is declared, and jobs are not', async () => {
  const { conformsTo } = (await ask(base, '/ogc/conformance')).json
  for (const name of ['core', 'ogc-process-description', 'json', 'oas30']) assert.ok(conformsTo.includes(CLASS + name), name)
  for (const name of ['job-list', 'dismiss', 'callback']) assert.ok(!conformsTo.includes(CLASS + name), name)
  assert.equal((await ask(base, '/ogc/jobs')).status, 404)
})

test('/conf/core/http: HTTP/1.1, HEAD as GET', async () => {
  for (const path of ['/ogc/processes', '/ogc/processes/coverage']) {
    const get = await ask(base, path), head = await ask(base, path, { method: 'HEAD' })
    assert.equal(head.status, 200)
    assert.equal(head.headers['content-length'], get.headers['content-length'])
    assert.equal(head.headers.etag, get.headers.etag)
    assert.equal((await ask(base, path, { headers: { 'If-None-Match': get.headers.etag } })).status, 304)
  }
})

test('/conf/core/process-list and /conf/core/process-list-success: the list follows its schema', async () => {
  const answer = await ask(base, '/ogc/processes')
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['content-type'], 'application/json')
  valid(listSchema, answer.json)
  assert.deepEqual(answer.json.processes.map(({ id }) => id), ['coverage', 'land'])
})

test('/conf/core/pl-limit-definition and /conf/core/pl-limit-response: limit is a whole number and is kept to', async () => {
  for (const limit of [1, 2, 10, 10000]) assert.equal((await ask(base, `/ogc/processes?limit=${limit}`)).json.processes.length, Math.min(limit, 2))
  for (const limit of ['0', '-1', '1.5', 'x', '']) assert.match(problem(await ask(base, `/ogc/processes?limit=${limit}`), 400), /limit/)
  problem(await ask(base, '/ogc/processes?limit=1&limit=1'), 400)
  assert.match(problem(await ask(base, '/ogc/processes?limti=1'), 400), /did you mean limit/)
  assert.match(problem(await ask(base, '/ogc/processes?after=nothing'), 400), /after/)
})

test('/conf/core/pl-links: self, and next until all were seen', async () => {
  const seen = []
  let path = '/ogc/processes?limit=1'
  while (path) {
    const page = (await ask(base, path)).json
    assert.equal(page.links.find(({ rel }) => rel === 'self').href, base + path)
    seen.push(...page.processes.map(({ id }) => id))
    path = page.links.find(({ rel }) => rel === 'next')?.href.slice(base.length)
  }
  assert.deepEqual(seen, ['coverage', 'land'])
})

test('/conf/core/process and /conf/core/process-success: each process is described where the list says', async () => {
  for (const { id, version, links } of (await ask(base, '/ogc/processes')).json.processes) {
    const answer = await ask('', links.find(({ rel }) => rel === 'self').href)
    assert.equal(answer.status, 200)
    assert.equal(answer.json.id, id)
    assert.equal(answer.json.version, version)
    assert.deepEqual(answer.json.jobControlOptions, ['sync-execute'])
    assert.deepEqual(answer.json.outputTransmission, ['value'])
    assert.equal(answer.json.links.find(({ rel }) => rel === EXECUTE).href, base + execution(id))
  }
})

test('/conf/ogc-process-description/json-encoding, /conf/ogc-process-description/inputs-def, /conf/ogc-process-description/input-def, /conf/ogc-process-description/outputs-def, /conf/ogc-process-description/output-def, /conf/ogc-process-description/output-mixed-type: descriptions follow their schemas', () => {
  for (const description of Object.values(descriptions)) {
    valid(processSchema, description)
    for (const { schema: { oneOf } } of Object.values(description.outputs)) oneOf.forEach((form) => valid(schema, form))
    for (const { schema } of [...Object.values(description.inputs), ...Object.values(description.outputs)]) ajv.compile(schema)
  }
})

test('/conf/core/process-exception-no-such-process', async () => {
  const detail = problem(await ask(base, '/ogc/processes/covrage'), 404, `${EXCEPTION}no-such-process`)
  assert.match(detail, /coverage, land/)
  problem(await post(execution('nothing'), {}), 404, `${EXCEPTION}no-such-process`)
  problem(await ask(base, '/ogc/processes/..%2Fcoverage'), 404, `${EXCEPTION}no-such-process`)
})

test('/conf/core/job-creation-op, /conf/core/job-creation-request, /conf/core/job-creation-default-execution-mode: an execution answers at once', async () => {
  const answer = await execute('coverage', {})
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.location, undefined)
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.equal(answer.headers.etag, undefined)
  assert.equal(answer.headers['access-control-allow-origin'], '*')
})

test('/conf/core/job-creation-auto-execution-mode: respond-async is answered synchronously, since nothing else is offered', async () => {
  for (const Prefer of ['respond-async', 'respond-async, wait=0', 'respond-sync', 'return=minimal', 'nonsense']) {
    const answer = await execute('coverage', {}, {}, { headers: { Prefer } })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['preference-applied'], undefined)
  }
})

test('/conf/core/job-creation-inputs, /conf/core/job-creation-input-inline: values are taken inline, plain or qualified', async () => {
  const plain = await rows('coverage', { by: 'commune', themes: 'cycling' })
  assert.deepEqual(await rows('coverage', { by: { value: 'commune' }, themes: [{ value: 'cycling', mediaType: 'application/json' }] }), plain)
  assert.ok(plain.length > 200 && 'cyclable_km' in plain[0] && !('cites' in plain[0]))
})

test('a filter chooses territories, or with "of" the features that are counted', async () => {
  const large = await rows('coverage', { by: 'commune', filter: 'population > 30000', indicators: 'population' })
  assert.ok(large.length > 2 && large.every((row) => row.population > 30000))
  const all = await rows('coverage', {})
  const estates = await rows('coverage', { of: 'estates', filter: "unesco = 'inscrit'" })
  assert.deepEqual(estates.map(({ territoire, nombre }) => [territoire, nombre]), all.map((row) => [row.territoire, row.cites_unesco_inscrit]))
  const [near] = await rows('land', { station: '87345215', distances: 1000, of: 'mine-shafts' })
  const [land] = await rows('land', { station: '87345215', distances: 1000 })
  assert.equal(near.nombre, land.puits)
  for (const [id, inputs, words] of [
    ['coverage', { filter: 'populatoin > 1' }, /population/],
    ['coverage', { of: 'estates', filter: 'population > 1' }, /no property/],
    ['coverage', { of: 'estates', indicators: 'cites' }, /exclude each other/],
    ['coverage', { of: 'mines' }, /of/],
    ['land', { station: '87345215', filter: 'unesco IS NULL' }, /"of"/],
  ]) assert.match(problem(await execute(id, inputs), 400), words)
})

test('/conf/core/job-creation-inputs, /conf/core/job-creation-input-ref: values are taken by reference, as data URIs', async () => {
  const data = (type, text) => `data:${type},${encodeURIComponent(text)}`
  const base64 = (type, text) => `data:${type};base64,${Buffer.from(text).toString('base64')}`
  const point = { type: 'Point', coordinates: [2.8337, 50.4279] }
  const sent = {
    coverage: [
      [{ by: 'commune', themes: 'cycling' }, { by: { href: data('text/plain', 'commune') }, themes: { href: base64('application/json', '"cycling"'), type: 'application/json' } }],
      [{ by: 'commune', filter: "nom = 'Béthune'" }, { by: { href: 'data:,commune' }, filter: { href: data('text/plain;charset=utf-8', "nom = 'Béthune'"), rel: 'related', hreflang: 'fr', title: 'Filtre' } }],
      [{ distances: [300, 1000] }, { distances: { href: base64('application/json', '[300, 1000]') } }],
      [{ distances: [300, 1000] }, { distances: [300, { href: data('application/json', '1000') }] }],
      [{ indicators: ['population', 'cites'] }, { indicators: [{ href: 'data:,population' }, { href: base64('', 'cites') }] }],
    ],
    land: [
      [{ point, distances: 600 }, { point: { href: data('application/geo+json', JSON.stringify(point)) }, distances: { href: data('application/json', '600') } }],
      [{ point, distances: 600 }, { point: { href: base64('application/json', JSON.stringify(point)), type: 'application/json' }, distances: 600 }],
      [{ station }, { station: { href: data('', station) } }],
    ],
  }
  for (const [id, pairs] of Object.entries(sent)) for (const [inline, referred] of pairs) assert.deepEqual(await rows(id, referred), await rows(id, inline))
})

test('every input of every process is taken by reference as it is inline', async () => {
  const values = {
    coverage: { by: 'commune', perimeter: 'epci', filter: 'population > 1000', themes: ['territory'], indicators: ['population'], distances: [500], territories: ['total'], of: 'estates' },
    land: { station, point: { type: 'Point', coordinates: [2.8337, 50.4279] }, distances: [600], of: 'estates', filter: "unesco = 'inscrit'" },
  }
  for (const [id, { inputs }] of Object.entries(descriptions)) {
    for (const name of Object.keys(inputs)) {
      assert.ok(name in values[id], `${id} ${name} is tried`)
      const others = { ...(id === 'land' && name !== 'station' && name !== 'point' && { station }), ...(id === 'land' && name === 'filter' && { of: 'estates' }) }
      const inline = await rows(id, { ...others, [name]: values[id][name] })
      const href = `data:application/json,${encodeURIComponent(JSON.stringify(values[id][name]))}`
      assert.deepEqual(await rows(id, { ...others, [name]: { href } }), inline, `${id} ${name}`)
    }
  }
})

test('another reference is refused, since the server opens no connection, and so is one that does not fit its input', async () => {
  for (const [id, inputs] of [
    ['coverage', { by: { href: `${base}/data/coverage.json` } }],
    ['coverage', { territories: [{ href: 'http://169.254.169.254/' }] }],
    ['land', { point: { href: 'file:///etc/passwd', type: 'application/geo+json' } }],
    ['land', { point: { value: { href: 'http://example.org' } } }],
    ['coverage', { by: { href: 'data:,epci', method: 'POST' } }],
    ['coverage', { by: { href: 'data:text/html,epci' } }],
    ['coverage', { by: { href: 'data:,epci', type: 'application/json' } }],
    ['coverage', { by: { href: 'data:;base64,ZXBja' } }],
    ['coverage', { by: { href: 'data:,%FF' } }],
    ['coverage', { by: { href: 'data:application/json,{"href":"data:,epci"}' } }],
    ['coverage', { distances: { href: 'data:,500' } }],
    ['land', { point: { href: 'data:application/json,[' } }],
    ['land', { point: { href: ['data:application/json,1'] } }],
  ]) assert.ok(problem(await execute(id, inputs), 400).includes(`"${Object.keys(inputs)[0]}"`), JSON.stringify(inputs))
  assert.match(problem(await execute('coverage', { by: { href: 'http://example.org/' } }), 400), /opens no connection; allowed: data:/)
  const long = (length) => ({ filter: { href: `data:,population%3E1000${' '.repeat(length - 23)}` } })
  assert.match(problem(await execute('coverage', long(32769)), 400), /at most 32768 characters, this one 32769/)
  assert.match(problem(await execute('coverage', long(32768)), 400), /1 to 8192 characters/) // a filter has a limit of its own
})

test('/conf/core/job-creation-input-array: an input of several values takes an array', async () => {
  const whole = await rows('coverage', {})
  const two = await rows('coverage', { territories: ['total', whole[0].territoire], indicators: ['population', 'cites', 'population'] })
  assert.deepEqual(two, [whole[0], whole.at(-1)].map(({ territoire, nom, population, cites }) => ({ territoire, nom, population, cites })))
  problem(await execute('coverage', { by: ['epci'] }), 400)
  assert.match(problem(await execute('coverage', { themes: [] }), 400), /1 to 6/)
})

test('/conf/core/job-creation-input-inline-object: an object is taken qualified, and as it is', async () => {
  const point = { type: 'Point', coordinates: [2.8337, 50.4279] }
  const plain = await rows('land', { point, distances: [600] })
  assert.equal(plain[0].distance_m, 600)
  for (const mediaType of ['application/json', 'application/geo+json', undefined]) assert.deepEqual(await rows('land', { point: { value: point, mediaType }, distances: [600] }), plain)
  problem(await execute('land', { point: { value: point, mediaType: 'application/gml+xml' } }), 400)
  problem(await execute('land', { point: { value: point, encoding: 'base64' } }), 400)
})

test('/conf/core/job-creation-input-validation: the server takes what the schema of an input takes, and nothing else', async () => {
  const tried = [
    'epci', 'commune', 'bassin', 'EPCI', 'epci ', '', 'cites', 'cycling', 'estates', 'population', 'total', 'x'.repeat(64), 'x'.repeat(65), 'é'.repeat(64), "'x''y'", '<script>',
    0, 1, -1, 49, 50, 300, 500, 500.5, 800, 1000, 5000, 5001, 1e300, '500', true, false, null, [], {}, [[500]], { type: 'Point' }, { type: 'Point', coordinates: [2.83, 50.43] },
    { type: 'Point', coordinates: [2.83, 50.43, 30] }, { type: 'Point', coordinates: [2.83] }, { type: 'Point', coordinates: ['2.83', '50.43'] },
    { type: 'Point', coordinates: [2.83, 50.43, 'up'] }, { type: 'Polygon', coordinates: [] }, { type: 'Point', coordinates: [1, 2, 3, 4] }, { coordinates: [2.83, 50.43] },
  ]
  // what no schema can say: places and stations that are not there
  const known = { territories: ['total'], station: [station], point: [{ type: 'Point', coordinates: [2.83, 50.43] }, { type: 'Point', coordinates: [2.83, 50.43, 30] }] }
  let taken = 0, refused = 0
  for (const [id, { inputs }] of Object.entries(descriptions)) {
    for (const [name, { schema }] of Object.entries(inputs)) {
      if (name === 'filter') continue // a language of its own
      const check = ajv.compile(schema)
      for (const value of [...tried, station]) {
        const fits = check(value)
        if (fits && known[name] && !known[name].some((one) => JSON.stringify(one) === JSON.stringify(value))) continue
        const others = id === 'land' && name !== 'station' && name !== 'point' ? { station } : {}
        const answer = await execute(id, { ...others, [name]: value })
        if (fits) assert.equal(answer.status, 200, `${name} ${JSON.stringify(value)}: ${answer.text}`)
        else assert.ok(problem(answer, 400).includes(name), `${name} ${JSON.stringify(value)}`)
        fits ? taken++ : refused++
      }
    }
  }
  assert.ok(taken > 20 && refused > 200, `${taken} taken, ${refused} refused`)
})

test('/conf/core/job-creation-default-outputs: without outputs, all of them', async () => {
  const document = (await execute('coverage', {}, { response: 'document' })).json
  assert.deepEqual(Object.keys(document), Object.keys(descriptions.coverage.outputs))
  assert.deepEqual((await execute('coverage', {}, { outputs: {} })).json, document.table)
  assert.deepEqual((await execute('coverage', undefined)).json, document.table)
})

test('/conf/core/job-creation-sync-raw-value-one: raw is the output in the form that was asked for', async () => {
  for (const [id, inputs] of [['coverage', {}], ['land', { station }]]) {
    const forms = descriptions[id].outputs.table.schema.oneOf
    assert.deepEqual(forms.map(({ contentMediaType }) => contentMediaType), ['application/json', 'application/geo+json', 'text/csv'])
    const json = await execute(id, inputs, { response: 'raw', outputs: { table: { transmissionMode: 'value' } } })
    assert.equal(json.headers['content-type'], 'application/json')
    valid(forms[0], json.json)
    const ids = ({ territoire, code_uic, distance_m }) => territoire ?? `${code_uic} ${distance_m}`
    for (const mediaType of ['application/geo+json', 'text/csv']) {
      const asked = await execute(id, inputs, { outputs: { table: { format: { mediaType } } } }, { headers: { Accept: 'application/json' } })
      const accepted = await execute(id, inputs, {}, { headers: { Accept: mediaType } })
      assert.equal(asked.status, 200)
      assert.equal(asked.headers['content-type'].split(';')[0], mediaType)
      assert.equal(asked.text, accepted.text)
      const found = mediaType === 'text/csv' ? csv(asked.text) : asked.json.features.map(({ properties }) => properties)
      assert.deepEqual(found.map(ids), json.json.map(ids))
    }
  }
})

test('/conf/core/job-creation-sync-document: a document holds the output by its name', async () => {
  const raw = await execute('coverage', {}, { response: 'raw' })
  const json = await execute('coverage', {}, { response: 'document' }, { headers: { Accept: 'text/csv' } })
  assert.equal(json.headers['content-type'], 'application/json')
  assert.deepEqual(json.json, { table: raw.json })
  for (const mediaType of ['application/geo+json', 'text/csv']) {
    const outputs = { table: { format: { mediaType } } }
    const document = await execute('coverage', {}, { response: 'document', outputs })
    const plain = await execute('coverage', {}, { response: 'raw', outputs })
    assert.deepEqual(document.json, { table: { mediaType, value: mediaType === 'text/csv' ? plain.text : plain.json } })
  }
})

test('/conf/core/job-exception-no-such-job, /conf/core/job-results-exception-no-such-job: no job is ever left', async () => {
  for (const path of ['/ogc/jobs/7', '/ogc/jobs/7/results']) problem(await ask(base, path), 404, `${EXCEPTION}no-such-job`)
})

test('/conf/json/definition: every resource is had as application/json', async () => {
  for (const path of ['/ogc', '/ogc/conformance', '/ogc/processes', '/ogc/processes/coverage', '/ogc/processes/land']) {
    const answer = await ask(base, path, { headers: { Accept: 'application/json' } })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/json')
  }
  for (const id of ['coverage', 'land']) await rows(id, id === 'land' ? { station } : {})
})

test('the execute request of OGC’s own test suite, which names the process in the body too, is taken', async () => {
  const answer = await execute('coverage', {}, { id: 'coverage', outputs: { table: { transmissionMode: 'value' } }, response: 'raw' })
  assert.deepEqual(answer.json, await rows('coverage', {}))
})

/* ---- figures ---- */

test('figures are those of /data/coverage, for each table, form and choice', async () => {
  for (const by of ['epci', 'commune']) {
    for (const perimeter of ['bassin', 'epci']) {
      for (const [ending, mediaType] of [['json', 'application/json'], ['csv', 'text/csv'], ['geojson', 'application/geo+json']]) {
        const answer = await execute('coverage', { by, perimeter }, { outputs: { table: { format: { mediaType } } } })
        const same = await ask(base, `/data/coverage.${ending}?by=${by}&perimeter=${perimeter}`)
        assert.equal(answer.text, same.text, `${by} ${perimeter} ${ending}`)
        assert.equal(answer.headers['content-type'], same.headers['content-type'])
      }
    }
  }
})

test('a choice of subjects, indicators, distances and territories is a part of the same table', async () => {
  const whole = (await ask(base, '/data/coverage.json')).json
  const themes = (({ schema }) => schema.enum ?? schema.items?.enum ?? schema.oneOf[0].enum)(descriptions.coverage.inputs.themes)
  const columns = Object.keys(whole[0]).slice(2)
  // each indicator belongs to one subject
  const found = []
  for (const theme of themes) found.push(...Object.keys((await rows('coverage', { themes: theme }))[0]).slice(2))
  assert.deepEqual([...found].sort(), [...columns].sort())
  const distance = (id) => Number(id.match(/_(\d+)(_|$)/)?.[1] ?? 0)
  assert.deepEqual(descriptions.coverage.inputs.distances.schema.enum, [...new Set(columns.map(distance))].filter(Boolean).sort((a, b) => a - b))
  for (const distances of [[500], [300, 1000]]) {
    const kept = await rows('coverage', { distances })
    assert.deepEqual(Object.keys(kept[0]).slice(2), columns.filter((id) => !distance(id) || distances.includes(distance(id))))
    kept.forEach((row, i) => Object.entries(row).forEach(([id, value]) => assert.equal(value, whole[i][id])))
  }
  assert.match(problem(await execute('coverage', { distances: [400] }), 400), /300, 500, 800, 1000/)
  assert.match(problem(await execute('coverage', { themes: 'territory', indicators: ['cites'] }), 400), /no indicator is left/)
  assert.match(problem(await execute('coverage', { territories: ['62498'] }), 400), /62498.*SIREN/)
  assert.match(problem(await execute('coverage', { by: 'commune', territories: ['hors'] }), 400), /INSEE/)
  assert.equal((await rows('coverage', { by: 'commune', territories: ['62498'] }))[0].nom, 'Lens')
  const features = await execute('coverage', { territories: [whole[0].territoire] }, {}, { headers: { Accept: 'application/geo+json' } })
  assert.equal(features.json.features.length, 1)
  assert.match(features.json.features[0].geometry.type, /Polygon$/)
})

test('figures around a station or a point are those of /data/station-areas', async () => {
  for (const [inputs, query] of [
    [{ station }, `station=${station}`],
    [{ station, distances: [800] }, `station=${station}&distance=800`],
    [{ station, distances: [1200, 50, 1200] }, `station=${station}&distance=50,1200`],
    [{ point: { type: 'Point', coordinates: [2.8337, 50.4279] }, distances: 500 }, 'at=2.8337,50.4279&distance=500'],
  ]) {
    for (const [ending, mediaType] of [['json', 'application/json'], ['csv', 'text/csv'], ['geojson', 'application/geo+json']]) {
      const answer = await execute('land', inputs, { outputs: { table: { format: { mediaType } } } })
      assert.equal(answer.text, (await ask(base, `/data/station-areas.${ending}?${query}`)).text)
    }
  }
})

/* ---- bad input, each in its own way ---- */

test('a request that is not exactly an execute request is told what is allowed', async () => {
  const cases = [
    ['', /request body/], ['{', /request body: line 1/], ['[]', /object/], ['"x"', /object/], ['null', /object/], ['{} {}', /request body/], ['\ufeff{}', /request body/],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), /UTF-8/], ['{"inputs":{"by":"\\u0000"}}', /request body/], ['{"inputs":{"distances":1e999}}', /request body/],
    [{ inputs: [] }, /"inputs" must be an object/], [{ inputs: null }, /"inputs" must be an object/], [{ inputs: { filtre: 'x' } }, /unknown input "filtre".*allowed: by, perimeter/],
    [{ inputs: { perimetre: 'epci' } }, /did you mean perimeter/], [{ input: {} }, /did you mean inputs/], [{ subscriber: { successUri: 'http://example.org' } }, /calls nobody back/],
    [{ outputs: [] }, /"outputs" must be an object/], [{ outputs: { csv: {} } }, /unknown output "csv"; allowed: table/], [{ outputs: { table: true } }, /must be an object/],
    [{ outputs: { table: { transmissionMode: 'reference' } } }, /must be value/], [{ outputs: { table: { mode: 'value' } } }, /unknown member "mode"/],
    [{ outputs: { table: { format: 'text/csv' } } }, /"format" must be an object/], [{ outputs: { table: { format: {} } } }, /allowed: application\/json/],
    [{ outputs: { table: { format: { mediaType: 'image/png' } } } }, /image\/png.*text\/csv/], [{ outputs: { table: { format: { schema: 'x' } } } }, /unknown member "schema"/],
    [{ response: 'Raw' }, /raw or document/], [{ response: 1 }, /raw or document/], [{ mode: 'async' }, /unknown member "mode"/], [{ id: 'land' }, /"id" must be the process of the address, coverage/],
  ]
  for (const [body, sentence] of cases) assert.match(problem(await post(execution('coverage'), body), 400), sentence, String(JSON.stringify(body)))
  for (const inputs of [{}, { distances: [500] }, { station, point: { type: 'Point', coordinates: [2.83, 50.43] } }]) {
    assert.match(problem(await execute('land', inputs), 400), /"station" and "point"/)
  }
  assert.match(problem(await execute('land', { station: '00000000' }), 400), /UIC/)
  assert.match(problem(await execute('land', { point: { type: 'Point', coordinates: [0, 0] } }), 400), /outside/)
  assert.match(problem(await execute('land', { point: { type: 'Point', coordinates: [50.43, 2.83] } }), 400), /longitude comes first/)
})

test('what is long, deep or wide is refused at its limit and at once', async () => {
  const padded = (length) => `{"inputs":{}${' '.repeat(length - 13)}}`
  assert.equal((await post(execution('coverage'), padded(65536))).status, 200)
  const declared = (length) => post(execution('coverage'), '', { headers: { 'Content-Length': length } }).catch((failure) => failure)
  assert.match(problem(await declared(65537), 413), /65536/)
  const deep = (depth) => `{"inputs":{"of":${'['.repeat(depth)}${']'.repeat(depth)}}}`
  const memory = () => Number(readFileSync(`/proc/${server.child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1])
  problem(await post(execution('coverage'), deep(100)), 400)
  const before = memory()
  for (const depth of [62, 63, 64, 1600, 32000]) problem(await post(execution('coverage'), deep(depth)), 400)
  problem(await post(execution('coverage'), `{"inputs":{"of":[${'0,'.repeat(30000)}0]}}`), 400)
  assert.ok(memory() - before < 64000, `${memory() - before} kB more`)
  const territories = (count) => execute('coverage', { territories: Array(count).fill('total') })
  assert.equal((await territories(512)).status, 200)
  assert.match(problem(await territories(513), 400), /1 to 512 values/)
  assert.equal((await execute('land', { station, distances: [51, 52, 53, 54, 55, 56, 57, 58] })).status, 200)
  assert.match(problem(await execute('land', { station, distances: [51, 52, 53, 54, 55, 56, 57, 58, 59] }), 400), /1 to 8/)
})

test('another media type is 415, another method 405 with what is allowed', async () => {
  for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', null]) {
    assert.match(problem(await post(execution('coverage'), '{}', { type }), 415), /application\/json/)
  }
  assert.equal((await post(execution('coverage'), {}, { type: 'application/json; charset=utf-8' })).status, 200)
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
    const answer = await ask(base, execution('coverage'), { method })
    assert.equal(answer.status, 405)
    assert.equal(answer.headers.allow, 'POST, OPTIONS')
  }
  for (const path of ['/ogc/processes', '/ogc/processes/coverage', '/ogc/jobs/7', '/data/coverage.json', '/nowhere']) {
    const answer = await post(path, {})
    assert.equal(answer.status, 405)
    assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
  }
  assert.match(problem(await post(`${execution('coverage')}?f=json`, {}), 400), /takes none/)
})

test('another site may post: the preflight says so', async () => {
  const headers = { Origin: 'https://example.org', 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type,prefer' }
  const answer = await ask(base, execution('coverage'), { method: 'OPTIONS', headers })
  assert.equal(answer.status, 204)
  assert.match(answer.headers['access-control-allow-methods'], /POST/)
  for (const name of ['Content-Type', 'Prefer']) assert.ok(answer.headers['access-control-allow-headers'].includes(name), name)
})

test('posts in one go are answered in order, and a broken one ends the connection', async () => {
  const one = (inputs) => {
    const body = JSON.stringify({ inputs })
    return `POST ${execution('coverage')} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  }
  const socket = connect(server.port, '127.0.0.1')
  let text = ''
  socket.on('data', (bytes) => (text += bytes))
  const asked = ['population', 'cites', 'gares'].map((id) => one({ indicators: [id], territories: ['total'] })).join('') + 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n' +
    `POST ${execution('coverage')} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}` + one({})
  for (const byte of asked.match(/[^]{1,97}/g)) socket.write(byte)
  await new Promise((done) => socket.on('close', done))
  assert.deepEqual([...text.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status), ['200', '200', '200', '200', '400'])
  assert.deepEqual([...text.matchAll(/"nom":"[^"]+","(\w+)"/g)].map(([, id]) => id), ['population', 'cites', 'gares'])
})

test('a name that is code in another language stays a name', async () => {
  for (const evil of ['</script><img onerror=alert(1)>', "x'; DROP TABLE figure; --", '${jndi:x}', '%s%n', '../../etc/passwd']) {
    for (const inputs of [{ [evil]: 1 }, { by: evil }, { territories: [evil] }]) problem(await execute('coverage', inputs), 400)
    problem(await execute('land', { station: evil }), 400)
    problem(await ask(base, `/ogc/processes/${encodeURIComponent(evil)}`), 404, `${EXCEPTION}no-such-process`)
  }
  assert.equal((await rows('coverage', { territories: ['total'] })).length, 1)
})

/* ---- peers ---- */

test("OWSLib reads the list and the descriptions, and its caller executes what the link says", async () => {
  const script = `
import json, sys
from owslib.ogcapi.processes import Processes
from owslib.util import http_post
api = Processes(sys.argv[1])
ids = [process['id'] for process in api.processes()['processes']]
description = api.process('coverage')
link = next(link for link in description['links'] if link['rel'].endswith('/execute'))
answer = http_post(link['href'], request=json.dumps({'inputs': {'territories': ['total']}}).encode(), headers={'Content-Type': 'application/json'})
print(json.dumps({'ids': ids, 'inputs': list(description['inputs']), 'status': answer.status_code, 'rows': answer.json()}))
`
  const done = spawnSync('/usr/bin/python3', ['-c', script, `${base}/ogc`], { encoding: 'utf8' }) // Debian's, where its packages are
  assert.equal(done.status, 0, done.stderr)
  const read = JSON.parse(done.stdout)
  assert.deepEqual(read.ids, ['coverage', 'land'])
  assert.deepEqual(read.inputs, Object.keys(descriptions.coverage.inputs))
  assert.equal(read.status, 200)
  assert.deepEqual(read.rows, await rows('coverage', { territories: ['total'] }))
})

/* ---- looking back ---- */

test('/conf/core/api-definition-op, /conf/core/api-definition-success, /conf/oas30/oas-definition-1, /conf/oas30/oas-definition-2, /conf/oas30/security: the API is described', async () => {
  const { links } = (await ask(base, '/ogc')).json
  const desc = links.find(({ rel }) => rel === 'service-desc'), doc = links.find(({ rel }) => rel === 'service-doc')
  assert.equal(desc.type, 'application/vnd.oai.openapi+json;version=3.0')
  assert.equal(doc.type, 'text/html')
  const page = await ask('', doc.href)
  assert.equal(page.status, 200)
  assert.match(page.headers['content-type'], /^text\/html/)
  const answer = await ask('', desc.href)
  assert.equal(answer.headers['content-type'].replace(' ', ''), desc.type)
  assert.match(answer.json.openapi, /^3\.0\./)
  await SwaggerParser.validate(answer.json)
  // nobody is asked who they are: no scheme is described, and no answer was 401 or 403
  assert.equal(answer.json.security?.length ?? 0, 0)
  assert.equal(answer.json.components.securitySchemes, undefined)
  assert.ok(![...answered].some((each) => [401, 403].includes(JSON.parse(each)[2])))
})

test('/conf/oas30/oas-impl, /conf/oas30/completeness, /conf/oas30/exceptions-codes: all that these tests were answered stands in the description', async () => {
  const api = (await ask(base, '/ogc/api')).json
  const follow = (each) => (each.$ref ? each.$ref.slice(2).split('/').reduce((at, part) => at[part], api) : each)
  const paths = Object.keys(api.paths).map((path) => [path, new RegExp(`^${path.replace(/\{[^}]*\}/g, '[^/]+')}$`)])
  let seen = new Set()
  for (const each of answered) {
    const [method, path, status, type] = JSON.parse(each)
    const found = paths.filter(([, pattern]) => pattern.test(path)).sort(([a], [b]) => (a.includes('{') ? 1 : 0) - (b.includes('{') ? 1 : 0))[0]?.[0]
    if (!found?.startsWith('/ogc/processes') && !found?.startsWith('/ogc/jobs')) continue
    const operation = api.paths[found][method]
    if (!operation) continue // HEAD, OPTIONS, and methods that are refused
    const response = operation.responses[status]
    assert.ok(response, `${method} ${found} ${status} is described`)
    if (type && status !== 304) assert.ok(follow(response).content?.[type], `${method} ${found} ${status} ${type} is described`)
    seen.add(`${method} ${found} ${status}`)
  }
  for (const each of ['get /ogc/processes 200', 'get /ogc/processes 400', 'get /ogc/processes/{processId} 404', 'post /ogc/processes/{processId}/execution 200', 'post /ogc/processes/{processId}/execution 400', 'post /ogc/processes/{processId}/execution 413', 'post /ogc/processes/{processId}/execution 415'])
    assert.ok(seen.has(each), `${each} was answered`)
})

test('no assertion of the abstract test suites is without a test, or there is nothing that it bears on', () => {
  const core = ['http', 'landingpage-op', 'landingpage-success', 'api-definition-op', 'api-definition-success', 'conformance-op', 'conformance-success', 'process-list', 'process-list-success',
    'pl-limit-definition', 'pl-limit-response', 'pl-links', 'process', 'process-success', 'process-exception-no-such-process', 'job-creation-op', 'job-creation-auto-execution-mode',
    'job-creation-default-execution-mode', 'job-creation-request', 'job-creation-inputs', 'job-creation-input-array', 'job-creation-input-inline', 'job-creation-input-inline-object',
    'job-creation-input-inline-mixed', 'job-creation-input-inline-binary', 'job-creation-input-inline-bbox', 'job-creation-input-ref', 'job-creation-input-validation', 'job-creation-default-outputs',
    'job-creation-sync-raw-value-one', 'job-creation-sync-raw-value-multi', 'job-creation-sync-raw-ref', 'job-creation-sync-raw-mixed-multi', 'job-creation-sync-document', 'job-creation-success-async',
    'job-op', 'job-success', 'job-exception-no-such-job', 'job-results', 'job-results-exception-no-such-job', 'job-results-exception-results-not-ready', 'job-results-failed',
    'job-results-async-raw-value-one', 'job-results-async-raw-value-multi', 'job-results-async-raw-ref', 'job-results-async-raw-mixed-multi', 'job-results-async-document']
  const described = ['json-encoding', 'inputs-def', 'input-def', 'input-mixed-type', 'outputs-def', 'output-def', 'output-mixed-type']
  const all = [...core.map((name) => `/conf/core/${name}`), ...described.map((name) => `/conf/ogc-process-description/${name}`), '/conf/json/definition',
    ...['completeness', 'exceptions-codes', 'oas-definition-1', 'oas-definition-2', 'oas-impl', 'security'].map((name) => `/conf/oas30/${name}`)]
  // each bears on processes of a kind; there is none of that kind
  const processes = Object.values(descriptions), schemas = processes.flatMap(({ inputs }) => Object.values(inputs).map((input) => input.schema))
  const kinds = [
    [/input-inline-mixed$|input-mixed-type$/, schemas.some(({ oneOf, anyOf }) => oneOf || anyOf)], // an input in one of several media types
    [/input-inline-binary$/, schemas.some(({ contentEncoding, format }) => contentEncoding || format === 'byte' || format === 'binary')],
    [/input-inline-bbox$/, schemas.some(({ format, properties }) => format === 'ogc-bbox' || properties?.bbox)],
    [/sync-raw-value-multi$|sync-raw-mixed-multi$/, processes.some(({ outputs }) => Object.keys(outputs).length > 1)],
    [/sync-raw-ref$/, processes.some(({ outputTransmission }) => outputTransmission.includes('reference'))],
    [/success-async$|job-op$|job-success$|job-results$|job-results-exception-results-not-ready$|job-results-failed$|job-results-async-/, processes.some(({ jobControlOptions }) => jobControlOptions.includes('async-execute'))],
  ]
  for (const id of all) {
    const kind = kinds.find(([pattern]) => pattern.test(id))
    assert.equal(tested.has(id), kind === undefined, kind ? `${id} is tested, though no process is of its kind` : `${id} has no test`)
    if (kind) assert.ok(!kind[1], `${id} bears on a process`)
  }
  for (const id of tested) assert.ok(all.includes(id), `${id} is an assertion`)
})
