/** `npm run -s kafka -- kafka-topics.sh …`: a tool of ours with the streams of this process. */
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { toolNamed } from '../../core/tools/registry.ts'
import {
  type Interrupt,
  NoSuchFile,
  runTool,
  type ToolFiles,
  type ToolIo,
  type ToolOutput,
} from '../../core/tools/tool.ts'
import { clientEnv } from './client-env.ts'
import { FileDisk } from './file-disk.ts'
import { prepareForSpeed } from './speed.ts'

function bytesOf(path: string): Promise<Buffer> {
  return readFile(path).catch(() => Promise.reject(new NoSuchFile(path)))
}

const files: ToolFiles = {
  read: async (path) => (await bytesOf(path)).toString('utf8'),
  bytes: bytesOf,
  write: (path, text) => writeFile(path, text),
  absolute: (path) => resolve(path),
}

function output(stream: NodeJS.WriteStream): ToolOutput {
  let closed = false
  stream.on('error', () => {
    closed = true
  })
  return {
    write: (text) => void (closed || stream.write(text)),
    get isClosed() {
      return closed
    },
  }
}

/** ^C once asks the tool to end, twice ends the process. */
function interrupt(): Interrupt {
  const waiting = new Set<() => void>()
  let isInterrupted = false
  process.once('SIGINT', () => {
    isInterrupted = true
    for (const run of waiting) run()
  })
  return {
    get isInterrupted() {
      return isInterrupted
    },
    onInterrupt(run) {
      if (isInterrupted) run()
      waiting.add(run)
      return () => waiting.delete(run)
    },
  }
}

/** Opened only when a tool reads: lines that come before an iterator is there are lost in Node. */
async function* lines(): AsyncIterable<string> {
  yield* createInterface({ input: process.stdin, terminal: false })
}

async function main(): Promise<number> {
  prepareForSpeed()
  const [name = '', ...args] = process.argv.slice(2)
  const tool = toolNamed(name)
  if (!tool) {
    process.stderr.write(`usage: npm run -s kafka -- kafka-topics.sh …; there is no tool named '${name}'\n`)
    return 127
  }
  const io: ToolIo = {
    stdin: lines(),
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    env: clientEnv(new FileDisk(''), { log: () => undefined, event: () => undefined }),
    files,
    interrupt: interrupt(),
    isTerminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
  }
  return runTool(tool, args, io)
}

process.exitCode = await main()
process.stdin.destroy()
