import { expect, test } from 'vitest'
import { ClusterImage } from '../metadata/image.ts'
import { metadataRecord } from '../metadata/records.ts'
import { replay } from '../metadata/replay.ts'
import { type ShellPlace, shellCommand } from './metadata-shell-commands.ts'
import { metadataTree } from './metadata-tree.ts'
import type { ToolIo } from './tool.ts'

function shell() {
  const image = new ClusterImage()
  const topicId = 'kzPnDJxWQCidSwwhtrlTrw'
  for (const record of [
    metadataRecord('FeatureLevelRecord', 0, { name: 'metadata.version', featureLevel: 30 }),
    metadataRecord('TopicRecord', 0, { name: 't', topicId }),
    metadataRecord('PartitionRecord', 2, { partitionId: 0, topicId, replicas: [1, 2], isr: [1], leader: 1 }),
    metadataRecord('ConfigRecord', 0, { resourceType: 2, resourceName: 't', name: 'retention.ms', value: '1' }),
    metadataRecord('ClientQuotaRecord', 0, {
      entity: [
        { entityType: 'user', entityName: 'alice' },
        { entityType: 'client-id', entityName: null },
      ],
      key: 'request_percentage',
      value: 50.5,
      remove: false,
    }),
  ])
    replay(image, record)
  const root = metadataTree(image, { offset: 5, epoch: 2, time: Date.UTC(2026, 10, 21, 9, 8, 7, 6) })
  const place: ShellPlace = { root, cwd: [], history: [] }
  let out = ''
  const io = { stdout: { write: (text: string) => (out += text) } } as unknown as ToolIo
  return (line: string) => {
    out = ''
    shellCommand(line.split(' '), place, io, { interactive: true })
    return out
  }
}

test.each([
  ['ls', 'image\nlocal\n'],
  ['cat image/provenance', 'offset 5, epoch 2, time 2026-11-21T09:08:07.006Z[UTC]\n'],
  ['tree image/configs', 'TOPIC:t:\n  retention.ms:\n    1\n'],
  ['tree image/clientQuotas', 'clientId(<default>)_user(alice):\n  request_percentage:\n    50.5\n'],
  ['cat image/features/metadataVersion', 'Optional[4.3-IV0]\n'],
  ['find image/topics/byName/*/id', 'image/topics/byName/*/id\n'],
  ['cat image', 'cat: image: Is a directory\n'],
  ['cat', 'too few arguments\n'],
])('%s', (line, expected) => {
  expect(shell()(line)).toBe(expected)
})

test('cd goes where paths begin then', () => {
  const run = shell()
  run('cd image/topics/byName/t')
  expect(run('pwd')).toBe('/image/topics/byName/t\n')
  expect(run('cat 0')).toContain('PartitionRegistration(replicas=[1, 2], ')
  expect(run('ls ..')).toBe('t\n')
  expect(run('cd nowhere')).toBe('cd: nowhere: no such directory.\n')
})
