/** A file and all it imports as the text of one module (see vite-entry.ts). */
declare module '*?module' {
  const text: string
  export default text
}
/** The same as a classic script. */
declare module '*?script' {
  const text: string
  export default text
}
/** The declarations of a file and of all it imports, by path; `index.d.ts` stands for the file itself. */
declare module '*?types' {
  const files: { readonly [path: string]: string }
  export default files
}
/** A file and all it imports as the text of one module for Node. */
declare module '*?node' {
  const text: string
  export default text
}
