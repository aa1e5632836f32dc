// The page as people meet it, without a script: valid HTML, accessible, readable at 320 pixels, nothing asked of others.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { checkPages, launch, onServer } from './page_checks.mjs'
import { ask, folder, hasShared, home, loadBest, serve } from './support.mjs'

const dir = folder()
let server, base, browser

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  base = server.base
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await server.stop()
})

checkPages(test, onServer, () => ({ base, browser }))

test('the two languages have the same sentences', () => {
  const keys = (lang) => Object.keys(JSON.parse(readFileSync(join(home, `web/text/${lang}.json`)))).sort()
  assert.deepEqual(keys('en'), keys('fr'))
})

test('every theme is a valid MapLibre style that draws collections there are', async () => {
  const { collections } = (await ask(base, '/ogc/collections')).json
  const ids = new Set(collections.map((each) => each.id))
  for (const theme of ['cites', 'velo']) {
    const style = JSON.parse(readFileSync(join(home, `styles/${theme}.json`)))
    const errors = validateStyleMin(style).filter((each) => !/glyphs/.test(each.message))
    assert.deepEqual(errors.map((each) => each.message), [], theme)
    if (hasShared) for (const layer of style.layers) assert.ok(!layer.source || ids.has(layer.source) || layer.source === 'cycle-facilities', layer.id)
  }
})
