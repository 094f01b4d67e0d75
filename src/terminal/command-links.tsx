import type { IDecoration, Terminal } from '@xterm/xterm'
import { ArrowLeftRight } from 'lucide'
import { showRequests } from '../session/links.ts'
import { MenuButton } from '../ui/menu.tsx'
import { MenuList } from '../ui/menu-list.tsx'
import { t } from '../ui/strings.ts'
import type { CommandLines } from './command-lines.ts'
import type { CommandRequests, TerminalClient } from './terminal-client.ts'
import './terminal.css'

/** So many of the latest commands are offered. */
const OFFERED = 8

/** From a command to the requests that it sent; its mark in the terminal does the same. */
export function RequestsMenu({ client }: { client: TerminalClient }) {
  const latest = new Map(client.commands.value.map((one) => [one.text, one]))
  const commands = [...latest.values()].sort((a, b) => b.command - a.command).slice(0, OFFERED)
  const items = commands.map((one) => ({ text: one.text, run: () => showRequests(one) }))
  const label = t('requests of a command')
  const list = (close: () => void) => <MenuList label={label} items={[{ text: label }, ...items]} close={close} />
  return <MenuButton icon={ArrowLeftRight} label={label} list={list} />
}

/** Marks at the lines of a terminal that asked brokers for something: a click leads to their requests. */
export class CommandMarks {
  private readonly shown = new Map<number, IDecoration>()

  constructor(
    private readonly terminal: Terminal,
    private readonly lines: CommandLines,
  ) {}

  /** Marks those of the commands whose lines are on the screen. */
  show(commands: readonly CommandRequests[]): void {
    for (const command of commands) this.mark(command)
  }

  private mark(command: CommandRequests): void {
    const { command: number } = command
    const marker = this.lines.markers.get(number)
    if (!marker || this.shown.has(number)) return
    const decoration = this.terminal.registerDecoration({ marker, width: 1, layer: 'top' })
    if (!decoration) return
    this.shown.set(number, decoration)
    decoration.onDispose(() => this.shown.delete(number))
    decoration.onRender((box) => {
      // Its own end is where the line begins.
      box.style.left = 'auto'
      box.style.right = '100%'
      if (!box.firstChild) box.append(button(command))
    })
  }
}

/** Out of the order of Tab, which is the shell's here: by keyboard the menu over the terminal leads to the same. */
function button(command: CommandRequests): HTMLButtonElement {
  const made = document.createElement('button')
  const name = `${t('requests of')} ${command.text}`
  made.type = 'button'
  made.className = 'command-mark'
  made.tabIndex = -1
  made.textContent = '⇄'
  made.title = name
  made.setAttribute('aria-label', name)
  made.addEventListener('click', () => showRequests(command))
  return made
}
