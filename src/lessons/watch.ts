import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, watch } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename, dirname, join } from 'node:path'
import { serve } from '../../scripts/serve.mjs'
import { parseLesson } from './parse.ts'
import { placed } from './placed.ts'
import type { Proof } from './prove.ts'
import { tellProof } from './prove-all.ts'
import { Prover } from './prover.ts'
import { shownPath } from './shown-path.ts'

/** What the page hears of the file that is watched; each is one server-sent event. */
export type WatchEvent =
  | { readonly type: 'source'; readonly path: string; readonly source: string }
  | { readonly type: 'proving' }
  | { readonly type: 'proof'; readonly proof: Proof }
  | { readonly type: 'proved' }

const ROOT = join(import.meta.dirname, '../..')
/** An editor writes a file in several steps. */
const SETTLED_MS = 150

/** Why the file cannot be watched, in words. */
export function watchFault(path: string): string | undefined {
  if (!existsSync(path)) return `there is no file ${shownPath(path)}`
  return idOf(path) === '' ? `a lesson’s file is called …/en/track/01-name.md: ${shownPath(path)}` : undefined
}

/** `track/01-name` of a lesson's file. */
function idOf(path: string): string {
  return /\/(?:en|zh)\/([\w-]+\/[\w-]+)\.md$/.exec(path)?.[1] ?? ''
}

/** Shows a lesson file in the page while it is written, and proves it after each change; ends with the process. */
export async function watchLesson(path: string, port: number): Promise<void> {
  const id = idOf(path)
  const folder = path.slice(0, path.length - id.length - '/en/.md'.length)
  const dist = process.env['DIST'] ?? join(ROOT, 'dist')
  if (!existsSync(join(dist, 'index.html')))
    spawnSync(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: ROOT,
    })
  const preview = new Preview(path, folder, id)
  const { url } = await serve(
    dist,
    port,
    () => {},
    (request: IncomingMessage, response: ServerResponse) => preview.answer(request, response),
  )
  process.stdout.write(`\n  ${shownPath(path)} is shown at ${url}?watch\n\n`)
  let settled: ReturnType<typeof setTimeout> | undefined
  watch(dirname(path), (_event, name) => {
    if (name !== basename(path)) return
    clearTimeout(settled)
    settled = setTimeout(() => preview.changed(), SETTLED_MS)
  })
  preview.changed()
}

class Preview {
  private readonly pages = new Set<ServerResponse>()
  private prover: Prover | undefined
  /** What a page that comes later has missed. */
  private said: WatchEvent[] = []
  private source = ''

  constructor(
    private readonly path: string,
    private readonly folder: string,
    private readonly id: string,
  ) {}

  answer({ url = '' }: IncomingMessage, response: ServerResponse): boolean {
    if (!url.endsWith('/watch-events')) return false
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    for (const event of this.said) write(response, event)
    this.pages.add(response)
    response.on('close', () => this.pages.delete(response))
    return true
  }

  changed(): void {
    const source = readFileSync(this.path, 'utf8')
    if (source === this.source) return
    this.source = source
    this.said = []
    const path = shownPath(this.path)
    this.say({ type: 'source', path, source })
    const { problems } = parseLesson(path, source)
    for (const problem of problems) process.stdout.write(`${placed(problem)}\n`)
    void this.prove()
  }

  /** Proves the lesson from its start; a proof that is under way is of an older text, and ends. */
  private async prove(): Promise<void> {
    this.prover?.end()
    const prover = new Prover(this.folder)
    this.prover = prover
    this.say({ type: 'proving' })
    await prover.prove(this.id, (proof) => {
      if (this.prover !== prover) return
      tellProof(proof)
      this.say({ type: 'proof', proof })
    })
    prover.end()
    if (this.prover === prover) this.say({ type: 'proved' })
  }

  private say(event: WatchEvent): void {
    this.said.push(event)
    for (const page of this.pages) write(page, event)
  }
}

function write(response: ServerResponse, event: WatchEvent): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`)
}
