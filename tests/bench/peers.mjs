// The servers that race: each started on a free port of 127.0.0.1 in a process group of its own, and ended whatever happens.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus, userInfo } from 'node:os'
import { join } from 'node:path'
import { home, terril } from '../wire/support.mjs'
import { now, pause, processes } from './measure.mjs'

export const tileserver = join(home, 'var/bench/tileserver/node_modules/tileserver-gl-light')
export const hasTileserver = existsSync(join(tileserver, 'package.json'))
const starter = join(process.env.TERRIL_BUILD, 'bench-starter') // tests/bench/run builds it from starter.c
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

/** Starts `commands`, each a list of a program and its arguments, by way of starter.c; resolves `first` with what that prints. */
function launch(port, path, commands, { cwd, env } = {}) {
  const args = [port, path, ...commands.flatMap((command, i) => (i > 0 ? [':::', ...command] : command))].map(String)
  const child = spawn(starter, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const said = []
  child.stderr.on('data', (bytes) => said.length < 100 && said.push(bytes))
  child.on('error', (error) => said.push(String(error)))
  groups.add(child.pid)
  const ended = new Promise((done) => child.on('exit', done).on('error', done))
  const first = new Promise((done) => {
    child.stdout.once('data', (bytes) => done(Number(bytes)))
    ended.then(() => done(NaN))
  })
  const stop = async () => {
    end(child.pid, 'SIGTERM')
    await Promise.race([ended, pause(5000)])
    end(child.pid, 'SIGKILL')
    await ended
    groups.delete(child.pid)
  }
  return { group: child.pid, stop, first, said: () => said.join('') }
}

/** { base, port, group, begin (of the start, ms), first (ms from the start of the first program to the first answer 200), stop() }. */
async function peer(port, path, commands, options) {
  const begin = now(), started = launch(port, path, commands, options)
  const first = await started.first
  if (Number.isNaN(first)) {
    await started.stop()
    throw new Error(`${commands[0][0]} gave no answer to ${path}: ${started.said().slice(-2000)}`)
  }
  return { base: `http://127.0.0.1:${port}`, port, begin, ...started, first }
}

export async function startTerril(snapshot, path = '/ogc/collections', env = {}) {
  const port = await freePort()
  return peer(port, path, [[terril, 'serve', snapshot, '--port', port]], { env })
}

/** Waits until terril is alone again, without the process that prepares its answers; ms since its start. */
export async function rested({ group, begin }) {
  while (processes(group).length > 1) await pause(50)
  return now() - begin
}

/** The same, once it has prepared what it prepares after a start, in a process of its own: races that last are run with what is there for good. */
export async function startRested(...args) {
  const terril = await startTerril(...args)
  await pause(1000) // it begins a quarter of a second behind the start
  await rested(terril)
  return terril
}

/** nginx as one sets it up for speed. `locations` is configuration; static files stand in `dir`/root. `before` are commands. */
export async function startNginx(dir, path, locations = '', before = [], options = {}) {
  const port = await freePort()
  mkdirSync(join(dir, 'root'), { recursive: true })
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/${name};`)
  writeFileSync(join(dir, 'nginx.conf'), `
    ${userInfo().uid === 0 ? 'user root;' : ''}
    daemon off; pid ${dir}/nginx.pid; error_log stderr crit; worker_processes auto; worker_cpu_affinity auto;
    events { worker_connections 1024; }
    http {
      ${paths.join(' ')}
      types { application/geo+json geojson; application/vnd.mapbox-vector-tile mvt; }
      access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_timeout 60; keepalive_requests 100000000;
      open_file_cache max=1000 inactive=600s; open_file_cache_valid 600s; gzip_static on; gzip_vary on;
      server { listen 127.0.0.1:${port} backlog=511; root ${dir}/root; ${locations} }
    }`)
  return peer(port, path, [...before, ['nginx', '-p', dir, '-c', join(dir, 'nginx.conf'), '-e', 'stderr']], options)
}

/** MapServer as FastCGI behind nginx, a worker a core. `map` is the text of a mapfile. */
export async function startMapserver(dir, map, path) {
  const socket = join(dir, 'mapserver.sock')
  writeFileSync(join(dir, 'bench.map'), map)
  writeFileSync(join(dir, 'mapserver.conf'), `CONFIG
    ENV MS_MAP_PATTERN "^/" OGCAPI_HTML_TEMPLATE_DIRECTORY "/usr/share/mapserver/ogcapi/templates/html-plain/" END
    MAPS BENCH "${dir}/bench.map" END
  END`)
  const workers = ['spawn-fcgi', '-n', '-s', socket, '--', '/usr/bin/multiwatch', '-f', cpus().length, '--', '/usr/lib/cgi-bin/mapserv']
  return startNginx(dir, path, `
    location /mapserv {
      fastcgi_pass unix:${socket}; fastcgi_split_path_info ^(/mapserv)(/.*)$; fastcgi_param PATH_INFO $fastcgi_path_info;
      fastcgi_param SCRIPT_NAME /mapserv; fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD GET;
      fastcgi_param SERVER_NAME 127.0.0.1; fastcgi_param SERVER_PORT $server_port; fastcgi_param SERVER_PROTOCOL $server_protocol;
      fastcgi_buffers 64 16k; fastcgi_buffer_size 16k; fastcgi_max_temp_file_size 0;
    }`, [workers], { cwd: dir, env: { MAPSERVER_CONFIG_FILE: join(dir, 'mapserver.conf') } })
}

/** tileserver-gl-light on one MBTiles file; its tiles are at /data/tiles/{z}/{x}/{y}.pbf. */
export async function startTileserver(dir, mbtiles, path) {
  const port = await freePort()
  writeFileSync(join(dir, 'tileserver.json'), JSON.stringify({ options: { paths: { root: dir } }, styles: {}, data: { tiles: { mbtiles } } }))
  return peer(port, path, [[process.execPath, join(tileserver, 'src/main.js'), '--config', join(dir, 'tileserver.json'), '--bind', '127.0.0.1', '--port', port, '--silent']], { cwd: dir })
}
