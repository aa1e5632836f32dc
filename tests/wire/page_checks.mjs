// What every page must be, whoever serves it: this server, or a host of files that holds a copy (terril export --site).
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { existsSync, readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { HtmlValidate } from 'html-validate'
import { chromium } from 'playwright-core'
import { ask } from './support.mjs'

export const states = [{}, { theme: 'velo' }, { epci: '246200364' }, { lang: 'en' }, { theme: 'velo', epci: '246200364', lang: 'en' },
  { theme: 'gares' }, { theme: 'patrimoine', epci: '200044618', lang: 'en' }, { theme: 'territoire' }, { theme: 'territoire', epci: '245901160' }]

/** The address of a state on the server. */
export function onServer(state) {
  const query = new URLSearchParams(state).toString()
  return query ? `/?${query}` : '/'
}

/** The same on a host of files (server/page/filing.h). */
export function onFiles({ theme, epci, lang }) {
  return `/${theme ? `${theme}/` : ''}${epci ? `epci-${epci}/` : ''}${lang ? `${lang}/` : ''}index.html`
}

/** A browser that reaches this machine and no other; `drawing` gives it WebGL, which the processor draws. */
export function launch(drawing = false) {
  return chromium.launch({
    executablePath: ['/usr/bin/chromium'].find(existsSync),
    args: [...(drawing ? ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] : ['--disable-gpu']), '--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--no-first-run', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  })
}

/** Registers the checks; `site()` gives { base, browser } once they run, `address` the path of a state, `more` further paths. axe looks at
 * the first `looked` of them: where pages are copies of others that it saw, a few will do. */
export function checkPages(test, address, site, more = [], looked = Infinity) {
  const pages = [...states.map(address), ...more], home = address({})

  test('the page is valid HTML', async () => {
    const validator = new HtmlValidate({ extends: ['html-validate:standard'], rules: { 'no-inline-style': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off', 'svg-focusable': 'off', 'void-style': 'off' } })
    for (const path of pages) {
      const report = await validator.validateString((await ask(site().base, path)).text)
      const messages = report.results.flatMap((each) => each.messages).filter((each) => each.severity === 2)
      assert.deepEqual(messages.map((each) => `${each.line}: ${each.ruleId} ${each.message}`).slice(0, 5), [], path)
    }
  })

  test('the first page weighs at most 70 KB with brotli and has no script', async () => {
    const html = (await ask(site().base, home)).body
    const weight = brotliCompressSync(html).length
    assert.ok(weight <= 70_000, `${weight} bytes`)
    assert.doesNotMatch(html.toString(), /<script/)
  })

  test('the table holds every EPCI, what lies outside, and the total', async () => {
    const html = (await ask(site().base, home)).text
    const rows = html.match(/<tbody>([\s\S]*)<\/tbody>/)[1].match(/<tr/g)
    assert.equal(rows.length, 8 + 1 + 1)
    assert.match(html, /1\u202f184\u202f821/)
  })

  test('French sentences have French spaces', async () => {
    const text = (await ask(site().base, home)).text.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/<[^>]+>/g, '\n').replace(/&[a-z]+;/g, '')
    const wrong = text.split('\n').filter((line) => / [;!?:]( |$)|[a-zé][;!?](\s|$)/.test(line) && !/https?:/.test(line))
    assert.deepEqual(wrong, [])
  })

  test('nothing is wider than a phone of 320 pixels, with scripts switched off', async () => {
    const context = await site().browser.newContext({ viewport: { width: 320, height: 640 }, javaScriptEnabled: true })
    for (const path of pages) {
      const page = await context.newPage()
      await page.goto(site().base + path)
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

  test('nothing but the host itself is asked for', async () => {
    const page = await site().browser.newPage()
    const asked = []
    page.on('request', (request) => asked.push(request.url()))
    for (const path of pages) await page.goto(site().base + path)
    assert.ok(asked.length >= pages.length && asked.every((url) => url.startsWith(site().base)), asked.join('\n'))
    await page.close()
  })

  test('themes, languages and intercommunalities are one tap away, there and back', async () => {
    const page = await site().browser.newPage()
    const title = () => page.locator('h1').innerText()
    await page.goto(site().base + home)
    const first = await title()
    await page.getByRole('link', { name: 'Vélo', exact: true }).click()
    assert.equal(page.url(), site().base + address({ theme: 'velo' }))
    await page.locator('nav.closer').getByRole('link').first().click()
    assert.match(page.url(), /epci[=-]\d{9}/)
    await page.getByRole('link', { name: 'English', exact: true }).click()
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    await page.locator('a.language').click()
    await page.locator('p.back a').click()
    assert.equal(page.url(), site().base + address({ theme: 'velo' }))
    await page.locator('a.site').click()
    assert.equal(await title(), first)
    await page.close()
  })

  test('axe finds no fault', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    for (const width of [1280, 320]) {
      const context = await site().browser.newContext({ bypassCSP: true, viewport: { width, height: 900 } })
      for (const path of pages.slice(0, looked)) {
        const page = await context.newPage()
        await page.goto(site().base + path)
        await page.evaluate(axe)
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
        assert.deepEqual(violations.map((each) => `${path} at ${width}: ${each.id}: ${each.nodes[0].html.slice(0, 200)}`), [])
        await page.close()
      }
      await context.close()
    }
  })
}
