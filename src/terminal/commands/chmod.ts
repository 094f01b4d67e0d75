import { FileError, resolvePath } from '../shell/files.ts'
import type { Program, ProgramContext } from '../shell/program.ts'
import { walk } from './files.ts'
import { complain } from './options.ts'

const OWNER_EXECUTES = 0o100
const SYMBOLIC = /^[ugoa]*([-+=])([rwxX]*)$/

/** `chmod +x run.sh`, `chmod 755 run.sh`, `chmod -R u+x dir`: of the permissions here, only that to execute can be changed. */
export const chmod: Program = async (context) => {
  const args = context.args.slice(1)
  const isDeep = args[0] === '-R' && args.shift() !== undefined
  const [mode, ...names] = args
  if (mode === undefined) return misused(context, 'missing operand')
  const executable = executableBy(mode)
  if (executable === 'invalid') return misused(context, `invalid mode: '${mode}'`)
  if (names.length === 0) return misused(context, `missing operand after '${mode}'`)
  let status = 0
  for (const name of names) status = (await change(context, name, { executable, isDeep })) || status
  return status
}

function misused(context: ProgramContext, what: string): Promise<number> {
  return complain(context, `chmod: ${what}\nTry 'chmod --help' for more information.`, 1)
}

/** What a mode says of executing; undefined: nothing. */
function executableBy(mode: string): boolean | undefined | 'invalid' {
  if (/^0*[0-7]{1,4}$/.test(mode)) return (Number.parseInt(mode, 8) & OWNER_EXECUTES) !== 0
  let executable: boolean | undefined
  for (const clause of mode.split(',')) {
    const [, operator, letters] = SYMBOLIC.exec(clause) ?? []
    if (operator === undefined || letters === undefined) return 'invalid'
    if (letters.includes('x')) executable = operator !== '-'
    else if (operator === '=') executable = false
  }
  return executable
}

interface Change {
  readonly executable: boolean | undefined
  readonly isDeep: boolean
}

async function change(context: ProgramContext, name: string, { executable, isDeep }: Change): Promise<number> {
  const { files, cwd } = context
  const path = resolvePath(cwd, name)
  if (!(await files.stat(path)))
    return complain(context, `chmod: cannot access '${name}': No such file or directory`, 1)
  if (executable === undefined) return 0
  let status = 0
  for await (const { path: one, stat, level } of walk(files, path, path)) {
    if (stat.kind === 'folder' || (level > 0 && !isDeep)) continue
    status = (await changeOne(context, one, executable)) || status
  }
  return status
}

async function changeOne(context: ProgramContext, path: string, executable: boolean): Promise<number> {
  try {
    await context.files.setExecutable(path, executable)
    return 0
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return complain(context, `chmod: changing permissions of '${path}': ${error.message}`, 1)
  }
}
