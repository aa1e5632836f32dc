// A host of files as plain as they come: a path is a file, an ending is a type, a query is not looked at, parts are handed out.
import { createServer } from 'node:http'
import { createReadStream, statSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'

const types = {
  '.html': 'text/html; charset=utf-8', '.json': 'application/json', '.geojson': 'application/geo+json', '.csv': 'text/csv',
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css', '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.pdf': 'application/pdf', '.pmtiles': 'application/vnd.pmtiles', '.pbf': 'application/vnd.mapbox-vector-tile',
}

function find(root, path) {
  const file = join(root, normalize(decodeURIComponent(path)))
  const status = statSync(file, { throwIfNoEntry: false })
  if (status?.isDirectory()) return path.endsWith('/') ? find(root, `${path}index.html`) : null
  return status ? { file, size: status.size } : null
}

/** Serves the folder on a free port; { base, asked (paths in order), close() }. */
export async function host(root) {
  const asked = []
  const server = createServer((request, answer) => {
    const path = request.url.split('?')[0]
    asked.push(path)
    const found = find(root, path)
    const { file, size } = found ?? find(root, '/404.html')
    const type = types[extname(file)] ?? 'application/octet-stream'
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    if (!found || first === undefined || Number(first) >= size) {
      answer.writeHead(found ? 200 : 404, { 'Content-Type': type, 'Content-Length': size, 'Accept-Ranges': 'bytes' })
      return request.method === 'HEAD' ? answer.end() : createReadStream(file).pipe(answer)
    }
    const start = Number(first), end = Math.min(last ? Number(last) : size - 1, size - 1)
    answer.writeHead(206, { 'Content-Type': type, 'Content-Length': end - start + 1, 'Content-Range': `bytes ${start}-${end}/${size}`, ETag: `"${size}"` })
    return request.method === 'HEAD' ? answer.end() : createReadStream(file, { start, end }).pipe(answer)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    asked,
    close: () => new Promise((done) => (server.close(done), server.closeAllConnections())),
  }
}
