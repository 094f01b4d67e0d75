/** The page's cells without lessons: each test shows those that it needs. */
import { signal } from '@preact/signals'
import { render } from 'preact'
import { Cell } from '../src/notebook/cell.tsx'
import { Page } from '../src/session/page.ts'
import '../src/ui/page.css'

const page = new Page()
const cells = signal<readonly { name: string; code: string }[]>([])

function Cells() {
  return (
    <main style={{ position: 'fixed', inset: 0, overflow: 'auto', padding: '24px', maxWidth: '720px' }}>
      {cells.value.map(({ name, code }) => (
        <Cell key={name} page={page} id={`e2e/${name}`} name={name} code={code} />
      ))}
    </main>
  )
}

render(<Cells />, document.getElementById('app') as HTMLElement)
const ready = page.start()
const show = (name: string, code: string) => {
  cells.value = [...cells.value, { name, code }]
}
Object.assign(globalThis, { harness: { ready, show, time: page.time } })
