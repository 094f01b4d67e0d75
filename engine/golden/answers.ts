/** Sends the cases to a node and writes down what it answers, without what differs from one cluster to the next. */
import { ByteWriter } from '../core/base/bytes.ts'
import { ZERO_UUID } from '../core/base/uuid.ts'
import type { Connection, Network, Timers } from '../core/env/env.ts'
import { APIS } from '../core/protocol/apis.ts'
import { EncodeError, write } from '../core/protocol/codec.ts'
import { decodeAnswer, FrameSplitter, requestHeaderVersion } from '../core/protocol/frame.ts'
import { RequestHeader } from '../core/protocol/messages/headers.ts'
import { type Api, bounds, type Field, type Fields, inRange } from '../core/protocol/schema.ts'
import type { AnswerCase, Body, Known } from './answer-case.ts'
import { NO_TOPIC } from './answer-case.ts'
import { Masks } from './answer-masks.ts'

/** A node to be asked. */
export interface Asked {
  readonly network: Network
  readonly timers: Timers
  readonly host: string
  readonly ports: { readonly broker: number; readonly controller: number }
  /** Text that stands for the node's folder of data. */
  readonly data: string
}

/** An answer, without what differs from one cluster to the next. */
export interface Told {
  readonly api: string
  readonly what: string
  readonly version: number
  readonly answer: string
}

/** How long an answer is waited for; pause between two tries of a case that takes a moment, and how many there are. */
const PATIENCE_MS = 5000
const PAUSE_MS = 500
const TRIES = 60

/** Asks all, one after the other, each on a connection of its own. */
export async function askAll(cases: readonly AnswerCase[], asked: Asked): Promise<Told[]> {
  const told: Told[] = []
  const memory = new Memory()
  const masks = new Masks(asked.data)
  for (const one of cases)
    for (const version of versionsOf(one)) {
      const body = fitted(APIS[one.api].request.fields, one.body(memory.known(version)), version)
      const request = framed(APIS[one.api], version, body)
      if (!request) continue
      const answer = await askUntil(one, version, request, asked)
      if (typeof answer !== 'string') memory.keep(body, answer)
      const text = typeof answer === 'string' ? answer : masks.text(one, answer, memory)
      told.push({ api: one.api, what: one.what, version, answer: text })
    }
  return told
}

function versionsOf({ api, versions }: AnswerCase): number[] {
  const { min, max } = bounds(APIS[api].request.versions)
  const all = Array.from({ length: max - min + 1 }, (_, i) => min + i)
  return versions === undefined ? all : all.filter((version) => inRange(versions, version))
}

async function askUntil(one: AnswerCase, version: number, request: Uint8Array, asked: Asked): Promise<Body | string> {
  for (let tries = 1; ; tries++) {
    const answer = await ask(one, version, request, asked)
    const isGiven = typeof answer !== 'string'
    const isDone = isGiven ? (one.until?.(answer) ?? true) && !one.unless?.(answer) : !one.until
    if (isDone || tries === TRIES) return answer
    await new Promise<void>((go) => void asked.timers.after(PAUSE_MS, go))
  }
}

/** The answer, or in words why there is none. */
async function ask(
  one: AnswerCase,
  version: number,
  request: Uint8Array,
  { network, timers, host, ports }: Asked,
): Promise<Body | string> {
  const api = APIS[one.api]
  const connection = await network.connect(host, ports[one.listener ?? 'broker'])
  const frame = await firstFrame(connection, request, timers)
  connection.close()
  if (typeof frame === 'string') return frame
  const isOlder = api.key === APIS.ApiVersions.key && frame[5] === UNSUPPORTED_VERSION
  return decodeAnswer(api, isOlder ? 0 : version, frame).body as Body
}

const UNSUPPORTED_VERSION = 35

function firstFrame(connection: Connection, request: Uint8Array, timers: Timers): Promise<Uint8Array | string> {
  return new Promise((give) => {
    const splitter = new FrameSplitter(1 << 26)
    const late = timers.after(PATIENCE_MS, () => give('no answer'))
    connection.onData((bytes) => {
      const [frame] = splitter.push(bytes)
      if (!frame) return
      late.cancel()
      give(frame)
    })
    connection.onClose(() => {
      late.cancel()
      give('closes the connection')
    })
    connection.send(request)
  })
}

/** undefined: the version cannot carry it. */
function framed(api: Api, version: number, body: Body): Uint8Array | undefined {
  const writer = new ByteWriter(512)
  writer.int32(0)
  const header = { requestApiKey: api.key, requestApiVersion: version, correlationId: 1, clientId: 'cases' }
  write(RequestHeader, requestHeaderVersion(api, version), writer, header)
  try {
    write(api.request, version, writer, body)
  } catch (error) {
    if (error instanceof EncodeError) return undefined
    throw error
  }
  writer.patchInt32(0, writer.length - 4)
  return writer.finish()
}

/** Only the fields that a version has. */
function fitted(fields: Fields, body: Body, version: number): Body {
  const carried = Object.entries(body).filter(([name]) =>
    inRange(field(fields, name).options.versions ?? '0+', version),
  )
  return Object.fromEntries(carried.map(([name, value]) => [name, fittedValue(field(fields, name), value, version)]))
}

function field(fields: Fields, name: string): Field<unknown> {
  const found = fields[name]
  if (!found) throw new Error(`no field ${name}`)
  return found
}

function fittedValue({ kind, fields, element }: Field<unknown>, value: unknown, version: number): unknown {
  if (kind === 'struct' && value !== null) return fitted(fields as Fields, value as Body, version)
  if (kind !== 'array' || value === null) return value
  return (value as readonly unknown[]).map((one) => fittedValue(element as Field<unknown>, one, version))
}

/** What later requests need of earlier answers. */
export class Memory {
  readonly topicIds = new Map<string, string>()
  private readonly memberIds = new Map<string, string>()

  known(version: number): Known {
    return {
      version,
      topicId: (name) => this.topicIds.get(name) ?? NO_TOPIC,
      memberId: (group) => this.memberIds.get(group) ?? 'nobody yet',
    }
  }

  keep(request: Body, answer: Body): void {
    const { memberId } = answer
    if (typeof memberId === 'string' && memberId !== '' && WITH_MEMBER_ID.includes(answer['errorCode'] as number))
      this.memberIds.set(String(request['groupId']), memberId)
    for (const topic of listOf(answer['topics'])) {
      const { name, topicId, errorCode = 0 } = topic
      if (errorCode !== 0) continue
      if (typeof name === 'string' && name !== '' && typeof topicId === 'string' && topicId !== ZERO_UUID)
        this.topicIds.set(name, topicId)
    }
  }
}

const MEMBER_ID_REQUIRED = 79
const WITH_MEMBER_ID = [0, MEMBER_ID_REQUIRED]

const listOf = (value: unknown): readonly Body[] => (Array.isArray(value) ? (value as Body[]) : [])
