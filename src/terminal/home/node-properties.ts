/** The properties files of clusters of several nodes: `server-1.properties` …, `broker-1.properties` …, `controller-4.properties` …. */

interface NodeFile {
  readonly title: string
  readonly roles: string
  readonly nodeId: number
  /** For clients; null: it serves none. */
  readonly port: number | null
  /** Of the quorum; null: it is no voter. */
  readonly controllerPort: number | null
  readonly voters: string
  readonly logDir: string
}

const COMBINED = [1, 2, 3]
const FIRST_PORT = 9092
const FIRST_CONTROLLER_PORT = 19_092
/** Brokers apart from their controllers: 1 to 3; the controllers are 4 to 6. */
const SEPARATE_CONTROLLERS = [4, 5, 6]

const voters = (ids: readonly number[]) => ids.map((id, i) => `${id}@localhost:${FIRST_CONTROLLER_PORT + i}`).join(',')

/** File name → content. */
export function nodeProperties(): { readonly [name: string]: string } {
  return Object.fromEntries([...combined(), ...separate()].map(([name, file]) => [`${name}.properties`, textOf(file)]))
}

function combined(): [string, NodeFile][] {
  return [1, 2, 3, 4, 5].map((nodeId, i) => {
    const isVoter = COMBINED.includes(nodeId)
    return [
      `server-${nodeId}`,
      {
        title: isVoter
          ? `Node ${nodeId} of a cluster whose nodes are broker and controller at once.`
          : `Node ${nodeId}: one broker more for the cluster of server-1 to server-3; it has no vote in the quorum.`,
        roles: isVoter ? 'broker,controller' : 'broker',
        nodeId,
        port: FIRST_PORT + i,
        controllerPort: isVoter ? FIRST_CONTROLLER_PORT + i : null,
        voters: voters(COMBINED),
        logDir: `/tmp/kraft-logs-${nodeId}`,
      },
    ]
  })
}

function separate(): [string, NodeFile][] {
  const common = { voters: voters(SEPARATE_CONTROLLERS) }
  const brokers = [1, 2, 3].map((nodeId, i): [string, NodeFile] => [
    `broker-${nodeId}`,
    {
      ...common,
      title: `Broker ${nodeId} of a cluster whose controllers are processes of their own.`,
      roles: 'broker',
      nodeId,
      port: FIRST_PORT + i,
      controllerPort: null,
      logDir: `/tmp/broker-logs-${nodeId}`,
    },
  ])
  const controllers = SEPARATE_CONTROLLERS.map((nodeId, i): [string, NodeFile] => [
    `controller-${nodeId}`,
    {
      ...common,
      title: `Controller ${nodeId}: votes in the quorum and serves no clients.`,
      roles: 'controller',
      nodeId,
      port: null,
      controllerPort: FIRST_CONTROLLER_PORT + i,
      logDir: `/tmp/controller-logs-${nodeId}`,
    },
  ])
  return [...brokers, ...controllers]
}

function textOf({ title, roles, nodeId, port, controllerPort, voters, logDir }: NodeFile): string {
  const listeners = [
    ...(port === null ? [] : [`PLAINTEXT://:${port}`]),
    ...(controllerPort === null ? [] : [`CONTROLLER://:${controllerPort}`]),
  ]
  return `# ${title}
# Settings are those of Apache Kafka 4.3.1's config/server.properties, for several nodes.

############################# Roles #############################

process.roles=${roles}
node.id=${nodeId}

# Who votes in the controller quorum: id@host:port
controller.quorum.voters=${voters}

############################# Listeners #############################

listeners=${listeners.join(',')}
${port === null ? '' : `advertised.listeners=PLAINTEXT://localhost:${port}\ninter.broker.listener.name=PLAINTEXT\n`}controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL

# How long a node without a leader waits before it stands for election. Kafka’s default of 1000 is made for networks;
# the nodes of this machine answer within milliseconds, which are tens of them when time runs ten times faster.
controller.quorum.election.timeout.ms=200

############################# Log #############################

log.dirs=${logDir}
num.partitions=1

############################# Internal topics #############################

# Three nodes: three copies
offsets.topic.replication.factor=3
share.coordinator.state.topic.replication.factor=3
share.coordinator.state.topic.min.isr=2
transaction.state.log.replication.factor=3
transaction.state.log.min.isr=2

############################# Groups #############################

# A new group waits so long for more members before its first assignment. The default of 3000 spares a starting
# service many rebalances; whoever tries things out would only wait.
group.initial.rebalance.delay.ms=0

############################# Retention #############################

log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
`
}
