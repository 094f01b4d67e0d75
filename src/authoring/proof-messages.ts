/** What a proof works on: a lesson, and the files in which it is. */
export interface ProofInput {
  readonly id: string
  readonly sources: readonly (readonly [string, string])[]
  /** The text of the module, where cells import it. */
  readonly kafkajs: string | null
}

/** One thing that was proved, or could not be. */
export interface ProofLine {
  readonly name: string
  readonly faults: readonly string[]
}

export type FromProof =
  | ({ readonly type: 'proof' } & ProofLine)
  /** A step, with its place, that is about to be taken. */
  | { readonly type: 'begins'; readonly step: string }
  | { readonly type: 'done' }
