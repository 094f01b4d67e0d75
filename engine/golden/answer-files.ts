/** What Apache Kafka answered to the cases, and whether we answer the same. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { ADMIN_CASES, FIRST_CASES } from './answer-cases-admin.ts'
import { CONTROLLER_CASES } from './answer-cases-controller.ts'
import { DATA_CASES } from './answer-cases-data.ts'
import { GROUP_CASES } from './answer-cases-groups.ts'
import { RANDOM_CASES } from './answer-cases-random.ts'
import { TWICE_CASES } from './answer-cases-twice.ts'
import type { Told } from './answers.ts'
import { askApache, askOurs } from './answers-world.ts'
import type { Report } from './report.ts'

const CASES = [
  ...FIRST_CASES,
  ...DATA_CASES,
  ...GROUP_CASES,
  ...ADMIN_CASES,
  ...RANDOM_CASES,
  ...TWICE_CASES,
  ...CONTROLLER_CASES,
]

/** Asks Apache Kafka and writes `Api.txt` files: a line `what`, then lines `v1,2,3 answer`; versions that are answered alike share one. */
export async function recordAnswers(folder: string, home: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const [api, byCase] of grouped(await askApache(CASES, home)))
    writeFileSync(join(folder, `${api}.txt`), [...byCase].map(([what, told]) => `${what}\n${merged(told)}`).join(''))
}

function grouped(all: readonly Told[]): Map<string, Map<string, Told[]>> {
  const byApi = new Map<string, Map<string, Told[]>>()
  for (const told of all) {
    const byCase = byApi.get(told.api) ?? new Map<string, Told[]>()
    byApi.set(told.api, byCase.set(told.what, [...(byCase.get(told.what) ?? []), told]))
  }
  return byApi
}

function merged(told: readonly Told[]): string {
  const versions = new Map<string, number[]>()
  for (const { answer, version } of told) versions.set(answer, [...(versions.get(answer) ?? []), version])
  return [...versions].map(([answer, list]) => `v${list.join()} ${answer}\n`).join('')
}

const UNLIKE_BROKERS = 'some that only brokers refuse, our controller refuses as well; it has no loggers of its own'

/** Cases that we answer otherwise, and why; one that no longer does must leave this list. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ['AddRaftVoter to voters that do not change', 'our leader does not call on the new voter first'],
  ['CreateTopics in no time', 'nothing times out before it is decided here'],
  ['AlterClientQuotas by chance 11', 'of two mistakes the one that comes first in a hash map is told'],
  ['Fetch by chance 10', 'two partitions of a topic that has no id stop the whole request there'],
  ...[
    ...['set to null', 'appended null', 'a key twice', 'a resource twice', 'no number of a broker', 'a level'],
    ...['a level appended', 'no such level', 'no such logger', 'the root logger deleted', 'loggers of another broker'],
  ].map((what) => [`IncrementalAlterConfigs to the controller: ${what}`, UNLIKE_BROKERS] as const),
  ['AlterConfigs to the controller: null', UNLIKE_BROKERS],
  ['Fetch isolation level 9', 'a mistake that no client makes stops the whole request there'],
])

/** Asks our node what Apache Kafka was asked, and compares. */
export async function compareAnswers(folder: string, report: Report): Promise<void> {
  const recorded = readAnswers(folder)
  for (const { api, what, version, answer } of await askOurs(CASES)) {
    const question = `${api} v${version} ${what}`
    const found = difference(recorded.get(question), answer)
    if (!KNOWN.has(`${api} ${what}`)) report.record(question, found)
    else if (found === undefined) report.record(question, 'answered alike, but listed as known')
    recorded.delete(question)
  }
  for (const question of recorded.keys()) report.record(question, 'recorded, but not asked')
}

function readAnswers(folder: string): Map<string, string> {
  const answers = new Map<string, string>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
    let what = ''
    for (const line of readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')) {
      const [, versions, answer = ''] = /^v([\d,]+) (.*)$/.exec(line) ?? []
      if (versions === undefined) what = line
      else
        for (const version of versions.split(',')) answers.set(`${basename(file, '.txt')} v${version} ${what}`, answer)
    }
  }
  return answers
}

function difference(expected: string | undefined, actual: string): string | undefined {
  if (expected === actual) return undefined
  let at = 0
  while (expected !== undefined && at < expected.length && expected[at] === actual[at]) at++
  const around = (text: string) => text.slice(Math.max(0, at - AROUND), at + 2 * AROUND)
  return `\n    apache …${around(expected ?? '(not recorded)')}…\n    ours   …${around(actual)}…`
}

const AROUND = 120
