import '../ui/style-elements.ts'
import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { Columns2, Maximize2, Minimize2, Plus, X } from 'lucide'
import { useEffect, useRef } from 'preact/hooks'
import { maximised, presenting, type Theme, theme } from '../session/settings.ts'
import { Icon } from '../ui/icon.tsx'
import { isPageKey } from '../ui/keys.ts'
import { lazy } from '../ui/lazy.tsx'
import { t } from '../ui/strings.ts'
import { CommandLines } from './command-lines.ts'
import type { CommandMarks } from './command-links.tsx'
import { InputMethod } from './input-method.ts'
import type { TerminalClient } from './terminal-client.ts'

/** The terminals of the open tabs, for `window.logbook.terminal.text` and for tests. */
export const screens = new Map<number, Terminal>()

/** Colours that only a terminal has. */
const OWN: { readonly [name in Theme]: ITheme } = {
  light: { selectionBackground: '#c6d6ee', magenta: '#8250b8', cyan: '#0b6e8a' },
  dark: { selectionBackground: '#2d4468', magenta: '#c7a4f0', cyan: '#6cc7de' },
}

/** The page's colours, as its style has them now. */
function coloursOf(name: Theme): ITheme {
  const style = getComputedStyle(document.documentElement)
  const [sunk, ink, weak, faint, red, green, yellow, blue] = TOKENS.map((token) => style.getPropertyValue(`--${token}`))
  const [black, white] = name === 'dark' ? [sunk, ink] : [ink, weak]
  const screen = { background: sunk, foreground: ink, cursor: ink, cursorAccent: sunk }
  return { ...OWN[name], ...screen, black, white, brightBlack: faint, red, green, yellow, blue } as ITheme
}

const TOKENS = ['sunk', 'ink', 'ink-2', 'ink-3', 'bad', 'ok', 'warn', 'accent']

const FONT = '"JetBrains Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace'

/** The id of what a screen reader says of each terminal. */
const WAY_OUT = 'out-of-terminal'

const links = () => import('./command-links.tsx')
const RequestsMenu = lazy(async () => (await links()).RequestsMenu)

/** Marks the lines that asked brokers for something; what draws the marks is fetched with the first of them. */
function markCommands(xterm: Terminal, client: TerminalClient, tab: number): () => void {
  const lines = new CommandLines(xterm)
  let marks: Promise<CommandMarks> | undefined
  const show = () => {
    const own = client.commands.peek().filter((command) => command.tab === tab)
    if (own.length === 0) return
    marks ??= links().then(({ CommandMarks }) => new CommandMarks(xterm, lines))
    marks.then((there) => there.show(own)).catch(() => (marks = undefined))
  }
  lines.marked = show
  return client.commands.subscribe(show)
}

