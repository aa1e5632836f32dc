// CQL2 for the tests: random filters as trees in the form of CQL2 JSON, written as text, and evaluated by plain code that knows nothing of
// the server's (OGC 21-065r2). Unknown is null.

export function random(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { below: (n) => Math.floor(next() * n), chance: (p) => next() < p, of: (list) => list[Math.floor(next() * list.length)], next }
}

// ---- written ----

const quoted = (text) => `'${text.replaceAll("'", "''")}'`
const name = (text) => (/^[a-z_][a-z0-9_]*$/.test(text) && text !== 'date' ? text : `"${text}"`)

/** With parentheses around every operator: what binds how is tested elsewhere. */
export function textOf(node) {
  if (typeof node === 'string') return quoted(node)
  if (typeof node === 'number') return String(node)
  if (typeof node === 'boolean') return node ? 'TRUE' : 'FALSE'
  if (Array.isArray(node)) return `(${node.map(textOf).join(', ')})`
  if ('property' in node) return name(node.property)
  if ('date' in node) return `DATE('${node.date}')`
  if ('timestamp' in node) return `TIMESTAMP('${node.timestamp}')`
  if ('interval' in node) return `INTERVAL(${node.interval.map((end) => (typeof end === 'string' ? `'${end}'` : name(end.property))).join(', ')})`
  if ('bbox' in node) return `BBOX(${node.bbox.join(', ')})`
  if ('type' in node) return wktOf(node)
  const [a, b, c] = node.args
  const not = node.op === 'not' ? a : null
  if (not && ['like', 'in', 'between'].includes(not.op)) return textOf(not).replace(/ (LIKE|IN|BETWEEN) /, ' NOT $1 ')
  if (not && not.op === 'isNull') return `(${textOf(not.args[0])} IS NOT NULL)`
  switch (node.op) {
    case 'and': case 'or': return `(${node.args.map(textOf).join(` ${node.op.toUpperCase()} `)})`
    case 'not': return `(NOT ${textOf(a)})`
    case 'isNull': return `(${textOf(a)} IS NULL)`
    case 'between': return `(${textOf(a)} BETWEEN ${textOf(b)} AND ${textOf(c)})`
    case 'in': return `(${textOf(a)} IN ${textOf(b)})`
    case 'like': return `(${textOf(a)} LIKE ${textOf(b)})`
    case '=': case '<>': case '<': case '>': case '<=': case '>=':
    case '+': case '-': case '*': case '/': case '%': case '^': case 'div': return `(${textOf(a)} ${node.op} ${textOf(b)})`
    default: return `${node.op.toUpperCase()}(${node.args.map(textOf).join(', ')})`
  }
}

function wktOf({ type, coordinates, geometries }) {
  const ring = (points) => `(${points.map((at) => at.join(' ')).join(', ')})`
  const rings = (list) => `(${list.map(ring).join(', ')})`
  const word = type.toUpperCase()
  switch (type) {
    case 'Point': return `${word}(${coordinates.join(' ')})`
    case 'LineString': return word + ring(coordinates)
    case 'Polygon': case 'MultiLineString': return word + rings(coordinates)
    case 'MultiPoint': return `${word}(${coordinates.map((at) => `(${at.join(' ')})`).join(', ')})`
    case 'MultiPolygon': return `${word}(${coordinates.map(rings).join(', ')})`
    default: return `${word}(${geometries.map(wktOf).join(', ')})`
  }
}

// ---- evaluated ----

const fold = (text) => text.normalize('NFD').toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ').normalize('NFC')
const bare = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')
/** Code points, as SQL's binary order of UTF-8. */
function before(a, b) {
  if (typeof a === 'number') return a < b
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0
}

function like(text, pattern) {
  let source = ''
  const list = [...pattern]
  for (let i = 0; i < list.length; i++) {
    if (list[i] === '%') source += '[^]*'
    else if (list[i] === '_') source += '[^]'
    else source += (list[i] === '\\' && i + 1 < list.length ? list[++i] : list[i]).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  }
  return new RegExp(`^${source}$`, 'u').test(text)
}

function arithmetic(op, a, b) {
  const value = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '%': a % b, '^': a ** b, div: Math.trunc(a / b) }[op]
  return ['+', '-', '*'].includes(op) || Number.isFinite(value) ? value : null
}

