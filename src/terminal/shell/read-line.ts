import { expectRoom } from './bounds.ts'
import type { BuiltinCall, ShellHandle } from './builtin.ts'
import { DEFAULT_IFS, splitFields } from './fields.ts'
import { writeText } from './streams.ts'
import { giveBack } from './unread.ts'

const USAGE = 'read: usage: read [-rs] [-d delim] [-n nchars] [-p prompt] [name ...]'

interface Wanted {
  readonly names: readonly string[]
  /** `-r`: a backslash is a character like others. */
  readonly raw: boolean
  readonly delimiter: string
  /** `-n`: no more characters than these. */
  readonly most: number
  readonly prompt: string
}

/** `read`: a line of standard input into variables; 1 at the end of input, also where a last line has no end. */
export async function readLine({ shell, args, io, assigned }: BuiltinCall): Promise<number> {
  const wanted = wantedBy(args.slice(1))
  if (typeof wanted === 'string') return shell.complain(io, `read: ${wanted}\n${USAGE}`, 2)
  if (io.tty.stdin && wanted.prompt !== '') await writeText(io.stderr, wanted.prompt)
  const { line, ended } = await takeLine(shell, io, wanted)
  const ifs = new Map(assigned).get('IFS') ?? shell.state.get('IFS') ?? DEFAULT_IFS
  keep(shell, wanted.names, { line, ifs })
  return ended ? 1 : 0
}

function keep(shell: ShellHandle, names: readonly string[], { line, ifs }: { line: Line; ifs: string }) {
  if (names.length === 0) return shell.state.set('REPLY', line.text)
  const fields = splitFields(line.text, ifs, { most: names.length, escaped: line.escaped })
  for (const [i, name] of names.entries()) shell.state.set(name, fields[i] ?? '')
}

/** What the words ask for; a text: why they cannot be understood. */
function wantedBy(words: readonly string[]): Wanted | string {
  const rest = [...words]
  const values = new Map<string, string>()
  let raw = false
  while (/^-./.test(rest[0] ?? '')) {
    const word = rest.shift() as string
    if (word === '--') break
    for (let at = 1; at < word.length; at++) {
      const option = word[at] as string
      if ('dnp'.includes(option)) {
        const value = word.slice(at + 1) || rest.shift()
        if (value === undefined) return `-${option}: option requires an argument`
        values.set(option, value)
        break
      }
      if (option === 'r') raw = true
      else if (option !== 's') return `-${option}: invalid option`
    }
  }
  const most = Number(values.get('n') ?? Number.POSITIVE_INFINITY)
  if (Number.isNaN(most) || most < 0) return `${values.get('n')}: invalid number`
  const wrong = rest.find((name) => !/^[A-Za-z_]\w*$/.test(name))
  if (wrong !== undefined) return `\`${wrong}': not a valid identifier`
  return {
    names: rest,
    raw,
    delimiter: (values.get('d') ?? '\n').slice(0, 1) || '\0',
    most,
    prompt: values.get('p') ?? '',
  }
}

/** What has been read. Throws OutOfMemory where it is too long. */
class Line {
  text = ''
  characters = 0
  readonly escaped = new Set<number>()

  add(char: string): void {
    this.text += char
    this.characters++
    expectRoom(this.characters)
  }

  /** What separates nothing, whatever it is. */
  addEscaped(char: string): void {
    this.escaped.add(this.text.length)
    this.add(char)
  }
}

/** Characters up to the delimiter; what was read beyond it goes back to the stream. */
async function takeLine(
  shell: ShellHandle,
  io: BuiltinCall['io'],
  { raw, delimiter, most }: Wanted,
): Promise<{ line: Line; ended: boolean }> {
  const line = new Line()
  const bytes = new ByteLine(() => shell.read(io))
  let escaped = false
  while (line.characters < most) {
    const text = await bytes.next()
    if (text === null) return { line, ended: true }
    if (escaped) {
      escaped = false
      if (text !== '\n') line.addEscaped(text)
    } else if (text === '\\' && !raw) escaped = true
    else if (text === delimiter) break
    else line.add(text)
  }
  giveBack(io.stdin, bytes.left)
  return { line, ended: false }
}

/** Characters of UTF-8, one by one. */
class ByteLine {
  private bytes = new Uint8Array()
  private at = 0

  constructor(private readonly more: () => Promise<Uint8Array | null>) {}

  get left(): Uint8Array {
    return this.bytes.subarray(this.at)
  }

  /** Null at the end. */
  async next(): Promise<string | null> {
    if (!(await this.holds(1))) return null
    const length = lengthOf(this.bytes[this.at] as number)
    await this.holds(length)
    const text = new TextDecoder().decode(this.bytes.subarray(this.at, this.at + length))
    this.at += length
    return text
  }

  private async holds(count: number): Promise<boolean> {
    while (this.bytes.length - this.at < count) {
      const more = await this.more()
      if (!more) return false
      this.bytes = joined(this.left, more)
      this.at = 0
    }
    return true
  }
}

function lengthOf(first: number): number {
  if (first < 0xc0) return 1
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length)
  whole.set(a)
  whole.set(b, a.length)
  return whole
}
