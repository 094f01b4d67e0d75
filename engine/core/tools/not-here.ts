/** Programs that notes tell one to type and this machine has not: what takes their place. */

interface Absent {
  readonly programs: readonly string[]
  /** What else must hold of the line. */
  readonly when?: RegExp
  readonly instead: string
}

const SERVER = '--bootstrap-server localhost:9092'
const NO_ZOOKEEPER = `Kafka 4 has no ZooKeeper; what its controllers keep: kafka-metadata-quorum.sh ${SERVER} describe --status`
const NOTHING_TO_INSTALL = 'Nothing has to be installed: Kafka 4.3.1 is here, in ~/kafka'

const ABSENT: readonly Absent[] = [
  { programs: ['yum', 'apt', 'apt-get', 'dnf', 'brew', 'pip', 'pip3'], instead: NOTHING_TO_INSTALL },
  {
    programs: ['systemctl', 'service'],
    instead:
      'No systemd here: kafka-server-start.sh -daemon FILE starts a node, kafka-server-stop.sh ends nodes, jps -lm lists them',
  },
  { programs: ['journalctl'], instead: 'No systemd here: what the nodes log is in ~/kafka/logs/server.log' },
  {
    programs: ['docker', 'docker-compose', 'podman', 'kubectl', 'helm'],
    instead: 'No containers here: the nodes run as processes of this machine: jps -lm',
  },
  { programs: ['java', 'javac'], instead: 'No Java here, and none is needed: the nodes run in the browser' },
  {
    programs: ['mvn', 'gradle', 'npm', 'node'],
    instead: 'Nothing has to be built here: a notebook’s cells have the client, in TypeScript with Java’s names',
  },
  {
    programs: ['python', 'python3', 'go', 'scala'],
    instead: 'No other languages here: a notebook’s cells are TypeScript, with kafka-clients and kafkajs',
  },
  {
    programs: ['nc', 'ncat', 'telnet', 'ping', 'curl'],
    instead: `Whether a broker answers: kafka-broker-api-versions.sh ${SERVER}`,
  },
  {
    programs: ['netstat', 'lsof', 'ss'],
    instead: 'Who runs: jps -lm; on which ports: grep ^listeners config/*.properties',
  },
  {
    programs: ['kcat', 'kafkacat'],
    instead: `kafka-console-consumer.sh ${SERVER} --topic TOPIC --from-beginning, or kafka-console-producer.sh`,
  },
  { programs: ['ke.sh'], instead: 'No EFAK here: the page’s own views show topics, groups and brokers' },
  {
    programs: ['mysql', 'redis-cli', 'redis-server', 'etcdctl', 'psql', 'mongo'],
    instead: 'No databases here: Kafka alone runs on this page',
  },
  { programs: ['create', 'get', 'deleteall'], when: /^\w+\s+(?:-\w+\s+)*\//, instead: NO_ZOOKEEPER },
  { programs: ['ls'], when: /^ls2?\s+\/(?:brokers|controller|consumers|admin|config)\b/, instead: NO_ZOOKEEPER },
]

/** One sentence for a line whose program is not here; undefined: nothing to say. */
export function insteadOf(line: string): string | undefined {
  const [program = ''] = line.split(/\s+/)
  if (program === 'sudo') return insteadOf(line.replace(/^sudo(?:\s+-\S+)*\s*/, '')) ?? withoutSudo(line)
  return ABSENT.find(({ programs, when }) => programs.includes(program) && (when?.test(line) ?? true))?.instead
}

function withoutSudo(line: string): string {
  const command = line.replace(/^sudo\s*/, '')
  return command === '' ? 'No sudo here: everything is allowed' : command
}