/** One terminal on the screen. */
function Screen({
  client,
  tab,
  shown,
  active,
}: {
  client: TerminalClient
  tab: number
  shown: boolean
  active: boolean
}) {
  const box = useRef<HTMLDivElement>(null)
  const terminal = useRef<Terminal | null>(null)
  const fit = useRef<FitAddon | null>(null)

  useEffect(() => {
    const xterm = new Terminal({
      fontFamily: FONT,
      fontSize: fontSize(),
      lineHeight: 1.35,
      theme: coloursOf(theme.peek()),
      cursorBlink: false,
      scrollback: 10_000,
      screenReaderMode: true,
      // Decorations are still called that.
      allowProposedApi: true,
    })
    const fitting = new FitAddon()
    xterm.loadAddon(fitting)
    xterm.open(box.current as HTMLDivElement)
    xterm.textarea?.setAttribute('aria-label', `${t('terminal')} ${tab}`)
    xterm.textarea?.setAttribute('aria-describedby', WAY_OUT)
    terminal.current = xterm
    fit.current = fitting
    screens.set(tab, xterm)
    const inputMethod = new InputMethod(xterm)
    xterm.attachCustomKeyEventHandler((event) => !isPageKey(event) && !inputMethod.takes(event))
    xterm.onData((keys) => void client.api.input(tab, keys))
    xterm.onResize(({ cols, rows }) => client.resize(tab, { columns: cols, rows }))
    const unmark = markCommands(xterm, client, tab)
    const detach = client.attach(tab, (text) => xterm.write(text))
    const observer = new ResizeObserver(() => resizeTo(xterm, fitting, box.current))
    observer.observe(box.current as HTMLDivElement)
    return () => {
      observer.disconnect()
      unmark()
      detach()
      screens.delete(tab)
      xterm.dispose()
    }
  }, [client, tab])

  const large = presenting.value
  useEffect(() => {
    // The page's style is that of the new size only then.
    const frame = requestAnimationFrame(() => resizeTo(terminal.current, fit.current, box.current))
    return () => cancelAnimationFrame(frame)
  }, [large])

  const colours = theme.value
  useEffect(() => {
    if (terminal.current) terminal.current.options.theme = coloursOf(colours)
  }, [colours])

  useEffect(() => {
    if (!shown) return undefined
    resizeTo(terminal.current, fit.current, box.current)
    // A page that was only just opened leaves the keyboard where its first Tab goes through the page, not to the shell.
    if (!active || !navigator.userActivation.hasBeenActive) return undefined
    const frame = requestAnimationFrame(() => terminal.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [shown, active])

  return (
    <div
      class={`pane ${active ? 'active' : ''}`}
      id={`terminal-${tab}`}
      role="tabpanel"
      aria-labelledby={`terminal-tab-${tab}`}
      hidden={!shown}
      ref={box}
      onFocusIn={() => {
        client.active.value = tab
      }}
    />
  )
}

/** That of code everywhere: larger for a class room, and on a large screen. */
function fontSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--t-code'))
}

function resizeTo(terminal: Terminal | null, fitting: FitAddon | null, box: HTMLElement | null): void {
  if (!terminal || !fitting || !box) return
  if (terminal.options.fontSize !== fontSize()) terminal.options.fontSize = fontSize()
  if (box.clientWidth > 40 && box.clientHeight > 20) fitting.fit()
}

/** The terminal: tabs, a split, and their screens, which live on while they are hidden. */
export function TerminalPane({ client, hidden }: { client: TerminalClient; hidden: boolean }) {
  const tabs = client.tabs.value
  const active = client.active.value
  const split = client.split.value
  const shown = (id: number) => (split ? split.includes(id) : id === active)
  return (
    <section class="term" id="pane-terminal" aria-label={t('terminal')} hidden={hidden}>
      <div class="tabs">
        <div role="tablist" aria-label={t('terminals')} style={{ display: 'contents' }}>
          {tabs.map((tab) => (
            <button
              type="button"
              role="tab"
              key={tab.id}
              id={`terminal-tab-${tab.id}`}
              aria-label={`${t('terminal')} ${tab.title}`}
              aria-selected={tab.id === active}
              aria-controls={`terminal-${tab.id}`}
              onClick={() => client.select(tab.id)}
            >
              {tab.title}
            </button>
          ))}
        </div>
        <button type="button" aria-label={t('new terminal')} title={t('new terminal')} onClick={() => client.open()}>
          <Icon icon={Plus} />
        </button>
        <span class="grow" />
        {client.commands.value.length > 0 && <RequestsMenu client={client} />}
        <button
          type="button"
          class="close"
          title={t('close terminal')}
          aria-label={t('close terminal')}
          onClick={() => client.close(active)}
        >
          <Icon icon={X} />
        </button>
        <button type="button" aria-pressed={split !== null} onClick={() => client.toggleSplit()}>
          <Icon icon={Columns2} /> {t('Split')}
        </button>
        <Maximise pane="terminal" />
      </div>
      <p id={WAY_OUT} hidden>
        {t('Tab completes; Alt+L leads out, to the lesson.')}
      </p>
      <div class="panes">
        {tabs.map((tab) => (
          <Screen key={tab.id} client={client} tab={tab.id} shown={shown(tab.id)} active={tab.id === active} />
        ))}
      </div>
    </section>
  )
}

/** Lets a pane of the right side fill it. */
export function Maximise({ pane }: { pane: 'stage' | 'terminal' }) {
  const on = maximised.value === pane
  const name = `${on ? t('restore') : t('maximise')}${t(': ')}${t(pane)}`
  return (
    <button
      type="button"
      aria-pressed={on}
      aria-label={name}
      title={name}
      onClick={() => {
        maximised.value = on ? null : pane
      }}
    >
      <Icon icon={on ? Minimize2 : Maximize2} />
    </button>
  )
}
