/**
 * The layers of ../shared/DESIGN.md: a file imports from lower layers or its own module. Order of the table = order of
 * the layers; modules of one row are siblings and never import each other.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['engine/core/base'],
  ['engine/core/env'],
  ['engine/core/protocol'],
  ['engine/core/record'],
  ['engine/core/log', 'engine/core/metadata', 'engine/core/faults'],
  ['engine/core/raft', 'engine/core/controller', 'engine/core/replication', 'engine/core/coordinator'],
  ['engine/core/broker', 'engine/core/client'],
  ['engine/core/tools'],
  ['engine/host/snapshot'],
  ['engine/sim', 'engine/host/browser', 'engine/host/node', 'engine/golden', 'engine/bench', 'engine/rules'],
  ['src'],
]

/** Imports that the table would refuse, and why they are right. */
export const EXCEPTIONS: readonly { from: string; to: string; why: string }[] = [
  { from: 'engine/golden', to: 'engine/host/node', why: 'the golden command is a Node program' },
  { from: 'engine/bench', to: 'engine/host/node', why: 'the benchmarks run on the Node host' },
  { from: 'engine/bench', to: 'engine/host/browser', why: 'and on that of the page' },
  { from: 'engine/bench', to: 'engine/sim', why: 'and on the memory disk' },
  { from: 'engine/golden', to: 'engine/sim', why: 'goldens are replayed on the memory disk' },
  { from: 'engine/bench', to: 'src', why: 'kafkajs is measured as cells run it' },
  { from: 'engine/golden', to: 'src', why: 'scenarios of the tools are typed into the shell of the terminal' },
  { from: 'engine/host/node', to: 'engine/sim', why: 'the simulator is started from the command line' },
]

/** Which folders may name what: everything else in core is free of platforms and packages. */
export const PACKAGES_IN_CORE: { readonly [folder: string]: readonly string[] } = {
  'engine/core/record': ['fflate', 'pako', 'fzstd', '@hpcc-js/wasm-zstd'],
}

/** The module (row entry) of a path, with its layer number. */
export function moduleOf(path: string): { name: string; layer: number } | undefined {
  for (const [layer, names] of LAYERS.entries()) {
    for (const name of names) if (path.startsWith(`${name}/`)) return { name, layer }
  }
  return undefined
}

/** What is wrong with an import, or undefined. */
export function refusal(from: string, to: string): string | undefined {
  const a = moduleOf(from)
  const b = moduleOf(to)
  if (!a || !b) return `${from} → ${to}: not in the layer table`
  if (a.name === b.name || b.layer < a.layer) return browserOnly(from, to)
  const excepted = EXCEPTIONS.some((one) => one.from === a.name && one.to === b.name)
  return excepted ? undefined : `${from} (L${a.layer}) must not import ${to} (L${b.layer})`
}

/** In the page only src/cluster/ touches the browser host. */
function browserOnly(from: string, to: string): string | undefined {
  const touches = from.startsWith('src/') && to.startsWith('engine/host/')
  return touches && !from.startsWith('src/cluster/') ? `${from} must reach ${to} through src/cluster/` : undefined
}
