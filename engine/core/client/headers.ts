/** Headers of a record, in the forms that users write. */
import { utf8 } from '../base/utf8.ts'
import type { RecordHeader } from '../record/batch.ts'

/** A list (keys may repeat) or an object; texts become UTF-8. */
export type HeadersInit =
  | readonly { readonly key: string; readonly value: Uint8Array | string | null }[]
  | { readonly [key: string]: Uint8Array | string | null }

const NONE: readonly RecordHeader[] = []

export function recordHeaders(headers: HeadersInit | undefined): readonly RecordHeader[] {
  if (!headers) return NONE
  const list = Array.isArray(headers)
    ? (headers as readonly { key: string; value: Uint8Array | string | null }[])
    : Object.entries(headers).map(([key, value]) => ({ key, value: value as Uint8Array | string | null }))
  return list.map(({ key, value }) => ({ key, value: typeof value === 'string' ? utf8(value) : value }))
}
