import { render } from 'preact'
import { Page } from './session/page.ts'
import { App } from './ui/app.tsx'
import { listenForShortcuts } from './ui/shortcuts.ts'
import './ui/page.css'

const page = new Page()
listenForShortcuts(page)
render(<App page={page} />, document.getElementById('app') as HTMLElement)
void page.start()
