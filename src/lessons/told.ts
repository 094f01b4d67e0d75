import type { Field, Shape } from './shape.ts'

/** A field with the words that AUTHORING.md and the page have for it. */
export interface ToldField extends Field {
  /** How its value is written. */
  readonly value: string
  readonly says: string
  /** Fields of the map that it holds. */
  readonly inner?: ToldFields
}

export type ToldFields = { readonly [name: string]: ToldField }

export const told = (shape: Shape, value: string, says: string): ToldField => ({ shape, value, says })

export const must = <F extends ToldField>(field: F): F & { readonly required: true } => ({ ...field, required: true })
