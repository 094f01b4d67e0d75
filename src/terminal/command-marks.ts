import { effect, type ReadonlySignal } from '@preact/signals'
import type { IDecoration, IMarker, Terminal } from '@xterm/xterm'
import { showRequests } from '../session/links.ts'
import { t } from '../ui/strings.ts'
import type { CommandRequests } from './terminal-client.ts'
import { COMMAND_MARK } from './tty/command-mark.ts'

/** Marks at the lines of a terminal that asked brokers for something: a click leads to their requests. */
export class CommandMarks {
  /** Where the lines of commands end, by the number of the command. */
  private readonly ends = new Map<number, IMarker>()
  private readonly shown = new Map<number, IDecoration>()
  private readonly stop: () => void

  constructor(
    private readonly terminal: Terminal,
    private readonly tab: number,
    private readonly commands: ReadonlySignal<readonly CommandRequests[]>,
  ) {
    terminal.parser.registerOscHandler(COMMAND_MARK, (data) => this.mark(data))
    this.stop = effect(() => {
      for (const command of commands.value) this.show(command)
    })
  }

  dispose(): void {
    this.stop()
  }

  private mark(data: string): boolean {
    const command = Number(/^C;(\d+)$/.exec(data)?.[1])
    const end = this.terminal.registerMarker(-1)
    this.ends.set(command, end)
    end.onDispose(() => {
      this.ends.delete(command)
      this.shown.delete(command)
    })
    for (const known of this.commands.peek()) this.show(known)
    return true
  }

  private show(command: CommandRequests): void {
    const marker = this.ends.get(command.command)
    if (command.tab !== this.tab || !marker || this.shown.has(command.command)) return
    const decoration = this.terminal.registerDecoration({ marker, width: 2, layer: 'top' })
    if (!decoration) return
    this.shown.set(command.command, decoration)
    decoration.onRender((box) => {
      // Anchored to the right it would still begin at the left: only its distance from there is drawn.
      box.style.left = 'auto'
      box.style.right = '0'
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
