// Our expressions, filters and colours against the reference implementation of the style specification (npm
// @maplibre/maplibre-gl-style-spec): some hundreds by hand, thousands that are random and always the same. Each gives the same value
// as the reference's, or both refuse it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

import { Color, createExpression, featureFilter } from '../node_modules/@maplibre/maplibre-gl-style-spec/dist/index.mjs'
import { build } from './support.mjs'

// What a field that is not known is: for us, as in a vector tile, a field that is not there; so no feature here has a null.
const features = [
  { nom: 'Cité Rieux', unesco: 'inscrit', logements: 120, part: 0.25, texte: '12.5', zero: 0, vide: '' },
  { nom: 'Œuvre', unesco: 'hors', logements: -7.5, part: 1, texte: 'abc', couleur: '#a63a1f' },
  { logements: 1e21, part: -0.5, couleur: 'rebeccapurple', texte: ' 0x1F ' },
  {},
]
const zoom = 9.5
const id = 42
const geometry = 'Polygon'

function ours(questions) {
  const input = questions.map((one) => JSON.stringify({ zoom, id, geometry, properties: features, ...one }) + '\n').join('')
  const done = spawnSync(join(build, 'tests/expression_tool'), { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout.trimEnd().split('\n').map((line) => JSON.parse(line))
}

/** What the tool prints, of a value of the reference. */
function shown(value) {
  if (value === null || value === undefined) return { kind: 'null', value: null }
  if (value instanceof Color) {
    return { kind: 'color', value: value.rgb }
  }
  if (value.constructor?.name?.includes('Formatted') || value.sections) return { kind: 'formatted', value: String(value) }
  if ('name' in Object(value) && 'available' in Object(value)) return { kind: 'resolvedImage', value: value.name }
  if (typeof value === 'number' && !Number.isFinite(value)) return { kind: 'number', value: String(value) }
  if (Array.isArray(value)) return { kind: 'array', value }
  return { kind: typeof value, value }
}

function same(a, b) {
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isNaN(a) && Number.isNaN(b)) return true
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
  }
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]))
  if (a && b && typeof a === 'object' && typeof b === 'object') {
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]))
  }
  return a === b
}

const specs = {
  number: { type: 'number' }, string: { type: 'string' }, boolean: { type: 'boolean' }, color: { type: 'color' },
  formatted: { type: 'formatted' }, resolvedImage: { type: 'resolvedImage' },
}

/** The reference's answer: 'refused', or for each feature a value, or null for an error. */
function theirs({ expression, type }) {
  const spec = type ? { ...specs[type], 'property-type': 'data-driven', expression: { interpolated: true, parameters: ['zoom', 'feature'] } } : undefined
  const read = createExpression(expression, spec)
  if (read.result === 'error') return { refused: read.value.map((e) => `${e.key}: ${e.message}`).join('; ') }
  return features.map((properties) => {
    try {
      return shown(read.value.evaluateWithoutErrorHandling({ zoom }, { type: 3, id, properties }))
    } catch {
      return null
    }
  })
}

function differences(questions) {
  const answers = ours(questions)
  const wrong = []
  questions.forEach((question, i) => {
    const reference = theirs(question)
    const answer = answers[i]
    const text = JSON.stringify(question)
    if (reference.refused || answer.error) {
      if (!reference.refused !== !answer.error) wrong.push(`${text}\n  theirs ${reference.refused ?? 'reads it'}\n  ours   ${answer.error ?? 'reads it'}`)
      return
    }
    features.forEach((_, f) => {
      const a = reference[f]
      const b = answer[f]
      const kinds = a && b && (a.kind === b.kind || b.kind.startsWith(a.kind)) // "array<number, 2>" is an array
      if (a === null && b === null) return
      if (!(kinds && same(a.value, b.value))) wrong.push(`${text}\n  feature ${f}: theirs ${JSON.stringify(a)}, ours ${JSON.stringify(b)}`)
    })
  })
  return wrong
}

const tell = (wrong) => assert.equal(wrong.length, 0, `${wrong.length} differ\n${wrong.slice(0, 12).join('\n')}`)

