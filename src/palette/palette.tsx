import { useEffect, useRef, useState } from 'preact/hooks'
import type { Term } from '../lessons/glossary.ts'
import { glossary } from '../lessons/page-library.ts'
import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'
import { lazy } from '../ui/lazy.tsx'
import { choices } from './choices.ts'
import { type Choice, find } from './find.ts'
import './palette.css'
import '../ui/dialog.css'

const DIALOGS = {
  reset: lazy(async () => (await import('../lessons/reset-dialog.tsx')).ResetDialog),
  glossary: lazy(async () => (await import('../packs/glossary-dialog.tsx')).GlossaryDialog),
  pack: lazy(async () => (await import('../packs/pack-dialog.tsx')).PackDialog),
}

/** Lines that are drawn; typing narrows the rest. */
const MOST = 60

/** Everything the page can do, found by typing: a combobox over a list (ARIA's pattern). */
export function Palette({ page }: { page: Page }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [wanted, setWanted] = useState('')
  const [at, setAt] = useState(0)
  useEffect(() => dialog.current?.showModal(), [])
  const terms = useTerms()
  const found = find(choices(page, terms), wanted).slice(0, MOST)
  const label = language.value === 'zh' ? '命令面板' : 'Command palette'
  const [opened, setOpened] = useState<Choice | null>(null)
  const close = () => {
    page.paletteShown.value = false
  }
  const choose = (choice: Choice | undefined) => {
    if (choice?.opens) return setOpened(choice)
    dialog.current?.close()
    choice?.run?.()
  }
  const key = (event: KeyboardEvent) => {
    // Enter that ends the writing of a Chinese word chooses that word, and no command.
    if (event.isComposing || event.keyCode === 229) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter') choose(found[at])
    else if (step !== undefined) setAt((at + step + found.length) % Math.max(1, found.length))
    else return
    event.preventDefault()
  }
  const Dialog = opened?.opens && DIALOGS[opened.opens]
  if (Dialog) return <Dialog page={page} close={close} wanted={opened.wanted} />
  return (
    <dialog ref={dialog} class="palette" aria-label={label} onClose={close} onKeyDown={key}>
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

/** The glossary's, once it is fetched; without it the palette finds what else there is. */
function useTerms(): readonly Term[] {
  const [terms, setTerms] = useState<readonly Term[]>([])
  useEffect(() => void glossary().then(setTerms, () => {}), [])
  return terms
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
