import { expect, test } from 'vitest'
import type { Check } from './check.ts'
import { Headless } from './headless.ts'

const AT = '--bootstrap-server localhost:9092'
const create = (topic: string) =>
  `kafka-topics.sh --create --topic ${topic} --partitions 1 --replication-factor 3 ${AT}`
const produce = (topic: string, more = '') => `echo a | kafka-console-producer.sh --topic ${topic} ${more} ${AT}`

async function isMet(cluster: Headless, check: Check): Promise<boolean> {
  return (await cluster.judge(check)).met
}

test('a lesson’s own fault: the answer is lost, the record is there twice, and the fault has done its part', async () => {
  const cluster = await Headless.start(1, 'inherit', ['Produce drop --topic t'])
  await cluster.run(create('t'))
  await cluster.run(create('other'))
  await cluster.run(produce('other', '--command-property enable.idempotence=false'))
  expect((await cluster.run('fault list')).stdout).toBe('#1  Produce drop --topic t  (hit 0 of 1)\n')
  const { stderr } = await cluster.run(produce('t', '--command-property enable.idempotence=false'))
  expect(stderr).toContain('Error: REQUEST_TIMED_OUT. Error Message: Disconnected from node')
  expect(await isMet(cluster, { records: { topic: 't', count: 2 } })).toBe(true)
  expect(await isMet(cluster, { happened: 'fault-hit', times: 1 })).toBe(true)
  expect(await isMet(cluster, { happened: 'produce-repeated' })).toBe(false)
  expect((await cluster.run('fault list')).stdout).toBe('#1  Produce drop --topic t  (hit 1 of 1)\n')
  await cluster.stop()
})

test('the third is told that this broker does not lead, and every broker counts on from the others', async () => {
  const cluster = await Headless.start(1)
  await cluster.run(
    'kafka-topics.sh --create --topic t --replica-assignment 1:2,2:3,3:1 --bootstrap-server localhost:9092',
  )
  await cluster.run('fault add Produce answer NOT_LEADER_OR_FOLLOWER --topic t --nth 3')
  for (const partition of [0, 1, 2, 0]) {
    const cell = `import { KafkaProducer } from 'kafka-clients'
const producer = new KafkaProducer({ 'bootstrap.servers': 'localhost:9092' })
await producer.send({ topic: 't', partition: ${partition}, value: 'x' })
await producer.close()`
    await cluster.runCell(cell)
  }
  expect((await cluster.run('fault list')).stdout).toContain('(hit 1 of 1)')
  expect(await isMet(cluster, { records: { topic: 't', count: 4 } })).toBe(true)
  expect(await isMet(cluster, { happened: 'fault-hit', broker: 3, times: 1 })).toBe(true)
  await cluster.stop()
})

test('late heartbeats put a member out of its group', async () => {
  const cluster = await Headless.start(1)
  await cluster.run(create('t'))
  await cluster.run(produce('t'))
  await cluster.run('fault add Heartbeat delay 20s --client slow-* --times all')
  const consume = (client: string) =>
    `kafka-console-consumer.sh --topic t --group g --command-property client.id=${client} --command-property session.timeout.ms=6000 --timeout-ms 12000 ${AT}`
  await cluster.run(`${consume('quick-1')}`)
  expect(await isMet(cluster, { happened: 'member-left', why: 'session timeout' })).toBe(false)
  await cluster.run(`${consume('slow-1')}`)
  expect(await isMet(cluster, { happened: 'member-left', why: 'session timeout' })).toBe(true)
  await cluster.stop()
})
