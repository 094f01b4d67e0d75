import type { LessonSession } from '../lessons/lesson-session.ts'

/** Where packs came from; the page's own course, a draft and a pack from a file have no address. */
const addresses = new WeakMap<LessonSession['library'], string>()

/** The lessons came from this address. */
export function cameFrom(library: LessonSession['library'], address: string): void {
  addresses.set(library, address)
}

/** The address of the pack whose lessons are shown. */
export function packOf({ library }: LessonSession): string | null {
  return addresses.get(library) ?? null
}
