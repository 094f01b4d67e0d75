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
