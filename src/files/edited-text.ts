/** What an editor of text may be given: files that come out of it, unchanged, byte for byte as they went in. */

/** A file that would not: its bytes are no text, or its lines end in more than one way, which the editor would make one. */
export class NotEditable extends Error {
  constructor(readonly why: 'bytes' | 'lines') {
    super(why)
  }
}

/** A file's text, and the mark before it that is not shown. */
export interface EditedText {
  readonly text: string
  readonly mark: '' | '\ufeff'
}

/** The text of a file. Throws {@link NotEditable}. */
export function textOf(bytes: Uint8Array): EditedText {
  const whole = decoded(bytes)
  if (whole.includes('\0')) throw new NotEditable('bytes')
  const text = whole.replace(/^\ufeff/, '')
  const ends = new Set(text.match(/\r\n|\r|\n/g))
  if (ends.size > 1 || ends.has('\r')) throw new NotEditable('lines')
  return { text, mark: text === whole ? '' : '\ufeff' }
}

/** The file's bytes with another text. */
export function bytesOf({ mark }: EditedText, text: string): Uint8Array {
  return new TextEncoder().encode(mark + text)
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new NotEditable('bytes')
  }
}
