import { resolvePath } from '../shell/files.ts'
import type { Program, ProgramContext } from '../shell/program.ts'
import type { Setting, ShellScript } from '../shell/script.ts'
import { settingOf } from '../shell/settings.ts'
import { writeText } from '../shell/streams.ts'
import { readAll } from '../shell/whole-input.ts'

interface Wanted {
  readonly settings: readonly Setting[]
  /** `-c`: the first of the words is what is to be run. */
  readonly isText: boolean
  readonly words: readonly string[]
}

/** `bash -c 'text' [name arg …]`, `bash [-eux] script [arg …]`, `… | bash`: a shell that runs a script and ends. */
const bash: Program = async (context) => {
  const name = context.args[0] as string
  const wanted = wantedBy(context.args.slice(1))
  if (typeof wanted === 'string') return complain(context, `${name}: ${wanted}`, 2)
  const { settings, isText, words } = wanted
  const [first, ...more] = words
  if (isText) {
    if (first === undefined) return complain(context, `${name}: -c: option requires an argument`, 2)
    return context.script({ text: first, name: more[0] ?? name, positional: more.slice(1), settings, isArgument: true })
  }
  if (first !== undefined) return runFile(context, first, { name: first, positional: more, settings })
  if (context.stdinIsTty) return complain(context, `${name}: one shell a tab; open another tab for another shell`, 1)
  return context.script({ text: decoded(await readAll(context.stdin)), name, positional: [], settings })
}

/** The options in front; an error's text when one is not known. */
function wantedBy(args: readonly string[]): Wanted | string {
  const words = [...args]
  const settings: Setting[] = []
  let isText = false
  while (/^-./.test(words[0] ?? '')) {
    const option = words.shift() as string
    if (option === '--') break
    for (const letter of option.slice(1)) {
      if (letter === 'c') isText = true
      else if (!'ls'.includes(letter)) {
        const setting = settingOf(letter, words)
        if (!setting) return letter === 'o' ? 'invalid option name' : `-${letter}: invalid option`
        settings.push(setting)
      }
    }
  }
  return { settings, isText, words }
}

async function runFile(context: ProgramContext, file: string, script: Omit<ShellScript, 'text'>): Promise<number> {
  const path = resolvePath(context.cwd, file)
  const stat = await context.files.stat(path)
  const name = context.args[0] as string
  if (!stat) return complain(context, `${name}: ${file}: No such file or directory`, 127)
  if (stat.kind === 'folder') return complain(context, `${file}: ${file}: Is a directory`, 126)
  return context.script({ ...script, text: decoded(await context.files.read(path)) })
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

async function complain({ stderr }: ProgramContext, text: string, status: number): Promise<number> {
  await writeText(stderr, `${text}\n`)
  return status
}

/** Shells as programs, by name. */
export const SHELL_PROGRAMS: { readonly [name: string]: Program } = { bash, sh: bash }
