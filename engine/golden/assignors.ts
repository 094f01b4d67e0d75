import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex } from '../core/base/bytes.ts'
import type { AssignableTopics, MemberSubscription } from '../core/client/assignors/assignor.ts'
import { assignorOf } from '../core/client/assignors/assignor-registry.ts'
import { parsePartitionKey, partitionKey } from '../core/client/topic-partition.ts'
import type { Report } from './report.ts'

interface Layout {
  readonly name: string
  readonly topics: { readonly [topic: string]: number }
  readonly racks?: boolean
  readonly rounds: readonly (readonly { id: string; topics: string[]; instance?: string; rack?: string }[])[]
}

interface Expected {
  readonly layout: string
  readonly assignor: string
  readonly rounds: readonly {
    readonly members: { readonly [id: string]: { generation: number; userData: string | null; owned: string[] } }
    readonly assignment: { readonly [id: string]: string[] }
    readonly dependsOnMapOrder?: boolean
  }[]
  readonly dependsOnMapOrder?: boolean
}

/** Runs our assignors of the classic protocol on every recorded round (`layouts.json`, `assignors-classic.json`). */
export function compareAssignors(folder: string, report: Report): void {
  const layouts: readonly Layout[] = JSON.parse(readFileSync(join(folder, 'layouts.json'), 'utf8'))
  const expected: readonly Expected[] = JSON.parse(readFileSync(join(folder, 'assignors-classic.json'), 'utf8'))
  for (const one of expected) {
    const layout = layouts.find(({ name }) => name === one.layout)
    for (const [index, round] of one.rounds.entries()) {
      const label = `assignors-classic.json ${one.layout} ${one.assignor} round ${index}`
      if (!layout) report.record(label, 'no such layout')
      else if (round.dependsOnMapOrder || one.dependsOnMapOrder) continue
      else report.check(label, () => difference(layout, one, index))
    }
  }
}

function difference(layout: Layout, expected: Expected, index: number): string | undefined {
  const round = expected.rounds[index] as Expected['rounds'][number]
  const members = new Map<string, MemberSubscription>()
  for (const member of layout.rounds[index] ?? []) {
    const told = round.members[member.id]
    members.set(member.id, {
      topics: member.topics,
      userData: told?.userData ? fromHex(told.userData) : null,
      ownedPartitions: (told?.owned ?? []).map(parsePartitionKey),
      generationId: told?.generation ?? -1,
      rackId: member.rack ?? null,
      groupInstanceId: member.instance ?? null,
    })
  }
  const assignment = assignorOf(expected.assignor).assign(topicsOf(layout), members)
  const want = JSON.stringify(Object.entries(round.assignment).sort())
  const got = JSON.stringify([...assignment].map(([id, list]) => [id, list.map(partitionKey)]).sort())
  return want === got ? undefined : `want ${want} got ${got}`
}

function topicsOf({ topics, racks }: Layout): AssignableTopics {
  return new Map(
    Object.entries(topics).map(([name, partitionCount]) => {
      const ofPartition = (p: number) => (racks ? [`r${p % 3}`, `r${(p + 1) % 3}`] : [])
      return [
        name,
        { name, partitionCount, racks: racks ? Array.from({ length: partitionCount }, (_, p) => ofPartition(p)) : [] },
      ]
    }),
  )
}