const byHand = [
  // literals and types
  1, 'a', true, null, ['literal', [1, 2]], ['literal', []], ['literal', { a: 1, b: [1, 'x', null, true] }], ['literal', [[1], [2]]],
  ['typeof', 1], ['typeof', ['literal', [1, 2, 3]]], ['typeof', ['literal', [1, 'a']]], ['typeof', ['literal', []]], ['typeof', ['literal', {}]],
  ['typeof', ['get', 'nom']], ['typeof', ['get', 'absent']], ['typeof', ['to-color', 'red']], ['typeof', ['literal', [[1, 2]]]],
  ['array', ['get', 'nom']], ['array', 'number', ['literal', [1, 2]]], ['array', 'number', 3, ['literal', [1, 2]]], ['array', 'colour', ['literal', []]],
  ['number', ['get', 'nom'], ['get', 'logements']], ['number', ['get', 'nom']], ['string', ['get', 'logements'], 'x'], ['boolean', ['get', 'nom']],
  ['boolean', ['get', 'nom'], true], ['object', ['get', 'nom']], ['object', ['literal', { a: 1 }]],
  // conversions
  ...['to-string', 'to-boolean', 'to-number', 'to-color'].flatMap((op) => [
    1, 0, -0.5, 1e21, 1e-7, 123456789012, '', 'abc', '12.5', ' 12 ', '0x1f', '1e3', '.5', '5.', '+3', 'Infinity', '-Infinity', true, false, null,
    ['literal', []], ['literal', [5]], ['literal', [1, 2]], ['literal', [255, 0, 0]], ['literal', [255, 0, 0, 0.5]], ['literal', [10, 20, 30, 0]],
    ['literal', [256, 0, 0]], ['literal', { a: 1 }], ['get', 'nom'], ['get', 'texte'], ['get', 'couleur'], ['get', 'logements'], ['get', 'vide'],
    ['rgba', 10, 20, 30, 0.5], ['to-color', '#a63a1f'],
  ].map((value) => [op, value])),
  ['to-number', ['get', 'nom'], ['get', 'texte'], 7], ['to-color', ['get', 'nom'], ['get', 'couleur'], 'blue'], ['to-string'], ['to-string', 1, 2],
  // fields
  ['get', 'nom'], ['get', ['concat', 'n', 'om']], ['get', 1], ['get', 'a', ['literal', { a: 5 }]], ['get', 'b', ['literal', { a: 5 }]], ['has', 'nom'],
  ['has', 'absent'], ['has', 'a', ['literal', { a: 5 }]], ['get', 'nom', ['properties']], ['has', 'nom', ['properties']], ['id'], ['geometry-type'],
  ['feature-state', 'hover'], ['coalesce', ['feature-state', 'hover'], 3], ['properties'],
  // truth
  ['==', ['get', 'nom'], 'Œuvre'], ['==', 1, 1], ['==', 1, '1'], ['==', ['get', 'absent'], null], ['!=', ['get', 'logements'], 120], ['==', true, true],
  ['<', ['get', 'logements'], 3], ['<', ['get', 'nom'], 3], ['<', 'a', 'b'], ['>=', ['get', 'nom'], ['get', 'unesco']], ['<', ['get', 'nom'], ['get', 'part']],
  ['<', true, false], ['==', ['literal', [1]], ['literal', [1]]], ['>', 1, 'a'], ['<=', ['get', 'part'], ['get', 'logements']],
  ['!', true], ['!', ['has', 'nom']], ['!', 1], ['all'], ['any'], ['all', true, ['has', 'nom']], ['any', ['<', ['get', 'absent'], 1], true], ['any', true, ['<', ['get', 'absent'], 1]],
  ['all', 1, 2], ['all', ['get', 'nom'], true],
  // lists and texts
  ['in', 'Rieux', ['get', 'nom']], ['in', 'a', ['literal', ['a', 'b']]], ['in', 1, ['literal', [1, 2]]], ['in', null, ['literal', [null]]], ['in', 'a', ['get', 'absent']],
  ['in', ['get', 'logements'], ['literal', [120]]], ['in', 'a', 5], ['in', ['literal', [1]], ['literal', [1]]], ['in', 2, 'a2b'], ['in', null, 'anullb'], ['in', ['get', 'unesco'], ['get', 'logements']],
  ['index-of', 'e', ['get', 'nom']], ['index-of', 'u', 'Œuvre'], ['index-of', 'b', ['literal', ['a', 'b']]], ['index-of', 'a', 'banana', 2], ['index-of', 'a', 'banana', -3], ['index-of', 1, ['literal', [1, 2, 1]], -1],
  ['index-of', '', 'abc', 7], ['index-of', 'x', 5], ['length', 'Œuvre'], ['length', ['literal', [1, 2]]], ['length', ['get', 'nom']], ['length', 5], ['length', 'a\u{1F600}b'],
  ['slice', 'Œuvre', 1], ['slice', 'Œuvre', 1, 3], ['slice', 'Œuvre', -2], ['slice', 'abc', 2, 1], ['slice', ['literal', [1, 2, 3]], 1, -1], ['slice', ['get', 'nom'], 0, 4], ['slice', 5, 1], ['slice', 'abc', 1.7],
  ['at', 1, ['literal', ['a', 'b']]], ['at', 2, ['literal', ['a', 'b']]], ['at', 0.5, ['literal', [1, 2]]], ['at', -1, ['literal', [1]]], ['at', ['get', 'zero'], ['literal', [7]]],
  ['concat'], ['concat', 'a', 1, true, null, ['get', 'nom'], ['get', 'logements']], ['concat', ['literal', [1, 'a']], ['literal', { a: 1 }]], ['concat', ['to-color', 'red']],
  ['upcase', ['get', 'nom']], ['downcase', ['get', 'nom']], ['upcase', 'Noyelles-sous-Lens, œuvre d’été ÿ ß ñ'], ['downcase', 'ÉCLUSE ŒUVRE ŸPRES ΑΩ ЖИ'], ['upcase', 5],
  // numbers
  ['+'], ['*'], ['+', 1, 2, 3], ['-', 3], ['-', 5, 2], ['-', 1, 2, 3], ['*', 2, ['get', 'part']], ['/', 1, 4], ['/', 1, 0], ['/', 0, 0], ['%', 7, 3], ['%', -7, 3], ['^', 2, 10], ['^', 1, ['/', 0, 0]],
  ['sqrt', 2], ['sqrt', -1], ['ln', 10], ['log10', 1000], ['log2', 8], ['ln', 0], ['abs', -3], ['round', 2.5], ['round', -2.5], ['round', 0.49999999999999994], ['floor', -1.5], ['ceil', 1.2],
  ['sin', 1], ['cos', 1], ['tan', 1], ['asin', 1], ['acos', 1], ['atan', 1], ['e'], ['pi'], ['ln2'], ['min'], ['max'], ['min', 3, 1, 2], ['max', 3, ['get', 'logements']], ['min', 1, ['/', 0, 0]],
  ['+', 1, 'a'], ['+', 1, ['get', 'nom']], ['-'], ['/', 1], ['abs', 1, 2],
  // choices
  ['case', true, 1, 2], ['case', ['has', 'nom'], 'oui', 'non'], ['case', ['has', 'nom'], 1, 'non'], ['case', true, 1], ['case', ['get', 'nom'], 1, 2],
  ['match', ['get', 'unesco'], 'inscrit', 1, ['hors', 'autre'], 2, 3], ['match', ['get', 'logements'], 120, 'a', 'b'], ['match', ['get', 'unesco'], ['a', 'a'], 1, 2], ['match', ['get', 'unesco'], [], 1, 2],
  ['match', ['get', 'unesco'], 'a', 1, 2, 3, 4], ['match', ['get', 'unesco'], 1.5, 1, 2], ['match', 'x', 1, 2, 3], ['match', ['get', 'unesco'], true, 1, 2], ['match', 1, 2, 3], ['match', ['get', 'unesco'], 'inscrit', 1, 'b'],
  ['step', ['get', 'logements'], 'a', 0, 'b', 100, 'c'], ['step', ['get', 'part'], 1, 0.25, 2], ['step', 5, 1, 5, 2, 5, 3], ['step', 5, 1], ['step', 5, 1, 'a', 2], ['step', ['/', 0, 0], 1, 2, 3], ['step', ['get', 'absent'], 1, 2, 3],
  ['interpolate', ['linear'], ['get', 'part'], 0, 0, 1, 10], ['interpolate', ['exponential', 2], ['zoom'], 8, 1, 10, 4], ['interpolate', ['exponential', 1], 3, 0, 0, 10, 10], ['interpolate', ['cubic-bezier', 0.42, 0, 0.58, 1], 0.3, 0, 0, 1, 1],
  ['interpolate', ['cubic-bezier', 0, 0, 1, 2], 0.3, 0, 0, 1, 1], ['interpolate', ['cubic-bezier', 0, 1, 0, 1], ['get', 'part'], 0, 0, 1, 100], ['interpolate', ['linear'], 5, 0, ['to-color', 'red'], 10, ['rgba', 0, 0, 255, 0.5]],
  ['interpolate', ['linear'], 5, 0, 'red', 10, 'blue'], ['interpolate', ['linear'], 5, 0, ['literal', [0, 10]], 10, ['literal', [10, 20]]], ['interpolate', ['linear'], 5, 0, ['literal', [0]], 10, ['literal', [10, 20]]],
  ['interpolate', ['linear'], 5, 0, 1], ['interpolate', ['linear'], 5, 0, 'a'], ['interpolate', ['spline'], 5, 0, 1, 2, 3], ['interpolate', 'linear', 5, 0, 1], ['interpolate', ['linear'], ['/', 0, 0], 0, 1, 2, 3], ['interpolate', ['exponential'], 1, 0, 1, 2, 3],
  ['interpolate', ['linear'], 20, 0, 1, 10, 5], ['interpolate', ['linear'], -1, 0, ['get', 'part'], 10, 5], ['interpolate', ['exponential', 0], 5, 0, 1, 10, 5], ['interpolate', ['linear'], 5, 0, 1, 10],
  ['coalesce', ['get', 'absent'], ['get', 'nom'], 'x'], ['coalesce', null, null], ['coalesce'], ['coalesce', ['get', 'nom'], 5], ['coalesce', ['get', 'logements'], 0],
  ['let', 'a', 1, ['+', ['var', 'a'], ['var', 'a']]], ['let', 'a', ['get', 'part'], 'b', 2, ['*', ['number', ['var', 'a']], ['var', 'b']]], ['let', 'a', 1, ['let', 'a', 2, ['var', 'a']]], ['var', 'x'], ['let', 'a b', 1, 2], ['let', 'a', 1], ['let', 'a', 1, 'b', ['var', 'a'], ['var', 'b']],
  // colours, images, formatted texts
  ['rgb', 10, 20, 30], ['rgba', 10, 20, 30, 0.5], ['rgb', 300, 0, 0], ['rgb', ['get', 'logements'], 0, 0], ['rgba', 0, 0, 0, 2], ['to-rgba', 'red'], ['to-rgba', ['rgba', 10, 20, 30, 0.5]], ['to-rgba', ['get', 'couleur']],
  ['image', 'x'], ['image', ['get', 'nom']], ['image', ''], ['image', 5], ['format', 'a', {}, 'b', {}], ['format', ['get', 'nom'], {}, ' ', ['get', 'logements']], ['format', {}], ['format', 5], ['format'], ['to-string', ['format', 'a', {}]],
  // what is no expression
  [], [1, 2], ['nope'], {}, { stops: [] }, [['get', 'a']], ['zoom', 1], ['get'], ['get', 'a', 'b'], ['literal'], ['literal', 1, 2],
]

