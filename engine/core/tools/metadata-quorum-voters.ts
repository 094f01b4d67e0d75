/** kafka-metadata-quorum add-controller and remove-controller (KIP-853). */
import type { Admin } from '../client/admin.ts'
import type { RaftVoter } from '../client/admin-cluster.ts'
import { readText } from '../metadata/files.ts'
import { metaPropertiesPath } from '../metadata/format.ts'
import type { Arguments } from './argparse.ts'
import { TerseException } from './errors.ts'
import { type Listener, listenersOf } from './node-properties.ts'
import { parseProperties } from './properties.ts'
import { messageOf, NoSuchFile, type ToolIo } from './tool.ts'
import { uuidBytesOf } from './uuid-text.ts'

const IS_IT_VALID = 'Is this a valid controller configuration file?'

/** The properties of --command-config, empty without one. */
export async function commandConfig(args: Arguments, io: ToolIo): Promise<ReadonlyMap<string, string>> {
  const path = args.get('command-config')
  if (path === undefined) return new Map()
  try {
    return parseProperties(await io.files.read(path))
  } catch (error) {
    if (error instanceof NoSuchFile) throw new TerseException(`Properties file ${path} does not exists!`)
    throw error
  }
}

/** The controller whose configuration file was given becomes a voter. */
export async function addController(admin: Admin, args: Arguments, io: ToolIo): Promise<void> {
  if (!args.has('command-config'))
    throw new TerseException(
      'You must supply the configuration file of the controller you are adding when using add-controller.',
    )
  const properties = await commandConfig(args, io)
  const id = controllerId(properties)
  const directoryId = await directoryIdIn(metadataDir(properties), io)
  const endpoints = controllerEndpoints(properties)
  const dryRun = args.has('dry-run')
  if (!dryRun) await admin.addRaftVoter({ id, directoryId }, endpoints)
  const shown = endpoints.map(({ name, host, port }) => `${name}://${host.includes(':') ? `[${host}]` : host}:${port}`)
  io.stdout.write(
    `${dryRun ? 'DRY RUN of adding' : 'Added'} controller ${id} with directory id ${directoryId} and endpoints: ${shown.join(', ')}\n`,
  )
}

function controllerId(properties: ReadonlyMap<string, string>): number {
  const text = properties.get('node.id')
  if (text === undefined) throw new TerseException(`node.id not found in configuration file. ${IS_IT_VALID}`)
  if (Number(text) < 0) throw new TerseException(`node.id was negative in configuration file. ${IS_IT_VALID}`)
  if (!(properties.get('process.roles') ?? '').includes('controller'))
    throw new TerseException(`process.roles did not contain 'controller' in configuration file. ${IS_IT_VALID}`)
  return Number(text)
}

function metadataDir(properties: ReadonlyMap<string, string>): string {
  const dir = properties.get('metadata.log.dir') ?? properties.get('log.dirs')?.trim().split(',')[0]
  if (dir === undefined) throw new TerseException(`Neither metadata.log.dir nor log.dirs were found. ${IS_IT_VALID}`)
  return dir
}

async function directoryIdIn(dir: string, io: ToolIo): Promise<string> {
  const text = await readText(io.env.disk, metaPropertiesPath(dir))
  if (text === null) throw new TerseException(`Unable to read meta.properties from ${dir}`)
  const id = parseProperties(text).get('directory.id')
  if (id === undefined) throw new TerseException(`No directory id found in ${dir}`)
  return id
}

function controllerEndpoints(properties: ReadonlyMap<string, string>): Listener[] {
  const names = properties.get('controller.listener.names')
  if (names === undefined) throw new TerseException(`controller.listener.names was not found. ${IS_IT_VALID}`)
  const listeners = listenersOf(properties)
  return names.split(',').map((text) => {
    const name = text.trim().toUpperCase()
    const found = listeners.get(name)
    if (!found) throw new TerseException(`Cannot find information about controller listener name: ${name}`)
    return found
  })
}

/** A voter is taken out. */
export async function removeController(admin: Admin, args: Arguments, io: ToolIo): Promise<void> {
  const voter = voterOf(args)
  if (args.has('dry-run')) {
    io.stdout.write(`DRY RUN of removing  KRaft controller ${voter.id} with directory id ${voter.directoryId}\n`)
    return
  }
  await admin.removeRaftVoter(voter)
  io.stdout.write(`Removed KRaft controller ${voter.id} with directory id ${voter.directoryId}\n`)
}

function voterOf(args: Arguments): RaftVoter {
  const id = args.number('controller-id') as number
  if (id < 0) throw new TerseException(`Invalid negative --controller-id: ${id}`)
  try {
    return { id, directoryId: uuidBytesOf(args.get('controller-directory-id') as string) }
  } catch (error) {
    throw new TerseException(`Failed to parse --controller-directory-id: ${messageOf(error)}`)
  }
}
