/** White space that the shell takes for a letter, as an input method for Chinese or a copied page leaves it in a command. */

/** Where such a character stands, and what is said of it. */
export interface ForeignSpace {
  readonly at: number
  readonly message: string
}

const NAMES: { readonly [char: string]: string } = { '\u3000': 'a full-width space', '\u00a0': 'a no-break space' }

const FOREIGN = /[^\S \t\r\n]/g
const QUOTED = /\\.|'[^']*'|"(?:\\.|[^"\\])*"|(?<![^ \t\n;&|(])#[^\n]*/gs
const HEREDOC = /<<-?[ \t]*(['"]?)(\w+)\1/

/** All that stand in a script outside of quotes, comments and here-documents. */
export function foreignSpaces(code: string): ForeignSpace[] {
  return [...hidden(code).matchAll(FOREIGN)].map(({ index, 0: char }) => {
    const number = `U+${(char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`
    const name = NAMES[char] ? `${NAMES[char]}, ${number},` : number
    return { at: index, message: `${name} is not white space for the shell` }
  })
}

/** The script with something else where such a character may stand; what is left keeps its place. */
function hidden(code: string): string {
  return withoutHeredocs(code).replace(QUOTED, blanked)
}

function withoutHeredocs(code: string): string {
  let end: string | undefined
  const lines = code.split('\n').map((line) => {
    const shown = end === undefined ? line : blanked(line)
    if (end === undefined) end = HEREDOC.exec(line)?.[2]
    else if (line.replace(/^\t+/, '') === end) end = undefined
    return shown
  })
  return lines.join('\n')
}

function blanked(text: string): string {
  return text.replace(/[^\n]/g, '.')
}
