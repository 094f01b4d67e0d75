import { civilFromDays } from '../base/civil-date.ts'
/** What a command-line tool is, and what it gets from whoever runs it: a terminal in the page, Node, or a test. */

import { KafkaException } from '../client/errors.ts'
import type { Env, Trace } from '../env/env.ts'

/** Where text goes. */
export interface ToolOutput {
  write(text: string): void
  /** Nobody reads any more (`| head -1`). */
  readonly isClosed?: boolean
}

/** Files by path as the user typed it; relative ones are the runner's to resolve. */
export interface ToolFiles {
  /** Rejects with {@link NoSuchFile}. */
  read(path: string): Promise<string>
  /** As {@link read}. */
  bytes(path: string): Promise<Uint8Array>
  write(path: string, text: string): Promise<void>
  /** The whole path that the user's stands for. */
  absolute(path: string): string
}

export class NoSuchFile extends KafkaException {
  constructor(path: string) {
    super(path, { javaClass: 'java.nio.file.NoSuchFileException' })
  }
}

/** ^C. */
export interface Interrupt {
  readonly isInterrupted: boolean
  /** Calls `run` at ^C, at once if it was pressed before; gives a function that takes the request back. */
  onInterrupt(run: () => void): () => void
}

export interface ToolIo {
  /** Lines without their ends. */
  readonly stdin: AsyncIterable<string>
  readonly stdout: ToolOutput
  readonly stderr: ToolOutput
  /** Network, time, chance, and the disk of log dirs, for kafka-storage (paths as typed). */
  readonly env: Env
  readonly files: ToolFiles
  readonly interrupt: Interrupt
  /** Someone types at it: prompts are shown. */
  readonly isTerminal: boolean
}

export interface Tool {
  /** Name of the script, `kafka-topics.sh`. */
  readonly name: string
  /** The exit code. Never rejects but for bugs, {@link Exit} and what {@link runTool} turns into Java's uncaught exception. */
  run(args: readonly string[], io: ToolIo): Promise<number>
  /** It ends by itself after ^C, as Java programs with shutdown hooks do. */
  readonly handlesInterrupt?: true
}

/** Ends the tool with a code; what was to be said has been said. */
export class Exit extends Error {
  override readonly name = 'Exit'
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

/** Exit code after ^C. */
export const INTERRUPTED = 130

/** Runs a tool to its exit code: {@link Exit}, ^C and uncaught exceptions end it as they would a Java process. */
export async function runTool(tool: Tool, args: readonly string[], io: ToolIo): Promise<number> {
  let forget: (() => void) | undefined
  const interrupted = new Promise<number>((resolve) => {
    if (!tool.handlesInterrupt) forget = io.interrupt.onInterrupt(() => resolve(INTERRUPTED))
  })
  try {
    return await Promise.race([tool.run(args, io).catch((error: unknown) => ended(error, io)), interrupted])
  } finally {
    forget?.()
  }
}

function ended(error: unknown, io: ToolIo): number {
  if (error instanceof Exit) return error.code
  io.stderr.write(`Exception in thread "main" ${javaTrace(error)}\n`)
  return 1
}

/** An exception as Java's toString has it. */
export function javaText(error: unknown): string {
  if (error instanceof KafkaException || isNamedAsInJava(error)) return error.toString()
  return error instanceof Error ? `java.lang.RuntimeException: ${error.message}` : String(error)
}

/** What Java's `printStackTrace` says, but for the frames: the exception, and what caused it. */
export function javaTrace(error: unknown): string {
  const cause = error instanceof KafkaException ? error.cause : undefined
  return `${javaText(error)}${cause instanceof KafkaException ? `\nCaused by: ${javaTrace(cause)}` : ''}`
}

function isNamedAsInJava(error: unknown): error is Error {
  return error instanceof Error && error.name.includes('.')
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The tool's Env with a trace that prints WARN and ERROR lines on stderr, as config/tools-log4j2.yaml of Kafka does. */
export function loggingEnv(io: ToolIo): Env {
  const { env } = io
  const trace: Trace = {
    event: (event) => env.trace.event(event),
    log(level, logger, message) {
      if (level === 'DEBUG' || level === 'INFO') return
      const [line, exception] = withException(message)
      io.stderr.write(`[${logTime(env.clock.wall())}] ${level} ${line} (${logger})\n${exception}`)
    },
  }
  return { ...env, trace }
}

/** Logs an exception as tools do that log its stack for the message. */
export function logTrace(io: ToolIo, logger: string, error: unknown): void {
  io.stderr.write(`[${logTime(io.env.clock.wall())}] ERROR ${javaTrace(error)}\n (${logger})\n`)
}

/** A logged exception is printed behind the line; a message that merely ends its line is left as it is. */
function withException(message: string): [line: string, exception: string] {
  const end = message.indexOf('\n')
  return end < 0 || end === message.length - 1 ? [message, ''] : [message.slice(0, end), `${message.slice(end + 1)}\n`]
}

/** `2026-11-21 05:00:00,123` in UTC. */
export function logTime(wall: number): string {
  const { year, month, day, hour, minute, second, millis } = dateParts(wall)
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)},${String(millis).padStart(3, '0')}`
}

export function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** Calendar fields of a time in UTC. */
export function dateParts(wall: number) {
  const days = Math.floor(wall / 86_400_000)
  const millisOfDay = Math.floor(wall - days * 86_400_000)
  return {
    ...civilFromDays(days),
    hour: Math.floor(millisOfDay / 3_600_000),
    minute: Math.floor(millisOfDay / 60_000) % 60,
    second: Math.floor(millisOfDay / 1000) % 60,
    millis: millisOfDay % 1000,
  }
}
