// CQL2 (OGC 21-065r2): our parser and our writers agree with another's (npm cql2-wasm, in Rust) on thousands of random filters.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { reference } from './cql2_reference.mjs'
import { filterOver, random, textOf } from './cql2_language.mjs'
import { build } from './support.mjs'

const queryables = ['nom:text', 'type:text', 'population:number', 'surface:number', 'jour:date', 'fin:date', 'vu:instant', 'mots:list', 'geometry:geometry']

function ours(questions) {
  const input = questions.map((one) => JSON.stringify(one) + '\n').join('')
  const done = spawnSync(join(build, 'tests/filter_tool'), queryables, { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout.trimEnd().split('\n').map((line) => JSON.parse(line))
}

/** Where both mean the same and write it in two ways: and in and, or in or; -1 * a number; BBOX as an
 * operator; one value in parentheses. */
function plain(node) {
  if (Array.isArray(node)) return node.map(plain)
  if (node === null || typeof node !== 'object') return node
  if (node.op === 'bbox') return { bbox: node.args.map(plain) }
  if (node.op === undefined) return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, plain(value)]))
  const args = node.args.map(plain)
  if (node.op === '*' && args[0] === -1 && typeof args[1] === 'number') return -args[1]
  if (node.op === 'in' && !Array.isArray(args[1])) return { op: 'in', args: [args[0], [args[1]]] }
  if (node.op !== 'and' && node.op !== 'or') return { op: node.op.toLowerCase(), args }
  return { op: node.op, args: args.flatMap((each) => (each?.op === node.op ? each.args : [each])) }
}

const columns = [
  { name: 'nom', type: 'text', values: ['Lens', 'Liévin', 'Hénin-Beaumont', 'a_b', '50 %'] }, { name: 'type', type: 'text', values: ['cité', 'b'] },
  { name: 'population', type: 'number', values: [1, 30000, 12.5] }, { name: 'surface', type: 'number', values: [0.25, 3] },
]
function more(rng) {
  const shape = () => rng.of([
    { type: 'Point', coordinates: [2.5, 50.25] }, { type: 'LineString', coordinates: [[2, 50], [3, 51.5]] }, { bbox: [2, 50, 3, 51] },
    { type: 'Polygon', coordinates: [[[2, 50], [3, 50], [3, 51], [2, 50]], [[2.5, 50.2], [2.6, 50.2], [2.6, 50.3], [2.5, 50.2]]] },
    { type: 'MultiPoint', coordinates: [[1, 2], [3, 4]] }, { type: 'MultiLineString', coordinates: [[[1, 2], [3, 4]], [[5, 6], [7, 8], [9, 9]]] },
    { type: 'MultiPolygon', coordinates: [[[[2, 50], [3, 50], [3, 51], [2, 50]]]] },
    { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }, { type: 'LineString', coordinates: [[2, 50], [3, 51]] }] },
  ])
  const day = () => rng.of([{ property: 'jour' }, { property: 'fin' }, { date: '2026-02-28' }])
  const span = () => ({ interval: rng.of([['2026-01-01', '..'], ['..', '2026-01-01'], [{ property: 'jour' }, { property: 'fin' }], ['2026-01-01', '2026-12-31']]) })
  const list = () => rng.of([{ property: 'mots' }, ['a', 'b'], ['é', 'Lens', 'x']])
  switch (rng.below(5)) {
    case 0: return { op: rng.of(['s_intersects', 's_equals', 's_disjoint', 's_touches', 's_within', 's_overlaps', 's_crosses', 's_contains']), args: [{ property: 'geometry' }, shape()] }
    case 1: return { op: rng.of(['t_after', 't_before', 't_disjoint', 't_equals', 't_intersects']), args: [rng.of([day, span])(), rng.of([day, span])()] }
    case 2: return { op: rng.of(['t_contains', 't_during', 't_finishedBy', 't_finishes', 't_meets', 't_metBy', 't_overlappedBy', 't_overlaps', 't_startedBy', 't_starts']), args: [span(), span()] }
    case 3: return { op: rng.of(['a_equals', 'a_contains', 'a_containedBy', 'a_overlaps']), args: [list(), list()] }
    default: return { op: rng.of(['=', '<', '>=']), args: [{ property: 'vu' }, { timestamp: '2026-01-31T12:00:00Z' }] }
  }
}

