import type { Program } from '../shell/program.ts'
import { AWK_PROGRAMS } from './awk.ts'
import { chmod } from './chmod.ts'
import { FILE_PROGRAMS } from './files.ts'
import { PAGER_PROGRAMS } from './less.ts'
import { SHELL_PROGRAMS } from './nested-shell.ts'
import { PROCESS_PROGRAMS } from './process-search.ts'
import { SEARCH_PROGRAMS } from './search.ts'
import { SED_PROGRAMS } from './sed.ts'
import { SYSTEM_PROGRAMS } from './system.ts'
import { TEXT_PROGRAMS } from './text.ts'

/** The programs of a Unix system that the page has, by name; their names alone: names.ts. */
export const COREUTILS: { readonly [name: string]: Program } = {
  ...TEXT_PROGRAMS,
  ...SEARCH_PROGRAMS,
  ...FILE_PROGRAMS,
  ...SYSTEM_PROGRAMS,
  ...PROCESS_PROGRAMS,
  ...SED_PROGRAMS,
  ...AWK_PROGRAMS,
  ...PAGER_PROGRAMS,
  ...SHELL_PROGRAMS,
  chmod,
}
