import { expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { Errors } from '../protocol/errors.ts'
import { GROUP_COORDINATOR_DEFAULTS } from './config.ts'
import { GroupCoordinator } from './group-coordinator.ts'
import { MemoryWriter } from './memory-writer.ts'

const env = new SimWorld(1).env('1', undefined as never)

function coordinator({ ledHere, writer = new MemoryWriter() }: { ledHere: boolean; writer?: MemoryWriter }) {
  return new GroupCoordinator(env, GROUP_COORDINATOR_DEFAULTS, writer, {
    partitions: () => 1,
    isLedHere: () => ledHere,
  })
}

test('led by another broker: members look for it there', async () => {
  expect(await coordinator({ ledHere: false }).describeGroup('g')).toEqual({ error: Errors.NOT_COORDINATOR })
})

test('led here by the metadata, its log not open yet: members come again', async () => {
  expect(await coordinator({ ledHere: true }).describeGroup('g')).toEqual({
    error: Errors.COORDINATOR_LOAD_IN_PROGRESS,
  })
})

test('led here, its log cannot be read: nobody waits for it', async () => {
  const writer = new MemoryWriter()
  writer.readAll = () => {
    throw new Error('broken')
  }
  const broken = coordinator({ ledHere: true, writer })
  await expect(broken.elected(0, 0)).rejects.toThrow('broken')
  expect(await broken.describeGroup('g')).toEqual({ error: Errors.NOT_COORDINATOR })
})
