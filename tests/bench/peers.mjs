// The servers that race: each started on a free port of 127.0.0.1 in a process group of its own, and ended whatever happens.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus, userInfo } from 'node:os'
import { join } from 'node:path'
import { home, terril } from '../wire/support.mjs'
import { now, once, pause } from './measure.mjs'

export const tileserver = join(home, 'var/bench/tileserver/node_modules/tileserver-gl-light')
export const hasTileserver = existsSync(join(tileserver, 'package.json'))
const groups = new Set()

function end(group, signal) {
  try {
    process.kill(-group, signal)
  } catch (gone) {
    if (gone.code !== 'ESRCH') throw gone
  }
}
process.on('exit', () => groups.forEach((group) => end(group, 'SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

export function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

function launch(program, args, { cwd, env } = {}) {
  const child = spawn(program, args.map(String), { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  const said = []
  child.stderr.on('data', (bytes) => said.length < 100 && said.push(bytes))
  child.on('error', (error) => said.push(String(error)))
  groups.add(child.pid)
  const ended = new Promise((done) => child.on('exit', done))
  const stop = async () => {
    end(child.pid, 'SIGTERM')
    await Promise.race([ended, pause(5000)])
    end(child.pid, 'SIGKILL')
    await ended
    groups.delete(child.pid)
  }
  return { group: child.pid, stop, said: () => said.join(''), hasEnded: () => child.exitCode !== null }
}

/** Asks until the first answer 200; { base, group, first (ms from the start to that answer), stop() }. */
async function peer(port, path, program, args, options) {
  const base = `http://127.0.0.1:${port}`
  const begin = now()
  const started = launch(program, args, options)
  for (;;) {
    const answer = await once(base, path).catch(() => ({ status: 0 }))
    if (answer.status === 200) return { base, port, ...started, first: now() - begin }
    if (started.hasEnded() || now() - begin > 30000) {
      await started.stop()
      throw new Error(`${program} gave no answer to ${path} (${answer.status}): ${started.said().slice(-2000)}`)
    }
    await pause(1)
  }
}

export async function startTerril(snapshot, path = '/ogc/collections', env = {}) {
  const port = await freePort()
  return peer(port, path, terril, ['serve', snapshot, '--port', port], { env })
}

/** nginx as one sets it up for speed. `locations` is configuration; static files stand in `dir`/root. */
export async function startNginx(dir, path, locations = '') {
  const port = await freePort()
  mkdirSync(join(dir, 'root'), { recursive: true })
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/${name};`)
  writeFileSync(join(dir, 'nginx.conf'), `
    ${userInfo().uid === 0 ? 'user root;' : ''}
    daemon off; pid ${dir}/nginx.pid; error_log stderr crit; worker_processes auto;
    events { worker_connections 1024; }
    http {
      ${paths.join(' ')}
      types { application/geo+json geojson; application/vnd.mapbox-vector-tile mvt; }
      access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_timeout 60; keepalive_requests 100000000;
      open_file_cache max=1000 inactive=600s; open_file_cache_valid 600s; gzip_static on; gzip_vary on;
      server { listen 127.0.0.1:${port} backlog=511; root ${dir}/root; ${locations} }
    }`)
  return peer(port, path, 'nginx', ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', 'stderr'])
}

/** MapServer as FastCGI behind nginx, a worker a core. `map` is the text of a mapfile. */
export async function startMapserver(dir, map, path) {
  const socket = join(dir, 'mapserver.sock')
  writeFileSync(join(dir, 'bench.map'), map)
  writeFileSync(join(dir, 'mapserver.conf'), `CONFIG
    ENV MS_MAP_PATTERN "^/" OGCAPI_HTML_TEMPLATE_DIRECTORY "/usr/share/mapserver/ogcapi/templates/html-plain/" END
    MAPS BENCH "${dir}/bench.map" END
  END`)
  const begin = now()
  const workers = launch('spawn-fcgi', ['-n', '-s', socket, '--', '/usr/bin/multiwatch', '-f', cpus().length, '--', '/usr/lib/cgi-bin/mapserv'],
    { cwd: dir, env: { MAPSERVER_CONFIG_FILE: join(dir, 'mapserver.conf') } })
  const front = await startNginx(dir, path, `
    location /mapserv {
      fastcgi_pass unix:${socket}; fastcgi_split_path_info ^(/mapserv)(/.*)$; fastcgi_param PATH_INFO $fastcgi_path_info;
      fastcgi_param SCRIPT_NAME /mapserv; fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD GET;
      fastcgi_param SERVER_NAME 127.0.0.1; fastcgi_param SERVER_PORT $server_port; fastcgi_param SERVER_PROTOCOL $server_protocol;
      fastcgi_buffers 64 16k; fastcgi_buffer_size 16k; fastcgi_max_temp_file_size 0;
    }`).catch(async (error) => (await workers.stop(), Promise.reject(new Error(`${error.message} ${workers.said()}`))))
  const stop = async () => (await front.stop(), await workers.stop())
  return { ...front, first: now() - begin, group: workers.group, stop }
}

/** tileserver-gl-light on one MBTiles file; its tiles are at /data/tiles/{z}/{x}/{y}.pbf. */
export async function startTileserver(dir, mbtiles, path) {
  const port = await freePort()
  writeFileSync(join(dir, 'tileserver.json'), JSON.stringify({ options: { paths: { root: dir } }, styles: {}, data: { tiles: { mbtiles } } }))
  return peer(port, path, process.execPath, [join(tileserver, 'src/main.js'), '--config', join(dir, 'tileserver.json'), '--bind', '127.0.0.1', '--port', port, '--silent'], { cwd: dir })
}
