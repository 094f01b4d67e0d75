/** For tests: the machine of a page whose time stands still. */
import { COREUTILS } from './commands/registry.ts'
import type { TreeFiles } from './files/tree.ts'
import { makeMachine } from './machine.ts'
import type { Machine, Program } from './shell/program.ts'

/** With the coreutils and `more`, over the files given; `wall`: ms since 1970. */
export function testMachine(files: TreeFiles, more: Iterable<readonly [string, Program]> = [], wall = 0): Machine {
  return makeMachine({
    files,
    programs: new Map([...Object.entries(COREUTILS), ...more]),
    wall: () => wall,
    monotonic: () => 0,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    random: () => 0.5,
  })
}
