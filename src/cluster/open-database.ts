/** Opens a database of this browser's. */
export { openDatabase } from '../../engine/host/browser/open-database.ts'
