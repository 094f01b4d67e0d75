/** What lessons say of Kafka's names and defaults, held against what Apache Kafka 4.3.1 tells of itself (`engine/golden/data/configs/`). */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Errors } from '../../engine/core/protocol/errors.ts'
import { SCRIPT_NAMES } from '../../engine/core/tools/script-names.ts'
import { commandWorld } from './command-world.ts'
import { OWN_LESSONS } from './lesson-folder.ts'

const TABLES = join(import.meta.dirname, '../../engine/golden/data/configs')
const rows = (name: string) =>
  readFileSync(join(TABLES, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [string, string, string, string])

type Owner = 'producer' | 'consumer' | 'admin' | 'topic' | 'broker' | 'group'
/** Default of each config, by who has it. */
const DEFAULTS = new Map<Owner, Map<string, string>>()
for (const [owner, name, , value] of rows('configs.tsv')) {
  const known = DEFAULTS.get(owner as Owner) ?? new Map<string, string>()
  DEFAULTS.set(owner as Owner, known.set(name, value))
}
const isConfig = (name: string) => [...DEFAULTS.values()].some((known) => known.has(name))

interface File {
  readonly path: string
  readonly text: string
  /** What is read: prose, questions and hints; commands, code, checks and solution left out. */
  readonly prose: string
}

const FILES: readonly File[] = ['en', 'zh'].flatMap((language) =>
  readdirSync(join(OWN_LESSONS, language), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => {
      const text = readFileSync(join(OWN_LESSONS, language, name), 'utf8')
      return {
        path: `${language}/${name}`,
        text,
        prose: text.replace(/^```(sh|ts|check|solution|input|text)[\s\S]*?^```$/gm, ''),
      }
    }),
)

const spans = ({ prose }: File) => [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
const wrong = (find: (file: File) => readonly string[]) =>
  FILES.flatMap((file) => find(file).map((one) => `${file.path}: ${one}`))

describe('names in the text are Kafka’s', () => {
  test('configs', () => {
    const dotted = (code: string) => /^([a-z]+(?:\.[a-z0-9]+)+)(?:[=:].*)?$/.exec(code)?.[1]
    const isFile = (name: string) => /\.(md|ts|sh|log|index|timeindex|properties|json|txt|yaml|deleted|js)$/.test(name)
    const unknown = (code: string) => {
      const name = dotted(code)
      return name !== undefined && !isConfig(name) && !isFile(name)
    }
    expect(wrong((file) => spans(file).filter(unknown))).toEqual([])
  })

  test('options of tools', async () => {
    const world = commandWorld()
    const known = new Set(
      (await Promise.all(SCRIPT_NAMES.map((name) => world.options(name)))).flatMap((of) => of ?? []),
    )
    const option = (code: string) => /^(--[a-z][a-z-]*[a-z])(?: .*|=.*)?$/.exec(code)?.[1]
    expect(wrong((file) => spans(file).filter((code) => option(code) && !known.has(option(code) ?? '')))).toEqual([])
  })

  test('errors', () => {
    const RECORDS = /^(TOPIC|PARTITION|PARTITION_CHANGE)_RECORD$/
    const isUnknown = (code: string) => /^[A-Z]+(_[A-Z]+)+$/.test(code) && !(code in Errors) && !RECORDS.test(code)
    const bare = ({ prose }: File) => prose.match(/\b[A-Z]{3,}(?:_[A-Z]+)+\b/g) ?? []
    expect(wrong((file) => [...spans(file), ...bare(file)].filter(isUnknown))).toEqual([])
  })

  test('tools', () => {
    const named = ({ text }: File) => text.match(/\bkafka-[a-z-]+\.sh\b/g) ?? []
    expect(wrong((file) => named(file).filter((name) => !SCRIPT_NAMES.includes(name)))).toEqual([])
  })
})

describe('settings that are given', () => {
  test('to topics: `--config`, `--add-config`, `start`', () => {
    const given = ({ text }: File) => [
      ...[...text.matchAll(/--(?:add-)?config ([a-z.]+)=/g)].map(([, name = '']) => name),
      ...[...text.matchAll(/configs: \{ ([a-z.]+):/g)].map(([, name = '']) => name),
    ]
    expect(wrong((file) => given(file).filter((name) => !DEFAULTS.get('topic')?.has(name)))).toEqual([])
  })

  test('to clients: `--command-property`, cells', () => {
    const isOfClient = (name: string) => DEFAULTS.get('producer')?.has(name) || DEFAULTS.get('consumer')?.has(name)
    const given = ({ text }: File) => [
      ...[...text.matchAll(/--command-property ([a-z.]+)=/g)].map(([, name = '']) => name),
      ...[...text.matchAll(/^\s*'([a-z]+(?:\.[a-z]+)+)':/gm)].map(([, name = '']) => name),
    ]
    expect(wrong((file) => given(file).filter((name) => !isOfClient(name)))).toEqual([])
  })
})

/** A default, and how lessons say it in English and Chinese: each saying stands in some lesson, in a paragraph with the config's name. */
const SAID: readonly (readonly [owner: Owner, name: string, value: string, ...said: RegExp[]])[] = [
  ['consumer', 'fetch.max.wait.ms', '500', /500 ms/, /500 毫秒/],
  ['broker', 'auto.create.topics.enable', 'true', /true by default/, /默认(为|是) ?`?true/],
  ['topic', 'segment.bytes', '1073741824', /1 GiB/, /1 GiB/],
  ['topic', 'segment.ms', '604800000', /seven days/, /七天|7 天/],
  ['topic', 'segment.index.bytes', '10485760', /10 MiB|cut to size/, /10 MiB|裁/],
  ['topic', 'file.delete.delay.ms', '60000', /a minute later/, /一分钟/],
  ['topic', 'min.cleanable.dirty.ratio', '0.5', /half by default/, /一半/],
  ['topic', 'delete.retention.ms', '86400000', /a day by default/, /一天/],
  ['topic', 'compression.type', 'producer', /`producer`/, /`producer`/],
  ['topic', 'message.timestamp.after.max.ms', '3600000', /one hour ahead/, /一小时/],
  ['broker', 'log.retention.hours', '168'],
  ['broker', 'log.retention.check.interval.ms', '300000', /every five minutes|five minutes/, /五分钟|5 分钟/],
  ['broker', 'log.cleaner.backoff.ms', '15000', /fifteen seconds/, /15 ?秒|十五秒/],
  ['broker', 'offsets.retention.minutes', '10080', /seven days/, /七天|7 天/],
  ['broker', 'broker.session.timeout.ms', '9000', /nine seconds/, /九秒|9 秒/],
  ['broker', 'replica.lag.time.max.ms', '30000', /30\s+seconds/, /30 ?秒/],
  ['broker', 'leader.imbalance.check.interval.seconds', '300', /five minutes/, /五分钟|5 分钟/],
  ['broker', 'auto.leader.rebalance.enable', 'true'],
  ['broker', 'min.insync.replicas', '1', /is 1, its default|=1`, the default/, /默认的 `?(min\.insync\.replicas=)?1/],
  ['broker', 'unclean.leader.election.enable', 'false', /false by default/, /默认是 false|默认为 false/],
  ['broker', 'group.min.session.timeout.ms', '6000', /six seconds/, /6 ?秒|六秒/],
  ['broker', 'producer.id.expiration.ms', '86400000', /a day/, /一天/],
  ['broker', 'controller.quorum.election.timeout.ms', '1000'],
  ['broker', 'num.partitions', '1'],
  ['broker', 'default.replication.factor', '1'],
  ['producer', 'batch.size', '16384', /16,384 bytes/, /16,?384 字节/],
  ['producer', 'linger.ms', '5', /5 ms since Kafka 4\.0/, /4\.0 起是 5 毫秒/],
  ['producer', 'acks', 'all', /since (Kafka )?3\.0/, /3\.0 起/],
  ['producer', 'enable.idempotence', 'true', /true by default/, /默认为 true/],
  ['producer', 'delivery.timeout.ms', '120000', /two minutes/, /两分钟|2 分钟/],
  ['producer', 'max.in.flight.requests.per.connection', '5', /at most 5/, /不超过 5/],
  ['consumer', 'session.timeout.ms', '45000', /45 seconds/, /45 ?秒/],
  ['consumer', 'heartbeat.interval.ms', '3000', /three seconds/, /三秒|3 秒/],
  ['consumer', 'max.poll.interval.ms', '300000', /five minutes/, /五分钟|5 分钟/],
  ['consumer', 'metadata.max.age.ms', '300000', /five minutes/, /五分钟|5 分钟/],
  ['consumer', 'auto.commit.interval.ms', '5000', /five seconds/, /五秒|5 秒/],
  ['consumer', 'auto.offset.reset', 'latest', /default, `latest`/, /默认值 `latest`/],
  [
    'consumer',
    'partition.assignment.strategy',
    'org.apache.kafka.clients.consumer.RangeAssignor,org.apache.kafka.clients.consumer.CooperativeStickyAssignor',
  ],
  ['consumer', 'enable.auto.commit', 'true'],
]

describe('defaults', () => {
  const sayings = SAID.map(([owner, name, value, ...said]) => ({ owner, name, value, said }))
  test.each(sayings)('$owner $name is $value', ({ owner, name, value, said }) => {
    expect(DEFAULTS.get(owner)?.get(name)?.replaceAll('class ', '')).toBe(value)
    for (const [i, saying] of said.entries()) {
      const language = i === 0 ? 'en/' : 'zh/'
      const mentions = FILES.filter(({ path, prose }) => path.startsWith(language) && prose.includes(name))
      const says = mentions.some(({ prose }) =>
        paragraphs(prose).some((text) => text.includes(name) && saying.test(text)),
      )
      expect(says, `${language} says it of ${name}`).toBe(true)
    }
  })
})

const paragraphs = (prose: string) => prose.split(/\n\s*\n|\n(?=[-|])/)
const sentences = (prose: string) =>
  paragraphs(prose).flatMap((text) =>
    text.replace(/\s+/g, ' ').split(/(?<=[.!?;。！？；])\s*(?=[A-Z`\p{Script=Han}])/u),
  )

const NUMBERS = [
  ...[...'一二三四五六七八九十'].map((word, i) => [word, i + 1] as const),
  ...['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].map(
    (word, i) => [word, i + 1] as const,
  ),
  ...([
    ['a', 1],
    ['两', 2],
    ['十五', 15],
    ['fifteen', 15],
  ] as const),
]
const UNITS_MS = new Map(
  Object.entries({
    ms: 1,
    毫秒: 1,
    second: 1000,
    秒: 1000,
    minute: 60_000,
    分钟: 60_000,
    hour: 3_600_000,
    小时: 3_600_000,
    day: 86_400_000,
    天: 86_400_000,
  }),
)
const DURATION =
  /(?:\b(\d[\d,]*|[a-z]+)\s+(ms|second|minute|hour|day)s?\b)|(?:(\d[\d,]*|十五|[一两二三四五六七八九十])\s*个?(毫秒|秒|分钟|小时|天))/gi

/** Durations that a sentence names, ms. */
function durationsIn(sentence: string): number[] {
  return [...sentence.matchAll(DURATION)].flatMap(([, en, enUnit, zh, zhUnit]) => {
    const word = (en ?? zh ?? '').toLowerCase()
    const number = new Map<string, number>(NUMBERS).get(word) ?? Number(word.replaceAll(',', ''))
    return Number.isNaN(number) ? [] : [number * (UNITS_MS.get((enUnit ?? zhUnit ?? '').toLowerCase()) ?? 0)]
  })
}

/** What one of a setting's name counts, ms; undefined: no duration. */
function unitOf(name: string): number | undefined {
  const unit = /\b(ms|second|minute|hour)s?$/.exec(name)?.[1]
  return unit === undefined ? undefined : UNITS_MS.get(unit)
}

const defaultsOf = (name: string) => [...DEFAULTS.values()].flatMap((known) => known.get(name) ?? [])

const settingsIn = (sentence: string, pattern: RegExp) =>
  [...sentence.matchAll(pattern)].map(([, name = '']) => name).filter(isConfig)

/** Whether a sentence names settings and a duration, or says “default” and a value, and has none of their defaults. */
function isMisquote(sentence: string): boolean {
  const timed = settingsIn(sentence, /`([a-z.]+)`/g).filter(unitOf)
  const durations = durationsIn(sentence)
  if (timed.length === 0 || durations.length === 0) return hasWrongValue(sentence)
  const right = timed.flatMap((name) => defaultsOf(name).map((value) => Number(value) * (unitOf(name) ?? 0)))
  return !durations.some((ms) => right.includes(ms))
}

const VALUE = /(?<![\w.])(?:-?\d[\d.,]*\d|-?\d|true|false|latest|earliest)(?![\w.]\w)/

function hasWrongValue(sentence: string): boolean {
  const names = settingsIn(sentence, /`([a-z]+(?:\.[a-z]+)*)(?:=[^`]*)?`/g)
  const saysSo = /default|默认/.test(sentence) && VALUE.test(sentence.replaceAll(/KIP-\d+|\b\d\.\d\b/g, ''))
  const has = (value: string) => new RegExp(`(?<![\\w.])${value.replaceAll('.', '\\.')}(?![\\w.]\\w)`).test(sentence)
  return names.length > 0 && saysSo && !names.flatMap(defaultsOf).some(has)
}

describe('each sentence that tells a default', () => {
  test('tells the right one', () => {
    expect(wrong(({ prose }) => sentences(prose).filter(isMisquote))).toEqual([])
  })

  test.each([
    ['After 45 seconds (`session.timeout.ms`) it is out.', false],
    ['After 30 seconds (`session.timeout.ms`) it is out.', true],
    ['等 `session.timeout.ms`（45 秒）。', false],
    ['等 `session.timeout.ms`（三十秒，即 30 秒）。', true],
    ['`offsets.retention.minutes` is seven days.', false],
    ['`offsets.retention.minutes` is a day.', true],
    ['对默认的 `min.insync.replicas=1` 来说这就够了。', false],
    ['对默认的 `min.insync.replicas=2` 来说这就够了。', true],
    ['`unclean.leader.election.enable` is true by default.', true],
    ['`enable.idempotence` 默认为 true（KIP-679）。', false],
    ['Kafka took the default of `num.partitions`.', false],
  ])('%s', (sentence, misquotes) => {
    expect(isMisquote(sentence)).toBe(misquotes)
  })
})

describe('KIPs', () => {
  const about = new Map(rows('kips.tsv').map(([number, , names]) => [number, new RegExp(names, 'i')]))

  test('each is one that the table has, and its sentence names what it is about', () => {
    const astray = ({ prose }: File) =>
      paragraphs(prose).flatMap((text) =>
        [...text.matchAll(/KIP-\d+/g)].flatMap(([kip]) =>
          about.get(kip)?.test(text) ? [] : [`${kip}: ${text.trim()}`],
        ),
      )
    expect(wrong(astray)).toEqual([])
  })
})

test('a lesson is called by its title: its number is the menu’s, and becomes another when a lesson comes before it', () => {
  const numbers = ({ prose }: File) => prose.match(/\blessons? \d+|第 ?\d+ ?课/gi) ?? []
  expect(wrong(numbers)).toEqual([])
})