/** What the other parser, 0.5.0-rc1, gets wrong by the grammar of 21-065r2, annex B. */
const exceptions = [
  [/''|\\'/, 'an apostrophe in a text, which it cannot read'],
  [/BETWEEN .* (AND|OR)|(AND|OR) .*BETWEEN/s, 'BETWEEN beside AND or OR, of which it loses a part'],
  [/\^/, 'powers, whose operands it takes apart from the left even in parentheses it drops'],
  [/\b\d+(\.\d+)?e/i, 'exponents, at which it panics'],
]
const excepted = (text) => exceptions.some(([pattern]) => pattern.test(text)) || depthOf(text) > 5
/** Its time doubles with each pair of parentheses in another. */
function depthOf(text) {
  let depth = 0, most = 0
  for (const byte of text) most = Math.max(most, (depth += (byte === '(') - (byte === ')')))
  return most
}

test('text means what another parser reads in it', async () => {
  const rng = random(42), trees = []
  while (trees.length < 1500) trees.push(rng.chance(0.5) ? filterOver(columns, rng, 2) : { op: rng.of(['and', 'or']), args: [more(rng), rng.chance(0.5) ? more(rng) : filterOver(columns, rng, 1)] })
  const texts = trees.map(textOf)
  const answers = ours(texts.map((text) => ({ text })))
  let compared = 0
  for (const [i, text] of texts.entries()) {
    assert.equal(answers[i].error, undefined, text)
    assert.deepEqual(plain(answers[i].json), plain(trees[i]), text)
    if (excepted(text)) continue
    const other = await reference('text', text)
    assert.equal(other.error, undefined, text)
    assert.deepEqual(plain(other.json), plain(answers[i].json), text)
    compared++
  }
  assert.ok(compared > 400, `${compared} compared`)
})

test('our JSON and our canonical text are read by another parser as we mean them', async () => {
  const rng = random(43), trees = []
  while (trees.length < 800) trees.push(rng.chance(0.4) ? filterOver(columns, rng, 2) : { op: 'and', args: [more(rng), filterOver(columns, rng, 1)] })
  const answers = ours(trees.map((tree) => ({ json: JSON.stringify(tree) })))
  // its validator stops with a fault of its own in node 18, Debian's
  const canValidate = Number(process.versions.node.split('.')[0]) >= 20
  let compared = 0
  for (const [i, tree] of trees.entries()) {
    const { json, text, error } = answers[i]
    assert.equal(error, undefined, JSON.stringify(tree))
    assert.deepEqual(plain(json), plain(tree))
    const validates = canValidate && i % 20 === 0
    const other = await reference('json', JSON.stringify(json), validates)
    assert.equal(other.error, undefined, JSON.stringify(json))
    assert.ok(!validates || other.isValid, `not by the standard's schema: ${JSON.stringify(json)}`)
    assert.deepEqual(plain(other.json), plain(json))
    if (excepted(text)) continue
    const again = await reference('text', text)
    assert.deepEqual(plain(again.json), plain(json), text)
    compared++
  }
  assert.ok(compared > 200, `${compared} compared`)
})

/** Array.toSpliced, which Debian's node does not have. */
function spliced(list, ...change) {
  const copy = [...list]
  copy.splice(...change)
  return copy
}

test('what another parser refuses, we refuse', async () => {
  const rng = random(44), texts = []
  while (texts.length < 1500) {
    const text = textOf(rng.chance(0.5) ? filterOver(columns, rng, 0) : more(rng))
    const tokens = text.match(/'(?:[^']|'')*'|[\w.]+|[<>=]+|\S|\s+/g)
    const at = rng.below(tokens.length)
    const broken = rng.of([() => spliced(tokens, at, 1), () => spliced(tokens, at, 0, tokens[rng.below(tokens.length)]), () => tokens.slice(0, at)])().join('')
    if (!excepted(broken) && !/\.(\D|$)|(^|\D)\./.test(broken)) texts.push(broken) // 5. and .5, which it cannot read either
  }
  const answers = ours(texts.map((text) => ({ text })))
  let both = 0, alone = 0
  for (const [i, text] of texts.entries()) {
    const other = await reference('text', text)
    if (other.error !== undefined) {
      assert.notEqual(answers[i].error, undefined, `${text}: ${other.error}`)
      both++
    } else if (answers[i].error !== undefined) alone++ // types, and what stands behind the part that it reads
  }
  assert.ok(both > 100 && alone > 100, `${both} refused by both, ${alone} by us alone`)
})
