// The abstract test suites of OGC API - Features part 1 (17-069r4, annex A: core, geojson, oas30) and part 2 (18-058r1, annex A: crs),
// a test for each assertion, by its identifier.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { join } from 'node:path'
import { ask, folder, loadBest, serve } from './support.mjs'

const dir = folder()
const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
const EPSG = 'http://www.opengis.net/def/crs/EPSG/0/'
const JSON_FORMS = ['application/geo+json', 'application/vnd.ogc.fg+json']
let server, base, landing, collections, api

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  base = server.base
  landing = (await get('/ogc')).json
  collections = (await get('/ogc/collections')).json.collections
  api = (await ask('', landing.links.find((link) => link.rel === 'service-desc').href)).json
})
after(() => server.stop())

async function get(path, options) {
  const answer = await ask(path.startsWith('http') ? '' : base, path, options)
  assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 300)}`)
  return answer
}
const items = (id, query = '') => `/ogc/collections/${id}/items${query && `?${query}`}`
const link = (document, rel) => document.links.filter((each) => each.rel === rel)
const typed = (links) => links.forEach((each) => assert.ok(each.rel && each.type && each.href, JSON.stringify(each)))

/** A parameter of an operation of the API's description, by its path and name, references followed. */
function parameter(path, name) {
  const key = Object.keys(api.paths).find((each) => each.replace(/\{[^}]*\}/g, '{}') === path)
  assert.ok(key, `the description has ${path}`)
  const follow = (each) => (each.$ref ? each.$ref.slice(2).split('/').reduce((at, part) => at[part], api) : each)
  const all = [...(api.paths[key].parameters ?? []), ...(api.paths[key].get.parameters ?? [])].map(follow)
  return all.find((each) => each.name === name)
}

function isFeature(each) {
  assert.equal(each.type, 'Feature')
  assert.ok(each.geometry === null || (typeof each.geometry.type === 'string' && Array.isArray(each.geometry.coordinates)))
  assert.equal(typeof each.properties, 'object')
  assert.ok(['string', 'number'].includes(typeof each.id))
}
const flat = (geometry) => geometry.coordinates.flat(4)
const within = (values, [west, south, east, north]) =>
  values.every((each, i) => (i % 2 ? each >= south - 1e-7 && each <= north + 1e-7 : each >= west - 1e-7 && each <= east + 1e-7))

// ---- core: general ----

test('/conf/core/http', async () => {
  const raw = spawnSync('curl', ['-sS', '--http1.1', '-o', '/dev/null', '-w', '%{http_version} %{http_code}', `${base}/ogc`], { encoding: 'utf8' })
  assert.equal(raw.stdout, '1.1 200')
  assert.equal((await get('/ogc', { method: 'HEAD' })).body.length, 0)
  assert.equal((await ask(base, '/ogc', { method: 'DELETE' })).status, 405)
  assert.equal((await ask(base, '/ogc/collections/none')).status, 404)
})

test('/conf/core/crs84', async () => {
  for (const { id, extent } of collections) {
    const answer = await get(items(id, 'limit=50'))
    for (const each of answer.json.features) assert.ok(each.geometry === null || within(flat(each.geometry), extent.spatial.bbox[0]), id)
    assert.equal(extent.spatial.crs, CRS84)
  }
})

// ---- core: landing page, conformance, description ----

test('/conf/core/root-op', async () => void (await get('/ogc')))

test('/conf/core/root-success', () => {
  assert.ok(link(landing, 'service-desc').length + link(landing, 'service-doc').length > 0)
  assert.equal(link(landing, 'conformance').length, 1)
  assert.ok(link(landing, 'data').length > 0)
})

test('/conf/core/api-definition-op', async () => {
  for (const each of [...link(landing, 'service-desc'), ...link(landing, 'service-doc')]) await get(each.href)
})

test('/conf/core/api-definition-success', async () => {
  const { href, type } = link(landing, 'service-desc')[0]
  const answer = await get(href)
  assert.equal(answer.headers['content-type'], type)
  assert.match(api.openapi, /^3\.0\./)
  assert.ok(api.info.title && api.info.version && Object.keys(api.paths).length > 5)
})

test('/conf/core/conformance-op', async () => void (await get(link(landing, 'conformance')[0].href)))

test('/conf/core/conformance-success', async () => {
  const { conformsTo } = (await get(link(landing, 'conformance')[0].href)).json
  assert.ok(conformsTo.includes('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core'))
  for (const each of conformsTo) assert.match(each, /^http:\/\/www\.opengis\.net\/spec\//)
})

// ---- core: collections ----

test('/conf/core/fc-md-op', async () => {
  for (const each of link(landing, 'data')) await get(each.href)
  await get('/ogc/collections')
})

test('/conf/core/fc-md-success', async () => {
  const document = (await get('/ogc/collections')).json
  assert.ok(Array.isArray(document.links) && Array.isArray(document.collections))
  assert.equal(new Set(collections.map(({ id }) => id)).size, collections.length)
  for (const each of collections) assert.ok(each.id && Array.isArray(each.links))
})

test('/conf/core/fc-md-links', async () => {
  const document = (await get('/ogc/collections')).json
  assert.equal(link(document, 'self').length, 1)
  typed(document.links)
})

test('/conf/core/fc-md-items', () => assert.ok(collections.length >= 7))

test('/conf/core/fc-md-items-links', () => {
  for (const each of collections) {
    const types = link(each, 'items').map(({ type }) => type)
    for (const wanted of [...JSON_FORMS, 'application/geo+json-seq']) assert.ok(types.includes(wanted), `${each.id}: ${wanted}`)
    assert.ok(types.some((type) => type.startsWith('text/csv')))
    typed(each.links)
  }
})

test('/conf/core/fc-md-extent', async () => {
  for (const { id, extent } of collections) {
    const [box] = extent.spatial.bbox
    assert.equal(box.length, 4)
    const { features } = (await get(items(id, 'limit=10000&simplify=100'))).json
    for (const each of features) assert.ok(each.geometry === null || within(flat(each.geometry), box), `${id} ${each.id}`)
    const [[begin, end]] = extent.temporal.interval
    for (const time of [begin, end]) assert.ok(time === null || !Number.isNaN(Date.parse(time)), `${id} ${time}`)
    assert.ok(begin === null || end === null || begin <= end)
    assert.match(extent.temporal.trs, /Gregorian$/)
    for (const { properties } of features) // a feature's own date lies inside
      if (properties.date_osm) assert.ok(begin <= `${properties.date_osm}T00:00:00Z` && end >= `${properties.date_osm}T00:00:00Z`)
  }
})

test('/conf/core/fc-md-extent-multi', () => {
  for (const { extent } of collections) assert.deepEqual([extent.spatial.bbox.length, extent.temporal.interval.length], [1, 1])
})

test('/conf/core/sfc-md-op', async () => {
  for (const { id } of collections) await get(`/ogc/collections/${id}`)
})

test('/conf/core/sfc-md-success', async () => {
  for (const each of collections) {
    const one = (await get(`/ogc/collections/${each.id}`)).json
    one.links = one.links.filter((link) => link.rel !== 'alternate') // of the document itself
    assert.deepEqual(one, each)
  }
})

// ---- core: features ----

test('/conf/core/fc-op', async () => {
  for (const each of collections)
    for (const { href, type } of link(each, 'items')) assert.equal((await get(href)).headers['content-type'], type)
})

test('/conf/core/fc-response', async () => {
  for (const { id } of collections) {
    const { json } = await get(items(id))
    assert.equal(json.type, 'FeatureCollection')
    assert.ok(Array.isArray(json.features))
    json.features.forEach(isFeature)
  }
})

test('/conf/core/fc-limit-definition', () => {
  const { in: where, required, schema, style, explode } = parameter('/ogc/collections/{}/items', 'limit')
  assert.deepEqual([where, required ?? false, schema.type, schema.minimum >= 1, schema.default <= schema.maximum, style ?? 'form', explode],
    ['query', false, 'integer', true, true, 'form', false])
})

test('/conf/core/fc-limit-response', async () => {
  const most = parameter('/ogc/collections/{}/items', 'limit').schema
  for (const { id, numberOfFeatures } of collections) {
    for (const limit of [1, 3, most.default]) assert.equal((await get(items(id, `limit=${limit}`))).json.features.length, Math.min(limit, numberOfFeatures))
    assert.ok((await get(items(id, `limit=${most.maximum * 2}&skipGeometry=true`))).json.features.length <= most.maximum)
    assert.equal((await get(items(id))).json.features.length, Math.min(most.default, numberOfFeatures))
  }
  for (const bad of ['0', '-1', 'x']) assert.equal((await ask(base, items('communes', `limit=${bad}`))).status, 400)
})

test('/conf/core/fc-bbox-definition', () => {
  const { in: where, required, schema, style, explode } = parameter('/ogc/collections/{}/items', 'bbox')
  assert.deepEqual([where, required ?? false, schema.type, schema.items.type, style ?? 'form', explode], ['query', false, 'array', 'number', 'form', false])
  assert.ok([4, undefined].includes(schema.minItems) && [6, undefined].includes(schema.maxItems))
})

test('/conf/core/fc-bbox-response', async () => {
  for (const { id, extent } of collections) {
    const [west, south, east, north] = extent.spatial.bbox[0]
    const all = (await get(items(id, 'limit=10000'))).json.features
    for (const box of [[west, south, (west + east) / 2, (south + north) / 2], [(west + east) / 2, (south + north) / 2, east, north]]) {
      for (const written of [box, [box[0], box[1], 0, box[2], box[3], 100]]) {
        const found = new Set((await get(items(id, `limit=10000&skipGeometry=true&bbox=${written}`))).json.features.map((each) => each.id))
        for (const { id: key, geometry } of all) {
          if (geometry === null) continue
          const values = flat(geometry), x = values.filter((_, i) => i % 2 === 0), y = values.filter((_, i) => i % 2)
          const isOutside = Math.max(...x) < box[0] - 1e-7 || Math.min(...x) > box[2] + 1e-7 || Math.max(...y) < box[1] - 1e-7 || Math.min(...y) > box[3] + 1e-7
          const hasPoint = x.some((each, i) => each > box[0] + 1e-7 && each < box[2] - 1e-7 && y[i] > box[1] + 1e-7 && y[i] < box[3] - 1e-7)
          if (isOutside) assert.ok(!found.has(key), `${id} ${key} lies outside of ${box}`)
          if (hasPoint) assert.ok(found.has(key), `${id} ${key} has a point in ${box}`)
        }
      }
    }
    assert.equal((await get(items(id, 'bbox=-180,-90,180,90'))).json.numberMatched, all.filter(({ geometry }) => geometry).length)
    assert.equal((await get(items(id, 'bbox=-10,10,-9,11'))).json.numberMatched, 0)
  }
  for (const bad of ['1,2,3', '1,2,3,4,5', '1,2,3,north', '0,10,1,9']) assert.equal((await ask(base, items('communes', `bbox=${bad}`))).status, 400, bad)
})

test('/conf/core/fc-time-definition', () => {
  const { in: where, required, schema, style } = parameter('/ogc/collections/{}/items', 'datetime') ?? assert.fail('datetime is not described')
  assert.deepEqual([where, required ?? false, schema.type, style ?? 'form'], ['query', false, 'string', 'form'])
})

test('/conf/core/fc-time-response', async () => {
  for (const { id, extent, numberOfFeatures } of collections) {
    const [[begin, end]] = extent.temporal.interval
    const times = ['../2100-01-01', begin && `${begin}/..`, end && `../${end}`, begin && end && `${begin}/${end}`].filter(Boolean)
    for (const time of times) assert.equal((await get(items(id, `limit=1&datetime=${encodeURIComponent(time)}`))).json.numberMatched, numberOfFeatures, `${id} ${time}`)
  }
  const { json } = await get(items('cycle-routes', 'datetime=1950-01-01'))
  for (const each of json.features) assert.equal(each.properties.date_osm, null)
  for (const bad of ['2018', 'x', '2018-02-12T23:20:50', '2018-02-30T00:00:00Z', '2019-01-01T00:00:00Z/2018-01-01T00:00:00Z'])
    assert.equal((await ask(base, items('communes', `datetime=${encodeURIComponent(bad)}`))).status, 400, bad)
})

test('/conf/core/query-param-unknown', async () => {
  for (const path of ['/ogc?x=1', '/ogc/conformance?x=1', '/ogc/collections?x=1', '/ogc/collections/communes?x=1', items('communes', 'unknownParameter=1'), `${items('communes')}/62498?x=1`])
    assert.equal((await ask(base, path)).status, 400, path)
})

test('/conf/core/query-param-invalid', async () => {
  for (const query of ['limit=x', 'bbox=x', 'datetime=x', 'crs=x', 'bbox-crs=x', 'f=x']) {
    const answer = await ask(base, items('communes', query))
    assert.equal(answer.status, 400, query)
    assert.match(answer.headers['content-type'], /^application\/problem\+json/)
  }
})

// Without parameters: a Link field's grammar knows none (RFC 8288, 3.4.1).
const bare = (media) => media.replace(/ *;.*/, '')

test('/conf/core/fc-links', async () => {
  for (const { id } of collections.slice(0, 4)) {
    for (const type of [...JSON_FORMS, 'application/geo+json-seq', 'text/csv']) {
      const answer = await get(items(id, 'limit=2'), { headers: { accept: type } })
      const field = [...answer.headers.link.matchAll(/<([^>]*)>; rel="([^"]*)"; type="([^"]*)"/g)].map(([, href, rel, media]) => ({ href: new URL(href, base + items(id)).href, rel, type: media }))
      const links = JSON_FORMS.includes(type) ? answer.json.links : field
      typed(links)
      const [self] = links.filter(({ rel }) => rel === 'self')
      assert.equal((await get(self.href)).text, answer.text, 'self is this document')
      const others = links.filter(({ rel }) => rel === 'alternate')
      for (const wanted of [...JSON_FORMS, 'application/geo+json-seq', 'text/csv'].filter((each) => each !== type))
        assert.ok(others.some((each) => each.type.startsWith(wanted)), `${id} as ${type}: ${wanted}`)
      for (const each of others) assert.equal(bare((await get(each.href)).headers['content-type']), bare(each.type))
      const sent = links.filter(({ rel, type: media }) => (rel === 'alternate' ? bare(media) === 'text/html' : !['self', 'collection', 'license'].includes(rel))) // the others are left to the body
      if (JSON_FORMS.includes(type)) assert.deepEqual(sent.map(({ href, rel, type: media }) => ({ href, rel, type: bare(media) })), field)
    }
  }
})

test('/conf/core/fc-timeStamp', async () => {
  // optional, and left out: an answer is the same bytes whenever it is asked for
  for (const { id } of collections) assert.ok(!('timeStamp' in (await get(items(id, 'limit=1'))).json))
})

test('/conf/core/fc-numberMatched', async () => {
  for (const { id, extent } of collections)
    for (const query of ['', '&datetime=2022-01-23', `&bbox=${extent.spatial.bbox[0].map((each, i) => (i < 2 ? each : each - 0.3)).join(',')}`]) {
      const box = query.match(/bbox=(.*)/)?.[1].split(',').map(Number)
      if (box && (box[0] > box[2] || box[1] > box[3])) continue
      const whole = (await get(items(id, `limit=10000&skipGeometry=true${query}`))).json
      assert.equal(whole.numberMatched, whole.features.length, id + query)
      assert.equal((await get(items(id, `limit=1${query}`))).json.numberMatched, whole.features.length)
    }
})

test('/conf/core/fc-numberReturned', async () => {
  for (const { id } of collections)
    for (const limit of [1, 7, 1000]) {
      const { json } = await get(items(id, `limit=${limit}`))
      assert.equal(json.numberReturned, json.features.length)
    }
})

test('/conf/core/f-op', async () => {
  for (const { id } of collections) {
    const [{ id: key }] = (await get(items(id, 'limit=1'))).json.features
    await get(`${items(id)}/${encodeURIComponent(key)}`)
  }
  assert.equal((await ask(base, `${items('communes')}/nothing`)).status, 404)
})

test('/conf/core/f-success', async () => {
  for (const { id } of collections) {
    for (const each of (await get(items(id, 'limit=3'))).json.features) {
      const { json } = await get(`${items(id)}/${encodeURIComponent(each.id)}`)
      isFeature(json)
      assert.deepEqual([json.id, json.geometry, json.properties], [each.id, each.geometry, each.properties])
    }
  }
})

test('/conf/core/f-links', async () => {
  for (const { id } of collections) {
    const [{ id: key }] = (await get(items(id, 'limit=1'))).json.features
    const { json } = await get(`${items(id)}/${encodeURIComponent(key)}`)
    typed(json.links)
    assert.equal(new URL(link(json, 'self')[0].href).pathname, `${items(id)}/${encodeURIComponent(key)}`)
    assert.equal((await get(link(json, 'collection')[0].href)).json.id, id)
    for (const each of link(json, 'alternate')) assert.equal((await get(each.href)).headers['content-type'], each.type)
    assert.ok(link(json, 'alternate').length >= 3)
  }
})

// ---- geojson ----

test('/conf/geojson/definition', async () => {
  for (const path of ['/ogc/collections/{}/items', '/ogc/collections/{}/items/{}']) {
    const key = Object.keys(api.paths).find((each) => each.replace(/\{[^}]*\}/g, '{}') === path)
    assert.ok('application/geo+json' in api.paths[key].get.responses['200'].content, path)
  }
  for (const { id } of collections) {
    for (const accept of ['application/geo+json', 'application/json', '*/*'])
      assert.equal((await get(items(id, 'limit=1'), { headers: { accept } })).headers['content-type'], 'application/geo+json')
  }
})

test('/conf/geojson/content', async () => {
  for (const { id } of collections) {
    const { json } = await get(items(id, 'limit=40'))
    json.features.forEach(isFeature)
    assert.ok(Array.isArray(json.links))
    for (const { geometry } of json.features.filter(({ geometry: { type } }) => type === 'MultiPolygon'))
      for (const rings of geometry.coordinates)
        rings.forEach((ring, i) => { // RFC 7946, 3.1.6: closed, shells counter-clockwise, holes clockwise
          assert.ok(ring.length >= 4)
          assert.deepEqual(ring[0], ring.at(-1))
          let area = 0
          for (let k = 1; k < ring.length; k++) area += (ring[k - 1][0] - ring[0][0]) * (ring[k][1] - ring[0][1]) - (ring[k][0] - ring[0][0]) * (ring[k - 1][1] - ring[0][1])
          assert.ok(i === 0 ? area >= 0 : area <= 0, id)
        })
  }
})

// ---- oas30, as far as collections and features go ----

test('/conf/oas30/completeness', () => {
  const described = new Set(Object.keys(api.paths).map((each) => each.replace(/\{[^}]*\}/g, '{}')))
  for (const path of ['/ogc', '/ogc/conformance', '/ogc/collections', '/ogc/collections/{}', '/ogc/collections/{}/items', '/ogc/collections/{}/items/{}']) assert.ok(described.has(path), path)
  for (const name of ['f', 'limit', 'bbox', 'bbox-crs', 'datetime', 'properties', 'sortby', 'crs', 'skipGeometry', 'simplify', 'after', 'offset'])
    assert.ok(parameter('/ogc/collections/{}/items', name), `${name} is described`)
})

test('/conf/oas30/exceptions-codes', async () => {
  for (const [path, { get: operation = {}, post = operation }] of Object.entries(api.paths)) assert.ok('400' in post.responses || 'default' in post.responses, path)
  const described = api.paths[Object.keys(api.paths).find((each) => /\{[^}]*\}\/items\/\{[^}]*\}$/.test(each))].get.responses
  assert.ok('404' in described)
})

test('/conf/oas30/definition-1', async () => {
  assert.equal(link(landing, 'service-desc')[0].type, 'application/vnd.oai.openapi+json;version=3.0')
})

test('/conf/oas30/definition-2', () => {
  assert.match(api.openapi, /^3\.0\.\d$/)
  for (const [path, { post, get: operation = post }] of Object.entries(api.paths)) {
    assert.match(path, /^\//)
    assert.ok(operation.operationId && operation.responses, path)
  }
})

test('/conf/oas30/oas-impl', async () => {
  for (const name of ['limit', 'bbox', 'datetime']) assert.equal((await get(items('communes', { limit: 'limit=2', bbox: 'bbox=2,50,3,51', datetime: 'datetime=2022-01-01' }[name]))).json.type, 'FeatureCollection')
})

test('/conf/oas30/security', () => assert.ok(!('security' in api) || api.security.length === 0, 'nothing asks for a password'))

// ---- part 2: crs ----

const uri = /^https?:\/\/www\.opengis\.net\/def\/crs\/(OGC|EPSG)\/(0|1\.3)\/\w+$/

test('/conf/crs/crs-uri', async () => {
  const documents = [...collections, ...(await Promise.all(collections.map(async ({ id }) => (await get(`/ogc/collections/${id}`)).json)))]
  for (const { id, crs, storageCrs } of documents) for (const each of [...crs, storageCrs]) assert.match(each, uri, id)
})

test('/conf/crs/default-crs', () => {
  for (const { crs } of collections) assert.equal(crs[0], CRS84)
})

test('/conf/crs/storageCrs', () => {
  for (const { crs, storageCrs } of collections) assert.ok(crs.includes(storageCrs))
})

test('/conf/crs/crs-parameter', async () => {
  for (const { id, crs } of collections)
    for (const each of crs) {
      const page = await get(items(id, `limit=2&crs=${encodeURIComponent(each)}`))
      assert.equal(page.headers['content-crs'], `<${each}>`)
      const key = encodeURIComponent(page.json.features[0].id)
      assert.equal((await get(`${items(id)}/${key}?crs=${encodeURIComponent(each)}`)).headers['content-crs'], `<${each}>`)
    }
})

test('/conf/crs/crs-parameter-invalid', async () => {
  for (const { id } of collections)
    for (const each of [`${EPSG}27561`, 'x', `${CRS84}x`]) {
      assert.equal((await ask(base, items(id, `crs=${encodeURIComponent(each)}`))).status, 400)
      assert.equal((await ask(base, `${items(id)}/x?crs=${encodeURIComponent(each)}`)).status, 400)
    }
})

test('/conf/crs/crs-parameter-default', async () => {
  for (const { id } of collections) {
    const [plain, asked] = [await get(items(id, 'limit=5')), await get(items(id, `limit=5&crs=${encodeURIComponent(CRS84)}`))]
    assert.deepEqual(plain.json.features, asked.json.features)
    for (const answer of [plain, asked]) assert.equal(answer.headers['content-crs'], `<${CRS84}>`)
    const key = encodeURIComponent(plain.json.features[0].id)
    const one = await get(`${items(id)}/${key}`)
    assert.equal(one.headers['content-crs'], `<${CRS84}>`)
    assert.deepEqual((await get(`${items(id)}/${key}?crs=${encodeURIComponent(CRS84)}`)).json.geometry, one.json.geometry)
  }
})

/** Places of one system in another, by PROJ's own program; positions as they stand in a document. */
function transform(values, code) {
  const lines = []
  for (let i = 0; i < values.length; i += 2) lines.push(`${values[i]} ${values[i + 1]}`)
  const options = ['-s_srs', 'OGC:CRS84', '-t_srs', `EPSG:${code}`, '-output_xy']
  const done = spawnSync('gdaltransform', options, { input: lines.join('\n'), encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout.trim().split('\n').flatMap((line) => line.split(' ').slice(0, 2).map(Number))
}

test('/conf/crs/crs-parameter-transform', async () => {
  for (const { id } of collections) {
    const { json } = await get(items(id, 'limit=2'))
    for (const code of [4326, 3857, 2154, 3950]) {
      const { features } = (await get(items(id, `limit=2&crs=${encodeURIComponent(EPSG + code)}`))).json
      const one = (await get(`${items(id)}/${encodeURIComponent(features[0].id)}?crs=${encodeURIComponent(EPSG + code)}`)).json
      assert.deepEqual(one.geometry, features[0].geometry)
      features.forEach((each, i) => {
        // rings are compared as sets of places: GeoJSON's sense of rings depends on the order of axes
        const order = (values) => Array.from({ length: values.length / 2 }, (_, k) => values.slice(2 * k, 2 * k + 2)).sort((a, b) => a[0] - b[0] || a[1] - b[1])
        let theirs = flat(json.features[i].geometry)
        if (code !== 4326) theirs = transform(theirs, code)
        let ours = flat(each.geometry)
        if (code === 4326) ours = ours.map((_, k) => ours[k ^ 1]) // latitude comes first
        assert.equal(ours.length, theirs.length)
        const slack = code === 4326 ? 1.1e-7 : code === 3857 ? 0.03 : 0.02 // of 7 decimals of a degree
        const sums = (values, odd) => values.filter((_, k) => k % 2 === odd).reduce((sum, value) => sum + value, 0)
        for (const odd of [0, 1]) assert.ok(Math.abs(sums(ours, odd) - sums(theirs, odd)) <= (slack * ours.length) / 2, `${id} in ${code}`)
        if (ours.length === 2) order(ours).forEach(([x, y], k) => assert.ok(Math.hypot(x - order(theirs)[k][0], y - order(theirs)[k][1]) <= slack))
      })
    }
  }
})

const known = [4326, 3857, 2154, 3950]
/** What lies in the box around the image of a box of CRS84 in another system. */
async function inSystem(id, box, code) {
  const [west, south, east, north] = box
  const corners = code === 4326 ? [west, south, east, north] : transform([west, south, east, south, east, north, west, north], code)
  const x = corners.filter((_, i) => i % 2 === 0), y = corners.filter((_, i) => i % 2)
  const written = code === 4326 ? [south, west, north, east] : [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)]
  return (await get(items(id, `limit=10000&skipGeometry=true&bbox=${written}&bbox-crs=${encodeURIComponent(EPSG + code)}`))).json
}

test('/conf/crs/bbox-crs-parameter', async () => {
  let compared = 0
  for (const { id, extent } of collections) {
    const [west, south, east, north] = extent.spatial.bbox[0]
    const around = (share) => [0.5 - share / 2, 0.5 + share / 2].flatMap((at) => [west + at * (east - west), south + at * (north - south)])
    const inside = async (share) => (await get(items(id, `limit=10000&skipGeometry=true&bbox=${around(share)}`))).json.features
    for (const share of [1.1, 0.7, 0.5, 0.35, 0.2, 0.1]) {
      // a box is bent and turned in another system: only where a somewhat smaller and a somewhat larger one hold the same
      const plain = await inside(share)
      const [less, more] = [await inside(share * 0.97), await inside(share * 1.03)]
      if (plain.length === 0 || less.length !== more.length) continue
      for (const code of known) assert.deepEqual((await inSystem(id, around(share), code)).features, plain, `${id}, ${share}, in ${code}`)
      compared++
    }
  }
  assert.ok(compared >= collections.length, `${compared} boxes`)
})

test('/conf/crs/bbox-crs-parameter-invalid', async () => {
  for (const { id } of collections)
    for (const each of [`${EPSG}27561`, 'x']) assert.equal((await ask(base, items(id, `bbox=1,2,3,4&bbox-crs=${encodeURIComponent(each)}`))).status, 400)
})

test('/conf/crs/bbox-crs-parameter-default', async () => {
  for (const { id, extent } of collections) {
    const box = extent.spatial.bbox[0].map((each, i) => (i < 2 ? each + 0.01 : each - 0.01)).join(',')
    const [plain, asked] = [await get(items(id, `limit=100&bbox=${box}`)), await get(items(id, `limit=100&bbox=${box}&bbox-crs=${encodeURIComponent(CRS84)}`))]
    assert.deepEqual(asked.json.features, plain.json.features)
  }
})
