import { FileError, type FileStat } from '../shell/files.ts'
import type { Persist, TreeFiles } from './tree.ts'

/** Loggers whose lines Kafka's log4j2.yaml keeps out of server.log, and the files to which they go instead. */
const APART: readonly (readonly [logger: RegExp, file: string])[] = [
  [/^org\.apache\.kafka\.controller\b/, 'controller.log'],
  [/^org\.apache\.kafka\.storage\.internals\.log\.(Log)?Cleaner\b/, 'log-cleaner.log'],
  [/^state\.change\.logger$/, 'state-change.log'],
  [/^kafka\.(request\.logger|network\.RequestChannel\$)$/, 'kafka-request.log'],
  [/^kafka\.authorizer\.logger$/, 'kafka-authorizer.log'],
]
/** A log is cut to its newer half when it is longer than this, bytes; Kafka's own grow until somebody removes them. */
const MOST_BYTES = 512 * 1024
/** Of the logs of earlier hours so many are kept. */
const KEPT_HOURS = 3
/** What was logged is in the file after so long, and saved for the next visit after so long, ms. */
const WRITE_MS = 250
const SAVE_MS = 5000

/**
 * The folder `logs` of a Kafka installation: all nodes that are started from it append to one `server.log`, what their log4j2.yaml sets apart
 * goes to files beside it, and with each hour a log begins anew (`server.log.2026-11-21-20`).
 */
export class ServerLogs {
  private pending = new Map<string, string[]>()
  private readonly unsaved = new Set<string>()
  private writing = Promise.resolve()
  private waits = false
  private saves = false

  constructor(
    private readonly files: TreeFiles,
    private readonly folder: string,
    private readonly persist: Persist,
    /** Calls after so many ms. */
    private readonly after: (ms: number, run: () => void) => void,
  ) {}

  /** Lines in log4j's form, as a node wrote them. */
  add(lines: readonly string[]): void {
    for (const line of lines) {
      const file = fileOf(line)
      this.pending.set(file, [...(this.pending.get(file) ?? []), line])
    }
    if (this.waits || lines.length === 0) return
    this.waits = true
    this.after(WRITE_MS, () => void this.flush())
  }

  /** Resolves when what was added is in the files. */
  flush(): Promise<void> {
    this.waits = false
    const { pending } = this
    this.pending = new Map()
    this.writing = this.writing.then(async () => {
      for (const [file, lines] of pending) await this.write(`${this.folder}/${file}`, lines)
    })
    return this.writing
  }

  /** What is not in the files yet never gets there: the machine is brought back to an earlier moment. */
  drop(): void {
    this.pending.clear()
  }

  private async write(path: string, lines: readonly string[]): Promise<void> {
    const hour = lines.map(hourOf).findLast((one) => one !== undefined)
    const before = await this.content(path)
    const last = hourOf(before.slice(before.lastIndexOf('\n[') + 1))
    const rolls = hour !== undefined && last !== undefined && hour > last
    if (rolls) await this.roll(path, last)
    const text = `${rolls ? '' : before}${lines.join('\n')}\n`
    this.files.preset(path, text.length > MOST_BYTES ? newerHalf(text) : text)
    this.unsaved.add(path)
    this.saveSoon()
  }

  private async roll(path: string, hour: string): Promise<void> {
    await this.files.rename(path, `${path}.${hour}`)
    const name = path.slice(this.folder.length + 1)
    const rolled = (await this.files.list(this.folder)).filter((one) => one.startsWith(`${name}.`))
    for (const old of rolled.slice(0, -KEPT_HOURS)) await this.files.remove(`${this.folder}/${old}`)
  }

  private async content(path: string): Promise<string> {
    const stat: FileStat | undefined = await this.files.stat(path)
    return stat?.kind === 'file' ? new TextDecoder().decode(await this.files.read(path)) : ''
  }

  private saveSoon(): void {
    if (this.saves) return
    this.saves = true
    this.after(SAVE_MS, () => void this.save())
  }

  private async save(): Promise<void> {
    this.saves = false
    const paths = [...this.unsaved]
    this.unsaved.clear()
    for (const path of paths) {
      try {
        this.persist(path, { bytes: await this.files.read(path), executable: false })
      } catch (error) {
        // Removed meanwhile, which was saved when it was done.
        if (!(error instanceof FileError)) throw error
      }
    }
  }
}

function fileOf(line: string): string {
  const logger = /\(([\w.$]+)\)$/.exec(line)?.[1] ?? ''
  return APART.find(([pattern]) => pattern.test(logger))?.[1] ?? 'server.log'
}

/** `2026-11-21-20` of a line `[2026-11-21 20:00:00,000] …`; undefined: it goes on from the one before. */
function hourOf(line: string): string | undefined {
  return /^\[(\d{4}-\d\d-\d\d) (\d\d):/.exec(line)?.slice(1).join('-')
}

function newerHalf(text: string): string {
  const from = text.length - MOST_BYTES / 2
  return text.slice(text.indexOf('\n', from) + 1)
}
