/** Which modules of a first visit lie together: few files, each as large as can be, compress best and are asked for at once. */

/** The modules of a build, as a plugin sees them. */
export interface ModuleGraph {
  getModuleIds(): IterableIterator<string>
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** The scripts with which a visit begins: the page, and the workers that it starts at once. */
const STARTS = {
  page: /\/src\/main\.tsx$/,
  terminal: /\/terminal-worker\.ts$/,
  broker: /\/broker-worker\.ts$/,
}

/**
 * Names of chunks by module: `start` for what two of the scripts import, the script's own name for what only it does. The
 * scripts themselves stay apart, since who comes later for a module of such a chunk must not run them; what comes later is left
 * to the bundler.
 */
export function startChunks(graph: ModuleGraph): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const ids = [...graph.getModuleIds()]
  // The script itself stays apart: whoever imports its chunk later must not run it.
  for (const [name, pattern] of Object.entries(STARTS))
    for (const id of reachable(
      graph,
      ids.filter((one) => pattern.test(one)),
    ))
      if (!pattern.test(id)) names.set(id, names.has(id) ? 'start' : name)
  return names
}

function reachable(graph: ModuleGraph, from: readonly string[]): Set<string> {
  const found = new Set(from)
  for (const id of found) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) found.add(next)
  return found
}
