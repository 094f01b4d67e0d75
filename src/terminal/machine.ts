import { baseName, type FileSystem, resolvePath } from './shell/files.ts'
import { ProcessTable } from './shell/processes.ts'
import type { Found, Machine, Program } from './shell/program.ts'

export interface MachineOptions {
  readonly files: FileSystem
  /** Programs by name; a Kafka tool under its script's name, `kafka-topics.sh`. */
  readonly programs: ReadonlyMap<string, Program>
  readonly wall: () => number
  readonly monotonic: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly random: () => number
}

/** The machine that all shells of a page (or of a headless run) share. */
export function makeMachine(options: MachineOptions): Machine {
  const { files, programs, wall, monotonic, sleep, random } = options
  const find = (name: string, cwd: string, path: string) => findProgram(name, cwd, path, files, programs)
  const names = () => [...programs.keys()]
  return { files, processes: new ProcessTable(wall), wall, monotonic, sleep, random, find, names }
}

async function findProgram(
  name: string,
  cwd: string,
  path: string,
  files: FileSystem,
  programs: ReadonlyMap<string, Program>,
): Promise<Found> {
  if (name.includes('/')) return inPlace(resolvePath(cwd, name), files, programs)
  for (const folder of path.split(':').filter((one) => one !== '')) {
    const found = await inPlace(`${folder}/${name}`, files, programs)
    if (found.kind !== 'refused') return found
  }
  const program = programs.get(name)
  return program ? { kind: 'program', program, path: `/usr/bin/${name}` } : { kind: 'refused', why: 'not found' }
}

/** What a path runs: a tool's script runs the tool; any other executable text is run by the shell. */
async function inPlace(path: string, files: FileSystem, programs: ReadonlyMap<string, Program>): Promise<Found> {
  const stat = await files.stat(path)
  const program = programs.get(baseName(path))
  if (!stat) {
    return program && path.startsWith('/usr/bin/')
      ? { kind: 'program', program, path }
      : { kind: 'refused', why: 'no such file' }
  }
  if (stat.kind === 'folder') return { kind: 'refused', why: 'is a directory' }
  if (program && !stat.writable) return { kind: 'program', program, path }
  return stat.executable ? { kind: 'script', path } : { kind: 'refused', why: 'permission denied' }
}
