import { expectRoom } from '../../shell/bounds.ts'
import { formatText } from './format.ts'
import type { AwkMachine } from './machine.ts'
import { Input, toNumber, toText, type Value } from './value.ts'

/** What can be assigned to: a variable, a field, an array's element. */
export interface Place {
  get(machine: AwkMachine): Value
  set(machine: AwkMachine, value: Value): void
}

export interface Arguments {
  readonly values: readonly Value[]
  /** The argument as a place, for sub and gsub. */
  readonly places: readonly (Place | undefined)[]
  /** The argument's name, for functions that take an array. */
  readonly names: readonly (string | undefined)[]
}

type BuiltIn = (machine: AwkMachine, args: Arguments) => Value

const text = ({ values }: Arguments, index: number) => toText(values[index] ?? '')
const number = ({ values }: Arguments, index: number) => toNumber(values[index] ?? 0)

/** The functions of awk, by name. */
export const FUNCTIONS: { readonly [name: string]: BuiltIn } = {
  length: (machine, args) => {
    if (args.values.length === 0) return toText(machine.field(0)).length
    const array = machine.arrays.get(args.names[0] ?? '')
    return array ? array.size : text(args, 0).length
  },
  substr: (_machine, args) => {
    const start = Math.round(number(args, 1))
    const end = args.values.length > 2 ? start + Math.round(number(args, 2)) : Number.POSITIVE_INFINITY
    return text(args, 0).slice(Math.max(0, start - 1), Math.max(0, end - 1))
  },
  index: (_machine, args) => text(args, 0).indexOf(text(args, 1)) + 1,
  split: (machine, args) => {
    const array = machine.array(args.names[1] ?? '')
    array.clear()
    const parts = machine.split(text(args, 0), args.values.length > 2 ? text(args, 2) : toText(machine.get('FS')))
    for (const [i, part] of parts.entries()) array.set(String(i + 1), new Input(part))
    return parts.length
  },
  sub: (machine, args) => substitute(machine, args, { all: false }),
  gsub: (machine, args) => substitute(machine, args, { all: true }),
  match: (machine, args) => {
    const found = machine.regexp(text(args, 1)).first(text(args, 0))
    machine.set('RSTART', found ? found.index + 1 : 0)
    machine.set('RLENGTH', found ? (found.groups[0] as string).length : -1)
    return found ? found.index + 1 : 0
  },
  sprintf: (_machine, args) => formatText(text(args, 0), args.values.slice(1)),
  toupper: (_machine, args) => text(args, 0).toUpperCase(),
  tolower: (_machine, args) => text(args, 0).toLowerCase(),
  int: (_machine, args) => Math.trunc(number(args, 0)),
  sqrt: (_machine, args) => Math.sqrt(number(args, 0)),
  exp: (_machine, args) => Math.exp(number(args, 0)),
  log: (_machine, args) => Math.log(number(args, 0)),
  sin: (_machine, args) => Math.sin(number(args, 0)),
  cos: (_machine, args) => Math.cos(number(args, 0)),
}

function substitute(machine: AwkMachine, args: Arguments, { all }: { readonly all: boolean }): number {
  const place = args.places[2] ?? {
    get: (m: AwkMachine) => m.field(0),
    set: (m: AwkMachine, value: Value) => m.setField(0, value),
  }
  let count = 0
  const replacement = text(args, 1)
  let room = 0
  const changed = machine.regexp(text(args, 0)).replace(toText(place.get(machine)), ({ groups: [found = ''] }) => {
    if (!all && count > 0) return found
    count++
    const by = replacement.replace(/\\&|&/g, (mark) => (mark === '&' ? found : '&'))
    expectRoom((room += by.length))
    return by
  })
  if (count > 0) place.set(machine, changed)
  return count
}