test('every operator by hand, for every type that a property can want', () => {
  const questions = byHand.flatMap((expression) => [undefined, ...Object.keys(specs)].map((type) => ({ expression, type })))
  tell(differences(questions))
})

/** mulberry32: small, and the same on every machine. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** An expression that mostly gives a value of `kind`, and now and then of another. */
function generated(next, kind, depth) {
  const pick = (list) => list[Math.floor(next() * list.length)]
  const number = () => pick([0, 1, -1, 2.5, 10, 100, -0.25, 1e6, 0.1])
  const text = () => pick(['', 'a', 'Lens', 'inscrit', 'hors', '12', 'red', '#00778a', 'Œuvre'])
  const sub = (k) => generated(next, next() < 0.04 ? pick(['number', 'string', 'boolean', 'color', 'value']) : k, depth - 1)
  const stops = (count) => Array.from({ length: count }, (_, i) => i * 10 - 5 + Math.round(next() * 4))
  const any = () => sub(pick(['number', 'string', 'boolean', 'value']))
  const field = () => ['get', pick(['nom', 'unesco', 'logements', 'part', 'texte', 'couleur', 'absent', 'zero', 'vide'])]
  const choice = (k) => pick([
    () => ['case', sub('boolean'), sub(k), ...(next() < 0.4 ? [sub('boolean'), sub(k)] : []), sub(k)],
    () => ['match', pick([field, () => sub('string')])(), pick(['inscrit', 'Lens', ['a', 'hors']]), sub(k), sub(k)],
    () => ['match', pick([field, () => sub('number')])(), pick([120, 1, [0, 2]]), sub(k), sub(k)],
    () => ['step', sub('number'), sub(k), ...stops(2).flatMap((stop) => [stop, sub(k)])],
    () => ['coalesce', field(), sub(k)],
    () => ['let', 'v', any(), ['case', ['==', ['typeof', ['var', 'v']], 'number'], sub(k), sub(k)]],
  ])()
  if (depth <= 0) {
    return { number: () => pick([number, number, () => ['to-number', field(), 3], () => ['number', field(), 1]])(), string: () => pick([text, text, () => ['to-string', field()]])(),
      boolean: () => next() < 0.5, color: () => pick(['red', '#a63a1f', 'rgba(0,10,20,0.5)', 'hsl(120, 50%, 40%)']), value: field }[kind]()
  }
  if (next() < 0.3) return choice(kind)
  if (next() < 0.1) return field()
  return {
    number: () => pick([
      () => [pick(['+', '*', 'min', 'max']), sub('number'), sub('number'), ...(next() < 0.3 ? [sub('number')] : [])],
      () => [pick(['-', '/', '%', '^']), sub('number'), sub('number')],
      () => [pick(['abs', 'round', 'floor', 'ceil', 'sqrt', 'ln', 'log2', 'log10', '-', 'sin']), sub('number')],
      () => ['to-number', any(), 0], () => ['length', sub('string')], () => ['index-of', sub('string'), sub('string')],
      () => ['interpolate', pick([['linear'], ['exponential', pick([0.5, 1.5, 2])], ['cubic-bezier', 0.3, 0.1, 0.6, 0.9]]), sub('number'), ...stops(3).flatMap((stop) => [stop, sub('number')])],
      () => ['at', pick([0, 1, 2]), ['literal', [1, 2]]],
    ])(),
    string: () => pick([
      () => ['concat', any(), any()], () => [pick(['upcase', 'downcase']), sub('string')], () => ['to-string', any()], () => ['slice', sub('string'), number(), ...(next() < 0.5 ? [number()] : [])],
      () => ['typeof', any()], () => ['number-format', ['+', 0.5, pick([1, 12, 1234.5678, 0.0625, 1e6])], { locale: pick(['fr', 'en']), ...(next() < 0.5 ? { 'max-fraction-digits': pick([1, 2]) } : {}) }], () => ['to-string', sub('color')],
    ])(),
    boolean: () => pick([
      () => [pick(['==', '!=', '<', '<=', '>', '>=']), sub('number'), sub('number')], () => [pick(['==', '!=', '<', '>=']), sub('string'), sub('string')], () => [pick(['==', '<']), field(), any()],
      () => ['!', sub('boolean')], () => [pick(['all', 'any']), ...Array.from({ length: Math.floor(next() * 4) }, () => sub('boolean'))], () => ['has', pick(['nom', 'absent'])],
      () => ['in', sub('string'), pick([sub('string'), ['literal', ['a', 'Lens', 12]]])], () => ['to-boolean', any()], () => ['boolean', field(), sub('boolean')],
    ])(),
    color: () => pick([
      () => ['rgb', sub('number'), 20, sub('number')], () => ['rgba', 10, sub('number'), 0, pick([0, 0.25, 1])], () => ['to-color', field(), sub('color')],
      () => ['interpolate', ['linear'], sub('number'), ...stops(2).flatMap((stop) => [stop, ['to-color', sub('color')]])],
    ])(),
    value: field,
  }[kind]()
}

