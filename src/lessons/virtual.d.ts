/** The list of the lessons that ship with the page (see vite-entry.ts), by `<track>/<name>`. */
declare module 'virtual:lessons' {
  /** The folder of their files, from the page. */
  export const folder: string
  export const list: { readonly [id: string]: readonly [title: string, minutes: number, goals: number] }
  /** `<language>/<track>/<name>` of those that are there in one language only. */
  export const alone: readonly string[]
}
/** Their Chinese titles. */
declare module 'virtual:lessons-zh' {
  export const titles: { readonly [id: string]: string }
}
