import type { Programs } from '../lazy-programs.ts'
import type { TerminalHost } from '../worker-protocol.ts'
import { clockProgram } from './clock.ts'
import { faultProgram } from './fault.ts'
import { snapshotProgram } from './snapshot.ts'

/** What these programs ask the page for. */
type Asked = { readonly [name in 'clock' | 'fault' | 'saveSnapshot' | 'openSnapshot']: TerminalHost[name] }

/** The programs of ours that ask the page. */
export function pagePrograms(page: Asked): Programs {
  return new Map([
    ['clock', clockProgram((command) => page.clock(command))],
    ['fault', faultProgram((words) => page.fault(words))],
    ['snapshot', snapshotProgram({ save: () => page.saveSnapshot(), open: (bytes) => page.openSnapshot(bytes) })],
  ])
}
