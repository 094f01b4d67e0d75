import type { Redirect } from './ast.ts'
import type { Io } from './builtin.ts'
import { expandText } from './expand.ts'
import type { Expander } from './expander.ts'
import { FileError, resolvePath } from './files.ts'
import { EMPTY_READER, NULL_WRITER, type Reader, readerOf, type Writer } from './streams.ts'

/** Where a command reads and writes, and what must be called once it has ended: all that was written is in the files then. */
export interface Redirected {
  readonly io: Io
  readonly close: () => Promise<void>
}

/**
 * Applies redirections from left to right; a target is expanded where those before it are in force. Throws FileError, with the
 * name as it was written.
 */
export async function redirected(
  redirects: readonly Redirect[],
  io: Io,
  expander: (io: Io) => Expander,
): Promise<Redirected> {
  const closers: (() => Promise<void>)[] = []
  let now = io
  for (const redirect of redirects) now = await redirectedBy(redirect, now, expander(now), closers)
  return {
    io: now,
    close: async () => {
      for (const close of closers) await close()
    },
  }
}

async function redirectedBy(
  redirect: Redirect,
  io: Io,
  shell: Expander,
  closers: (() => Promise<void>)[],
): Promise<Io> {
  const target = await expandText(redirect.target, shell)
  const noInput = (stdin: Reader) => ({ ...io, stdin, tty: { ...io.tty, stdin: false } })
  switch (redirect.operator) {
    case '<<':
      return noInput(readerOf(new TextEncoder().encode(target)))
    case '<<<':
      return noInput(readerOf(new TextEncoder().encode(`${target}\n`)))
    case '<':
      return noInput(await open(target, shell))
    case '>&':
      return /^(?:\d+|-)$/.test(target)
        ? withOutput(io, redirect.fd, descriptor(io, target))
        : withBoth(io, await create(target, { append: false }, shell, closers))
    case '&>':
      return withBoth(io, await create(target, { append: false }, shell, closers))
    default: {
      const append = redirect.operator === '>>'
      return withOutput(io, redirect.fd, await create(target, { append }, shell, closers))
    }
  }
}

async function open(target: string, { cwd, files }: Expander): Promise<Reader> {
  if (target === '/dev/null') return EMPTY_READER
  return named(target, async () => readerOf(await files.read(resolvePath(cwd, target))))
}

async function create(
  target: string,
  { append }: { readonly append: boolean },
  { cwd, files }: Expander,
  closers: (() => Promise<void>)[],
): Promise<Writer> {
  if (target === '/dev/null') return NULL_WRITER
  const path = resolvePath(cwd, target)
  await named(target, () => (append ? files.append(path, new Uint8Array()) : files.write(path, new Uint8Array())))
  let last: Promise<void> = Promise.resolve()
  closers.push(() => last)
  return { write: (bytes) => (last = last.then(() => files.append(path, bytes))) }
}

/** A failure is told of the name as it was written. */
async function named<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof FileError ? new FileError(error.code, target) : error
  }
}

function withBoth(io: Io, writer: Writer): Io {
  return withOutput(withOutput(io, 1, writer), 2, writer)
}

/** What is written there goes nowhere: the number stands for nothing. */
const CLOSED: Writer = { write: async () => {} }

/** What a number behind `>&` stands for; `-` closes. */
function descriptor({ stdout, stderr, more }: Io, target: string): Writer {
  if (target === '-') return CLOSED
  const writer = { '1': stdout, '2': stderr }[target] ?? more?.get(Number(target))
  if (!writer || (writer === CLOSED && Number(target) > 2)) throw new FileError('EBADF', target)
  return writer
}

function withOutput(io: Io, fd: number, writer: Writer): Io {
  if (fd > 2) return { ...io, more: new Map([...(io.more ?? []), [fd, writer]]) }
  if (fd === 2) return { ...io, stderr: writer }
  const isTty = writer === io.stderr && io.tty.stdout
  return { ...io, stdout: writer, tty: { ...io.tty, stdout: isTty } }
}
