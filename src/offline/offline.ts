/** Told of a newer version that is there, with what takes it. */
export type HearOfNewer = (take: () => void) => void

/** How long the page has the network for itself, ms. */
const AFTER_MS = 10_000

/**
 * Keeps the page for visits without a network; says when a newer version is there, and when all is kept, so that what is fetched
 * costs nothing. Where that is refused, the page works as before.
 */
export function keepForOffline(newer: HearOfNewer, kept: () => void): void {
  if (!('serviceWorker' in navigator)) return
  setTimeout(() => void register(newer).catch(() => {}), AFTER_MS)
  void navigator.serviceWorker.ready.then(kept)
}

async function register(newer: HearOfNewer): Promise<void> {
  const { serviceWorker } = navigator
  const hadOne = serviceWorker.controller !== null
  const registration = await serviceWorker.register('service-worker.js')
  const tell = (waiting: ServiceWorker | null) => {
    if (waiting && hadOne) newer(() => takeOver(waiting))
  }
  tell(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const installing = registration.installing
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') tell(registration.waiting)
    })
  })
}

/** The page is loaded anew once the newer version answers for it. */
function takeOver(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage('take over')
}
