import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { OWN_LESSONS } from './lesson-folder.ts'
import { unknown } from './nearest.ts'

/** What `npm run lessons` is asked for. */
export type Asked =
  | { readonly does: 'prove'; readonly folder: string; readonly parts: readonly string[]; readonly oneStepIn: number }
  | { readonly does: 'new'; readonly folder: string; readonly lesson: string }
  | { readonly does: 'watch'; readonly file: string; readonly port: number }
  | { readonly does: 'docs' | 'help' }

/** What `--help` says. */
export const HELP = `npm run lessons -- [--in DIR] [PART …]          proves the lessons whose names have one of the parts; all when none is named
npm run lessons -- [--in DIR] new track/01-name  writes the files of a new lesson, and a pack.yaml where there is none
npm run lessons -- --watch FILE                  shows a lesson in the page, and its proof, each time it is saved
npm run lessons -- docs                          writes the vocabulary of checks into lessons/AUTHORING.md

  --in DIR           the folder of a pack instead of the page’s own lessons
  --one-step-in N    of N steps of a solution one is shown to be needed; 1, all of them, when left out
  --port N           where --watch serves the page; 8090 when left out
  --help, -h         this

Exit status: 0 all is proved, 1 something failed, 2 this cannot be done.
`

/** The options that have a value, and what it is. */
const VALUES: { readonly [option: string]: string } = {
  in: 'a folder with a pack.yaml',
  watch: 'a lesson’s file',
  port: 'a number',
  'one-step-in': 'a number',
}
const OPTIONS = [...Object.keys(VALUES), 'help']

/** Reads the words behind `npm run lessons --`, or says in words what is wrong with them. */
export function readArguments(argv: readonly string[]): Asked | { readonly fault: string } {
  const { tokens, values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(Object.keys(VALUES).map((name) => [name, { type: 'string' as const }])),
      help: { type: 'boolean', short: 'h' },
    },
  })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const fault = optionFault(token.name, token.value)
    if (fault !== undefined) return { fault }
  }
  if (values['help'] === true) return { does: 'help' }
  return asked(values as { readonly [name: string]: string | undefined }, positionals)
}

function optionFault(name: string, value: string | undefined): string | undefined {
  const known = OPTIONS.map((one) => `--${one}`)
  if (!OPTIONS.includes(name)) return unknown('option', `--${name}`, known)
  const wanted = VALUES[name]
  if (wanted === undefined) return undefined
  if (value === undefined || value.startsWith('-')) return `--${name} needs a value: ${wanted}`
  return wanted === 'a number' && !/^[1-9]\d*$/.test(value) ? `--${name} needs a number: ${value}` : undefined
}

function asked(
  values: { readonly [name: string]: string | undefined },
  positionals: readonly string[],
): Asked | { readonly fault: string } {
  const { in: dir, watch, port = '8090', 'one-step-in': oneStepIn = '1' } = values
  const folder = dir === undefined ? OWN_LESSONS : resolve(dir)
  const [first, lesson] = positionals
  if (watch !== undefined) return { does: 'watch', file: resolve(watch), port: Number(port) }
  if (first === 'docs') return { does: 'docs' }
  if (first === 'new')
    return lesson === undefined ? { fault: '`new` needs a name: new track/01-name' } : { does: 'new', folder, lesson }
  const fault = dir === undefined ? undefined : folderFault(dir, folder)
  return fault === undefined ? { does: 'prove', folder, parts: positionals, oneStepIn: Number(oneStepIn) } : { fault }
}

function folderFault(typed: string, folder: string): string | undefined {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return `there is no folder ${typed}`
  if (existsSync(join(folder, 'pack.yaml')) || folder === OWN_LESSONS) return undefined
  return `there is no pack.yaml in ${typed}; \`--in ${typed} new track/01-name\` writes one`
}
