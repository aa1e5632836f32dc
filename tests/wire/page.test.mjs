// The page as people meet it, without a script: valid HTML, accessible, readable at 320 pixels, nothing asked of others.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { join } from 'node:path'
import { readFileSync, readdirSync } from 'node:fs'
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

// What only a server answers: an indicator of one's own, and one that is refused.
const chosen = ['/?theme=territoire&indicator=friches&by=epci&epci=246200364', '/?theme=territoire&indicator=friches&representation=choropleth']

checkPages(test, onServer, () => ({ base, browser }), chosen)

test('the two languages have the same sentences', () => {
  const keys = (lang) => Object.keys(JSON.parse(readFileSync(join(home, `web/text/${lang}.json`)))).sort()
  assert.deepEqual(keys('en'), keys('fr'))
})

test('every theme is a valid MapLibre style that draws collections there are', async () => {
  const { collections } = (await ask(base, '/ogc/collections')).json
  const ids = new Set(collections.map((each) => each.id))
  const themes = readdirSync(join(home, 'styles')).filter((each) => each.endsWith('.json'))
  assert.ok(themes.length >= 5, themes.join())
  for (const theme of themes) {
    const style = JSON.parse(readFileSync(join(home, 'styles', theme)))
    const errors = validateStyleMin(style).filter((each) => !/glyphs/.test(each.message))
    assert.deepEqual(errors.map((each) => each.message), [], theme)
    if (hasShared) for (const layer of style.layers) assert.ok(!layer.source || ids.has(layer.source) || ['cycle-facilities', 'figures'].includes(layer.source), layer.id)
  }
})
