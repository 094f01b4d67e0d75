/** A whole number as it is typed, in full-width digits too; null when there is none. */
export function numberIn(text: string): number | null {
  const plain = text.normalize('NFKC').trim()
  return /^-?\d+$/.test(plain) ? Number(plain) : null
}
