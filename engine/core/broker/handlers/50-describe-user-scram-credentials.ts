/** DescribeUserScramCredentials, version 0: there is no SASL here, so nobody has credentials (`ScramImage.describe`). */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

export const describeUserScramCredentials: Handler<'DescribeUserScramCredentials'> = (_context, { users }) => ({
  errorCode: Errors.NONE,
  errorMessage: '',
  results: [...new Set(users?.map(({ name }) => name))].map((user) => {
    const isRepeated = (users ?? []).filter(({ name }) => name === user).length > 1
    return { user, ...(isRepeated ? repeated(user) : unknown(user)), credentialInfos: [] }
  }),
})

const unknown = (user: string) => ({
  errorCode: Errors.RESOURCE_NOT_FOUND,
  errorMessage: `Attempt to describe a user credential that does not exist: ${user}`,
})

const repeated = (user: string) => ({
  errorCode: Errors.DUPLICATE_RESOURCE,
  errorMessage: `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`,
})
