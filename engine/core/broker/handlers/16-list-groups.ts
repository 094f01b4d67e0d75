/** ListGroups, versions 0-5. 4 filter by state (KIP-518); 5 filter by type (KIP-848). */
import type { Handler } from '../handler.ts'

export const listGroups: Handler<'ListGroups'> = (_context, request, services) => {
  const groups = services.groupCoordinator.listGroups()
  if (typeof groups === 'number') return { errorCode: groups }
  const states = lowerCase(request.statesFilter)
  const types = lowerCase(request.typesFilter)
  const chosen = groups.filter(
    ({ state, type }) =>
      (states.size === 0 || states.has(state.toLowerCase())) && (types.size === 0 || types.has(type.toLowerCase())),
  )
  return {
    groups: chosen.map(({ groupId, protocolType, state, type }) => ({
      groupId,
      protocolType,
      groupState: state,
      groupType: type,
    })),
  }
}

function lowerCase(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()))
}
