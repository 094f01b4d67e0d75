/** Node's `assert`, which is a function and the module itself. */
function assert(holds: unknown, message = 'The expression evaluated to a falsy value'): asserts holds {
  if (!holds) throw Object.assign(new Error(message), { name: 'AssertionError', code: 'ERR_ASSERTION' })
}

export { assert as 'module.exports', assert as default }
