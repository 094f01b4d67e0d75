/** One word of a shell's line, whatever is in it: keys that a terminal would act upon are written as escapes. */
export function shellWord(text: string): string {
  if (/^[\w.:/@%+,-]+$/.test(text)) return text
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`
  return `$'${text.replace(/[\\']/g, String.raw`\$&`).replace(/\p{Cc}/gu, escaped)}'`
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
