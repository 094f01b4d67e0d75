/** `String.split` of Java: empty pieces at the end are left out, but a text without a separator is one piece. */
export function javaSplit(text: string, separator: string): string[] {
  if (!text.includes(separator)) return [text]
  const pieces = text.split(separator)
  while (pieces.at(-1) === '') pieces.pop()
  return pieces
}