function logic(op, values) {
  const decides = op === 'or'
  if (values.includes(decides)) return decides
  return values.includes(null) ? null : !decides
}

export function evaluate(node, properties) {
  if (node === null || typeof node !== 'object') return node
  if ('property' in node) return properties[node.property] ?? null
  const values = () => node.args.map((each) => evaluate(each, properties))
  switch (node.op) {
    case 'and': case 'or': return logic(node.op, values())
    case 'not': { const [a] = values(); return a === null ? null : !a }
    case 'isNull': return values()[0] === null
    case 'in': {
      const a = evaluate(node.args[0], properties)
      return logic('or', node.args[1].map((each) => evaluate({ op: '=', args: [a, each] }, properties)))
    }
    case 'between': {
      const [a, b, c] = node.args
      return logic('and', [evaluate({ op: '>=', args: [a, b] }, properties), evaluate({ op: '<=', args: [a, c] }, properties)])
    }
  }
  const [a, b] = values()
  if (a === null || b === null) return null
  switch (node.op) {
    case 'casei': return fold(a)
    case 'accenti': return bare(a)
    case 'like': return like(a, b)
    case '=': return a === b
    case '<>': return a !== b
    case '<': return before(a, b)
    case '>': return before(b, a)
    case '<=': return !before(b, a)
    case '>=': return !before(a, b)
    default: return arithmetic(node.op, a, b)
  }
}

// ---- made ----

/** A random filter over columns [{ name, type: 'text'|'number', values }], whose literals come from their values. */
export function filterOver(columns, rng, depth = 3) {
  const texts = columns.filter((each) => each.type === 'text'), numbers = columns.filter((each) => each.type === 'number')
  const property = (list) => ({ property: rng.of(list).name })
  const textValue = () => {
    const value = rng.of(rng.of(texts).values) ?? ''
    return rng.chance(0.2) ? rng.of([value.toUpperCase(), value.slice(0, 3), bare(value), "l'Escaut", '%', '\\a', '', 'Œuvre']) : value
  }
  const numberValue = () => {
    const value = rng.of(rng.of(numbers).values) ?? 0
    return rng.chance(0.3) ? rng.of([0, 1, -1, 7, 2.5, 1000, Math.round(value), value + 1]) : value
  }
  const number = (level) => {
    if (level === 0 || rng.chance(0.4)) return rng.chance(0.6) ? property(numbers) : numberValue()
    const op = rng.of(['+', '-', '*', '/', '%', 'div', '^'])
    return { op, args: [number(level - 1), op === '^' ? rng.of([2, 0.5, -1]) : number(level - 1)] }
  }
  const text = (level) => {
    if (level > 0 && rng.chance(0.3)) return { op: rng.of(['casei', 'accenti']), args: [text(level - 1)] }
    return rng.chance(0.6) ? property(texts) : textValue()
  }
  const pattern = () => {
    const value = textValue()
    const cut = rng.below(value.length + 1)
    const made = rng.of([value.slice(0, cut) + '%', '%' + value.slice(cut), '%' + value.slice(cut, cut + 3) + '%', value.replace(/[aeé]/, '_'), value + '\\%', value])
    return rng.chance(0.3) ? { op: rng.of(['casei', 'accenti']), args: [made] } : made
  }
  const predicate = () => {
    const isText = texts.length > 0 && (numbers.length === 0 || rng.chance(0.6))
    const operand = () => (isText ? text(2) : number(2))
    switch (rng.below(6)) {
      case 0: return { op: 'in', args: [operand(), Array.from({ length: 1 + rng.below(4) }, operand)] }
      case 1: return { op: 'isNull', args: [operand()] }
      case 2: return isText ? { op: 'like', args: [text(2), pattern()] } : { op: 'between', args: [operand(), operand(), operand()] }
      default: return { op: rng.of(['=', '<>', '<', '>', '<=', '>=']), args: [operand(), operand()] }
    }
  }
  if (depth === 0 || rng.chance(0.3)) return predicate()
  if (rng.chance(0.25)) return { op: 'not', args: [filterOver(columns, rng, depth - 1)] }
  return { op: rng.of(['and', 'or']), args: Array.from({ length: 2 + rng.below(3) }, () => filterOver(columns, rng, depth - 1)) }
}
