const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** The text of UTF-8 bytes; malformed sequences become U+FFFD, as in Java's `new String(bytes, UTF_8)`. */
export function fromUtf8(bytes: Uint8Array): string {
  return bytes.length < 24 ? (asciiText(bytes) ?? decoder.decode(bytes)) : decoder.decode(bytes)
}

/** Short ASCII names (topics, client ids) are quicker here than through the decoder. */
function asciiText(bytes: Uint8Array): string | undefined {
  let text = ''
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte > 127) return undefined
    text += String.fromCharCode(byte)
  }
  return text
}

/** How many bytes the text takes as UTF-8, without encoding it. */
export function utf8Length(text: string): number {
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) length += 1
    else if (unit < 0x800) length += 2
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      length += 4
      i++
    } else length += 3
  }
  return length
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}
