import type { ComponentChildren } from 'preact'

interface TabsProps<T extends string> {
  label: string
  tabs: readonly { readonly id: T; readonly title: string }[]
  selected: T
  onSelect: (id: T) => void
  /** Ids of the panels begin with this. */
  panels: string
  children?: ComponentChildren
}

/** A tab list after the ARIA pattern: arrow keys move, Home and End go to the ends. */
export function Tabs<T extends string>({ label, tabs, selected, onSelect, panels, children }: TabsProps<T>) {
  const key = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === selected)
    const to = MOVES[event.key]?.(at, tabs.length)
    const next = to === undefined ? undefined : tabs[to]
    if (!next) return
    event.preventDefault()
    onSelect(next.id)
    const list = event.currentTarget as HTMLElement
    requestAnimationFrame(() => (list.querySelector('[aria-selected="true"]') as HTMLElement | null)?.focus())
  }
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} onKeyDown={key} style={{ display: 'contents' }}>
        {tabs.map((tab) => (
          <button
            type="button"
            role="tab"
            key={tab.id}
            id={`${panels}-tab-${tab.id}`}
            aria-selected={tab.id === selected}
            aria-controls={`${panels}-${tab.id}`}
            tabIndex={tab.id === selected ? 0 : -1}
            onClick={() => onSelect(tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      {children}
    </div>
  )
}

const MOVES: { readonly [key: string]: (at: number, count: number) => number } = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
}
