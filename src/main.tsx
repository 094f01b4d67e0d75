import { render } from 'preact'
import { logbookApi } from './session/api.ts'
import { Page } from './session/page.ts'
import { App } from './ui/app.tsx'
import { listenForShortcuts } from './ui/shortcuts.ts'
import { wordsLoading } from './ui/strings.ts'
import './ui/page.css'

const page = new Page()
window.logbook = logbookApi(page, page.start())
listenForShortcuts(page)
await wordsLoading()
render(<App page={page} />, document.getElementById('app') as HTMLElement)
