import { type Signal, signal } from '@preact/signals'

/** Takes the newer version that is there; null while there is none. */
export const newVersion: Signal<(() => void) | null> = signal(null)

/** How long the page has the network for itself, ms. */
const AFTER_MS = 10_000

/** Keeps the page for visits without a network; says when a newer version is there. Where that is refused, the page works as before. */
export function keepForOffline(): void {
  if (!('serviceWorker' in navigator)) return
  setTimeout(() => void register().catch(() => {}), AFTER_MS)
}

async function register(): Promise<void> {
  const { serviceWorker } = navigator
  const hadOne = serviceWorker.controller !== null
  const registration = await serviceWorker.register('service-worker.js')
  const tell = (waiting: ServiceWorker | null) => {
    if (waiting && hadOne) newVersion.value = () => takeOver(waiting)
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
