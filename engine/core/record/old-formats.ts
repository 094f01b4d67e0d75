import { Part } from '../base/part.ts'

/** Formats before 2, which few logs have. Whoever reads files or answers awaits it where {@link OLD_FORMATS} is needed. */
export const OLD_FORMATS = new Part(() => import('./old-format.ts'))
