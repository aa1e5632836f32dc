// Names on finished sheets, read from the display list: none overlaps another or the sheet's furniture, none is cut, and those
// that must be there are.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { build, folder, hasShared, home, loadBest } from './support.mjs'

const snapshot = loadBest(join(folder(), 'snapshot.sqlite'))
const themes = readdirSync(join(home, 'styles')).map((name) => name.replace('.json', ''))
const query = (sql) => spawnSync('sqlite3', [snapshot, sql], { encoding: 'utf8' }).stdout.trim().split('\n').map((name) => name.replaceAll("'", '’'))
const seats = ['62119', '62498', '62427', '59178', '59345', '59606', '59632', '62865']
// Béthune, Lens, Hénin-Beaumont, Douai, Lewarde, Valenciennes, Wallers, Vitry-en-Artois: where the eight EPCI have their seats
const names = query(`SELECT nom FROM communes WHERE insee IN (${seats.map((code) => `'${code}'`)})`)
const towns = query('SELECT nom FROM communes WHERE bassin = 1 ORDER BY population DESC LIMIT 10')

function sheet(theme, paper, ...epci) {
  const done = spawnSync(join(build, 'tests/labels_tool'), [snapshot, theme, paper, ...epci], { encoding: 'utf8', cwd: home, maxBuffer: 1 << 28 })
  assert.equal(done.status, 0, done.stderr)
  return JSON.parse(done.stdout)
}

const meet = ([ax, ay, bx, by], [cx, cy, dx, dy]) => ax < dx && cx < bx && ay < dy && cy < by

/** What is wrong with the names of a sheet, in sentences. */
function faults({ frame, furniture, labels }, wanted) {
  const found = []
  labels.forEach(({ text, box }, i) => {
    if (box[0] < frame[0] || box[1] < frame[1] || box[2] > frame[2] || box[3] > frame[3]) found.push(`${text} is cut`)
    for (const other of labels.slice(0, i)) if (meet(box, other.box)) found.push(`${text} overlaps ${other.text}`)
    for (const piece of furniture) if (meet(box, piece.box)) found.push(`${text} is under ${piece.id}`)
  })
  for (const name of wanted) if (!labels.some(({ text }) => text === name)) found.push(`${name} is missing`)
  return found
}

test('on every sheet of the basin no name overlaps or is cut, and seats and the ten largest towns are there', () => {
  assert.equal(names.length, 8)
  assert.equal(towns.length, 10)
  for (const theme of themes)
    for (const paper of ['A4', 'A4-portrait', 'A3', '1200x630px', ...(theme === 'cites' ? ['A0', '1080x1080px'] : [])]) {
      const read = sheet(theme, paper)
      assert.ok(read.labels.length >= 8, `${theme} ${paper}`)
      assert.deepEqual(faults(read, paper.startsWith('A') ? [...names, ...towns] : names), [], `${theme} ${paper}`)
    }
})

test('on the sheets of EPCI no name overlaps or is cut, and each of its communes is named or reported', () => {
  for (const theme of themes)
    for (const siren of ['246200364', '245901160']) {
      const communes = query(`SELECT nom FROM communes WHERE epci_siren = '${siren}'`)
      for (const paper of ['A4', '1200x630px']) {
        const read = sheet(theme, paper, siren)
        const left = read.left_out.map((name) => name.replaceAll("'", '’'))
        assert.deepEqual(faults(read, communes.filter((name) => !left.includes(name))), [], `${theme} ${paper} ${siren}`)
        assert.ok(left.length <= communes.length / 3, `${theme} ${paper} ${siren}: ${left}`)
      }
    }
})

test('a fault would be found', () => {
  const read = sheet('cites', 'A4'), [first, second] = read.labels, copy = () => structuredClone(read)
  assert.deepEqual(faults(read, names), [])
  const over = copy()
  over.labels[1].box = first.box
  assert.ok(faults(over, []).includes(`${second.text} overlaps ${first.text}`))
  const cut = copy()
  cut.labels[0].box[0] = read.frame[0] - 1
  assert.deepEqual(faults(cut, []), [`${first.text} is cut`])
  const under = copy()
  under.labels[0].box = read.furniture.find((piece) => piece.id === 'legend').box
  assert.ok(faults(under, []).includes(`${first.text} is under legend`))
  const gone = copy()
  gone.labels = gone.labels.filter(({ text }) => text !== names[0])
  assert.deepEqual(faults(gone, names), [`${names[0]} is missing`])
  assert.ok(hasShared || read.furniture.some((piece) => piece.id === 'notice'))
})
