import { toolNamed } from '../../engine/core/tools/registry.ts'
import { SCRIPT_NAMES } from '../../engine/core/tools/script-names.ts'
import { SimWorld } from '../../engine/sim/env.ts'
import { MemoryDisk } from '../../engine/sim/memory-disk.ts'
import { COREUTIL_NAMES } from '../terminal/commands/names.ts'
import { BUILTINS } from '../terminal/shell/builtins.ts'
import { optionsOf } from '../terminal/tool-completion.ts'
import type { CommandWorld } from './command-lint.ts'

/** The page's own programs (`clock +7d`), beside those of Kafka and of a Unix system. */
const OURS = ['clock', 'snapshot', 'fault']

/** What the page's shell knows; a tool's options are read from what its `--help` says. */
export function commandWorld(): CommandWorld {
  const env = new SimWorld(1).env('lint', new MemoryDisk(() => 0))
  const asked = new Map<string, Promise<readonly string[]>>()
  return {
    programs: new Set([...COREUTIL_NAMES, ...SCRIPT_NAMES, ...Object.keys(BUILTINS), ...OURS]),
    async options(program) {
      const tool = toolNamed(program)
      if (!tool) return undefined
      const known = asked.get(program) ?? optionsOf(tool, env)
      asked.set(program, known)
      // A tool that tells no options is not built, or takes words.
      return (await known).length > 1 ? known : undefined
    },
  }
}
