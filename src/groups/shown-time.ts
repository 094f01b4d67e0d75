import { signal } from '@preact/signals'
import type { Domain } from './span.ts'

/** The latest minute, as it goes by. */
export const LATEST_MINUTE = { latest: 60_000 } as const

/** What the lanes show: the latest so many ms, or a stretch that was chosen. */
export const shownTime = signal<{ readonly latest: number } | Domain>(LATEST_MINUTE)
