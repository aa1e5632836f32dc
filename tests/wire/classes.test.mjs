// Our classification against npm statsbreaks (UAR RIATE, MIT), which nobody here wrote, on 1,000 series that are random and always
// the same. Where statsbreaks leaves a method's definition we follow the definition; each difference is named in `expected` below.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'

import { build, home } from './support.mjs'

// by its path: the package's own entry is a module that node cannot resolve (imports without file endings)
const statsbreaks = createRequire(import.meta.url)(join(home, 'tests/node_modules/statsbreaks/dist/index.min.js'))
const SERIES = 1000

/** mulberry32: small, and the same on every machine. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const normal = (next) => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
const kinds = {
  uniform: (next) => next() * 100,
  lognormal: (next) => Math.exp(2 * normal(next)),
  ties: (next) => Math.floor(next() * 12),
  counts: (next) => Math.floor(Math.exp(3 * next())) - 1,
  negative: (next) => -1000 * next() - 5,
  both: (next) => 40 * normal(next),
  outliers: (next) => (next() < 0.02 ? 1e6 * (1 + next()) : 50 + normal(next)),
  population: (next) => Math.round(300 + 40000 * next() ** 6),
}

function series(seed) {
  const next = random(seed)
  const kind = Object.keys(kinds)[seed % Object.keys(kinds).length]
  const count = Math.round(5 * 400 ** next()) // 5 to 2,000, the small ones as often as the large ones
  const values = Array.from({ length: count }, () => kinds[kind](next))
  const sorted = [...values].sort((a, b) => a - b)
  return { kind, values, sorted, asked: 2 + Math.floor(next() * 8), distinct: new Set(values).size }
}

/** All series by one method, in one run of the tool. */
function ours(method, side, all) {
  const input = all.map((one) => `${method} ${side} ${one.asked} ${one.values.join(' ')}\n`).join('')
  const done = spawnSync(join(build, 'tests/classes_tool'), { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout.trimEnd().split('\n').map((line) => JSON.parse(line))
}

const sum = (list) => list.reduce((a, b) => a + b, 0)
const mean = (list) => sum(list) / list.length
const raw = { precision: null } // not rounded

/** Sum of squared distances to the means of the classes ]a, b] that the breaks make. */
function cost(sorted, breaks) {
  let total = 0
  for (let i = 1; i < breaks.length; i++) {
    const members = sorted.filter((v) => v <= breaks[i] && (i === 1 || v > breaks[i - 1]))
    const m = members.length ? mean(members) : 0
    total += sum(members.map((v) => (v - m) ** 2))
  }
  return total
}

/** Nested means by their definition: a value lies in one half only. statsbreaks counts one that equals a mean in both halves. */
function nested(sorted, asked) {
  let parts = [sorted]
  for (let level = 2; level <= asked; level *= 2) {
    parts = parts.flatMap((part) => {
      if (part[0] === part.at(-1)) return [part]
      const m = mean(part)
      return [part.filter((v) => v <= m), part.filter((v) => v > m)].filter((half) => half.length)
    })
  }
  return parts.map((part) => part.at(-1))
}

/** What each method ought to give, by statsbreaks but for the differences. */
const expected = {
  equal: (one) => statsbreaks.equal(one.values, { nb: one.asked, ...raw }),
  quantiles: (one) => statsbreaks.quantile(one.values, { nb: one.asked, ...raw }),
  // Difference: statsbreaks refuses fewer than 6 values; we give classes and leave the judgement to a warning.
  q6: (one) => one.values.length >= 6 && statsbreaks.q6(one.values, raw),
  geometric: (one) => one.sorted[0] > 0 && statsbreaks.geometricProgression(one.values, { nb: one.asked, ...raw }),
  'head-tail': (one) => statsbreaks.headtail(one.values, { nb: one.asked, ...raw }),
  // Difference: statsbreaks adds classes, one a deviation, as far as the values go. We keep to the number asked for: the
  // tails belong to the outer classes.
  deviation: (one) => {
    const all = statsbreaks.msd(one.values, { k: 1, middle: one.asked % 2 === 1, ...raw })
    const m = mean(one.values)
    const sd = Math.sqrt(sum(one.values.map((v) => (v - m) ** 2)) / (one.values.length - 1))
    const reach = (one.asked / 2 - 1 + 0.25) * sd
    return all.filter((b, i) => i === 0 || i === all.length - 1 || Math.abs(b - m) < reach)
  },
}

function same(got, wanted, one, method) {
  const scale = Math.max(1, Math.abs(one.sorted[0]), Math.abs(one.sorted.at(-1)))
  const where = `${method}, ${one.kind}, ${one.values.length} values, ${one.asked} classes: ${got} but ${wanted}`
  assert.equal(got.length, wanted.length, where)
  got.forEach((b, i) => assert.ok(Math.abs(b - wanted[i]) <= 1e-9 * Math.min(scale, Math.max(1, Math.abs(wanted[i]))), where))
}

const all = Array.from({ length: SERIES }, (_, seed) => series(seed)).filter((one) => one.distinct > 1)

for (const method of Object.keys(expected)) {
  test(`${method}: the same bounds as statsbreaks on 1,000 series, to 1e-9`, () => {
    const chosen = all
      .filter((one) => method !== 'geometric' || one.sorted[0] > 0)
      .map((one) => (one.asked > one.values.length ? { ...one, asked: one.values.length } : one))
    let compared = 0
    ours(method, 'right', chosen).forEach((got, i) => {
      const wanted = expected[method](chosen[i])
      if (!wanted) return
      same(got, wanted, chosen[i], method)
      compared++
    })
    assert.ok(compared >= (method === 'geometric' ? 300 : 900), `only ${compared} series were compared`)
  })
}

// Of two partitions equally good either is right, and statsbreaks loses digits where it subtracts large squares: where the bounds
// differ ours must cost no more, reckoned here from the values.
test('ckmeans: the bounds of statsbreaks’ Jenks on 1,000 series, or better ones', () => {
  const chosen = all.map((one) => ({ ...one, asked: Math.min(one.asked, one.distinct) }))
  let other = 0
  ours('ckmeans', 'right', chosen).forEach((got, i) => {
    const one = chosen[i]
    const wanted = statsbreaks.jenks(one.values, { nb: one.asked, ...raw })
    assert.equal(got.length, wanted.length)
    if (got.every((b, j) => b === wanted[j])) return
    other++
    const [mine, theirs] = [cost(one.sorted, got), cost(one.sorted, wanted)]
    assert.ok(mine <= theirs * (1 + 1e-12) + 1e-12, `${one.kind}: ${got} costs ${mine}, ${wanted} costs ${theirs}`)
  })
  assert.ok(other <= SERIES / 20, `${other} series differ`)
})

test('nested means: the same as statsbreaks where no value equals a mean, else as defined', () => {
  const chosen = all.filter((one) => one.values.length >= 8)
  let compared = 0
  ours('nested-means', 'right', chosen).forEach((got, i) => {
    const one = chosen[i]
    const power = one.asked >= 8 ? 8 : one.asked >= 4 ? 4 : 2
    // the "mean" of a class of one value is no bound: nothing is left to halve
    const wanted = statsbreaks
      .nestedMeans(one.values, { nb: power, ...raw })
      .filter((b, j, whole) => j === 0 || j === whole.length - 1 || !one.values.includes(b))
    const members = (bounds) => bounds.slice(1).map((b) => one.sorted.filter((v) => v <= b).at(-1))
    if (one.distinct < one.values.length) {
      // ties, which statsbreaks may count twice: the classes by the definition
      assert.deepEqual(members(got), nested(one.sorted, power), `${one.kind}: ${got}`)
      return
    }
    same(got, wanted, one, 'nested-means')
    compared++
  })
  assert.ok(compared >= 500, `only ${compared} series were compared`)
})

test('closed on the left, natural breaks cut in the same places', () => {
  const chosen = all.map((one) => ({ ...one, asked: Math.min(one.asked, one.distinct) }))
  const left = ours('ckmeans', 'left', chosen)
  ours('ckmeans', 'right', chosen).forEach((right, i) => {
    right.slice(1, -1).forEach((b, j) => assert.equal(chosen[i].sorted.find((v) => v > b), left[i][j + 1]))
  })
})
