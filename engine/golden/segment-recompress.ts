import { isDeepStrictEqual } from 'node:util'
import { utf8 } from '../core/base/utf8.ts'
import { type BatchHeader, batchesIn, buildBatch, recordsIn } from '../core/record/batch.ts'
import type { Files, SegmentCase, Step } from './segment-case.ts'
import { configFor, filesDiffer, Replay } from './segment-replay.ts'

/** Batches as their producers compressed them, into a topic with a codec of its own: the same files. */
export async function replayRecompressed(golden: SegmentCase): Promise<string | undefined> {
  const [partition = ''] = golden.partitions()
  const want = golden.files(partition)
  const replay = new Replay(partition, configFor(golden, partition))
  await replay.open({ cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 })
  replay.log.assignEpoch(0)
  await replay.send(sentBatches(golden.steps))
  await replay.log.close()
  const got = await replay.files()
  // Two lz4 compressors need not find the same matches; zlib's deflate is one for all.
  if (golden.config(golden.steps[0]?.topic ?? '').compression === 'lz4') return decodedDiffers(want, got)
  return filesDiffer(want, got, (name) => name === 'partition.metadata')
}

function sentBatches(steps: readonly Step[]): Uint8Array[] {
  const producers = new Map(steps.filter(({ op }) => op === 'producer').map((step) => [step.id, step.config]))
  return steps.flatMap(({ gen, p }) => {
    if (!gen) return []
    const compression = producers.get(p)?.['compression.type'] ?? 'none'
    return [buildBatch({ records: Array.from({ length: gen.n }, (_, i) => recordOf(gen, i)), compression })]
  })
}

function recordOf({ k, v, t, dt, from = 0 }: NonNullable<Step['gen']>, i: number) {
  const number = String(from + i)
  return { key: utf8(k.replace('%d', number)), value: utf8(v.replace('%d', number)), timestamp: t + dt * (from + i) }
}

function decodedDiffers(want: Files, got: Files): string | undefined {
  const log = '00000000000000000000.log'
  const [a, b] = [want, got].map((files) => [...batchesIn(files.get(log) ?? new Uint8Array(0))].map(decoded))
  return isDeepStrictEqual(a, b) ? undefined : 'the batches differ'
}

function decoded({ header, bytes }: { header: BatchHeader; bytes: Uint8Array }) {
  const { size, batchLength, crc, ...rest } = header
  return { ...rest, records: recordsIn(bytes) }
}
