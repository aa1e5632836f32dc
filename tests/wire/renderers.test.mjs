// Our SVG as other programs draw it, beside our PNG. Inkscape is large, so it is asked only where it is installed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { difference, readPng } from './picture.mjs'
import { folder, home, loadBest, run } from './support.mjs'

process.env.SOURCE_DATE_EPOCH = '1790000000'
const at = folder(), snapshot = loadBest(join(at, 'snapshot.sqlite'))
const themes = readdirSync(join(home, 'styles')).map((name) => name.replace('.json', ''))

const renderers = {
  'rsvg-convert': (svg, png) => ['-d', '150', '-p', '150', svg, '-o', png],
  inkscape: (svg, png) => ['--export-type=png', '--export-dpi=150', '-o', png, svg],
}

for (const [program, options] of Object.entries(renderers)) {
  const isThere = spawnSync(program, ['--version']).status === 0
  test(`${program} draws our SVG as we draw our PNG, within 1 %`, { skip: isThere || program === 'rsvg-convert' ? false : `${program} is not installed` }, () => {
    for (const theme of themes) {
      const [svg, ours, theirs] = ['sheet.svg', 'ours.png', 'theirs.png'].map((name) => join(at, name))
      for (const file of [svg, ours])
        assert.equal(run('render', '--theme', theme, '--paper', 'A4', '--dpi', '150', '--snapshot', snapshot, '-o', file).status, 0)
      const done = spawnSync(program, options(svg, theirs), { encoding: 'utf8' })
      assert.equal(done.status, 0, done.stderr)
      // a program may round the last pixel of the paper up
      const [left, right] = [ours, theirs].map((file) => readPng(readFileSync(file)))
      assert.ok(Math.abs(left.width - right.width) <= 1 && Math.abs(left.height - right.height) <= 1)
      const size = [Math.min(left.width, right.width), Math.min(left.height, right.height)]
      const { mean } = difference(cut(left, ...size), cut(right, ...size))
      if (process.env.TERRIL_DIFFERENCES) console.log(program, theme, mean.toFixed(4))
      assert.ok(mean < 0.01, `${theme}: ${(100 * mean).toFixed(2)} %`)
    }
  })
}

function cut(picture, width, height) {
  const rgb = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++) rgb.set(picture.rgb.subarray(3 * y * picture.width, 3 * (y * picture.width + width)), 3 * y * width)
  return { width, height, rgb }
}
