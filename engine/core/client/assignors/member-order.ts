/** The order of members: static ones first by instance id, then dynamic ones by member id (`MemberInfo.compareTo`). */

export interface Member {
  readonly id: string
  readonly groupInstanceId: string | null
  readonly rackId: string | null
}

export function compareMembers(a: Member, b: Member): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) return compareText(a.groupInstanceId, b.groupInstanceId)
  if (a.groupInstanceId !== null) return -1
  if (b.groupInstanceId !== null) return 1
  return compareText(a.id, b.id)
}

/** By UTF-16 units, as Java compares strings. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
