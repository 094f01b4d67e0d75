import { FileError, resolvePath } from '../shell/files.ts'
import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'

/** Saves and opens whole machines. */
export interface SnapshotHost {
  save(): Promise<Uint8Array>
  /** Why it cannot be opened; null: it is open. */
  open(bytes: Uint8Array): Promise<string | null>
}

const USAGE = `usage: snapshot save [FILE]     the whole cluster, its files, clock and settings, into one file
       snapshot open FILE       make this machine that of the file
`

/** The program `snapshot`. */
export function snapshotProgram(host: SnapshotHost): Program {
  return async (context) => {
    const [, what, file, ...more] = context.args
    if (more.length === 0 && what === 'save') return save(context, host, file ?? defaultName(context))
    if (more.length === 0 && what === 'open' && file !== undefined) return open(context, host, file)
    const asked = what === '--help'
    await writeText(asked ? context.stdout : context.stderr, USAGE)
    return asked ? 0 : 2
  }
}

function defaultName({ machine }: ProgramContext): string {
  return `snapshot-${new Date(machine.wall()).toISOString().slice(0, 19).replaceAll(':', '-')}.zip`
}

async function save({ files, cwd, stdout }: ProgramContext, host: SnapshotHost, file: string): Promise<number> {
  const bytes = await host.save()
  await files.write(resolvePath(cwd, file), bytes)
  await writeText(stdout, `${file}: ${bytes.length} bytes\n`)
  return 0
}

async function open({ files, cwd, stderr }: ProgramContext, host: SnapshotHost, file: string): Promise<number> {
  const problem = await read(files, resolvePath(cwd, file)).then((bytes) => (bytes ? host.open(bytes) : 'No such file'))
  if (problem === null) return 0
  await writeText(stderr, `snapshot: ${file}: ${problem}\n`)
  return 1
}

async function read(files: ProgramContext['files'], path: string): Promise<Uint8Array | undefined> {
  try {
    return await files.read(path)
  } catch (error) {
    if (error instanceof FileError) return undefined
    throw error
  }
}
