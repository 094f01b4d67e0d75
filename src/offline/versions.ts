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

/** A response as if its address had not led to another: browsers refuse a page that was redirected, as where `/index.html` leads to `/`. */
export async function direct(response: Response): Promise<Response> {
  if (!response.redirected) return response
  const { status, statusText, headers } = response
  return new Response(await response.blob(), { status, statusText, headers })
}
