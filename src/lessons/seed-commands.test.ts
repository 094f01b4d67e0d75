import { beforeAll, describe, expect, test } from 'vitest'
import { loadCodecs } from '../../engine/core/record/codecs.ts'
import { Headless } from './headless.ts'

beforeAll(loadCodecs)

describe('commands of old study notes, typed while the broker runs', () => {
  test('starting the broker once more is refused, and the broker that runs goes on', async () => {
    const headless = await Headless.start(7)
    const second = await headless.run('bin/kafka-server-start.sh config/server.properties')
    expect(second.status).toBe(1)
    expect(second.stdout).toContain('Socket server failed to bind to 0.0.0.0:9093: Address already in use')
    expect((await headless.run('jps | grep -c Kafka')).stdout).toBe('1\n')
    const create = await headless.run('bin/kafka-topics.sh --create --topic t --bootstrap-server localhost:9092')
    expect(create.stdout).toBe('Created topic t.\n')
    await headless.stop()
  })
})
