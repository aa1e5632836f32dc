// The page as people meet it, without a script: valid HTML, accessible, readable at 320 pixels, nothing asked of others.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { HtmlValidate } from 'html-validate'
import { chromium } from 'playwright-core'
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { ask, folder, hasShared, home, loadBest, serve } from './support.mjs'

const dir = folder()
let server, base, browser

before(async () => {
  server = await serve(loadBest(join(dir, 'a.sqlite')))
  base = server.base
  browser = await chromium.launch({
    executablePath: ['/usr/bin/chromium'].find(existsSync),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--no-first-run', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  })
})
after(async () => {
  await browser?.close()
  await server.stop()
})

const pages = ['/', '/?theme=velo', '/?theme=gares', '/?theme=patrimoine', '/?theme=patrimoine&epci=200042190&lang=en',
  '/?theme=territoire', '/?theme=territoire&indicator=friches&by=epci&epci=246200364', '/?theme=territoire&indicator=friches&representation=choropleth',
  '/?epci=246200364', '/?lang=en']

test('the page is valid HTML', async () => {
  const validator = new HtmlValidate({ extends: ['html-validate:standard'], rules: { 'no-inline-style': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off', 'svg-focusable': 'off', 'void-style': 'off' } })
  for (const path of pages) {
    const report = await validator.validateString((await ask(base, path)).text)
    const messages = report.results.flatMap((each) => each.messages).filter((each) => each.severity === 2)
    assert.deepEqual(messages.map((each) => `${each.line}: ${each.ruleId} ${each.message}`).slice(0, 5), [], path)
  }
})

test('the first page weighs at most 70 KB with brotli and has no script', async () => {
  const html = (await ask(base, '/')).body
  const weight = brotliCompressSync(html).length
  assert.ok(weight <= 70_000, `${weight} bytes`)
  assert.doesNotMatch(html.toString(), /<script/)
})

test('the table holds every EPCI, what lies outside, and the total', async () => {
  const html = (await ask(base, '/')).text
  const rows = html.match(/<tbody>([\s\S]*)<\/tbody>/)[1].match(/<tr/g)
  assert.equal(rows.length, 8 + 1 + 1)
  assert.match(html, /1\u202f184\u202f821/)
})

test('French sentences have French spaces', async () => {
  const text = (await ask(base, '/')).text.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/<[^>]+>/g, '\n').replace(/&[a-z]+;/g, '')
  const wrong = text.split('\n').filter((line) => / [;!?:]( |$)|[a-zé][;!?](\s|$)/.test(line) && !/https?:/.test(line))
  assert.deepEqual(wrong, [])
})

test('nothing is wider than a phone of 320 pixels, with scripts switched off', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: true })
  for (const path of pages) {
    const page = await context.newPage()
    await page.goto(base + path)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= 320, `${path}: ${width}`)
    const small = await page.evaluate(() => [...document.querySelectorAll('.map > svg text')]
      .filter((each) => getComputedStyle(each).display !== 'none')
      .map((each) => ({ text: each.textContent, high: each.getBoundingClientRect().height })).filter((each) => each.high < 11))
    assert.deepEqual(small, [], path)
    await page.close()
  }
  await context.close()
})

test('nothing but the server itself is asked for', async () => {
  const page = await browser.newPage()
  const asked = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(base + '/')
  assert.ok(asked.every((url) => url.startsWith(base)), asked.join('\n'))
  await page.close()
})

test('axe finds no fault', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const context = await browser.newContext({ bypassCSP: true })
  for (const path of pages) {
    const page = await context.newPage()
    await page.goto(base + path)
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
    assert.deepEqual(violations.map((each) => `${path} ${each.id}: ${each.nodes[0].html.slice(0, 200)}`), [])
    await page.close()
  }
  await context.close()
})

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
