/** What the actions of kafka-consumer-groups share. */
import { textsInHashOrder } from '../base/java-order.ts'
import type { Admin } from '../client/admin.ts'
import type { GroupListing } from '../client/admin-groups.ts'
import { executionException, runtimeException } from './errors.ts'
import type { Options } from './options.ts'
import type { ToolIo } from './tool.ts'

/** A group command's parts. */
export interface GroupsCommand {
  readonly options: Options
  readonly admin: Admin
  readonly io: ToolIo
}

/** Groups of consumers, simple ones with them. */
export async function consumerGroups(
  admin: Admin,
  states: readonly string[] = [],
  types: readonly string[] = [],
): Promise<readonly GroupListing[]> {
  try {
    const groups = await admin.listGroups({ states, types: types.length > 0 ? types : ['classic', 'consumer'] })
    return groups.filter(({ protocol, type }) => type === 'Consumer' || protocol === 'consumer' || protocol === '')
  } catch (error) {
    throw runtimeException(executionException(error))
  }
}

/** The groups that a command acts on, each once, in the order of Java's maps. */
export async function chosenGroups({ options, admin }: GroupsCommand): Promise<readonly string[]> {
  const groups = options.has('all-groups')
    ? (await consumerGroups(admin)).map(({ groupId }) => groupId)
    : options.valuesOf('group')
  return textsInHashOrder([...new Set(groups)])
}
