/** A machine that the page saved, as folders of this computer. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { offsetHere, readSnapshot } from '../snapshot/snapshot-file.ts'
import type { BrokerOptions } from './broker-options.ts'

/** Settings that name folders of the disks. */
const DIRS = ['log.dirs', 'log.dir', 'metadata.log.dir']

/**
 * Unpacks the disks below `data`, which must be empty or new, and gives the nodes that ran. Rejects with SnapshotError for a
 * file that cannot be opened, before anything is written.
 */
export async function unpackSnapshot(
  file: string,
  { data, overrides }: BrokerOptions,
): Promise<Pick<BrokerOptions, 'nodes' | 'clockAheadMs'>> {
  const { machine, disk } = readSnapshot(new Uint8Array(await readFile(file)), Date.now())
  const there = await readdir(data).catch(() => [])
  if (there.length > 0)
    throw new Error(`${data} is not empty: a snapshot is opened in a folder of its own (--data DIR)`)
  for (const [path, bytes] of disk) {
    const target = join(data, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, bytes)
  }
  const nodes = machine.brokers.map(({ properties }) => {
    const moved = properties.map(([name, value]): [string, string] => [
      name,
      DIRS.includes(name) ? below(data, value) : value,
    ])
    return new Map([...moved, ...overrides])
  })
  return { nodes, clockAheadMs: offsetHere(machine, Date.now()) }
}

/** A list of folders, each below another root. */
function below(root: string, dirs: string): string {
  return dirs
    .split(',')
    .map((dir) => join(root, dir.trim()))
    .join(',')
}
