/** What the build tells the service worker: a version (a hash of all files), and the files by path from the page. */
export interface Kept {
  readonly version: string
  readonly files: readonly string[]
}

/** Whether a request is for a file of the page, which the cache may answer. */
export function isKeepable({ method, url }: { readonly method: string; readonly url: string }, scope: string): boolean {
  return method === 'GET' && url.startsWith(scope) && !url.endsWith('/watch-events')
}

/** Whether a cache is of another version of this page; caches of others on the same origin are left alone. */
export function isOldCache(name: string, current: string): boolean {
  return name.startsWith('logbook-') && name !== current
}
