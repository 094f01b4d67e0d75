/** What one round of cleaning is made of. */
export { Cleaner } from './cleaner.ts'
export { OffsetMap } from './offset-map.ts'
