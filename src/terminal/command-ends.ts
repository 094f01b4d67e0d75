import type { IMarker, Terminal } from '@xterm/xterm'
import { COMMAND_MARK } from './tty/command-mark.ts'

/** Where the lines of commands end on a screen, by the number of the command. */
export class CommandEnds {
  readonly markers = new Map<number, IMarker>()
  /** Called whenever a line was marked. */
  marked: () => void = () => {}

  constructor(terminal: Terminal) {
    terminal.parser.registerOscHandler(COMMAND_MARK, (data) => {
      const command = Number(/^C;(\d+)$/.exec(data)?.[1])
      const marker = terminal.registerMarker(-1)
      this.markers.set(command, marker)
      marker.onDispose(() => this.markers.delete(command))
      this.marked()
      return true
    })
  }
}
