/** Which file, pipe or terminal a shell's numbers stand for, as `exec` may change that for what comes after it. */
import type { Io } from './builtin.ts'
import type { Reader, Writer } from './streams.ts'

/** What a number stands for. */
interface End {
  readonly stream: Reader | Writer
  readonly isTty: boolean
}

/** The numbers that a command redirects; all others are those around it. */
class Layer {
  readonly own = new Map<number, End>()

  constructor(readonly outer?: Layer) {}

  get(fd: number): End | undefined {
    return this.own.get(fd) ?? this.outer?.get(fd)
  }

  /** From now on it is so wherever the number is not redirected anew. */
  set(fd: number, end: End): void {
    if (this.own.has(fd) || !this.outer) this.own.set(fd, end)
    else this.outer.set(fd, end)
  }

  get numbers(): number[] {
    return [...new Set([...(this.outer?.numbers ?? []), ...this.own.keys()])]
  }
}

const layers = new WeakMap<Io, Layer>()
/** Of what a tab's shell is given for each of its lines. */
const shells = new WeakMap<Io, Io>()

/** The same for a shell of its own: what `exec` does there is nothing to the shell around it. */
export function rooted(io: Io): Io {
  const layer = new Layer()
  for (const [fd, end] of endsOf(io)) layer.own.set(fd, end)
  return live(layer)
}

/** As {@link rooted}, unless it is that of a shell already. The same comes of the same at each call. */
export function inShell(io: Io): Io {
  if (layers.has(io)) return io
  const known = shells.get(io) ?? rooted(io)
  shells.set(io, known)
  return known
}

/** The surroundings of a command, where it redirects something: the rest is that of the shell, whatever becomes of it. */
export function within(outer: Io, redirected: Io): Io {
  const around = layers.get(outer)
  if (!around || redirected === outer) return redirected
  const layer = new Layer(around)
  for (const [fd, end] of endsOf(redirected)) if (around.get(fd)?.stream !== end.stream) layer.own.set(fd, end)
  return live(layer)
}

/** What a command redirected is so for the rest of its shell. */
export function keepRedirected(io: Io): void {
  const layer = layers.get(io)
  for (const [fd, end] of layer?.own ?? []) layer?.outer?.set(fd, end)
}

/** Remembers what a tab's shell has its numbers stand for; what it gives puts that back. */
export function keepNumbers(io: Io): () => void {
  const own = layers.get(inShell(io))?.own
  const then = [...(own ?? [])]
  return () => {
    own?.clear()
    for (const [fd, end] of then) own?.set(fd, end)
  }
}

function endsOf({ stdin, stdout, stderr, more, tty }: Io): [number, End][] {
  return [
    [0, { stream: stdin, isTty: tty.stdin }],
    [1, { stream: stdout, isTty: tty.stdout }],
    [2, { stream: stderr, isTty: false }],
    ...[...(more ?? [])].map(([fd, stream]): [number, End] => [fd, { stream, isTty: false }]),
  ]
}

/** Tells at each look what is so then; a copy by `…` tells what was so when it was made. */
function live(layer: Layer): Io {
  const end = (fd: number) => layer.get(fd) as End
  const io: Io = {
    get stdin() {
      return end(0).stream as Reader
    },
    get stdout() {
      return end(1).stream as Writer
    },
    get stderr() {
      return end(2).stream as Writer
    },
    get more() {
      const others = layer.numbers.filter((fd) => fd > 2)
      return new Map(others.map((fd) => [fd, end(fd).stream as Writer]))
    },
    get tty() {
      return { stdin: end(0).isTty, stdout: end(1).isTty }
    },
  }
  layers.set(io, layer)
  return io
}
