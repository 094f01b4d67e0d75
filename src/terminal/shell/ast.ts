/** A parsed command line. Positions are offsets into the text, for error messages. */

/** Part of a word before expansion. Quoted parts are neither split into fields nor globbed. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable'
      readonly name: string
      readonly quoted: boolean
      readonly operation?: ParameterOperation
    }
  | { readonly kind: 'command'; readonly script: Script; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly expression: readonly Part[]; readonly quoted: boolean }

/** `${X:-word}`, `${X:=word}`, `${#X}`, `${X%pattern}`, `${X/pattern/text}`, `${X:offset:length}` … `bad`: there is none such, the word is all of it. */
export interface ParameterOperation {
  readonly operator:
    | `${':' | ''}${'-' | '=' | '+' | '?'}`
    | `${'#' | '##' | '%' | '%%' | '/' | '//' | '^' | '^^' | ',' | ',,' | ':'}`
    | 'length'
    | 'bad'
  readonly word: Word
}

export type Word = readonly Part[]

export interface Redirect {
  /** 0 stdin, 1 stdout, 2 stderr. */
  readonly fd: number
  readonly operator: '<' | '>' | '>>' | '<<' | '<<<' | '>&' | '&>'
  /** File name, here-document text, or the number behind `>&`. */
  readonly target: Word
}

export interface Assignment {
  readonly name: string
  readonly value: Word
}

export type Command =
  | {
      readonly kind: 'simple'
      readonly assignments: readonly Assignment[]
      readonly words: readonly Word[]
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'group'
      readonly body: Script
      readonly subshell: boolean
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'for'
      readonly name: string
      readonly words: readonly Word[]
      readonly body: Script
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'while'
      readonly until: boolean
      readonly condition: Script
      readonly body: Script
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'if'
      readonly clauses: readonly { readonly condition: Script; readonly body: Script }[]
      readonly otherwise: Script | null
      readonly redirects: readonly Redirect[]
    }
  | {
      /** `for ((start; test; step))`; an empty test is true. */
      readonly kind: 'count'
      readonly start: Word
      readonly test: Word
      readonly step: Word
      readonly body: Script
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'case'
      readonly word: Word
      readonly clauses: readonly { readonly patterns: readonly Word[]; readonly body: Script }[]
      readonly redirects: readonly Redirect[]
    }
  | {
      /** `(( … ))` */
      readonly kind: 'arithmetic'
      readonly expression: Word
      readonly redirects: readonly Redirect[]
    }
  | {
      /** `[[ … ]]` */
      readonly kind: 'condition'
      readonly condition: Condition
      readonly redirects: readonly Redirect[]
    }
  | {
      /** The definition of a function; `text` as it was typed. */
      readonly kind: 'function'
      readonly name: string
      readonly body: Command
      readonly text: string
      readonly redirects: readonly []
    }

/** What stands in `[[ … ]]`. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'unary'; readonly operator: string; readonly word: Word }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word }

export interface Pipeline {
  readonly negated: boolean
  readonly commands: readonly Command[]
}

export interface AndOr {
  readonly first: Pipeline
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[]
}

export interface Item {
  readonly list: AndOr
  readonly background: boolean
  /** As typed, for `jobs` and history. */
  readonly text: string
  /** Of the script, from 1. */
  readonly line: number
  /** Where it ends. */
  readonly lastLine: number
}

export type Script = readonly Item[]
