/** A hint for commands of the ZooKeeper era, and of other machines: what one types today, and here. */
import { insteadOf } from './not-here.ts'
import { SCRIPT_NAMES } from './script-names.ts'

interface Rule {
  readonly tool: RegExp
  readonly flag: RegExp
  /** What else must hold of the words. */
  readonly when?: (words: readonly string[]) => boolean
  /** The modern form, from the words of the command. */
  readonly modern: (words: readonly string[]) => string
}

const BOOTSTRAP = 'localhost:9092'

/** The value of an option of the old command, or words that stand for it. */
function optionValue(words: readonly string[], option: string, otherwise: string): string {
  return words[words.indexOf(option) + 1 || words.length] ?? otherwise
}

function describedGroup(words: readonly string[]): string {
  return `kafka-consumer-groups.sh --bootstrap-server ${BOOTSTRAP} --describe --group ${optionValue(words, '--group', 'GROUP')}`
}

/** The words with an old option and its value replaced by --bootstrap-server. */
function withBootstrap(old: readonly string[], address?: string) {
  return (words: readonly string[]): string => {
    const out: string[] = []
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as string
      const name = word.replace(/=.*/, '')
      if (!old.includes(name)) out.push(word)
      else if (word.includes('=')) out.push(`--bootstrap-server=${address ?? word.slice(name.length + 1)}`)
      else out.push('--bootstrap-server', address ?? (words[++at] as string))
      if (old.includes(name) && !word.includes('=') && address !== undefined) at++
    }
    return out.join(' ')
  }
}

/** The notes' own server, where nobody listens now. */
const ADDRESS_OF_ANOTHER_MACHINE = /(?:^|=)(?!127\.|0\.)\d+\.\d+\.\d+\.\d+:\d+$/

/** The notes' `server1.properties`; here it is `server-1.properties`. */
const NUMBERED_FILE = /(^|\/)(server)_?([1-5])\.properties$/

const RULES: readonly Rule[] = [
  {
    tool: /^kafka-run-class/,
    flag: /^kafka\.tools\.GetOffsetShell$/,
    modern: (words) => `kafka-get-offsets.sh ${withBootstrap(['--broker-list'])(words.slice(2))}`,
  },
  {
    tool: /^kafka-preferred-replica-election/,
    flag: /./,
    modern: () =>
      `kafka-leader-election.sh --bootstrap-server ${BOOTSTRAP} --election-type preferred --all-topic-partitions`,
  },
  {
    tool: /^kafka-run-class/,
    flag: /^kafka\.(tools|admin)\.(ConsumerOffsetChecker|ConsumerGroupCommand)$/,
    modern: describedGroup,
  },
  { tool: /^kafka-consumer-offset-checker/, flag: /./, modern: describedGroup },
  {
    tool: /^kafka-topics/,
    flag: /^--?replication-factor$/,
    when: (words) => words.some((word) => /^--?alter$/.test(word)),
    modern: () =>
      `kafka-reassign-partitions.sh --bootstrap-server ${BOOTSTRAP} --reassignment-json-file FILE --execute`,
  },
  {
    tool: /^zookeeper-shell|^zkCli/,
    flag: /./,
    modern: () =>
      `Kafka 4 needs no ZooKeeper, its controllers keep the metadata: kafka-metadata-quorum.sh --bootstrap-server ${BOOTSTRAP} describe --status`,
  },
  {
    tool: /^zookeeper-server-stop/,
    flag: /./,
    modern: () => 'Kafka 4 needs no ZooKeeper: kafka-server-stop.sh alone ends a node',
  },
  {
    tool: /^(zookeeper-server|zkServer)/,
    flag: /./,
    modern: () =>
      'Kafka 4 needs no ZooKeeper: its nodes alone run (jps -lm lists them); kafka-server-start.sh starts one',
  },
  { tool: /^(tar|ar|wget|cd)$/, flag: /\bkafka_\d/, modern: () => 'Kafka 4.3.1 is here already: cd ~/kafka' },
  {
    tool: /^rm$/,
    flag: /^\/tmp\/(kafka-logs|zookeeper)/,
    modern: () =>
      'The logs are in the folders that ls -d /tmp/kraft* names; a node is stopped (kafka-server-stop.sh --node-id=1) before its folder is removed',
  },
  {
    tool: /^kafka-(server-start|storage)/,
    flag: NUMBERED_FILE,
    modern: (words) => words.map((word) => word.replace(NUMBERED_FILE, '$1$2-$3.properties')).join(' '),
  },
  { tool: /^kafka-mirror-maker/, flag: /./, modern: () => 'connect-mirror-maker.sh mm2.properties' },
  {
    tool: /^kafka-console-consumer/,
    flag: /^--?new-consumer$/,
    modern: (words) => words.filter((word) => !/^--?new-consumer$/.test(word)).join(' '),
  },
  {
    tool: /^kafka-consumer-groups/,
    flag: /^--?new-consumer$/,
    modern: (words) => words.filter((word) => !/^--?new-consumer$/.test(word)).join(' '),
  },
  {
    tool: /^kafka-console-consumer/,
    flag: /^--?whitelist$/,
    modern: (words) => words.map((word) => word.replace(/^--?whitelist$/, '--include')).join(' '),
  },
  { tool: /^kafka-/, flag: /^--?zookeeper(=|$)/, modern: withBootstrap(['--zookeeper', '-zookeeper'], BOOTSTRAP) },
  {
    tool: /^kafka-(?!reassign|log-dirs|replica)/,
    flag: /^--?broker-list(=|$)/,
    modern: withBootstrap(['--broker-list', '-broker-list']),
  },
  {
    tool: /^kafka-/,
    flag: ADDRESS_OF_ANOTHER_MACHINE,
    when: (words) => words.some((word) => /^--?bootstrap-server/.test(word)),
    modern: withBootstrap(['--bootstrap-server', '-bootstrap-server'], BOOTSTRAP),
  },
  {
    tool: /^kafka-acls/,
    flag: /^--?authorizer-properties/,
    modern: withBootstrap(['--authorizer-properties'], BOOTSTRAP),
  },
]

