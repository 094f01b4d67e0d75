import { propertiesOf } from './commands/broker.ts'
import type { Machine } from './shell/program.ts'

/** For a line that tried to start a node and could not: which run already, and how to start another or stop one. */
export function startHint(line: string, machine: Machine): string | undefined {
  const file = /(?:^|[\s/])kafka-server-start\.sh\s+(?:-daemon\s+)?(\S+)/.exec(line)?.[1]
  const ids = runningIds(machine)
  if (file === undefined || ids.length === 0) return undefined
  const [first = ''] = ids
  const run = ids.length === 1 ? `Node ${first} runs` : `Nodes ${ids.slice(0, -1).join(', ')} and ${ids.at(-1)} run`
  const stop = `kafka-server-stop.sh --node-id=${first} stops ${ids.length === 1 ? 'it' : 'one'}`
  const more = machine.processes.list().some(({ args }) => /server-\d\.properties$/.test(args[1] ?? '')) && oneMore(ids)
  return [`${run} already (jps -lm); ${stop}`, more].filter(Boolean).join('. ')
}

function runningIds(machine: Machine): readonly string[] {
  const ids = machine.processes.list().map((process) => propertiesOf(process)?.get('node.id'))
  return ids.filter((id) => id !== undefined).sort((a, b) => Number(a) - Number(b))
}

/** The files of nodes that may join the cluster of server-1 to server-3. */
const JOINING = ['4', '5']

function oneMore(ids: readonly string[]): string | undefined {
  const id = JOINING.find((one) => !ids.includes(one))
  if (id === undefined) return undefined
  const clusterId = '$(kafka-cluster.sh cluster-id --bootstrap-server localhost:9092 | cut -d" " -f3)'
  const file = `config/server-${id}.properties`
  return `One more: kafka-storage.sh format -t ${clusterId} -c ${file}, then kafka-server-start.sh -daemon ${file}`
}
