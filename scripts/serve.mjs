// Serves a folder of static files on localhost: what any web host does.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.ttf': 'font/ttf',
  '.png': 'image/png',
  '.md': 'text/markdown; charset=utf-8',
}

/**
 * Serves `folder` at `port`, or at the next free one; gives the address and how to stop. `told` hears each file that was found; `also` may
 * answer a request itself, and says whether it did.
 */
export async function serve(folder, port, told = () => {}, also = () => false) {
  const server = createServer((request, response) => {
    if (!also(request, response)) answer(folder, request, response, told)
  })
  const actual = await listen(server, port)
  return { url: `http://localhost:${actual}/`, close: () => closed(server) }
}

/** With those connections, too, that a browser opened ahead and asked nothing: they would be waited for a minute. */
function closed(server) {
  return new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
}

/** Undefined for what is no address. */
function pathOf(request) {
  try {
    return normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname))
  } catch {
    return undefined
  }
}

function answer(folder, request, response, told) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { 'content-type': 'text/plain', allow: 'GET, HEAD' }).end('Method not allowed\n')
    return
  }
  const path = pathOf(request)
  if (path === undefined) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end('Bad request\n')
    return
  }
  const file = join(folder, path.endsWith('/') ? `${path}index.html` : path)
  if (path.includes('..') || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n')
    return
  }
  told(path)
  response.writeHead(200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': path.includes('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    'access-control-allow-origin': '*',
  })
  createReadStream(file).pipe(response)
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code !== 'EADDRINUSE' || port === 0) reject(error)
      else resolve(listen(server, port + 1))
    })
    server.listen(port, 'localhost', () => resolve(server.address().port))
  })
}
