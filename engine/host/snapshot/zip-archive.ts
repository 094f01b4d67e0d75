import { Inflate, strFromU8 } from 'fflate'

/** Why a zip cannot be read. */
export class ZipFault extends Error {
  override readonly name = 'ZipFault'
}

/** A file of a zip, as its directory tells of it. */
interface ZipEntry {
  /** 0: as it is; 8: deflated. */
  readonly method: number
  readonly packed: number
  readonly size: number
  /** Where its own header begins. */
  readonly at: number
}

const END = { mark: 0x06054b50, length: 22, longestComment: 65_535 }
const ENTRY = { mark: 0x02014b50, length: 46 }
const HEADER = { mark: 0x04034b50, length: 30 }
const ENCRYPTED = 1
const UTF8 = 1 << 11
/** So much is inflated at a time: at most a thousand times as much comes of it before it is looked at, bytes. */
const STEP = 16_384

/**
 * A zip that may be anybody's. Nothing is inflated before it is asked for, and nobody who looked at `sizes` gets more than they say.
 */
export class ZipArchive {
  /** What the directory says of each file’s size, bytes. */
  readonly sizes: ReadonlyMap<string, number>
  private readonly entries = new Map<string, ZipEntry>()
  private readonly view: DataView

  /** Reads the directory, of at most so many files. Throws ZipFault. */
  constructor(
    private readonly bytes: Uint8Array,
    mostFiles: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const end = this.findEnd()
    const count = this.view.getUint16(end + 10, true)
    if (count > mostFiles) throw new ZipFault(`it has more than ${mostFiles} files`)
    let at = this.view.getUint32(end + 16, true)
    for (let i = 0; i < count; i++) at = this.readEntry(at)
    this.sizes = new Map([...this.entries].map(([name, { size }]) => [name, size]))
    const packed = [...this.entries.values()].reduce((sum, one) => sum + one.packed, 0)
    if (packed > bytes.length) throw new ZipFault('its files overlap')
  }

  /** What is in a file; undefined: there is none. Throws ZipFault, also when that is more or less than the directory says. */
  read(name: string): Uint8Array | undefined {
    const entry = this.entries.get(name)
    if (!entry) return undefined
    const packed = this.packed(entry)
    const content = entry.method === 0 ? packed : inflated(packed, entry, name)
    if (content.length !== entry.size) throw notAsTold(name)
    return content
  }

  private findEnd(): number {
    const last = this.bytes.length - END.length
    for (let at = last; at >= Math.max(0, last - END.longestComment); at--)
      if (this.view.getUint32(at, true) === END.mark) return at
    throw new ZipFault('invalid zip data')
  }

  /** Reads the entry there; gives where the next one is. */
  private readEntry(at: number): number {
    this.expect(at, ENTRY)
    const u16 = (offset: number) => this.view.getUint16(at + offset, true)
    const u32 = (offset: number) => this.view.getUint32(at + offset, true)
    const [flags, named, extra, comment] = [u16(8), u16(28), u16(30), u16(32)]
    const begin = at + ENTRY.length
    const name = strFromU8(this.bytes.subarray(begin, begin + named), (flags & UTF8) === 0)
    if (flags & ENCRYPTED) throw new ZipFault(`its file ${name} is encrypted`)
    if (this.entries.has(name)) throw new ZipFault(`its file ${name} is there twice`)
    this.entries.set(name, { method: u16(10), packed: u32(20), size: u32(24), at: u32(42) })
    return begin + named + extra + comment
  }

  private packed({ at, packed }: ZipEntry): Uint8Array {
    this.expect(at, HEADER)
    const begin = at + HEADER.length + this.view.getUint16(at + 26, true) + this.view.getUint16(at + 28, true)
    if (begin + packed > this.bytes.length) throw new ZipFault('invalid zip data')
    return this.bytes.subarray(begin, begin + packed)
  }

  private expect(at: number, { mark, length }: { readonly mark: number; readonly length: number }): void {
    if (at + length > this.bytes.length || this.view.getUint32(at, true) !== mark)
      throw new ZipFault('invalid zip data')
  }
}

function inflated(packed: Uint8Array, { method, size }: ZipEntry, name: string): Uint8Array {
  if (method !== 8) throw new ZipFault(`its file ${name} is packed in a way that is not known here`)
  const content = new Uint8Array(size)
  let at = 0
  const inflate = new Inflate((part) => {
    if (at + part.length > size) throw notAsTold(name)
    content.set(part, at)
    at += part.length
  })
  try {
    for (let from = 0; from < packed.length; from += STEP)
      inflate.push(packed.subarray(from, from + STEP), from + STEP >= packed.length)
  } catch (error) {
    throw error instanceof ZipFault ? error : new ZipFault(`its file ${name} is damaged`)
  }
  return content.subarray(0, at)
}

function notAsTold(name: string): ZipFault {
  return new ZipFault(`its file ${name} is not as large as it says`)
}
