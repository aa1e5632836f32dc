// What a sheet looks like, beside the small pictures kept in tests/expected/sheets.
//
// A change of a theme, of the drawing or of the data shows here. Look at it, then accept it:
//
//     TERRIL_ACCEPT=1 ctest --test-dir build/debug -R wire/pictures
//
// writes the pictures anew; the diff of the pictures is what the change looks like.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { difference, readPng, reduce, writePng } from './picture.mjs'
import { folder, hasShared, home, load, loadBest, run } from './support.mjs'

process.env.SOURCE_DATE_EPOCH = '1790000000'
const at = folder(), kept = join(home, 'tests/expected/sheets')
const themes = readdirSync(join(home, 'styles')).map((name) => name.replace('.json', ''))
const accepts = process.env.TERRIL_ACCEPT === '1'

// Pictures are drawn twice as wide as they are kept, and compared as they would be kept, with 256 colours: the same drawing is
// 0 % away. The tolerance is for another version of a font or of cairo. A name that is no longer there is 5 % in its square of
// 12 pixels, an estate 10 %; a line or a colour that changes everywhere shows in the mean.
const WIDTH = 360, MEAN = 0.003, MOST = 0.03
const papers = { A4: ['--dpi', String((2 * WIDTH * 25.4) / 297)], A3: ['--dpi', String((2 * WIDTH * 25.4) / 420)], '1200x630px': [] }

function drawn(snapshot, theme, paper, ...options) {
  const file = join(at, 'drawn.png')
  const done = run('render', '--theme', theme, '--paper', paper, ...papers[paper], '--snapshot', snapshot, '-o', file, ...options)
  assert.equal(done.status, 0, done.stderr)
  return readPng(writePng(reduce(readPng(readFileSync(file)), WIDTH)))
}

/** Names of the sheets that no longer look as they did, with how far they are. Or keeps them all. */
function changes(snapshot, sheets) {
  const found = []
  mkdirSync(kept, { recursive: true })
  for (const [name, ...options] of sheets) {
    const file = join(kept, `${name}.png`), picture = drawn(snapshot, ...options)
    if (accepts) writeFileSync(file, writePng(picture))
    if (!existsSync(file)) {
      found.push(`${name}: no picture is kept`)
      continue
    }
    const { mean, most, at: where } = difference(readPng(readFileSync(file)), picture)
    if (process.env.TERRIL_DIFFERENCES) console.log(name, mean.toFixed(4), most.toFixed(4), where)
    if (mean > MEAN || most > MOST) found.push(`${name}: ${(100 * mean).toFixed(2)} % away, ${(100 * most).toFixed(0)} % at ${where}`)
  }
  return found
}
const advice = 'look at them, then TERRIL_ACCEPT=1 ctest --test-dir build/debug -R wire/pictures'

test('each theme looks as it did, on three papers, for the basin and two EPCI', { skip: hasShared ? false : 'the official files are not there' }, () => {
  const snapshot = loadBest(join(at, 'official.sqlite'))
  const territories = [['bassin'], ['lens-lievin', '--epci', '246200364'], ['valenciennes', '--epci', '245901160']]
  const sheets = themes.flatMap((theme) => Object.keys(papers).flatMap((paper) => territories.map(([name, ...options]) => [`${theme}-${name}-${paper.replace('px', '')}`, theme, paper, ...options])))
  assert.deepEqual(changes(snapshot, sheets), [], advice)
})

test('each theme of the schematic edition looks as it did', () => {
  const snapshot = load(join(at, 'schematic.sqlite'), '--edition', 'schematic')
  assert.deepEqual(changes(snapshot, themes.map((theme) => [`${theme}-schematic`, theme, 'A4'])), [], advice)
})

test('the pictures that are kept are those that are compared, and small', () => {
  const names = readdirSync(kept)
  assert.equal(names.length, themes.length * (3 * 3 + 1), names.join(' '))
  const bytes = names.reduce((sum, name) => sum + statSync(join(kept, name)).size, 0)
  assert.ok(bytes < 1_500_000, `${bytes} bytes`)
})

test('the comparison sees a name or an estate that is not there, and a colour that changed', () => {
  const snapshot = load(join(at, 'changed.sqlite'), '--edition', 'schematic')
  const before = drawn(snapshot, 'cites', 'A4')
  // a home of its own, with everything as it is but one theme
  const other = join(at, 'home'), style = join(other, 'styles/cites.json'), text = readFileSync(join(home, 'styles/cites.json'), 'utf8')
  mkdirSync(join(other, 'styles'), { recursive: true })
  for (const name of ['geodata', 'web']) symlinkSync(join(home, name), join(other, name))
  const known = process.env.TERRIL_HOME
  process.env.TERRIL_HOME = other
  try {
    const seats = '"filter": ["in", ["get", "insee"], ["literal", ["62119",'
    for (const [what, from, to] of [
      ['nothing', '', ''],
      ['the name of Béthune', seats, seats.replace('62119', '00000')],
      ['the estate de la Motte', /("id": "estates(-edge)?",\s*"type": "[a-z]+",)/g, '$1 "filter": ["!=", ["to-string", ["get", "id_lsm"]], "361"],'],
      ['a colour', /#a63a1f/g, '#1f5ca6'],
    ]) {
      const changed = text.replace(from, to)
      assert.equal(changed === text, what === 'nothing', what)
      writeFileSync(style, changed)
      const { mean, most } = difference(before, drawn(snapshot, 'cites', 'A4'))
      if (process.env.TERRIL_DIFFERENCES) console.log(what, mean.toFixed(4), most.toFixed(4))
      assert.equal(mean > MEAN || most > MOST, what !== 'nothing', `${what}: ${mean} ${most}`)
    }
  } finally {
    process.env.TERRIL_HOME = known ?? home
  }
})
