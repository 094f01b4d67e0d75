import { MOST_VARIABLES, OutOfMemory } from '../../shell/bounds.ts'
import { Input, type Value } from './value.ts'

/** What an element takes beside its text. */
const ELEMENT = 64

/** The memory of a program: what its variables and arrays hold. */
export class Room {
  private taken = 0

  /** Throws OutOfMemory where there is none for the new value. */
  replace(old: Value | undefined, value: Value | undefined): void {
    this.take(sizeOf(value) - sizeOf(old))
  }

  take(size: number): void {
    this.taken += size
    if (this.taken > MOST_VARIABLES) throw new OutOfMemory(this.taken)
  }
}

function sizeOf(value: Value | undefined): number {
  if (typeof value === 'string') return value.length
  return value instanceof Input ? value.text.length : 0
}

/** An array, which takes the memory of its program. */
export class AwkArray extends Map<string, Value> {
  constructor(private readonly room: Room) {
    super()
  }

  override set(key: string, value: Value): this {
    if (!this.has(key)) this.room.take(key.length + ELEMENT)
    this.room.replace(this.get(key), value)
    return super.set(key, value)
  }

  override delete(key: string): boolean {
    if (this.has(key)) this.room.take(-key.length - ELEMENT - sizeOf(this.get(key)))
    return super.delete(key)
  }

  override clear(): void {
    for (const key of this.keys()) this.delete(key)
  }
}
