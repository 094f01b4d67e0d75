const SHORT_CODE = /<code>(?=[^<]{1,24}<)/g
const LONG_CODE = /(?<=<code>)[^<]{25,}(?=<)/g
/** Names of commands and options: longer ones are as wide as a narrow page. */
const HYPHENATED = /(?<!\S)(?=\S{2,32}(?!\S))[\w./-]*-[\w./-]*(?!\S)/g

/** HTML whose code is not broken over two lines where it need not be: behind its hyphens, `--from-beginning` would. */
export function wholeWords(html: string): string {
  const long = html.replaceAll(LONG_CODE, (code) => code.replaceAll(HYPHENATED, '<span class="short">$&</span>'))
  return long.replaceAll(SHORT_CODE, '<code class="short">')
}

/** A text in parts, every other one the name of a command, or an option: no line is to end within it. */
export function wholeParts(text: string): string[] {
  return text.split(/((?<!\S)(?:--?\w[\w-]*|[\w-]+\.sh(?!\S)))/)
}
