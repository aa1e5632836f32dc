// The themes as sheets: every file of styles/ on three papers, and « territoire » with whatever one may choose.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { join } from 'node:path'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { ask, csv, folder, home, loadBest, run, serve } from './support.mjs'

const dir = folder()
const snapshot = join(dir, 'a.sqlite')
let server, base

before(async () => {
  server = await serve(loadBest(snapshot))
  base = server.base
})
after(async () => await server.stop())

const render = (name, ...args) => {
  const file = join(dir, name)
  return { ...run('render', '--snapshot', snapshot, '-o', file, ...args), file, get svg() { return readFileSync(file, 'utf8') } }
}
const texts = (svg) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((each) => each[1].replace(/&amp;/g, '&').replace(/&apos;|&#39;/g, "'"))
/** What stands in the legend, line by line. */
const legend = (svg) => texts(svg.slice(svg.indexOf('id="legend"')))
const number = (text) => Number(text.replace(/[\u202f\u00a0]/g, '').replace(',', '.'))

test('a theme is a file: the command, the page and the sheets know each of them', async () => {
  const themes = readdirSync(join(home, 'styles')).map((each) => each.replace('.json', ''))
  const help = run('render', '--help').stdout
  const page = (await ask(base, '/')).text
  for (const theme of themes) {
    assert.match(help, new RegExp(`one of .*\\b${theme}\\b`), theme)
    assert.ok(theme === 'cites' || page.includes(`theme=${theme}`), theme)
    for (const paper of ['A4', 'A3', '1200x630px']) {
      for (const lang of ['fr', 'en']) {
        const { status, body } = await ask(base, `/carte/${theme}.svg?paper=${paper}&lang=${lang}`)
        assert.equal(status, 200, `${theme} ${paper} ${lang}`)
        const words = texts(body.toString())
        assert.ok(words.some((each) => /^Sources/.test(each)), theme)
        assert.ok(words.every((each) => !/[{}]/.test(each)), `${theme}: a template is not filled in`)
      }
    }
  }
})

test('the counts of a legend are those of the table, class by class', async () => {
  for (const [by, count] of [['commune', 250], ['epci', 8]]) {
    const rows = csv((await ask(base, `/data/coverage.csv?by=${by}`)).text).filter((each) => !['hors', 'total'].includes(each.territoire))
    assert.equal(rows.length, count)
    const values = rows.map((each) => each.population_km2).filter((each) => each !== '').map(Number)
    for (const method of ['quantiles', 'ckmeans', 'equal']) {
      const sheet = render('counts.svg', '--theme', 'territoire', '--indicator', 'population_km2', '--by', by, '--method', method, '--classes', '4')
      assert.equal(sheet.status, 0, sheet.stderr)
      const lines = legend(sheet.svg)
      const classes = lines.map((each) => each.match(/^([^ ]+) – ([^ ]+)\u00a0hab\.\/km² \((\d+)\)$/)).filter(Boolean)
        .map(([, low, high, counted]) => ({ low: number(low), high: number(high), counted: Number(counted) })).reverse()
      const unknown = Number(lines.map((each) => each.match(/^non renseigné \((\d+)\)$/)).find(Boolean)?.[1] ?? 0)
      assert.ok(classes.length >= 2, lines.join('\n'))
      assert.equal(classes.reduce((sum, each) => sum + each.counted, unknown), count)
      // Between the outer classes the bounds are written exactly; a bound belongs to the class below it.
      classes.forEach(({ low, high, counted }, i) => {
        const inside = values.filter((value) => (i === 0 || value > low) && (i === classes.length - 1 || value <= high))
        assert.equal(inside.length, counted, `${by} ${method} ${low} – ${high}`)
      })
    }
  }
})

test('what is not known is a hatch and a line of the legend', () => {
  const sheet = render('unknown.svg', '--theme', 'territoire', '--indicator', 'cites_cyclable_500_pct')
  assert.equal(sheet.status, 0, sheet.stderr)
  assert.ok(legend(sheet.svg).some((each) => /^non renseigné \(\d+\)$/.test(each)))
  assert.match(sheet.svg, /id="layer-unknown"[\s\S]*?fill="url\(/)
})

test('a stock is circles, greatest first, and a sheet of them is the same twice', () => {
  const sheet = render('stock.svg', '--theme', 'territoire', '--indicator', 'population', '--by', 'epci')
  assert.equal(sheet.status, 0, sheet.stderr)
  const circles = sheet.svg.slice(sheet.svg.indexOf('id="layer-circles"')).split('</g>')[0].match(/<path/g)
  assert.equal(circles.length, 8)
  assert.ok(legend(sheet.svg).includes('surface du cercle proportionnelle à la valeur'))
  const again = render('again.svg', '--theme', 'territoire', '--indicator', 'population', '--by', 'epci')
  assert.equal(again.svg, sheet.svg)
})

test('bounds of one’s own are kept as they are', () => {
  const sheet = render('manual.svg', '--theme', 'territoire', '--indicator', 'population_km2', '--breaks', '0; 300; 1000; 20000', '--palette', 'brick')
  assert.equal(sheet.status, 0, sheet.stderr)
  assert.ok(legend(sheet.svg).some((each) => each.startsWith('300 – 1\u202f000\u00a0hab./km²')), legend(sheet.svg).join('\n'))
})

test('a map that would mislead is refused in French, by the command and by the server', async () => {
  const stock = render('no.svg', '--theme', 'territoire', '--indicator', 'population', '--representation', 'choropleth')
  assert.equal(stock.status, 1)
  assert.match(stock.stderr, /est un stock\u00a0: une carte choroplèthe ferait mentir/)
  assert.ok(!existsSync(stock.file))
  for (const [query, sentence] of [
    ['indicator=population_km2&representation=symbols', /est un taux/],
    ['indicator=population_km2&palette=kinds', /teintes sans ordre/i],
    ['indicator=population_km2&palette=water-brick', /divergente/],
    ['indicator=population_km2&breaks=3;2;1', /.+/],
    ['indicator=populaton', /did you mean population/],
    ['indicator=population&by=canton', /commune, epci/],
    ['indicator=population&classes=12', /2 to 9/],
  ]) {
    const sheet = await ask(base, `/carte/territoire.svg?${query}`)
    assert.equal(sheet.status, 400, query)
    assert.match(sheet.json.detail, sentence)
  }
  assert.match((await ask(base, '/carte/cites.svg?indicator=population')).json.detail, /one subject/)
})

test('the page of a refused map says why and lets choose another', async () => {
  const page = await ask(base, '/?theme=territoire&indicator=population&representation=choropleth')
  assert.equal(page.status, 400)
  assert.match(page.headers['content-type'], /text\/html/)
  assert.match(page.text, /est un stock/)
  assert.match(page.text, /<select name="indicator">/)
})

test('an indicator without any value makes a sheet that says so', () => {
  const sheet = render('empty.svg', '--theme', 'territoire', '--indicator', 'logements_renoves', '--by', 'epci')
  assert.equal(sheet.status, 0)
  assert.match(sheet.stderr, /n’est renseigné pour aucun territoire/)
  assert.ok(texts(sheet.svg).includes('Aucune donnée'))
  assert.ok(legend(sheet.svg).includes('non renseigné (8)'))
  for (const form of ['png', 'pdf']) {
    const other = render(`empty.${form}`, '--theme', 'territoire', '--indicator', 'logements_renoves', '--paper', '1200x630px')
    assert.equal(other.status, 0, other.stderr)
    assert.ok(statSync(other.file).size > 10_000)
  }
})

test('the state of the form is the address, in every link of the page', async () => {
  const html = (await ask(base, '/?theme=territoire&indicator=gares&by=epci&palette=water&method=')).text
  const links = [...html.matchAll(/href="([^"]*)"/g)].map((each) => each[1].replace(/&amp;/g, '&'))
  const query = 'indicator=gares&by=epci&palette=water'
  assert.ok(links.some((each) => each === `/?theme=territoire&lang=en&${query}`), links.join('\n'))
  assert.ok(links.some((each) => each.startsWith('/carte/territoire.pdf?') && each.endsWith(query)))
  assert.ok(links.includes('/?theme=velo'))
  assert.match(html, /<option value="gares" selected>/)
  assert.match(html, /<option value="epci" selected>intercommunalité/)
  assert.equal((html.split('class="values"')[1].split('</details>')[0].match(/<th scope="row">/g) ?? []).length, 8)
})

test('the credits name what the indicator is computed from', async () => {
  const sheet = render('credits.svg', '--theme', 'territoire', '--indicator', 'friches_pct')
  assert.equal(sheet.status, 0, sheet.stderr)
  assert.match(texts(sheet.svg).filter((each) => /Sources/.test(each)).join(' '), /Sources/)
  const { indicateurs } = (await ask(base, '/data/indicators.json')).json
  const credit = indicateurs.friches_pct.source.split('\u202f; ')[0].replace(/\)$/, '')
  assert.ok(texts(sheet.svg).join(' ').includes(credit), credit)
})

test('the first page weighs less than 60 kB, that of any theme less than 85', async () => {
  for (const theme of readdirSync(join(home, 'styles')).map((each) => each.replace('.json', ''))) {
    for (const lang of ['fr', 'en']) {
      const page = await ask(base, `/?theme=${theme}&lang=${lang}`, { headers: { 'accept-encoding': 'br' } })
      assert.equal(page.headers['content-encoding'], 'br')
      assert.ok(page.body.length < (theme === 'cites' ? 60_000 : 85_000), // the first page, and those that hold more
         `${theme} ${lang}: ${page.body.length}`)
    }
  }
})

test('what a map says when pointed at is in the language of the page', async () => {
  const titles = async (theme, lang) => [...(await ask(base, `/?theme=${theme}&lang=${lang}`)).text.matchAll(/<title>([^<]*)<\/title>/g)].map((each) => each[1])
  for (const [theme, french, english] of [
    ['cites', /^Gare de /, /^Station /],
    ['gares', /: (\d+ cités?|cités non renseignées), (\d+ friches?|friches non renseignées)$/, /: (\d+ estates?|estates not known), (\d+ brownfields?|brownfields not known)$/],
  ]) {
    const [said, spoken] = [await titles(theme, 'fr'), await titles(theme, 'en')]
    assert.ok(said.some((each) => french.test(each)) && !said.some((each) => english.test(each)), theme)
    assert.ok(spoken.some((each) => english.test(each)) && !spoken.some((each) => french.test(each)), theme)
    assert.ok(!said.some((each) => /\b[01] (cités|friches)\b/.test(each)) && !spoken.some((each) => /: 1 estates|, 1 brownfields/.test(each)))
  }
})
