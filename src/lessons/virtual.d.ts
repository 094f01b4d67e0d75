/** The list of the lessons that ship with the page (see vite-entry.ts): title, minutes, number of goals, by `<language>/<track>/<name>`. */
declare module 'virtual:lessons' {
  /** The folder of their files, from the page. */
  export const folder: string
  export const list: { readonly [where: string]: readonly [title: string, minutes: number, goals: number] }
}
