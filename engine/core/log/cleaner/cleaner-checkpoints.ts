import { type Disk, DiskError, type Env } from '../../env/env.ts'
import { AtomicFile, CHECKPOINT_READER, formatCheckpoint, readWhole } from '../checkpoint.ts'
import { parsePartitionDir } from '../file-names.ts'

const NAME = 'cleaner-offset-checkpoint'

/** Up to where each log of a log dir was cleaned, kept in `cleaner-offset-checkpoint`. */
export class CleanerCheckpoints {
  private readonly file: AtomicFile

  /** Of a file that cannot be understood `failed` hears; it counts as empty: all is dirty. */
  static async read(
    { disk, trace }: Pick<Env, 'disk' | 'trace'>,
    dir: string,
    failed: (error: DiskError, what: string) => void,
  ): Promise<CleanerCheckpoints> {
    const path = `${dir}/${NAME}`
    const bytes = await readWhole(disk, path)
    if (!bytes?.length) return new CleanerCheckpoints(disk, dir, new Map())
    const { parseOffsets, CheckpointNumberError } = await CHECKPOINT_READER.get()
    try {
      return new CleanerCheckpoints(disk, dir, parseOffsets(bytes, { path, trace }))
    } catch (error) {
      if (error instanceof DiskError) failed(error, `Failed to access checkpoint file ${NAME} in dir ${dir}`)
      else if (!(error instanceof CheckpointNumberError)) throw error
      return new CleanerCheckpoints(disk, dir, new Map())
    }
  }

  private constructor(
    disk: Disk,
    dir: string,
    private readonly offsets: Map<string, number>,
  ) {
    this.file = new AtomicFile(disk, `${dir}/${NAME}`)
  }

  /** `name`: `<topic>-<partition>`; undefined: never cleaned. */
  get(name: string): number | undefined {
    return this.offsets.get(name)
  }

  /** Resolves when it is durable; entries of logs that are not here any more go. Rejects with DiskError. */
  set(name: string, offset: number, isHere: (name: string) => boolean): Promise<void> {
    for (const other of this.offsets.keys()) if (!isHere(other)) this.offsets.delete(other)
    this.offsets.set(name, offset)
    return this.write()
  }

  /** The log is gone, or another one than that of before: nothing of it was cleaned. Resolves when that is durable. */
  async forget(name: string): Promise<void> {
    if (this.offsets.delete(name)) await this.write()
  }

  private write(): Promise<void> {
    const lines = [...this.offsets].map(([name, cleaned]) => {
      const { topic, partition } = parsePartitionDir(name) as { topic: string; partition: number }
      return `${topic} ${partition} ${cleaned}`
    })
    this.file.write(formatCheckpoint(lines))
    return this.file.settled()
  }
}
