/** The principal inside an Envelope. */
import { bool, type Infer, message, string } from '../schema.ts'

/** Data inside other messages or files. Versions 0, flexible 0+. */
export const DefaultPrincipalData = message({
  name: 'DefaultPrincipalData',
  versions: '0',
  flexible: '0+',
  fields: {
    type: string(),
    name: string(),
    tokenAuthenticated: bool(),
  },
})
export type DefaultPrincipalData = Infer<typeof DefaultPrincipalData>
