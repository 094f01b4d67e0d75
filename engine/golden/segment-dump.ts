import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DECODERS, Dump } from '../core/log/dump.ts'
import type { Report } from './report.ts'

/** Dumps every file of a case as kafka-dump-log did, and compares with `dump.txt`. */
export function compareDumps(folder: string, name: string, report: Report): void {
  const path = join(folder, 'dump.txt')
  if (!existsSync(path)) return
  for (const section of readFileSync(path, 'utf8')
    .split(/^===== /m)
    .slice(1)) {
    const [command = '', ...rest] = section.split('\n')
    const file = command.split(' --files ')[1]
    if (!file || !existsSync(join(folder, file))) continue
    report.check(`${name} dump ${file}`, () => textDiffers(rest.join('\n').trimEnd(), dump(folder, command, file)))
  }
}

function dump(folder: string, command: string, path: string): string {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const decoder = Object.keys(DECODERS).find((option) => command.includes(`--${option}`))
  const options = {
    printData: command.includes('--print-data-log'),
    deep: false,
    skipRecordMetadata: false,
    verifyIndexOnly: false,
    indexSanityCheck: false,
    ...(decoder !== undefined && DECODERS[decoder] && { decoder: DECODERS[decoder] }),
  }
  const run = new Dump(options, print, print)
  const bytes = (file: string) => new Uint8Array(readFileSync(join(folder, file)))
  const log = path.replace(/\.(time)?index$/, '.log')
  try {
    run.file({ path, bytes: bytes(path), ...(log !== path && existsSync(join(folder, log)) && { log: bytes(log) }) })
    run.finish()
  } catch (error) {
    print(`[ended by: ${(error as Error).name}: ${(error as Error).message}]`)
  }
  // The recorder read the tool's output as text, with newlines of every kind made one.
  return lines.join('\n').replace(/\r\n?/g, '\n').trimEnd()
}

/** An error's text is ours; a payload that was cut is compared as far as it goes. */
function textDiffers(want: string, got: string): string | undefined {
  if (want.includes('[ended by:')) {
    const before = want.slice(0, want.indexOf('[ended by:'))
    return got.startsWith(before) ? undefined : firstLineApart(before, got)
  }
  return matchesCut(oneSpace(want), oneSpace(got)) ? undefined : firstLineApart(want, got)
}

/** Payloads of random bytes went through a text file: white space is not what it was. */
function oneSpace(text: string): string {
  return text.replace(/[\s\u0085]+/g, ' ')
}

/** Parts of the text were cut out; how many characters they had depends on how a platform shows bytes that are no text. */
function matchesCut(want: string, got: string): boolean {
  const parts = want.split(/…\[cut here: \d+ more characters\]/)
  const last = parts.pop() as string
  let at = 0
  for (const [i, part] of parts.entries()) {
    const found = got.indexOf(part, at)
    if (found < 0 || (i === 0 && found !== 0)) return false
    at = found + part.length
  }
  return parts.length === 0 ? got === last : got.length - last.length >= at && got.endsWith(last)
}

function firstLineApart(want: string, got: string): string {
  const [a, b] = [want.split('\n'), got.split('\n')]
  const at = a.findIndex((line, i) => line !== b[i])
  const [x, y] = [a[at] ?? '', b[at] ?? '']
  let char = 0
  while (char < x.length && x[char] === y[char]) char++
  const around = (line: string) => JSON.stringify(line.slice(Math.max(0, char - 40), char + 80))
  return `line ${at + 1}, character ${char + 1}: want ${around(x)} got ${around(y)}`
}
