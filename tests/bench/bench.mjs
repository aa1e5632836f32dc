// The benchmark: its parts in order, to the terminal; all of them together, to RESULTS.md.
//   bench.mjs [cached] [items] [tiles] [start] [swap] [bad] [growth] [--rounds N] [--seconds N] [--swaps N] [--parcels N]
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { folder, hasShared, loadBest } from '../wire/support.mjs'
import { bad } from './bad.mjs'
import { cached } from './cached.mjs'
import { items } from './items.mjs'
import { machine } from './machine.mjs'
import { repeats, theft, THEFT_MAX } from './measure.mjs'
import { CONNECTIONS, THREADS, turns } from './race.mjs'
import { start } from './start.mjs'
import { growth } from './growth.mjs'
import { swap } from './swap.mjs'
import { losses } from './table.mjs'
import { tiles } from './tiles.mjs'

const parts = { cached, tiles, items, start, swap, bad, growth }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' }, swaps: { type: 'string', default: '200' }, parcels: { type: 'string', default: '1000000' } },
})
const unknown = positionals.find((name) => !(name in parts))
if (unknown !== undefined) {
  console.error(`bench: there is no part ${unknown}; there are ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}

const load = loadavg(), stolen = theft()
const dir = folder('terril-bench-')
const context = {
  dir,
  snapshot: loadBest(join(dir, 'basin.sqlite')),
  pace: { rounds: Number(values.rounds), seconds: Number(values.seconds) },
  swaps: Number(values.swaps),
  parcels: Number(values.parcels),
}
const wanted = positionals.length > 0 ? positionals : Object.keys(parts)
const texts = []
for (const name of wanted) {
  console.error(`bench: ${name}`)
  texts.push(await parts[name](context))
}

const text = `# Results of the benchmark

${machine(load, stolen())}

Data: ${hasShared ? 'official files' : 'schematic edition'}. Races: wrk asks every server in turns (A B C A B C ..), ${context.pace.rounds} rounds of ${context.pace.seconds} s
after one that does not count, ${CONNECTIONS} keep-alive connections, ${THREADS} threads, everything on this one machine. Figures are medians of the rounds, ratios too, which are
taken within each round; the spread is half of the way from the slowest to the fastest. Answers are looked at before a race, and one failed request ends it.
A round in which a host took more than ${THEFT_MAX} % of the processors' time for others while one of them was asked is run again, up to
three times in all: of ${turns.run} rounds ${turns.kept} count, from whose entrants it took at most ${turns.worst.toFixed(1)} %.
So are loads, sheets and bad questions: ${repeats.run} runs for ${repeats.kept} figures.

## Losses

${losses.length > 0 ? losses.map((each) => `- ${each}`).join('\n') : 'None: every budget is met, and no peer was faster.'}

${texts.join('\n')}
## To run it

\`./test bench\` installs what it needs, measures everything and writes this file; \`./test bench tiles items\` runs parts and only prints
them. \`--rounds\`, \`--seconds\`, \`--swaps\` and \`--parcels\` make it shorter. Times vary between runs of a virtual machine by a third; ratios do so less.
`
if (positionals.length === 0) writeFileSync(new URL('RESULTS.md', import.meta.url), text)
else console.log(text)
process.exit(0)
