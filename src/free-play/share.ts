import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate'
import { fromMarkdown, type Item } from './notebook-text.ts'
import { f } from './words.ts'

/** Largest notebook that a link carries, and longest link, in bytes: browsers and chat programs cut longer ones. */
const MOST_TEXT = 256 * 1024
const MOST_LINK = 32 * 1024
/** So many parts has a notebook that somebody else sends, each of which takes its room in the page; the words say it too. */
const MOST_PARTS = 500

/** The parts of a notebook that comes from somebody. Throws an Error when there are too many. */
export function checkedParts(markdown: string): readonly Item[] {
  const items = fromMarkdown(markdown)
  if (items.length > MOST_PARTS) throw new Error(f('it has more than 500 parts'))
  return items
}

/** A notebook as part of an address. Throws an Error when it is too large for one; a file carries it then. */
export function toFragment(markdown: string): string {
  checkedParts(markdown)
  const text = strToU8(markdown)
  const packed = deflateSync(text, { level: 9 })
  if (text.length > MOST_TEXT || packed.length > MOST_LINK)
    throw new Error(f('too large for a link; save it as a file'))
  return btoa(strFromU8(packed, true)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** The notebook in an address. Throws an Error when there is none that the page can show. */
export function fromFragment(fragment: string): string {
  const markdown = unpacked(fragment)
  checkedParts(markdown)
  return markdown
}

function unpacked(fragment: string): string {
  if (fragment.length > 2 * MOST_LINK) throw new Error(f('the link is too long'))
  try {
    const packed = strToU8(atob(fragment.replaceAll('-', '+').replaceAll('_', '/')), true)
    // What a link claims to hold is not believed: no more room than that is given.
    const text = inflateSync(packed, { out: new Uint8Array(MOST_TEXT) })
    return strFromU8(text)
  } catch {
    throw new Error(f('the notebook in this link is damaged'))
  }
}
