// Coverage and land of one collection, whole or filtered, against the indicators that load computed another way.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { join } from 'node:path'
import { folder, hasShared, load, run, shared } from './support.mjs'

const skip = hasShared ? false : 'the real files are not beside the project'
const snapshot = join(folder(), 'a.sqlite')
const table = (command, ...args) => {
  const done = run(command, '--snapshot', snapshot, '--format', 'json', ...args)
  assert.equal(done.status, 0, done.stderr)
  return JSON.parse(done.stdout)
}
const coverage = (...args) => Object.fromEntries(table('coverage', ...args).map((row) => [row.territoire, row]))
const near = (actual, expected, what) =>
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${what}: ${actual}, not ${expected}`)

before(() => {
  if (!skip) load(snapshot, '--sources', shared)
})

for (const [perimeter, by] of [['bassin', 'epci'], ['epci', 'commune']]) {
  const scope = ['--perimeter', perimeter, '--by', by]
  test(`the tally of a collection says what the indicators say: ${perimeter} by ${by}`, { skip }, () => {
    const indicators = coverage(...scope)
    for (const [of, filter, columns] of [
      ['estates', null, { nombre: 'cites', surface_ha: 'cites_ha' }],
      ['estates', "unesco = 'inscrit'", { nombre: 'cites_unesco_inscrit' }],
      ['estates', "unesco = 'hors'", { nombre: 'cites_unesco_hors' }],
      ['slag-heaps', null, { nombre: 'terrils' }],
      ['brownfields', 'verifie = 1', { nombre: 'friches_verifiees' }],
      ['stations', "voyageurs = 'O'", { nombre: 'gares' }]
    ]) {
      const rows = coverage(...scope, '--of', of, ...(filter ? ['--filter', filter] : []))
      assert.deepEqual(Object.keys(rows).sort(), Object.keys(indicators).sort())
      for (const [id, row] of Object.entries(rows)) {
        for (const [column, indicator] of Object.entries(columns)) {
          if (indicators[id][indicator] !== null) near(row[column], indicators[id][indicator], `${of} ${filter ?? ''}, ${id}, ${column}`)
        }
      }
    }
  })
}

test('parts add up to the whole, and a filter and its negation to all', { skip }, () => {
  const all = coverage('--of', 'mine-railways')
  const long = coverage('--of', 'mine-railways', '--filter', 'longueur_m > 500')
  const short = coverage('--of', 'mine-railways', '--filter', 'NOT (longueur_m > 500)')
  for (const [id, row] of Object.entries(all)) {
    near(long[id].longueur_km + short[id].longueur_km, row.longueur_km, id)
    assert.equal(long[id].nombre + short[id].nombre, row.nombre)
  }
  assert.ok(long.total.nombre > 0 && short.total.nombre > 0)
  const parts = Object.entries(all).filter(([id]) => id !== 'total')
  near(parts.reduce((sum, [, row]) => sum + row.longueur_km, 0), all.total.longueur_km, 'total')
})

test('the land of a collection says what the land table says', { skip }, () => {
  const scope = ['--station', '87345215', '--distance', '500,800,1000,2000']
  const land = table('land', ...scope)
  for (const [of, filter, columns] of [
    ['estates', null, { nombre: 'cites', surface_ha: 'cites_ha' }],
    ['estates', "unesco = 'inscrit'", { nombre: 'cites_unesco_inscrit' }],
    ['brownfields', 'verifie = 1', { nombre: 'friches_verifiees' }],
    ['mine-shafts', null, { nombre: 'puits' }]
  ]) {
    const rows = table('land', ...scope, '--of', of, ...(filter ? ['--filter', filter] : []))
    assert.equal(rows.length, 4)
    rows.forEach((row, i) => {
      assert.ok(!('friches_liste' in row))
      for (const [column, indicator] of Object.entries(columns)) near(row[column], land[i][indicator], `${of}, ${row.distance_m} m, ${column}`)
    })
  }
})

test('a wrong collection or filter is named', { skip }, () => {
  for (const [args, words] of [
    [['--of', 'estate'], /no collection "estate", did you mean estates\?/],
    [['--filter', "unesco = 'inscrit'"], /--filter chooses features of a collection: say which one with --of/],
    [['--of', 'estates', '--filter', "unesko = 'inscrit'"], /unesko.*unesco/s],
    [['--of', 'estates', '--filter', 'unesco ='], /./],
    [['--of', 'estates', '--indicators', 'cites'], /exclude each other/]
  ]) {
    const done = run('coverage', '--snapshot', snapshot, ...args)
    assert.equal(done.status, 2, args.join(' '))
    assert.match(done.stderr, words)
    assert.equal(done.stdout, '')
  }
})
