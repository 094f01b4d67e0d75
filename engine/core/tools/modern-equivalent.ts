/** A hint for commands of the ZooKeeper era: what one types today. */

interface Rule {
  readonly tool: RegExp
  readonly flag: RegExp
  /** The modern form, from the words of the command. */
  readonly modern: (words: readonly string[]) => string
}

const BOOTSTRAP = 'localhost:9092'

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
    tool: /^zookeeper-(server|shell)/,
    flag: /./,
    modern: () => 'Kafka 4 needs no ZooKeeper: kafka-storage.sh format, then kafka-server-start.sh',
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
    tool: /^kafka-acls/,
    flag: /^--?authorizer-properties/,
    modern: withBootstrap(['--authorizer-properties'], BOOTSTRAP),
  },
]

/** What a command line of old notes is in Kafka 4; undefined when there is nothing to say. */
export function modernEquivalent(commandLine: string): string | undefined {
  const words = commandLine
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^.*\/(?=[\w-]+\.sh$)/, ''))
  const [tool = '', ...rest] = words
  const rule = RULES.find((one) => one.tool.test(tool) && [tool, ...rest].some((word) => one.flag.test(word)))
  return rule?.modern(words)
}
