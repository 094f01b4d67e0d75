import { BoundedRegExp } from '../../../patterns/bounded-regexp.ts'
import { expectRoom } from '../../shell/bounds.ts'
import { posixRegExp } from '../regexp.ts'
import { AwkArray, Room } from './array.ts'
import { AwkError } from './lexer.ts'
import { Input, toNumber, toText, type Value } from './value.ts'

const MOST_PATTERNS = 100
const MOST_FIELDS = 1_000_000

function fieldNumber(index: number): number {
  if (index > MOST_FIELDS) throw new AwkError(`cannot allocate memory for field ${index}`)
  return index
}

/** The state of a running program. */
export class AwkMachine {
  readonly variables = new Map<string, Value>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['NR', 0],
    ['FNR', 0],
    ['SUBSEP', '\x1c'],
    ['FILENAME', ''],
  ])
  readonly arrays = new Map<string, AwkArray>()
  private fields: string[] = []
  private record = ''
  out = ''
  private readonly patterns = new Map<string, BoundedRegExp>()
  private readonly room = new Room()

  setRecord(text: string): void {
    this.record = text
    this.fields = this.split(text, toText(this.get('FS')))
  }

  split(text: string, separator: string): string[] {
    if (text === '') return []
    if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/\s+/)
    if (separator.length === 1 && separator !== '|' && !'.*+?^$()[]{}\\'.includes(separator))
      return text.split(separator)
    return separator.length === 1 ? text.split(separator) : this.regexp(separator).split(text)
  }

  get(name: string): Value {
    if (name === 'NF') return this.fields.length
    return this.variables.get(name) ?? new Input('')
  }

  set(name: string, value: Value): void {
    if (name === 'NF') {
      const length = fieldNumber(toNumber(value))
      while (this.fields.length < length) this.fields.push('')
      this.fields.length = length
      this.joinRecord()
    } else {
      this.room.replace(this.variables.get(name), value)
      this.variables.set(name, value)
    }
  }

  field(index: number): Value {
    if (index < 0) throw new AwkError(`trying to access out of range field ${index}`)
    return new Input(index === 0 ? this.record : (this.fields[index - 1] ?? ''))
  }

  setField(index: number, value: Value): void {
    if (index === 0) return this.setRecord(toText(value))
    while (this.fields.length < fieldNumber(index)) this.fields.push('')
    this.fields[index - 1] = toText(value)
    this.joinRecord()
  }

  array(name: string): AwkArray {
    let array = this.arrays.get(name)
    if (!array) this.arrays.set(name, (array = new AwkArray(this.room)))
    return array
  }

  /** Collects what is printed. */
  print(text: string): void {
    this.out += text
    expectRoom(this.out.length)
  }

  regexp(source: string): BoundedRegExp {
    const pattern = this.patterns.get(source) ?? new BoundedRegExp(posixRegExp(source, { extended: true }))
    if (this.patterns.size >= MOST_PATTERNS) this.patterns.clear()
    this.patterns.set(source, pattern)
    return pattern
  }

  private joinRecord(): void {
    this.record = this.fields.join(toText(this.get('OFS')))
  }
}
