import { describe, expect, test } from 'vitest'
import { toolNamed } from './registry.ts'
import { runTool, type ToolIo } from './tool.ts'

/** What a tool says to a command line that it refuses. */
async function refusal(command: string): Promise<string> {
  const [name = '', ...args] = command.split(' ')
  let said = ''
  const stderr = { write: (text: string) => void (said += text) }
  const io = { stderr, stdout: stderr, interrupt: { isInterrupted: false, onInterrupt: () => () => undefined } }
  const tool = toolNamed(name)
  if (!tool) throw new Error(`no tool ${name}`)
  expect(await runTool(tool, args, io as unknown as ToolIo)).toBe(1)
  return said
}

describe('usages are those of the parser that refuses, as Apache Kafka 4.3.1 lays them out', () => {
  test.each([
    [
      'kafka-metadata-quorum.sh describe --status --bootstrap-server localhost:9',
      `usage: kafka-metadata-quorum (--bootstrap-server BOOTSTRAP_SERVER |
                             --bootstrap-controller BOOTSTRAP_CONTROLLER)
                             describe [-h] [--status] [--replication]
                             [--human-readable]
kafka-metadata-quorum: error: unrecognized arguments: '--bootstrap-server'`,
    ],
    [
      'kafka-metadata-quorum.sh --bootstrap-server localhost:9 describe --nosuch',
      `usage: kafka-metadata-quorum (--bootstrap-server BOOTSTRAP_SERVER |
                             --bootstrap-controller BOOTSTRAP_CONTROLLER)
                             describe [-h] [--status] [--replication]
                             [--human-readable]
kafka-metadata-quorum: error: unrecognized arguments: '--nosuch'`,
    ],
    [
      'kafka-storage.sh nosuch',
      `usage: kafka-storage [-h]
                     {info,format,version-mapping,feature-dependencies,random-uuid}
                     ...
kafka-storage:  error:  invalid  choice:   'nosuch'  (choose  from  'info',
'format', 'version-mapping', 'feature-dependencies', 'random-uuid')`,
    ],
    [
      'kafka-storage.sh format -c x',
      `usage: kafka-storage format [-h] --config CONFIG --cluster-id CLUSTER_ID
                     [--add-scram ADD_SCRAM] [--ignore-formatted]
                     [--release-version RELEASE_VERSION]
                     [--feature FEATURE] [--standalone |
                     --no-initial-controllers |
                     --initial-controllers INITIAL_CONTROLLERS]
kafka-storage: error: argument --cluster-id/-t is required`,
    ],
    [
      'kafka-storage.sh feature-dependencies',
      `usage: kafka-storage feature-dependencies [-h] --feature FEATURE
kafka-storage: error: argument --feature/-f is required`,
    ],
    [
      'kafka-cluster.sh',
      `usage: kafka-cluster [-h] {cluster-id,unregister,list-endpoints} ...
kafka-cluster: error: too few arguments`,
    ],
    [
      'kafka-cluster.sh cluster-id',
      `usage: kafka-cluster cluster-id [-h] [--config CONFIG]
                     [--command-config COMMAND_CONFIG]
                     (--bootstrap-server BOOTSTRAP_SERVER |
                     --bootstrap-controller BOOTSTRAP_CONTROLLER)
kafka-cluster:  error:  one  of   the  arguments  --bootstrap-server/-b  --
bootstrap-controller/-C is required`,
    ],
    [
      'kafka-cluster.sh list-endpoints -b x --config',
      `usage: kafka-cluster list-endpoints [-h] [--config CONFIG]
                     [--command-config COMMAND_CONFIG]
                     [--include-fenced-brokers]
                     (--bootstrap-server BOOTSTRAP_SERVER |
                     --bootstrap-controller BOOTSTRAP_CONTROLLER)
kafka-cluster: error: argument --config: expected one argument`,
    ],
    [
      'kafka-verifiable-producer.sh --nosuch',
      `usage: verifiable-producer [-h] --topic TOPIC [--max-messages MAX-MESSAGES]
                           [--throughput THROUGHPUT] [--acks ACKS]
                           [--producer.config CONFIG-FILE]
                           [--message-create-time CREATE-TIME]
                           [--value-prefix VALUE-PREFIX]
                           [--repeating-keys REPEATING-KEYS]
                           [--command-config CONFIG-FILE]
                           --bootstrap-server HOST1:PORT1[,HOST2:PORT2[...]]
verifiable-producer: error: unrecognized arguments: '--nosuch'`,
    ],
    [
      'kafka-verifiable-consumer.sh --nosuch',
      `usage: verifiable-consumer [-h] --topic TOPIC
                           [--group-protocol GROUP-PROTOCOL]
                           [--group-remote-assignor GROUP-REMOTE-ASSIGNOR]
                           --group-id GROUP-ID
                           [--group-instance-id GROUP-INSTANCE-ID]
                           [--max-messages MAX-MESSAGES]
                           [--session-timeout TIMEOUT-MS] [--verbose]
                           [--enable-autocommit]
                           [--reset-policy RESET-POLICY]
                           [--assignment-strategy ASSIGNMENT-STRATEGY]
                           [--consumer.config CONFIG-FILE]
                           [--command-config CONFIG-FILE]
                           --bootstrap-server HOST1:PORT1[,HOST2:PORT2[...]]
verifiable-consumer: error: unrecognized arguments: '--nosuch'`,
    ],
    [
      'kafka-producer-perf-test.sh x',
      `usage: kafka-producer-perf-test
       [-h] [--bootstrap-server BOOTSTRAP-SERVER] --topic TOPIC
       --num-records NUM-RECORDS [--payload-delimiter PAYLOAD-DELIMITER]
       --throughput THROUGHPUT
       [--producer-props PROP-NAME=PROP-VALUE [PROP-NAME=PROP-VALUE ...]]
       [--command-property PROP-NAME=PROP-VALUE [PROP-NAME=PROP-VALUE ...]]
       [--producer.config CONFIG-FILE] [--command-config CONFIG-FILE]
       [--print-metrics] [--transactional-id TRANSACTIONAL-ID]
       [--transaction-duration-ms TRANSACTION-DURATION]
       [--warmup-records WARMUP-RECORDS] [--reporting-interval INTERVAL-MS]
       (--record-size RECORD-SIZE | --payload-file PAYLOAD-FILE |
       --payload-monotonic)
kafka-producer-perf-test: error: unrecognized arguments: 'x'`,
    ],
    [
      'kafka-storage.sh info -c a b',
      `usage: kafka-storage info [-h] --config CONFIG
kafka-storage: error: unrecognized arguments: 'b'`,
    ],
    [
      'kafka-storage.sh random-uuid x --nosuch',
      `usage: kafka-storage random-uuid [-h]
kafka-storage: error: unrecognized arguments: 'x --nosuch'`,
    ],
    [
      'kafka-storage.sh random-uuid --nosuch y',
      `usage: kafka-storage random-uuid [-h]
kafka-storage: error: unrecognized arguments: '--nosuch'`,
    ],
  ])('%s', async (command, said) => {
    expect(await refusal(command)).toBe(`${said}\n`)
  })
})

test('the main options stand before the subcommand', async () => {
  expect(await refusal('kafka-features.sh describe --bootstrap-server x')).toBe(
    "Command line error: unrecognized arguments: '--bootstrap-server'. Type --help for help.",
  )
})

test('of a long option its beginning does', async () => {
  expect(await refusal('kafka-cluster.sh unregister --boot x')).toContain('ambiguous  option:  --boot  could  match')
  expect(await refusal('kafka-cluster.sh unregister --bootstrap-s x')).toContain('argument --id/-i is required')
})
