import type { IMarker, Terminal } from '@xterm/xterm'
import { COMMAND_MARK } from './tty/command-mark.ts'

/** The lines of commands on a screen, by the number of the command. */
export class CommandLines {
  readonly markers = new Map<number, IMarker>()
  /** Called whenever a line was marked. */
  marked: () => void = () => {}

  constructor(terminal: Terminal) {
    terminal.parser.registerOscHandler(COMMAND_MARK, (data) => {
      const command = Number(/^C;(\d+)$/.exec(data)?.[1])
      const marker = terminal.registerMarker(-rowsSinceStart(terminal))
      this.markers.set(command, marker)
      marker.onDispose(() => this.markers.delete(command))
      this.marked()
      return true
    })
  }
}

/** From the cursor, below the line, up to the line's first row: that alone outlives a change of the screen's width. */
function rowsSinceStart({ buffer: { active } }: Terminal): number {
  const below = active.baseY + active.cursorY
  let row = below - 1
  while (active.getLine(row)?.isWrapped) row--
  return below - row
}
