/** Bootstrap servers whose hosts nobody knows: Java's constructors throw; ours find out later and every call rejects with that. */
import { expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { Admin } from './admin.ts'
import { KafkaConsumer } from './consumer.ts'
import { KafkaProducer } from './producer.ts'

const NONE = 'No resolvable bootstrap urls given in bootstrap.servers'
const NOSUCH =
  "Couldn't resolve server nosuch.invalid:1234 from bootstrap.servers as DNS resolution failed for nosuch.invalid"

/** An Env whose warnings are kept. */
function world() {
  const sim = new SimWorld(1)
  const warned: string[] = []
  const made = sim.env('cell', new MemoryDisk(() => 0))
  const log = (level: string, _logger: string, message: string) => void (level === 'WARN' && warned.push(message))
  const env = { ...made, trace: { ...made.trace, log } }
  const settle = async (work: Promise<unknown>) => {
    const outcome = work.then(
      () => undefined,
      (error: unknown) => error,
    )
    await sim.scheduler.run(100)
    return Promise.race([outcome, 'still waiting'])
  }
  return { env, warned, settle }
}

const AT = { 'bootstrap.servers': 'nosuch.invalid:1234' }

/** What the network says in a worker whose client was bundled apart from it: another class of the same name. */
class NetworkError extends Error {
  override readonly name = 'NetworkError'
  readonly kind = 'unknown-host'
}

test('a producer of another bundle than the network', async () => {
  const { env, warned, settle } = world()
  const network = { ...env.network, connect: () => Promise.reject(new NetworkError('Name or service not known')) }
  const producer = new KafkaProducer(AT, { ...env, network })
  const refused = { name: 'KafkaException', message: 'Failed to construct kafka producer', cause: { message: NONE } }
  expect(await settle(producer.send({ topic: 't', value: 'v' }))).toMatchObject(refused)
  expect(warned).toEqual([NOSUCH])
})

test('a producer: send, partitionsFor', async () => {
  const { env, warned, settle } = world()
  const producer = new KafkaProducer(AT, env)
  const refused = { name: 'KafkaException', message: 'Failed to construct kafka producer', cause: { message: NONE } }
  expect(await settle(producer.send({ topic: 't', value: 'v' }))).toMatchObject(refused)
  expect(await settle(producer.partitionsFor('t'))).toMatchObject(refused)
  expect(warned).toEqual([NOSUCH])
})

test('a consumer: poll of a group, of assigned partitions, and questions', async () => {
  const refused = { name: 'KafkaException', message: 'Failed to construct kafka consumer', cause: { message: NONE } }
  const { env, warned, settle } = world()
  const member = new KafkaConsumer({ ...AT, 'group.id': 'g' }, env)
  member.subscribe(['t'])
  expect(await settle(member.poll(10_000))).toMatchObject(refused)
  const alone = new KafkaConsumer(AT, env)
  alone.assign([{ topic: 't', partition: 0 }])
  expect(await settle(alone.poll(10_000))).toMatchObject(refused)
  expect(await settle(alone.listTopics())).toMatchObject(refused)
  const asking = new KafkaConsumer({ ...AT, 'group.id': 'g' }, env)
  const partition = { topic: 't', partition: 0 }
  expect(await settle(asking.endOffsets([partition]))).toMatchObject(refused)
  expect(await settle(asking.committed([partition]))).toMatchObject(refused)
  expect(await settle(asking.partitionsFor('t'))).toMatchObject(refused)
  expect(warned).toEqual([NOSUCH, NOSUCH, NOSUCH])
})

test('an admin client', async () => {
  const { env, warned, settle } = world()
  const admin = new Admin(AT, env)
  const refused = { message: 'Failed to create new KafkaAdminClient', cause: { message: NONE } }
  expect(await settle(admin.listTopics())).toMatchObject(refused)
  expect(warned).toEqual([NOSUCH])
})
