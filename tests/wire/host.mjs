// A host of files as plain as they come: a path is a file, an ending is a type, a query is not looked at, parts are handed out.
import { createServer } from 'node:http'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'

const types = {
  '.html': 'text/html; charset=utf-8', '.json': 'application/json', '.geojson': 'application/geo+json', '.csv': 'text/csv',
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css', '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.pdf': 'application/pdf', '.pmtiles': 'application/vnd.pmtiles', '.pbf': 'application/vnd.mapbox-vector-tile',
}

function find(root, path, indexes) {
  const file = join(root, normalize(decodeURIComponent(path)))
  const status = existsSync(file) ? statSync(file) : null // a path through a file is nothing, either
  if (status?.isDirectory()) {
    const index = indexes.map((name) => find(root, `${path}/${name}`, [])).find(Boolean) ?? null
    return index && !path.endsWith('/') ? { moved: `${path}/` } : index
  }
  return status ? { file, size: status.size } : null
}

/** Serves the folder on a free port, and under names of their own those beside it ({ modules: '/a/folder' }); { base, asked (paths in
 * order), close() }. The folder may come later. `indexes` are what a folder's address leads to, the first that is there. */
export async function host(root, beside = {}, indexes = ['index.html']) {
  const asked = []
  const server = createServer((request, answer) => {
    const path = request.url.split('?')[0]
    asked.push(path)
    const [, first, rest] = /^\/([^/]+)(\/.*)$/.exec(path) ?? []
    const found = first in beside ? find(beside[first], rest, []) : find(root, path, indexes), said = found ?? find(root, '/404.html', [])
    if (!said) return answer.writeHead(404).end()
    if (said.moved) return answer.writeHead(301, { Location: said.moved }).end()
    const { file, size } = said
    const type = types[extname(file)] ?? 'application/octet-stream'
    const [, from, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    if (!found || from === undefined || Number(from) >= size) {
      answer.writeHead(found ? 200 : 404, { 'Content-Type': type, 'Content-Length': size, 'Accept-Ranges': 'bytes' })
      return request.method === 'HEAD' ? answer.end() : createReadStream(file).pipe(answer)
    }
    const start = Number(from), end = Math.min(last ? Number(last) : size - 1, size - 1)
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