test('5,000 random expressions', () => {
  const next = random(2026)
  const questions = Array.from({ length: 5000 }, (_, i) => {
    const kind = ['number', 'string', 'boolean', 'color'][i % 4]
    return { expression: generated(next, kind, 1 + (i % 4)), type: next() < 0.7 ? kind : undefined }
  })
  const read = questions.filter((question) => !theirs(question).refused).length
  assert.ok(read > 2500, `only ${read} of them can be read`)
  tell(differences(questions))
})

test('colours in every notation', () => {
  const words = ['red', 'RED', ' Red ', 'rebeccapurple', 'transparent', 'currentcolor', '', '#', '#12', '#123', '#1234', '#12345', '#123456', '#1234567', '#12345678', '#GGG', '#AbC',
    'rgb(1,2,3)', 'rgb( 1 , 2 , 3 )', 'rgb(1 2 3)', 'rgb(1 2 3 / 0.5)', 'rgb(1 2 3 / 50%)', 'rgb(1,2,3,0.5)', 'rgba(1,2,3)', 'rgb(1,2 3)', 'rgb(1 2,3)', 'rgb(1,2,3/0.5)', 'rgb(1 2 3,0.5)', 'rgb(10%,20%,30%)', 'rgb(10%,20,30%)', 'rgb(300,-5,3)', 'rgb(1e1,.5,5.)',
    'rgb(1,2)', 'rgb(1,2,3', 'rgb(1,2,3)x', 'rgb(a,2,3)', 'rgb (1,2,3)', 'rgb(1,,3)', 'rgb()', 'rgba(1,2,3,2)', 'rgba(1,2,3,-1)', 'rgba(0,0,0,.25)', 'rgb(+1,2,3)', 'rgb(--1,2,3)', 'rgb(1  2\t3)', 'rgb(1 2 3/.5)',
    'hsl(120,50%,40%)', 'hsl(120 50% 40%)', 'hsl(120deg 50% 40% / 30%)', 'hsla(-30,100%,50%,.5)', 'hsl(720,0%,50%)', 'hsl(120,50,40)', 'hsl(120%,50%,40%)', 'hsl(1e2,50%,120%)', 'hsl(0.5turn,50%,40%)', 'hsl(60,-10%,40%)', 'hsl(210deg,30%,30%)', 'hwb(1 2% 3%)', 'url(x)']
  tell(differences(words.map((word) => ({ expression: ['to-color', word], type: 'color' }))))
})

