/**
 * Keeps one whole version of the page, so that it opens without a network. What a visit gets is of one version: the page from the cache of the
 * version that is active, its files by names that change with what is in them. A newer version waits until the learner asks for it.
 */
import { direct, isKeepable, isOldCache, type Kept } from './versions.ts'

/** Filled in by the build (scripts/offline.ts). */
declare const KEPT: Kept

/** What this script needs of a service worker's globals, which the page's types do not have. */
interface WorkerScope {
  readonly registration: { readonly scope: string }
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(
    type: 'install' | 'activate',
    run: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void
  addEventListener(type: 'message', run: (event: { readonly data: unknown }) => void): void
  addEventListener(
    type: 'fetch',
    run: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void
}

const worker = globalThis as unknown as WorkerScope
const CACHE = `logbook-${KEPT.version}`

worker.addEventListener('install', (event) => event.waitUntil(install()))
worker.addEventListener('activate', (event) => event.waitUntil(activate()))
worker.addEventListener('message', ({ data }) => {
  if (data === 'take over') void worker.skipWaiting()
})
worker.addEventListener('fetch', (event) => {
  if (isKeepable(event.request, worker.registration.scope)) event.respondWith(answer(event.request))
})

/** All or nothing: one file that cannot be had, and this version is not there. What an older version has is not fetched again. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE)
  await Promise.all(
    KEPT.files.map(async (path) => {
      const address = new URL(path, worker.registration.scope).href
      const known = path.startsWith('assets/') ? await caches.match(address) : undefined
      const response = known ?? (await fetch(address, { cache: 'no-cache' }))
      if (!response.ok) throw new Error(`${path}: ${response.status}`)
      await cache.put(address, await direct(response))
    }),
  )
}

/** The version before stays: a tab that still shows it may want a file it has not fetched yet. */
async function activate(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => isOldCache(name, CACHE))
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)))
  await worker.clients.claim()
}

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url)
  url.hash = ''
  url.search = ''
  const mine = await caches.open(CACHE)
  const address = url.href.endsWith('/') ? new URL('index.html', url).href : url.href
  return (await mine.match(address)) ?? (await caches.match(address)) ?? fetch(request)
}
