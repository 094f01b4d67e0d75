import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from './icon.tsx'
import './menu-list.css'
import type { MenuItem } from './menu-item.ts'

interface ListProps {
  label: string
  items: readonly MenuItem[]
  close: () => void
}

/** The lines of an open menu. */
export function MenuList({ label, items, close }: ListProps) {
  const list = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => place(list.current), [])
  useEffect(() => listenWhileOpen(list.current, close), [])
  const hasMark = items.some(({ icon, checked }) => icon || checked !== undefined)
  return (
    <div class="menu-list" role="menu" aria-label={label} popover="manual" ref={list}>
      {items.map((item) => (
        <Line key={item.text} item={item} hasMark={hasMark} close={close} />
      ))}
    </div>
  )
}

/** Over everything, where no pane cuts it off: under its button, and as far up as the screen demands. */
function place(list: HTMLElement | null): void {
  const button = list?.parentElement?.getBoundingClientRect()
  if (!list || !button) return
  if (!list.matches(':popover-open')) list.showPopover()
  list.style.top = `${Math.max(8, Math.min(button.bottom, innerHeight - 8 - list.offsetHeight))}px`
  list.style.left = `${Math.max(8, button.right - list.offsetWidth)}px`
}

interface LineProps {
  item: MenuItem
  /** Some line of the menu has a mark: all leave room for one. */
  hasMark: boolean
  close: () => void
}

function Line({ item: { text, run, checked, icon }, hasMark, close }: LineProps) {
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
      {hasMark && (
        <span class="menu-mark" aria-hidden="true">
          {checked ? '✓' : icon && <Icon icon={icon} />}
        </span>
      )}
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

function listenWhileOpen(list: HTMLElement | null, close: () => void): () => void {
  const lines = () => [...(list?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
  lines()[0]?.focus()
  const pointer = (event: PointerEvent) => {
    if (!list?.parentElement?.contains(event.target as Node)) close()
  }
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') close()
    const step = STEPS[event.key]
    if (!step) return
    const all = lines()
    all[step(all.indexOf(document.activeElement as HTMLElement), all.length)]?.focus()
    event.preventDefault()
  }
  const placeAgain = () => place(list)
  addEventListener('resize', placeAgain)
  document.addEventListener('pointerdown', pointer)
  document.addEventListener('keydown', key)
  return () => {
    removeEventListener('resize', placeAgain)
    document.removeEventListener('pointerdown', pointer)
    document.removeEventListener('keydown', key)
  }
}
