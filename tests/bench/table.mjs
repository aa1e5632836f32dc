// Markdown tables of what was measured, and a list of what was lost.

export const losses = []
export const whole = (value) => Math.round(value).toLocaleString('en-US')
/** Three digits that say something. */
export const figure = (value) => (value >= 100 ? whole(value) : value.toFixed(value >= 10 ? 1 : 2))
export const ms = (value) => `${figure(value)} ms`
export const mb = (value) => `${figure(value)} MB`
export const kb = (bytes) => `${figure(bytes / 1000)} kB`

/** First column to the left, the others to the right. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** The last cell of a row: is the budget met? What is missed goes to the list of losses too. */
export function verdict(isMet, sentence) {
  if (!isMet) losses.push(sentence)
  return isMet ? 'met' : '**missed**'
}

export const raceHead = ['asked', 'server', 'answers a second', 'spread', 'p50 ms', 'p99 ms', 'body', 'terril to it', 'budget', '']

/**
 * Rows of a race, ours first. `least` is what our ratio to the fastest peer must be, the median of the ratios of all rounds; to be
 * slower than any peer is a loss even where nothing is asked.
 */
export function raceRows(what, [ours, ...peers], least) {
  const row = (each, ...last) => [what, each.name, whole(each.rate), `± ${whole(each.spread)} %`, figure(each.p50), figure(each.p99), kb(each.length), ...last]
  const fastest = peers.reduce((best, peer) => (peer.rate > best.rate ? peer : best))
  return [
    row(ours, '', '', ''),
    ...peers.map((peer) => {
      const { ratio } = peer, budget = peer === fastest ? least : undefined
      const said = verdict(ratio >= (budget ?? 1), `${what}: ${figure(ratio)} × ${peer.name}${budget ? ` where ${budget} × is wanted` : ''}`)
      return row(peer, `${figure(ratio)} ×`, budget ? `${budget} ×` : '', budget ? said : '')
    }),
  ]
}