test('number-format writes as Intl does, in both languages', () => {
  const next = random(7)
  const questions = []
  for (let i = 0; i < 600; i++) {
    const number = [() => Math.round(next() * 1e7), () => (next() - 0.3) * 10 ** Math.floor(next() * 9), () => Math.round(next() * 8000) / 8, () => Math.round(next() * 1e5) / 1000][i % 4]()
    const least = Math.floor(next() * 3)
    const options = { locale: i % 2 ? 'fr' : 'en', ...(next() < 0.4 ? { 'min-fraction-digits': least } : {}), ...(next() < 0.6 ? { 'max-fraction-digits': least + Math.floor(next() * 3) } : {}) }
    questions.push({ expression: ['number-format', number, options] })
  }
  questions.push(...[{ 'min-fraction-digits': 3, 'max-fraction-digits': 1 }, { 'max-fraction-digits': -1 }].map((options) => ({ expression: ['number-format', 1.5, { locale: 'fr', ...options }] })))
  tell(differences(questions))
})

test('filters of the old form', () => {
  const filters = [
    ['==', 'unesco', 'inscrit'], ['!=', 'unesco', 'inscrit'], ['==', 'absent', 1], ['!=', 'absent', 1], ['==', 'absent', null], ['!=', 'absent', null], ['<', 'logements', 100], ['<=', 'logements', 120], ['>', 'logements', '1'], ['>=', 'unesco', 'hors'],
    ['in', 'unesco', 'hors', 'inscrit'], ['in', 'unesco'], ['!in', 'unesco', 'hors'], ['in', 'logements', 1, 120], ['has', 'nom'], ['!has', 'nom'], ['has', 'absent'], ['==', '$type', 'Polygon'], ['==', '$type', 'Point'], ['in', '$type', 'Point', 'Polygon'],
    ['==', '$id', 42], ['<', '$id', 10], ['has', '$id'], ['!has', '$id'], ['in', '$id', 1, 42], ['all', ['==', 'unesco', 'inscrit'], ['>', 'logements', 10]], ['any', ['==', 'unesco', 'hors'], ['<', 'logements', 0]], ['none', ['==', 'unesco', 'hors'], ['has', 'vide']],
    ['all'], ['any'], ['none'], ['all', ['any', ['==', 'part', 1], ['==', 'part', 0.25]], ['!has', 'absent']],
    // of today
    ['==', ['get', 'unesco'], 'inscrit'], ['>=', ['get', 'logements'], 100], ['all', ['has', 'nom'], ['!', ['in', ['get', 'unesco'], ['literal', ['hors']]]]], true, false, ['has', 'nom'], ['match', ['get', 'unesco'], 'inscrit', true, false], ['>', ['zoom'], 9],
  ]
  const answers = ours(filters.map((filter) => ({ filter })))
  filters.forEach((filter, i) => {
    const reference = featureFilter(filter).filter
    features.forEach((properties, f) => {
      const wanted = reference({ zoom }, { type: 3, id, properties })
      const got = answers[i][f]?.value ?? false
      assert.equal(got, wanted, `${JSON.stringify(filter)} of feature ${f}: ${JSON.stringify(answers[i].error ?? answers[i][f])}`)
    })
  })
})
