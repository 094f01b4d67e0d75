/** A static quorum becomes a dynamic one while it runs (KIP-853: kraft.version 0 to 1). */
import { expect, test } from 'vitest'
import { ServerBench } from '../../sim/server-bench.ts'

async function update(bench: ServerBench, level: number, { validateOnly = false, upgradeType = 1 } = {}) {
  const featureUpdates = [{ feature: 'kraft.version', maxVersionLevel: level, upgradeType }]
  const { errorCode, errorMessage } = await bench.asked(1, 'UpdateFeatures', { featureUpdates, validateOnly })
  return errorCode === 0 ? 'done' : errorMessage
}

async function level(bench: ServerBench, id: number): Promise<number> {
  const { finalizedFeatures } = await bench.asked(id, 'ApiVersions', {
    clientSoftwareName: 'test',
    clientSoftwareVersion: '1',
  })
  return finalizedFeatures.find(({ name }) => name === 'kraft.version')?.maxVersionLevel ?? 0
}

async function voters(bench: ServerBench, id: number): Promise<string[]> {
  const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
  const answer = await bench.asked(id, 'DescribeQuorum', { topics })
  const quorum = answer.topics[0]?.partitions[0]
  return (quorum?.currentVoters ?? []).map(({ replicaId, replicaDirectoryId }) => `${replicaId} ${replicaDirectoryId}`)
}

test('the voters go into the log, everybody knows, and a restart finds them there', async () => {
  const bench = await new ServerBench().three()
  expect(await level(bench, 2)).toBe(0)
  expect(await update(bench, 1, { validateOnly: true })).toBe('done')
  expect(await level(bench, 2)).toBe(0)
  expect(await update(bench, 1)).toBe('done')
  await bench.pass(1000)
  for (const id of [1, 2, 3]) expect(await level(bench, id)).toBe(1)
  const dynamic = await voters(bench, 1)
  expect(dynamic).toHaveLength(3)
  expect(dynamic.every((voter) => /^[123] [\w-]{22}$/.test(voter) && !voter.endsWith('A'.repeat(22)))).toBe(true)
  expect(await update(bench, 1)).toBe('done')
  for (const id of [1, 2, 3]) bench.kill(id)
  await bench.startAll([1, 2, 3])
  for (const id of [1, 2, 3]) expect(await level(bench, id)).toBe(1)
  expect(await voters(bench, 1)).toEqual(dynamic)
  bench.kill(3)
  await bench.makeTopic('t', [1, 2])
  expect(await bench.sent(1, 't', 'x')).toBe('at 0')
})

test('there is no way back, and no further', async () => {
  const bench = await new ServerBench().three()
  expect(await update(bench, 2)).toMatch(/Local controller \d only supports versions 0-1$/)
  expect(await update(bench, 1)).toBe('done')
  expect(await update(bench, 0, { upgradeType: 2 })).toMatch(/Can't downgrade the version of this feature\.$/)
})

test('a downgrade to the level that is there changes nothing', async () => {
  const bench = await new ServerBench().three()
  expect(await update(bench, 0, { upgradeType: 2 })).toBe('done')
  await bench.pass(1000)
  expect(await level(bench, 1)).toBe(0)
})
