/** What the editor knows of the packages that cells import. */

/** The globals of the sandbox, and where kafkajs names Node, the little of it that is true there. */
const GLOBALS = `
interface Console {
  log(...values: unknown[]): void
  info(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
  debug(...values: unknown[]): void
  /** A row for each element, a column for each field. */
  table(value: unknown): void
  /** Draws: adds a point to each line of the chart of this title. */
  chart(title: string, values: { readonly [line: string]: number }): void
  assert(holds: unknown, ...values: unknown[]): void
  count(label?: string): void
  countReset(label?: string): void
  group(...values: unknown[]): void
  groupEnd(): void
  time(label?: string): void
  timeLog(label?: string, ...values: unknown[]): void
  timeEnd(label?: string): void
}
declare const console: Console
declare function setTimeout<A extends unknown[]>(run: (...values: A) => void, ms?: number, ...values: A): number
declare function setInterval<A extends unknown[]>(run: (...values: A) => void, ms?: number, ...values: A): number
declare function clearTimeout(id?: number): void
declare function clearInterval(id?: number): void
declare function queueMicrotask(run: () => void): void
declare function structuredClone<T>(value: T): T
declare function btoa(text: string): string
declare function atob(text: string): string
declare const performance: { now(): number }
declare const crypto: { randomUUID(): string; getRandomValues<T extends ArrayBufferView>(array: T): T }
declare class TextEncoder {
  encode(text?: string): Uint8Array
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean })
  decode(bytes?: Uint8Array): string
}

declare module 'tls' { export interface ConnectionOptions {} }
declare module 'net' { export interface Socket {} }
declare class Buffer extends Uint8Array {
  static from(data: string, encoding?: string): Buffer
  static from(data: ArrayBuffer | readonly number[] | Uint8Array): Buffer
  static alloc(size: number): Buffer
  static concat(list: readonly Uint8Array[]): Buffer
  static isBuffer(value: unknown): value is Buffer
  toString(encoding?: 'utf8' | 'hex' | 'base64' | 'ascii'): string
  equals(other: Uint8Array): boolean
}
`

/** Hands each declaration file to the editor. */
export async function addLibraryTypes(add: (text: string, path: string) => void): Promise<void> {
  const [{ default: clients }, { default: kafkajs }] = await Promise.all([
    import('../libraries/kafka-clients.ts?types'),
    import('kafkajs/types/index.d.ts?raw'),
  ])
  const packages = 'file:///node_modules'
  for (const [path, text] of Object.entries(clients)) add(text, `${packages}/kafka-clients/${path}`)
  add(kafkajs.replace('/// <reference types="node" />', ''), `${packages}/kafkajs/index.d.ts`)
  add(GLOBALS, `${packages}/sandbox/index.d.ts`)
}
