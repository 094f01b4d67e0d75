import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ByteReader, ByteWriter, fromHex, toHex } from '../core/base/bytes.ts'
import { crc32c } from '../core/base/crc32c.ts'
import { coordinatorPartition, javaHash, murmur2, partitionForKey } from '../core/base/hash.ts'
import { compareAssignors } from './assignors.ts'
import type { Report } from './report.ts'

/** Compares hashes, varints and assignors with the recorded vectors of a folder. */
export function compareVectors(folder: string, report: Report): void {
  const entries = <T>(name: string): T[] => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
  for (const entry of entries<Murmur>('murmur2')) report.check(`murmur2 ${entry.hex}`, () => murmurDiffers(entry))
  for (const { hex, crc32c: crc } of entries<{ hex: string; crc32c: number }>('crc32c')) {
    report.check(`crc32c ${hex}`, () => differ(crc, crc32c(fromHex(hex))))
  }
  for (const entry of entries<Varint>('varint')) report.check(`varint ${entry.value}`, () => varintDiffers(entry))
  for (const { id, javaHash: hash, partition50 } of entries<Coordinator>('coordinator-partition')) {
    report.check(
      `coordinator of ${id}`,
      () => differ(hash, javaHash(id)) ?? differ(partition50, coordinatorPartition(id, 50)),
    )
  }
  compareAssignors(folder, report)
}

interface Murmur {
  readonly hex: string
  readonly murmur2: number
  readonly partition: { readonly [count: string]: number }
}

interface Coordinator {
  readonly id: string
  readonly javaHash: number
  readonly partition50: number
}

interface Varint {
  readonly value: string
  readonly varint?: string
  readonly unsignedVarint?: string
  readonly varlong: string
  readonly unsignedVarlong: string
}

function murmurDiffers({ hex, murmur2: hash, partition }: Murmur): string | undefined {
  const key = fromHex(hex)
  const wrong = Object.entries(partition).find(([count, want]) => partitionForKey(key, Number(count)) !== want)
  return differ(hash, murmur2(key)) ?? (wrong && `another partition of ${wrong[0]}, not ${wrong[1]}`)
}

function varintDiffers(entry: Varint): string | undefined {
  const value = BigInt(entry.value)
  const safe = Number.isSafeInteger(Number(value))
  const { varint, unsignedVarint, varlong, unsignedVarlong } = entry
  return (
    (varint &&
      (differ(
        varint,
        written((w) => w.varint(Number(value))),
      ) ??
        differ(Number(value), reader(varint).varint()))) ||
    (unsignedVarint &&
      differ(
        unsignedVarint,
        written((w) => w.unsignedVarint(Number(value))),
      )) ||
    (safe &&
      (differ(
        varlong,
        written((w) => w.varlong(Number(value))),
      ) ??
        differ(Number(value), reader(varlong).varlong()))) ||
    differ(
      unsignedVarlong,
      written((w) => w.unsignedVarlong(BigInt.asUintN(64, value))),
    ) ||
    undefined
  )
}

function written(write: (writer: ByteWriter) => void): string {
  const writer = new ByteWriter()
  write(writer)
  return toHex(writer.finish())
}

function reader(hex: string): ByteReader {
  return new ByteReader(fromHex(hex))
}

function differ<T>(want: T, got: T): string | undefined {
  return want === got ? undefined : `want ${want} got ${got}`
}
