/** A told text in parts, every other one an option of a command: no line is to end within it. */
export function optionParts(text: string): string[] {
  return text.split(/((?<!\S)--?\w[\w-]*)/)
}
