/** The commands of kafka-metadata-shell. */
import type { Tree, TreeNode } from './metadata-tree.ts'
import type { ToolIo } from './tool.ts'

/** Where someone is in the tree. */
export interface ShellPlace {
  readonly root: Tree
  /** Names from the root. */
  cwd: readonly string[]
  readonly history: string[]
}

interface Call {
  readonly args: readonly string[]
  readonly place: ShellPlace
  readonly print: (text: string) => void
}

interface Command {
  readonly about: string
  readonly usage: string
  readonly interactiveOnly?: true
  /** How many arguments it must have. */
  readonly least?: number
  readonly run: (call: Call) => void
}

const COMMANDS: { readonly [name: string]: Command } = {
  cat: { about: 'Show the contents of metadata files.', usage: 'cat targets [targets ...]', least: 1, run: cat },
  cd: {
    about: 'Set the current working directory.',
    usage: 'cd [target]',
    interactiveOnly: true,
    run: cd,
  },
  exit: { about: 'Exit the metadata shell.', usage: 'exit', interactiveOnly: true, run: () => {} },
  find: { about: 'Search for nodes in the directory hierarchy.', usage: 'find [paths [paths ...]]', run: find },
  help: { about: 'Display this help message.', usage: 'help', interactiveOnly: true, run: help },
  history: { about: 'Print command history.', usage: 'history', interactiveOnly: true, run: history },
  ls: { about: 'List metadata nodes.', usage: 'ls [targets [targets ...]]', run: ls },
  man: {
    about: 'Show the help text for a specific command.',
    usage: 'man cmd',
    interactiveOnly: true,
    least: 1,
    run: man,
  },
  pwd: { about: 'Print the current working directory.', usage: 'pwd', interactiveOnly: true, run: pwd },
  tree: { about: 'Show the contents of metadata nodes in a tree structure.', usage: 'tree [targets ...]', run: tree },
}

/** Performs one command; mistakes are told on standard output. */
export function shellCommand(
  [name = '', ...args]: readonly string[],
  place: ShellPlace,
  io: ToolIo,
  { interactive }: { interactive: boolean },
): void {
  const print = (text: string) => io.stdout.write(`${text}\n`)
  const names = Object.keys(COMMANDS).filter((one) => interactive || !COMMANDS[one]?.interactiveOnly)
  const command = names.includes(name) ? COMMANDS[name] : undefined
  if (!command) print(`invalid choice: '${name}' (choose from ${names.map((one) => `'${one}'`).join(', ')})`)
  else if (args.length < (command.least ?? 0)) print('too few arguments')
  else command.run({ args, place, print })
}

/** A node by its path, `*` standing for any name; the names lead to it from the root. */
function resolve({ root, cwd }: ShellPlace, path: string): { names: readonly string[]; node: TreeNode }[] {
  const names = path.startsWith('/') ? [] : [...cwd]
  for (const part of path.split('/')) {
    if (part === '..') names.pop()
    else if (part !== '' && part !== '.') names.push(part)
  }
  let found: { names: readonly string[]; node: TreeNode }[] = [{ names: [], node: root }]
  for (const name of names) {
    const pattern = new RegExp(
      `^${name
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.')}$`,
    )
    found = found.flatMap(({ names: above, node }) =>
      typeof node === 'string'
        ? []
        : children(node, (child) => pattern.test(child)).map(([child, below]) => ({
            names: [...above, child],
            node: below,
          })),
    )
  }
  return found
}

function children(node: Tree, wanted: (name: string) => boolean = () => true): [string, TreeNode][] {
  return [...node].filter(([name]) => wanted(name)).sort(([a], [b]) => (a < b ? -1 : 1))
}

function cat({ args, place, print }: Call): void {
  for (const path of args) {
    const found = resolve(place, path)
    if (found.length === 0) print(`cat: ${path}: No such file or directory.`)
    for (const { node } of found) print(typeof node === 'string' ? node : `cat: ${path}: Is a directory`)
  }
}

function cd({ args, place, print }: Call): void {
  const [path = '/'] = args
  const [found] = resolve(place, path)
  if (!found) print(`cd: ${path}: no such directory.`)
  else if (typeof found.node === 'string') print(`cd: ${path}: not a directory.`)
  else place.cwd = found.names
}

function find({ args, place, print }: Call): void {
  for (const path of args.length > 0 ? args : ['.']) {
    const found = resolve(place, path)
    if (found.length === 0) print(`find: ${path}: no such file or directory.`)
    for (const { node } of found) walk(path.replace(/\/$/, ''), node, print)
  }
}

function walk(path: string, node: TreeNode, print: (text: string) => void): void {
  print(path)
  if (typeof node === 'string') return
  for (const [name, child] of children(node)) walk(`${path}/${name}`, child, print)
}

/** Files first, then folders with what is in them. */
function ls({ args, place, print }: Call): void {
  const paths = args.length > 0 ? args : ['.']
  const found = paths.flatMap((path) => {
    const nodes = resolve(place, path)
    if (nodes.length === 0) print(`ls: ${path}: no such file or directory.`)
    return nodes
  })
  const files = found.filter(({ node }) => typeof node === 'string')
  for (const { names } of files) print(names.at(-1) ?? '/')
  let isFirst = files.length === 0
  for (const { names, node } of found) {
    if (typeof node === 'string') continue
    if (!isFirst) print('')
    if (found.length > 1) print(`${names.at(-1) ?? '/'}:`)
    for (const [name] of children(node)) print(name)
    isFirst = false
  }
}

function tree({ args, place, print }: Call): void {
  for (const path of args.length > 0 ? args : ['.']) {
    const found = resolve(place, path)
    if (found.length === 0) print(`tree: ${path}: no such file or directory.`)
    for (const { node } of found) printTree(node, '', print)
  }
}

function printTree(node: TreeNode, indent: string, print: (text: string) => void): void {
  if (typeof node === 'string') {
    print(indent + node)
    return
  }
  for (const [name, child] of children(node)) {
    print(`${indent}${name}:`)
    printTree(child, `${indent}  `, print)
  }
}

function pwd({ place, print }: Call): void {
  print(`/${place.cwd.join('/')}`)
}

function history({ place, print }: Call): void {
  for (const [index, line] of place.history.entries()) print(`${String(index).padStart(5)}  ${line}`)
}

function help({ print }: Call): void {
  const names = Object.keys(COMMANDS)
  print(`Welcome to the Apache Kafka metadata shell.\n\nusage:  {${names.join(',')}} ...\n\npositional arguments:`)
  print(`  {${names.join(',')}}`)
  for (const name of names) print(`    ${name.padEnd(20)} ${COMMANDS[name]?.about}`)
}

function man({ args: [name = ''], print }: Call): void {
  const command = COMMANDS[name]
  if (!command) print(`man: no help for ${name}.`)
  else print(`${name}: ${command.about}\n\nusage: ${command.usage}`)
}