/** Prompts that are copied along with a command, and list marks, which are taken for such before a script alone. */
const COPIED_MARK = /^(?:(?:[$%]|➜\s+\S+)\s+(?=\S)|[>*•-]\s+(?=\S*[\w-]+\.sh\b))/u

/** A script of Kafka that somebody installed elsewhere. */
const INSTALLED_ELSEWHERE = /^(\/(?!home\/learner\/)(?:\S*\/)?)bin\/(?=[\w-]+\.sh(?:\s|$))/

/** A script under the name that it has on Windows, or without its ending. */
const OTHERWISE_NAMED = /^(?:\S*\\)?([a-z]+(?:-[a-z0-9]+)+)(?:\.bat)?(?=\s|$)/

/** The line with the script as it is named here; as it was where it names none. */
function namedAsHere(line: string): string {
  const [, folder] = INSTALLED_ELSEWHERE.exec(line) ?? []
  if (folder !== undefined) return line.replaceAll(folder, folder === '/' ? '/' : '').replace(/^\/bin/, 'bin')
  const [words = '', script] = OTHERWISE_NAMED.exec(line) ?? []
  if (!SCRIPT_NAMES.includes(`${script}.sh`)) return line
  return `${script}.sh${line.slice(words.length).replace(/(?<=[\w.])\\(?=\w)/g, '/')}`
}

/** `// what it does`, as notes have it behind a command; tools pass over it or take it for words. */
const TRAILING_REMARK = /\s+\/\/.*$/

/** `a:1 b:2 c:3` behind an option are words that the tools pass over: one list is meant. */
const SPREAD_ADDRESSES = /(?<=--?(?:bootstrap-server|broker-list)[= ])\S+(?:\s+[\w.-]+:\d+)+(?=\s|$)/

/** What a command line of old notes is in Kafka 4; undefined when there is nothing to say. */
export function modernEquivalent(commandLine: string): string | undefined {
  const line = namedAsHere(commandLine.trim().replace(COPIED_MARK, ''))
  const isAnother = line !== commandLine.trim()
  const words = line
    .replace(TRAILING_REMARK, '')
    .replace(SPREAD_ADDRESSES, (list) => list.replace(/\s+/g, ','))
    .split(/\s+/)
    .map((word) => word.replace(/^.*\/(?=[\w-]+\.sh$)/, ''))
  const [tool = '', ...rest] = words
  const rule = RULES.find(
    (one) => one.tool.test(tool) && [tool, ...rest].some((word) => one.flag.test(word)) && (one.when?.(words) ?? true),
  )
  return rule?.modern(words) ?? insteadOf(line) ?? (isAnother ? line : undefined)
}
