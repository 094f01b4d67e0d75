import type { Signal } from '@preact/signals'
import type { Sources, Written } from './pack-file.ts'

const KEY = 'logbook.draft'
const PACK_KEY = 'logbook.draft-pack'
const TAB_KEY = 'logbook.draft-tab'
const PATH_KEY = 'logbook.draft-path'

/** The draft that this browser keeps; without files when there is none. */
export function storedDraft(): Written {
  return { sources: sourcesIn(read(KEY)), packYaml: read(PACK_KEY) ?? '' }
}

/** The file that was looked at last. */
export function storedPath(): string | null {
  return read(PATH_KEY)
}

/** Keeps the draft; false when storage refuses, or is full. */
export function storeDraft({ sources, packYaml }: Written): boolean {
  return write(KEY, JSON.stringify([...sources])) && write(PACK_KEY, packYaml)
}

/** Remembers the file that is looked at. */
export function storePath(path: string): void {
  write(PATH_KEY, path)
}

/** The view of the draft that was open last is open again, and remembered from now on. */
export function followTab<Tab extends string>(tab: Signal<Tab>, ...tabs: readonly Tab[]): void {
  const last = tabs.find((one) => one === read(TAB_KEY))
  if (last) tab.value = last
  tab.subscribe((now) => write(TAB_KEY, now))
}

/** Calls `heard` with what another tab writes; a draft that was cleared there is none. */
export function hearDraft(heard: (draft: Written) => void): void {
  addEventListener('storage', ({ key, newValue }) => {
    const sources = key === KEY ? sourcesIn(newValue) : new Map()
    if (sources.size > 0) heard({ sources, packYaml: read(PACK_KEY) ?? '' })
  })
}

function write(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text)
    return true
  } catch {
    return false
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function sourcesIn(text: string | null): Sources {
  try {
    const pairs: unknown = JSON.parse(text ?? '[]')
    const all = Array.isArray(pairs) ? pairs : []
    return new Map(all.filter(([path, source]) => typeof path === 'string' && typeof source === 'string'))
  } catch {
    return new Map()
  }
}
