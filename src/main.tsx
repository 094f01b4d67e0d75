import { render } from 'preact'
import { readAddress } from './session/address.ts'
import { logbookApi } from './session/api.ts'
import { applyAddress } from './session/apply-address.ts'
import { Page } from './session/page.ts'
import { App } from './ui/app.tsx'
import { listenForShortcuts } from './ui/shortcuts.ts'
import { fetchViews } from './ui/stage.tsx'
import { wordsLoading } from './ui/strings.ts'
import './ui/page.css'

const address = readAddress(new URL(location.href), document.referrer)
applyAddress(address)
const page = new Page()
page.awaitsPack = address.pack !== null
const ready = page.start()
window.logbook = logbookApi(page, ready)
listenForShortcuts(page)
await wordsLoading()
render(<App page={page} />, document.getElementById('app') as HTMLElement)
await ready.catch(() => {})
// Drawn first: what can wait must not delay the sight of brokers that serve.
setTimeout(() => {
  page.started.value = true
  // What cannot be fetched now is asked for again by who shows it.
  void import('./groups/recording.ts').then(
    ({ recordingOf }) => recordingOf(page),
    () => {},
  )
}, 50)
const { followAddress } = await import('./session/follow-address.ts')
await followAddress(page, address)
if (import.meta.env.PROD) {
  const { keepForOffline } = await import('./offline/offline.ts')
  const newer = (take: () => void) => {
    page.newVersion.value = take
  }
  keepForOffline(newer, () => void fetchViews().catch(() => {}))
}
