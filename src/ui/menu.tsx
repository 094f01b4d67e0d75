import type { IconNode } from 'lucide'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'

/** A line of a menu; without `run` it is a heading over the lines that follow. */
export interface MenuItem {
  readonly text: string
  readonly run?: () => void
  /** Given: the line is a switch. */
  readonly checked?: boolean
  readonly icon?: IconNode
}

/** A button that opens a menu; arrow keys move in it, Escape closes it. */
export function Menu({ icon, label, items }: { icon: IconNode; label: string; items: readonly MenuItem[] }) {
  const [shown, setShown] = useState(false)
  const box = useRef<HTMLSpanElement>(null)
  const close = () => {
    setShown(false)
    box.current?.querySelector('button')?.focus()
  }
  useEffect(() => (shown ? listenWhileOpen(box.current, close) : undefined), [shown])
  return (
    <span class="menu" ref={box}>
      <button type="button" aria-haspopup="menu" aria-expanded={shown} title={label} onClick={() => setShown(!shown)}>
        <Icon icon={icon} label={label} />
      </button>
      {shown && (
        <div class="menu-list" role="menu" aria-label={label}>
          {items.map((item) => (
            <Line key={item.text} item={item} close={close} />
          ))}
        </div>
      )}
    </span>
  )
}

function Line({ item: { text, run, checked, icon }, close }: { item: MenuItem; close: () => void }) {
  if (!run)
    return (
      <span class="menu-heading" role="presentation">
        {text}
      </span>
    )
  const role = checked === undefined ? { role: 'menuitem' } : { role: 'menuitemcheckbox', 'aria-checked': checked }
  return (
    <button
      type="button"
      {...(role as { role: 'menuitem' })}
      tabIndex={-1}
      onClick={() => {
        run()
        close()
      }}
    >
      <span class="menu-mark" aria-hidden="true">
        {checked ? '✓' : icon && <Icon icon={icon} />}
      </span>
      {text}
    </button>
  )
}

const STEPS: { readonly [key: string]: (at: number, count: number) => number } = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
}

function listenWhileOpen(box: HTMLElement | null, close: () => void): () => void {
  const lines = () => [...(box?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
  lines()[0]?.focus()
  const pointer = (event: PointerEvent) => {
    if (!box?.contains(event.target as Node)) close()
  }
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') close()
    const step = STEPS[event.key]
    if (!step) return
    const all = lines()
    all[step(all.indexOf(document.activeElement as HTMLElement), all.length)]?.focus()
    event.preventDefault()
  }
  document.addEventListener('pointerdown', pointer)
  document.addEventListener('keydown', key)
  return () => {
    document.removeEventListener('pointerdown', pointer)
    document.removeEventListener('keydown', key)
  }
}
