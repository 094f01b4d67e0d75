import { baseName, FileError, type FileStat, type FileSystem, resolvePath } from '../shell/files.ts'
import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { diffLines } from './diff.ts'
import { complain, coreutil, linesIn, UsageError } from './options.ts'

/** Everything below a path, folders before what is in them; `shown` is the path as the user named it. */
export async function* walk(
  files: FileSystem,
  path: string,
  shown: string,
  level = 0,
): AsyncGenerator<{ path: string; stat: FileStat; level: number }> {
  const stat = await files.stat(path)
  if (!stat) return
  yield { path: shown, stat, level }
  if (stat.kind === 'file') return
  for (const name of await files.list(path)) {
    yield* walk(files, resolvePath(path, name), shown.endsWith('/') ? shown + name : `${shown}/${name}`, level + 1)
  }
}

const ls = coreutil(
  { flags: 'alhrtRS1dF', long: { all: 'a', 'human-readable': 'h', color: '1' } },
  async (context, { flags, rest }) => {
    let status = 0
    const named = rest.length > 0 ? rest : ['.']
    const folders: string[] = []
    const singles: Entry[] = []
    for (const name of named) {
      const stat = await context.files.stat(resolvePath(context.cwd, name))
      if (!stat) status = await complain(context, `ls: cannot access '${name}': No such file or directory`, 2)
      else if (stat.kind === 'folder' && !flags.has('d')) folders.push(name)
      else singles.push({ name, stat })
    }
    if (singles.length > 0) await list(context, singles, flags, false)
    const queue = [...folders]
    for (
      let name = queue.shift(), first = singles.length === 0;
      name !== undefined;
      name = queue.shift(), first = false
    ) {
      if (named.length > 1 || flags.has('R')) await writeText(context.stdout, `${first ? '' : '\n'}${name}:\n`)
      const entries = await entriesOf(context, name, flags)
      await list(context, entries, flags, true)
      if (flags.has('R'))
        queue.push(
          ...entries
            .filter((one) => one.stat.kind === 'folder' && !one.name.startsWith('.'))
            .map((one) => `${name}/${one.name}`),
        )
    }
    return status
  },
)

interface Entry {
  readonly name: string
  readonly stat: FileStat
}

async function entriesOf(context: ProgramContext, folder: string, flags: ReadonlySet<string>): Promise<Entry[]> {
  const path = resolvePath(context.cwd, folder)
  const names = (await context.files.list(path)).filter((name) => flags.has('a') || !name.startsWith('.'))
  const entries: Entry[] = []
  for (const name of names) {
    const stat = await context.files.stat(resolvePath(path, name))
    if (stat) entries.push({ name, stat })
  }
  return entries
}

async function list(
  context: ProgramContext,
  entries: Entry[],
  flags: ReadonlySet<string>,
  total: boolean,
): Promise<void> {
  if (flags.has('t')) entries.sort((a, b) => b.stat.modified - a.stat.modified)
  if (flags.has('S')) entries.sort((a, b) => b.stat.size - a.stat.size)
  if (flags.has('r')) entries.reverse()
  const colour = (entry: Entry) =>
    context.stdoutIsTty && entry.stat.kind === 'folder' ? `\x1b[34m${entry.name}\x1b[0m` : entry.name
  if (flags.has('l')) {
    const size = (bytes: number) => (flags.has('h') ? human(bytes) : String(bytes))
    const width = Math.max(0, ...entries.map(({ stat }) => size(stat.size).length))
    const blocks = entries.reduce((sum, { stat }) => sum + Math.ceil((stat.stored ?? stat.size) / 4096) * 4, 0)
    if (total) await writeText(context.stdout, `total ${flags.has('h') ? human(blocks * 1024) : blocks}\n`)
    for (const entry of entries) {
      const { stat } = entry
      await writeText(
        context.stdout,
        `${mode(stat)} 1 learner learner ${size(stat.size).padStart(width)} ${when(stat.modified)} ${colour(entry)}\n`,
      )
    }
    return
  }
  if (!context.stdoutIsTty || flags.has('1')) {
    for (const { name } of entries) await writeText(context.stdout, `${name}\n`)
    return
  }
  await writeText(
    context.stdout,
    columns(
      entries.map((entry) => ({ text: colour(entry), width: entry.name.length })),
      context.tty?.columns ?? 80,
    ),
  )
}

