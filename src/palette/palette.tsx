import { useEffect, useRef, useState } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { choices } from './choices.ts'
import { type Choice, find } from './find.ts'
import './palette.css'
import '../ui/dialog.css'

/** Lines that are drawn; typing narrows the rest. */
const MOST = 60

/** Everything the page can do, found by typing: a combobox over a list (ARIA's pattern). */
export function Palette({ page }: { page: Page }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [wanted, setWanted] = useState('')
  const [at, setAt] = useState(0)
  useEffect(() => dialog.current?.showModal(), [])
  const found = find(choices(page), wanted).slice(0, MOST)
  const label = language.value === 'zh' ? '命令面板' : 'Command palette'
  const choose = (choice: Choice | undefined) => {
    dialog.current?.close()
    choice?.run()
  }
  const key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') choose(found[at])
    else if (step !== undefined) setAt((at + step + found.length) % Math.max(1, found.length))
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={label}
      onClose={() => {
        page.paletteShown.value = false
      }}
      onKeyDown={key}
    >
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `palette-${at}` : undefined}
        aria-label={label}
        placeholder={language.value === 'zh' ? '课程、视图、broker、时钟……' : 'lessons, views, brokers, clock …'}
        value={wanted}
        onInput={(event) => {
          setWanted(event.currentTarget.value)
          setAt(0)
        }}
      />
      <div role="listbox" id="palette-list" aria-label={label}>
        {found.map((choice, i) => (
          <Line key={`${choice.group} ${choice.text}`} choice={choice} number={i} picked={i === at} choose={choose} />
        ))}
      </div>
      {found.length === 0 && <p class="empty">{language.value === 'zh' ? '没有这样的命令' : 'Nothing of that name'}</p>}
    </dialog>
  )
}

function Line({
  choice,
  number,
  picked,
  choose,
}: {
  choice: Choice
  number: number
  picked: boolean
  choose: (choice: Choice) => void
}) {
  const line = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (picked) line.current?.scrollIntoView({ block: 'nearest' })
  }, [picked])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus; Enter chooses
    <div
      ref={line}
      role="option"
      tabIndex={-1}
      id={`palette-${number}`}
      aria-selected={picked}
      onClick={() => choose(choice)}
    >
      <span class="dim">{choice.group}</span> {choice.text}
    </div>
  )
}
