import type { Language, Theme } from './settings.ts'

/** What the page's address asks for. Instructors write it; anything in it may be wrong, and then counts as absent. */
export interface PageAddress {
  /** `?pack=`: where a pack of lessons is. */
  readonly pack: string | null
  /** `?lesson=track/name`, or `#/track/name`, which wins: it is what the page itself writes. */
  readonly lesson: string | null
  /** `#/track/name/12`: the block of the lesson that begins at this line of its file. */
  readonly line: number | null
  /** `?embed`: no way to other lessons, for a frame in another page. */
  readonly embed: boolean
  /** `?events=https://course.example`: the origin that hears which goals are met; with `?embed` by default that of the page around the frame. */
  readonly events: string | null
  /** `#notebook=…`: a notebook that somebody shared, packed. */
  readonly notebook: string | null
  /** `?watch`: the lesson file that `npm run lessons -- --watch` serves. */
  readonly watch: boolean
  /** `?present`: large type. */
  readonly present: boolean
  readonly language: Language | null
  readonly theme: Theme | null
}

export function readAddress({ searchParams, hash }: URL, referrer = ''): PageAddress {
  const [, fromHash, line] = /^#\/([\w-]+\/[\w-]+)(?:\/(\d+))?$/.exec(hash) ?? []
  const wanted = searchParams.get('lesson')
  const embed = searchParams.has('embed')
  return {
    pack: searchParams.get('pack'),
    lesson: fromHash ?? (wanted !== null && /^[\w-]+\/[\w-]+$/.test(wanted) ? wanted : null),
    line: line === undefined ? null : Number(line),
    embed,
    events: originOf(searchParams.get('events') ?? (embed ? referrer : '')),
    notebook: /^#notebook=([\w-]+)$/.exec(hash)?.[1] ?? null,
    watch: searchParams.has('watch'),
    present: searchParams.has('present'),
    language: oneOf(searchParams.get('lang'), 'en', 'zh'),
    theme: oneOf(searchParams.get('theme'), 'light', 'dark'),
  }
}

function originOf(text: string): string | null {
  try {
    const { origin } = new URL(text)
    return origin === 'null' ? null : origin
  } catch {
    return null
  }
}

function oneOf<T extends string>(value: string | null, ...known: readonly T[]): T | null {
  return known.find((one) => one === value) ?? null
}