function columns(cells: readonly { text: string; width: number }[], width: number): string {
  if (cells.length === 0) return ''
  const cell = Math.max(...cells.map((one) => one.width)) + 2
  const perRow = Math.max(1, Math.floor(width / cell))
  const rows = Math.ceil(cells.length / perRow)
  const line = (row: number) =>
    cells
      .filter((_one, i) => i % rows === row)
      .map((one, i, all) => (i === all.length - 1 ? one.text : one.text + ' '.repeat(cell - one.width)))
      .join('')
  return Array.from({ length: rows }, (_one, row) => `${line(row)}\n`).join('')
}

function mode({ kind, executable, writable }: FileStat): string {
  const write = writable ? 'w' : '-'
  const run = executable ? 'x' : '-'
  return `${kind === 'folder' ? 'd' : '-'}r${write}${run}r-${run}r-${run}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function when(ms: number): string {
  const date = new Date(ms)
  const pad = (n: number) => String(n).padStart(2, '0')
  return `${MONTHS[date.getMonth()]} ${String(date.getDate()).padStart(2)} ${pad(date.getHours())}:${pad(date.getMinutes())}`
}

function human(bytes: number): string {
  const units = ['', 'K', 'M', 'G']
  let unit = 0
  let rest = bytes
  while (rest >= 1024 && unit < 3) {
    rest /= 1024
    unit++
  }
  return unit === 0 ? String(bytes) : `${rest < 10 ? rest.toFixed(1) : Math.ceil(rest)}${units[unit]}`
}

const mkdir = coreutil({ flags: 'pv', long: { parents: 'p' } }, async (context, { flags, rest }) => {
  let status = 0
  for (const name of rest) {
    const path = resolvePath(context.cwd, name)
    if (flags.has('p')) await makeParents(context.files, path)
    else {
      try {
        await context.files.makeFolder(path)
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        status = await complain(context, `mkdir: cannot create directory '${name}': ${error.message}`, 1)
      }
    }
  }
  return status
})

async function makeParents(files: FileSystem, path: string): Promise<void> {
  const parts = path.split('/').filter(Boolean)
  for (let i = 1; i <= parts.length; i++) {
    const part = `/${parts.slice(0, i).join('/')}`
    if (!(await files.stat(part))) await files.makeFolder(part)
  }
}

const rmdir = coreutil({ flags: 'p' }, async (context, { rest }) => {
  for (const name of rest) await context.files.remove(resolvePath(context.cwd, name))
  return 0
})

const rm = coreutil({ flags: 'rRfvid', long: { recursive: 'r', force: 'f' } }, async (context, { flags, rest }) => {
  let status = 0
  for (const name of rest) {
    const path = resolvePath(context.cwd, name)
    const stat = await context.files.stat(path)
    if (!stat) {
      if (!flags.has('f')) status = await complain(context, `rm: cannot remove '${name}': No such file or directory`, 1)
    } else if (stat.kind === 'folder' && !flags.has('r') && !flags.has('R')) {
      status = await complain(context, `rm: cannot remove '${name}': Is a directory`, 1)
    } else status = (await removeAll(context, path, name)) || status
  }
  return status
})

async function removeAll(context: ProgramContext, path: string, shown: string): Promise<number> {
  const found: string[] = []
  for await (const entry of walk(context.files, path, path)) found.push(entry.path)
  for (const one of found.reverse()) {
    try {
      if (await context.files.stat(one)) await context.files.remove(one)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      return complain(context, `rm: cannot remove '${shown}${one.slice(path.length)}': ${error.message}`, 1)
    }
  }
  return 0
}

const touch = coreutil({ flags: 'cam' }, async (context, { rest }) => {
  for (const name of rest) await context.files.append(resolvePath(context.cwd, name), new Uint8Array())
  return 0
})

/** Where cp and mv put a source: into the target if that is a folder. */
async function destination(context: ProgramContext, source: string, target: string): Promise<string> {
  const path = resolvePath(context.cwd, target)
  const stat = await context.files.stat(path)
  return stat?.kind === 'folder' ? resolvePath(path, baseName(resolvePath(context.cwd, source))) : path
}

const cp = coreutil({ flags: 'rRapfv', long: { recursive: 'r' } }, async (context, { flags, rest: operands }) => {
  const rest = [...operands]
  const target = rest.pop()
  if (target === undefined || rest.length === 0) throw new UsageError('missing file operand')
  let status = 0
  for (const source of rest) {
    const from = resolvePath(context.cwd, source)
    const stat = await context.files.stat(from)
    const to = await destination(context, source, target)
    if (!stat) status = await complain(context, `cp: cannot stat '${source}': No such file or directory`, 1)
    else if (stat.kind === 'folder' && !flags.has('r') && !flags.has('R') && !flags.has('a')) {
      status = await complain(context, `cp: -r not specified; omitting directory '${source}'`, 1)
    } else await copyAll(context.files, from, to)
  }
  return status
})

async function copyAll(files: FileSystem, from: string, to: string): Promise<void> {
  for await (const { path, stat } of walk(files, from, from)) {
    const target = to + path.slice(from.length)
    if (stat.kind === 'file') await files.write(target, await files.read(path))
    else if (!(await files.stat(target))) await files.makeFolder(target)
  }
}

const mv = coreutil({ flags: 'fvn' }, async (context, { rest: operands }) => {
  const rest = [...operands]
  const target = rest.pop()
  if (target === undefined || rest.length === 0) throw new UsageError('missing file operand')
  let status = 0
  for (const source of rest) {
    const from = resolvePath(context.cwd, source)
    if (!(await context.files.stat(from)))
      status = await complain(context, `mv: cannot stat '${source}': No such file or directory`, 1)
    else await context.files.rename(from, await destination(context, source, target))
  }
  return status
})

const diff = coreutil({ flags: 'uqbw', long: { unified: 'u', brief: 'q' } }, async (context, { flags, rest }) => {
  const [a = '', b = ''] = rest
  const read = async (name: string) =>
    new TextDecoder().decode(await context.files.read(resolvePath(context.cwd, name)))
  const [left, right] = [linesIn(await read(a)), linesIn(await read(b))]
  const text = diffLines(left, right, { unified: flags.has('u'), names: [a, b] })
  if (text === '') return 0
  await writeText(context.stdout, flags.has('q') ? `Files ${a} and ${b} differ\n` : text)
  return 1
})

const du = coreutil({ flags: 'shabc' }, async (context, { flags, rest }) => {
  for (const name of rest.length > 0 ? rest : ['.']) {
    let bytes = 0
    for await (const { stat } of walk(context.files, resolvePath(context.cwd, name), name))
      if (stat.kind === 'file') bytes += flags.has('b') ? stat.size : (stat.stored ?? stat.size)
    await writeText(
      context.stdout,
      `${flags.has('h') ? human(bytes) : flags.has('b') ? bytes : Math.ceil(bytes / 1024)}\t${name}\n`,
    )
  }
  return 0
})

const stat = coreutil({ flags: '', values: 'c' }, async (context, { values, rest }) => {
  for (const name of rest) {
    const found = await context.files.stat(resolvePath(context.cwd, name))
    if (!found) return complain(context, `stat: cannot statx '${name}': No such file or directory`, 1)
    const format = values.get('c')
    const text = format
      ? format
          .replaceAll('%s', String(found.size))
          .replaceAll('%n', name)
          .replaceAll('%Y', String(Math.floor(found.modified / 1000)))
      : `  File: ${name}\n  Size: ${found.size}\t${found.kind === 'file' ? 'regular file' : 'directory'}\nModify: ${new Date(found.modified).toISOString()}`
    await writeText(context.stdout, `${text}\n`)
  }
  return 0
})

/** Programs that work on files and folders. */
export const FILE_PROGRAMS: { readonly [name: string]: Program } = {
  ls,
  mkdir,
  rmdir,
  rm,
  touch,
  cp,
  mv,
  diff,
  du,
  stat,
}
