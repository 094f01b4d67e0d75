/** What crosses between the page, the runner's frame and a cell's worker. */
import type { RecordRow } from './records.ts'

/** Packages that a cell can import. */
export const LIBRARIES = ['kafka-clients', 'kafkajs'] as const
export type Library = (typeof LIBRARIES)[number]

/** JavaScript of a cell, line for line as it was written, and where the names of libraries stand in it. */
export interface CompiledCell {
  readonly code: string
  readonly imports: readonly { readonly start: number; readonly end: number; readonly library: Library }[]
}

export type Level = 'log' | 'info' | 'warn' | 'error' | 'debug'

/** One thing that a cell put out. */
export type OutputItem =
  | { readonly kind: 'text'; readonly level: Level; readonly text: string }
  | { readonly kind: 'records'; readonly rows: readonly RecordRow[] }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | ChartPoint
  | CellError

/** A point of a chart: one for each of its lines. Points of the same title are one chart. */
export interface ChartPoint {
  readonly kind: 'chart'
  readonly title: string
  /** The cell's wall time, ms since 1970. */
  readonly at: number
  readonly values: { readonly [line: string]: number }
}

/** An error as the learner sees it; `line` counts from 1 in the cell, null when the error names no line of it. */
export interface CellError {
  readonly kind: 'error'
  readonly text: string
  readonly line: number | null
  /** Where in the line, from 1, when that is known. */
  readonly column?: number
  /** Calls inside the cell, nearest first: `at name (cell:3)`. */
  readonly stack: readonly string[]
  /** The cell cannot be read as TypeScript because it is Java. */
  readonly isJava?: true
}

/** From the page to the frame. Ports travel with `run`: the cell's network, then its way to the page. */
export type ToFrame =
  | { readonly type: 'library'; readonly library: Library; readonly text: string }
  | { readonly type: 'run'; readonly run: number; readonly worker: string; readonly cell: CompiledCell }
  /** Another script than that of cells, with what it is to work on; one port travels with it. */
  | { readonly type: 'job'; readonly run: number; readonly worker: string; readonly input: unknown }
  | { readonly type: 'end'; readonly run: number }
  /** Asks whether it is there. */
  | { readonly type: 'beat' }

/** From the frame to the page. */
export type FromFrame =
  /** A worker could not start or died. */
  { readonly type: 'crashed'; readonly run: number; readonly message: string } | { readonly type: 'alive' }

/** From the frame to a worker, with the two ports of `run`. */
export interface Start {
  readonly cell: CompiledCell
  /** Addresses of the libraries' modules. */
  readonly libraries: { readonly [library in Library]?: string }
}

/** From a worker to the page. */
export type FromWorker =
  | { readonly type: 'output'; readonly items: readonly OutputItem[] }
  /** The last statement ran (or one threw); ms it took. */
  | { readonly type: 'finished'; readonly ms: number; readonly failed: boolean }
  /** Nothing is left that could still do something: no connection, no timer. */
  | { readonly type: 'idle' }
