// Pictures as numbers: PNG read and written, made smaller, compared. What the tests of drawings share.
import { deflateSync, inflateSync } from 'node:zlib'

/** { width, height, rgb }: 8 bits a channel; what shines through lies on white. PNG specification, third edition. */
export function readPng(bytes) {
  const width = bytes.readUInt32BE(16), height = bytes.readUInt32BE(20), kind = bytes[25]
  if (bytes[24] !== 8 || bytes[28] !== 0 || ![0, 2, 3, 6].includes(kind)) throw new Error('PNG: a kind that is not read here')
  const parts = { IDAT: [] }
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8), data = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at))
    if (type === 'IDAT') parts.IDAT.push(data)
    else parts[type] = data
  }
  const channels = { 0: 1, 2: 3, 3: 1, 6: 4 }[kind], stride = width * channels
  const raw = inflateSync(Buffer.concat(parts.IDAT)), rows = new Uint8Array(height * stride)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x >= channels ? rows[at - channels] : 0, up = y > 0 ? rows[at - stride] : 0
      const corner = x >= channels && y > 0 ? rows[at - stride - channels] : 0
      const byte = raw[y * (stride + 1) + 1 + x]
      if (filter === 0) rows[at] = byte
      else if (filter === 1) rows[at] = byte + left
      else if (filter === 2) rows[at] = byte + up
      else if (filter === 3) rows[at] = byte + ((left + up) >> 1)
      else {
        const guess = left + up - corner, aside = Math.abs(guess - left), above = Math.abs(guess - up), across = Math.abs(guess - corner)
        rows[at] = byte + (aside <= above && aside <= across ? left : above <= across ? up : corner)
      }
    }
  }
  const rgb = new Uint8Array(3 * width * height)
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      const alpha = kind === 6 ? rows[4 * i + 3] : 255
      const value = kind === 0 ? rows[i] : kind === 3 ? parts.PLTE[3 * rows[i] + c] : rows[channels * i + c]
      rgb[3 * i + c] = Math.round((value * alpha + 255 * (255 - alpha)) / 255)
    }
  }
  return { width, height, rgb }
}

/** The picture `width` pixels wide: each pixel is the mean of what it covers. */
export function reduce(picture, width) {
  const scale = picture.width / width, height = Math.round(picture.height / scale), rgb = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++) {
    const top = y * scale, foot = Math.min((y + 1) * scale, picture.height)
    for (let x = 0; x < width; x++) {
      const left = x * scale, right = Math.min((x + 1) * scale, picture.width)
      let red = 0, green = 0, blue = 0, weight = 0
      for (let sy = Math.floor(top); sy < foot; sy++) {
        const high = Math.min(sy + 1, foot) - Math.max(sy, top)
        for (let sx = Math.floor(left); sx < right; sx++) {
          const share = high * (Math.min(sx + 1, right) - Math.max(sx, left)), at = 3 * (sy * picture.width + sx)
          red += share * picture.rgb[at]
          green += share * picture.rgb[at + 1]
          blue += share * picture.rgb[at + 2]
          weight += share
        }
      }
      rgb.set([Math.round(red / weight), Math.round(green / weight), Math.round(blue / weight)], 3 * (y * width + x))
    }
  }
  return { width, height, rgb }
}

/** As a PNG with the 256 colours that are met most, each pixel the nearest of them: small, and enough to see by. */
export function writePng({ width, height, rgb }) {
  const counts = new Map()
  const coarse = (i) => ((rgb[i] & 0xfc) << 16) | ((rgb[i + 1] & 0xfc) << 8) | (rgb[i + 2] & 0xfc)
  for (let i = 0; i < rgb.length; i += 3) {
    const key = coarse(i), met = counts.get(key)
    if (met === undefined) counts.set(key, [1, rgb[i], rgb[i + 1], rgb[i + 2]])
    else {
      met[0]++
      for (let c = 0; c < 3; c++) met[c + 1] += rgb[i + c]
    }
  }
  const most = [...counts].sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0]).slice(0, 256)
  const colours = most.map(([, [count, ...sums]]) => sums.map((sum) => Math.round(sum / count))), known = new Map()
  const nearest = (i) => {
    const [red, green, blue] = [rgb[i], rgb[i + 1], rgb[i + 2]], key = coarse(i)
    if (known.has(key)) return known.get(key)
    let best = 0, least = Infinity
    for (let n = 0; n < colours.length; n++) {
      const colour = colours[n], away = (colour[0] - red) ** 2 + (colour[1] - green) ** 2 + (colour[2] - blue) ** 2
      if (away < least) [best, least] = [n, away]
    }
    known.set(key, best)
    return best
  }
  const rows = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = nearest(3 * (y * width + x))
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('PLTE', Buffer.from(colours.flat())), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]), head = Buffer.alloc(4), tail = Buffer.alloc(4)
  let crc = ~0
  for (const byte of body) {
    crc ^= byte
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  head.writeUInt32BE(data.length)
  tail.writeUInt32BE(~crc >>> 0)
  return Buffer.concat([head, body, tail])
}

/** How far two pictures of one size are apart, 0 to 1: on the whole, in the square of `side` pixels where it is most, and where
 * that is. */
export function difference(left, right, side = 12) {
  const { width, height } = left
  if (width !== right.width || height !== right.height) return { mean: 1, most: 1, at: `${width} x ${height} and ${right.width} x ${right.height}` }
  const columns = Math.ceil(width / side), squares = Array.from({ length: columns * Math.ceil(height / side) }, () => [0, 0])
  let sum = 0
  for (let i = 0; i < width * height; i++) {
    const square = squares[columns * Math.floor(Math.floor(i / width) / side) + Math.floor((i % width) / side)]
    let away = 0
    for (let c = 0; c < 3; c++) away += Math.abs(left.rgb[3 * i + c] - right.rgb[3 * i + c]) / 765
    sum += away
    square[0] += away
    square[1]++
  }
  const means = squares.map(([all, count]) => all / count), most = Math.max(...means), where = means.indexOf(most)
  return { mean: sum / (width * height), most, at: `${(where % columns) * side}, ${Math.floor(where / columns) * side}` }
}
