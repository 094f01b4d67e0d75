/** The scripts that start and stop brokers, and jps. */
import { Part } from '../../../engine/core/base/part.ts'
import { parseProperties } from '../../../engine/core/broker/properties.ts'
import type { NoStart } from '../../../engine/core/tools/kafka-main.ts'
import { FileError, resolvePath } from '../shell/files.ts'
import { type Process, statusOf } from '../shell/processes.ts'
import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { type BrokerHost, launch, propertiesOf, type RunningBrokers } from './broker.ts'

/** Its command line is looked into where there is more of it than a file. */
const MAIN = new Part(() => import('../../../engine/core/tools/kafka-main.ts'))
const JUDGEMENT = new Part(() => import('../../../engine/core/broker/config-judgement.ts'))
const MAIN_CLASS = 'kafka.Kafka'
const USAGE =
  'USAGE: /home/learner/kafka/bin/kafka-server-start.sh [-daemon] server.properties [--override property=value]*\n'

/** kafka-server-start.sh, kafka-server-stop.sh, jps. */
export function brokerPrograms(host: BrokerHost, running: RunningBrokers): ReadonlyMap<string, Program> {
  return new Map<string, Program>([
    ['kafka-server-start.sh', (context) => serverStart(context, host, running)],
    ['kafka-server-stop.sh', serverStop],
    ['jps', jps],
  ])
}

async function serverStart(context: ProgramContext, host: BrokerHost, running: RunningBrokers): Promise<number> {
  const args = context.args.slice(1)
  const daemon = args[0] === '-daemon'
  if (daemon) args.shift()
  const [file, ...rest] = args
  if (file === undefined) {
    await writeText(context.stdout, USAGE)
    return 1
  }
  const main = args.length > 1 || file.startsWith('--') ? await MAIN.get() : undefined
  const said = main?.helpOrVersionOf(args)
  if (said) return say(context, said)
  const text = await textOf(context, file)
  const wall = context.machine.wall()
  if (text === undefined) return say(context, (await MAIN.get()).noSuchFile(file, wall))
  const overrides = main?.overridesOf(rest, wall) ?? new Map()
  if ('status' in overrides) return say(context, overrides)
  const properties = await judgedProperties(new Map([...parseProperties(text), ...overrides]), wall)
  if ('status' in properties) return say(context, properties)
  const broker = await launch(context.machine, host, running, [MAIN_CLASS, file], properties, (line) => {
    if (!daemon) void writeText(context.stdout, `${line}\n`).catch(() => {})
  })
  if (daemon) return 0
  for (const signal of ['INT', 'TERM'] as const) context.process.onSignal(signal, () => broker.process.signal(signal))
  void context.process.exited.then(() => broker.process.signal('KILL'))
  const status = await broker.process.exited
  const signal = broker.endedBy()
  return status === 0 && signal ? statusOf(signal) : status
}

async function judgedProperties(
  properties: ReadonlyMap<string, string>,
  wall: number,
): Promise<ReadonlyMap<string, string> | NoStart> {
  const { judged } = await JUDGEMENT.get()
  try {
    return judged(properties)
  } catch (error) {
    return (await MAIN.get()).fatal(error, wall)
  }
}

async function say(context: ProgramContext, { status, stream, text }: NoStart): Promise<number> {
  await writeText(context[stream], text)
  return status
}

async function textOf({ files, cwd }: ProgramContext, file: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await files.read(resolvePath(cwd, file)))
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return undefined
  }
}

/** `--node-id=N` and `--process-role=ROLE` choose among several. */
async function serverStop({ machine, stdout, args }: ProgramContext): Promise<number> {
  const given = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
  const [nodeId, role] = [given('node-id'), given('process-role')]
  const brokers = machine.processes.list().filter((process) => {
    const properties = propertiesOf(process)
    return (
      isBroker(process) &&
      (nodeId === undefined || properties?.get('node.id') === nodeId) &&
      (role === undefined || (properties?.get('process.roles') ?? '').split(',').includes(role))
    )
  })
  if (brokers.length === 0) {
    await writeText(stdout, 'No kafka server to stop\n')
    return 1
  }
  for (const broker of brokers) broker.signal('TERM')
  return 0
}

/** `-q` ids alone, `-l` the whole name of the class, `-m` its arguments (the properties file). */
async function jps({ machine, stdout, process, args }: ProgramContext): Promise<number> {
  const options = args.slice(1)
  const flags = options.filter((arg) => arg.startsWith('-')).join('')
  const line = (pid: number, names: { short: string; long: string }, rest: readonly string[]) => {
    if (flags.includes('q')) return `${pid}\n`
    const shown = flags.includes('l') ? names.long : names.short
    return `${[pid, shown, ...(flags.includes('m') ? rest : [])].join(' ')}\n`
  }
  for (const { pid, args: own } of machine.processes.list().filter(isBroker))
    await writeText(stdout, line(pid, { short: 'Kafka', long: MAIN_CLASS }, own.slice(1)))
  await writeText(stdout, line(process.pid, { short: 'Jps', long: 'jdk.jcmd/sun.tools.jps.Jps' }, options))
  return 0
}

function isBroker(process: Process): boolean {
  return process.args[0] === MAIN_CLASS
}
