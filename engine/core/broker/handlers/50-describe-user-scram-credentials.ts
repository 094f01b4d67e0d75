/** DescribeUserScramCredentials, version 0: there is no SASL here, so nobody has credentials (`ScramImage.describe`). */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

export const describeUserScramCredentials: Handler<'DescribeUserScramCredentials'> = (_context, { users }) => ({
  errorCode: Errors.NONE,
  errorMessage: null,
  results: (users ?? []).map(({ name }) => ({
    user: name,
    errorCode: Errors.RESOURCE_NOT_FOUND,
    errorMessage: `Attempt to describe a user credential that does not exist: ${name}`,
    credentialInfos: [],
  })),
})
